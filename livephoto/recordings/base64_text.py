"""Base64 in the standard alphabet, at memory speed where pybase64 is installed."""

from __future__ import annotations

import binascii
from collections.abc import Callable
from functools import partial

try:
    import pybase64
except ImportError:
    _encode: Callable[[bytes], bytes] = partial(binascii.b2a_base64, newline=False)
    _decode: Callable[[bytes], bytes] = partial(binascii.a2b_base64, strict_mode=True)
else:
    _encode = pybase64.b64encode
    _decode = partial(pybase64.b64decode, validate=True)


def encode(content: bytes, *, escaped: bool = False) -> bytes:
    r"""Return the base64 of `content`, with slashes as `\/` where `escaped`."""
    text = _encode(content)
    return text.replace(b"/", b"\\/") if escaped else text


def decode(text: bytes) -> bytes:
    """Return what the base64 `text` stands for. Raises ValueError where it is none in the standard alphabet."""
    return _decode(text)
