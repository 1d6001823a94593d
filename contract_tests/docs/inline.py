"""Takes the marks of Markdown and inline HTML off a piece of text, and leaves what a reader sees."""

from __future__ import annotations

import html
import re

_INVISIBLE = str.maketrans("\u00a0\u2009\u202f", "   ", "\u200b\u200c\u200d\u2060\ufeff")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>")
_EMPHASIS = re.compile(r"\*\*|~~|`")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")


def shown(markdown: str) -> str:
    """Return `markdown` as a reader sees it: no backticks, bold, links' targets, tags or escapes; one line."""
    text = _TAG.sub(" ", _LINK.sub(r"\1", markdown))
    text = _ESCAPED.sub(r"\1", _EMPHASIS.sub("", text))
    return tidy(html.unescape(text))


def tidy(text: str) -> str:
    """Return `text` on one line, single-spaced, without the characters that nobody sees."""
    return " ".join(text.translate(_INVISIBLE).split())
