"""Bodies as cassettes keep them: text, bytes, or one of several wrappings, compressed or not."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from livephoto.recordings.captured import LARGEST_BODY
from livephoto.recordings.model import RecordingError

_LOST = "\ufffd"
"""What a writer puts in place of bytes that it could not take for text."""

_GZIP = 16 + zlib.MAX_WBITS
_WINDOWS = {"gzip": (_GZIP,), "x-gzip": (_GZIP,), "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS)}
"""zlib's windows to try for a content coding: `deflate` comes with a zlib header, or bare."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body's bytes, and what its wrapping could not keep."""

    content: bytes = b""
    missing: tuple[str, ...] = ()


def body_of(kept: Any) -> Body:
    """Return the body that a cassette keeps as `kept`. Raises RecordingError for a shape that no known writer uses."""
    if kept is None:
        return Body()
    if isinstance(kept, bytes):
        return Body(kept)
    if isinstance(kept, str):
        lost = ("own bytes: they were kept as text, and what is none was replaced",) if _LOST in kept else ()
        return Body(kept.encode(), lost)
    if isinstance(kept, Mapping):
        return _unwrapped(kept)
    raise RecordingError(f"a body is {type(kept).__name__}, not text or bytes")


def decompressed(content: bytes, encodings: str) -> Body:
    """Return the body as its client saw it; `encodings` is the Content-Encoding header.

    A body that was kept decompressed, beside a header that speaks of before, is left as it is.
    """
    for coding in reversed([each.strip().lower() for each in encodings.split(",") if each.strip()]):
        if coding == "identity" or _is_text(content):
            continue
        if coding not in _WINDOWS:
            return Body(content, (f"decompressed body: it was kept as {coding}, which cannot be read here",))
        try:
            content = _inflated(content, _WINDOWS[coding])
        except zlib.error:
            return Body(content, (f"decompressed body: it is no {coding}, though its header says so",))
    return Body(content)


def _unwrapped(kept: Mapping[str, Any]) -> Body:
    if "type" in kept:
        return _typed(kept["type"], kept.get("content"))
    if isinstance(kept.get("base64_string"), str):
        return Body(b64decode(kept["base64_string"]))
    if "string" in kept:
        return body_of(kept["string"])
    raise RecordingError(f"a body has the keys {', '.join(map(str, kept)) or 'of nothing'}, and no string in it")


def _typed(kind: Any, content: Any) -> Body:
    """Return a body of cassetter's."""
    if kind == "none":
        return Body()
    if kind == "binary" and isinstance(content, str):
        return Body(bytes.fromhex(content))
    if kind == "json" and not isinstance(content, str):
        return Body(
            json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode(),
            ("own spelling: its JSON was kept as values, and is written anew",),
        )
    if kind in ("json", "text"):
        return body_of(content)
    raise RecordingError(f"a body is of the unknown type {kind!r}")


def _inflated(content: bytes, windows: tuple[int, ...]) -> bytes:
    for window in windows:
        inflater = zlib.decompressobj(window)
        try:
            whole = inflater.decompress(content, LARGEST_BODY)
        except zlib.error:
            if window == windows[-1]:
                raise
            continue
        if inflater.unconsumed_tail:
            raise RecordingError(f"a body is longer than {LARGEST_BODY:,} bytes when decompressed")
        return whole
    return content


def _is_text(content: bytes) -> bool:
    return not content or content.lstrip()[:1] in (b"{", b"[", b"<")
