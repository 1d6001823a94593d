"""Values as TOML text: by hand, since the entries of an edition file carry their provenance in comments.

The libraries that write TOML write none (tomli-w), or want a document built node by node (tomlkit); the few kinds of
value that an edition holds take less.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def toml_key(name: str) -> str:
    """Return a key, quoted where it must be."""
    return name if _BARE.fullmatch(name) else toml_value(name)


def toml_header(path: Sequence[str]) -> str:
    """Return the line that opens a table."""
    return f"[{'.'.join(map(toml_key, path))}]"


def toml_value(value: Any) -> str:
    """Return a value on one line: text, number, truth, list or inline table. Half a character becomes U+FFFD."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        whole = _SURROGATES.sub("\ufffd", value)
        return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        entries = ", ".join(f"{toml_key(str(key))} = {toml_value(each)}" for key, each in value.items())
        return f"{{ {entries} }}" if entries else "{}"
    return f"[{', '.join(map(toml_value, value))}]"


def toml_comment(text: str) -> str:
    """Return a comment of one line, whatever `text` holds."""
    return "# " + "".join(sign if sign.isprintable() else " " for sign in text)
