"""Looks for what must not be published: keys, tokens, e-mail addresses, pictures that nobody listed."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

from livephoto.pseudonym import PATTERN

_BLOB = re.compile(
    r"(?<![A-Za-z0-9+/=_-])(?:[A-Za-z0-9+/=_-]|\\+[/nr]){1024,}+"
    r"|(?:[A-Za-z0-9+/=]{60,80}\s+){8,}+[A-Za-z0-9+/=]*+"
    r"|AAAA[A-Za-z0-9+/]{2}Z0eX[A-D](?:[A-Za-z0-9+/=]|\\+/)*+"
)
"""Base64 that is too long to be a key: on one line, wrapped, or a video of any length. No key is looked for in it.

Every repetition is possessive: one that could go back would take a hundred bytes of memory for each it passes."""

_PICTURE = re.compile(r"(?:\\*/9j\\*/[A-Za-z0-9+]|iVBORw0KGgo|_9j_)[A-Za-z0-9+/_\\\s-]{200}")
"""The first characters of a JPEG or a PNG in base64."""

_ID = "(?:request|log|trace|task|order)_?id"
_NO_SECRET = re.compile(
    rf"\\*\"{_ID}\\*\"\s*:\s*\\*\"[A-Za-z0-9_.:-]{{1,128}}\\*\""
    r"|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
    rf"|\b{PATTERN}\b|\bcommit [0-9a-f]{{40}}\b"
    r"|boundary=\\*\"?[A-Za-z0-9_.-]{1,70}|-{2,}WebKitFormBoundary[A-Za-z0-9]{12,16}|--[0-9a-f]{32}\b"
    r"|\b(?:page|frame)@[0-9a-f]{32}\b|\bsha-?256\W{1,6}[0-9a-f]{64}\b",
    re.IGNORECASE,
)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_BODY_FILE = re.compile(r"(?:[A-Za-z0-9_-]+/)*[0-9a-f]{64}\.[a-z0-9]{1,8}")
_ID_NAME, _ID_VALUE = re.compile(_ID, re.IGNORECASE), re.compile(r"[A-Za-z0-9_.:-]{1,128}")

_EMAIL = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@(?!(?:[a-z0-9-]+\.)*example\.(?:com|net|org)\b)"
    r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}\b",
    re.IGNORECASE,
)
_SHAPES = (
    ("an e-mail address", _EMAIL),
    ("a JSON Web Token", re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}")),
    ("a private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")),
    ("a bearer token", re.compile(r"(?i)\bbearer\s+[A-Za-z0-9._~+/-]{12,}")),
    (
        "a key",
        re.compile(
            r"\b(?:[spr]k[-_][A-Za-z0-9_-]{16,}|gh[oprsu]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}"
            r"|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|xox[abeprs]-[\w-]{10,}|hf_[A-Za-z0-9]{20,})"
        ),
    ),
)
_WORD = re.compile(r"[A-Za-z0-9_-]{24,}")
_SOLID = re.compile(r"[A-Za-z0-9]{24,}")


def suspicions(value: Any) -> list[str]:
    """Return what looks like a secret in a text or a JSON value (a HAR), one plain line each; never the secret."""
    return list(dict.fromkeys(f"{what} at {where}" if where else what for where, what in _walk(value, "")))


def _walk(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield from ((where, what) for what in _in_text(value))
    elif isinstance(value, dict):
        for name, inner in _read(value).items():
            yield from ((where, f"{what} in a name") for what in _in_text(name))
            if not _is_known(name, inner):
                yield from _walk(inner, f"{where}.{name}" if where else name)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _walk(inner, f"{where}[{number}]")


def _read(members: dict[str, Any]) -> dict[str, Any]:
    """Return an object's members; the text of a HAR's body that is in base64 as the text that it stands for.

    A picture stays in base64, where it is known as one.
    """
    text = members.get("text")
    if members.get("encoding") != "base64" or not isinstance(text, str) or _PICTURE.search(text):
        return members
    try:
        return members | {"text": b64decode(text, validate=True).decode(errors="replace")}
    except ValueError:
        return members


def _is_known(name: str, value: Any) -> bool:
    """Tell whether a value is a hash, a stored body's name or a request's id: long, and no secret."""
    if not isinstance(value, str):
        return False
    if name in ("_sha256", "sha256"):
        return _SHA256.fullmatch(value) is not None
    if name == "_file":
        return _BODY_FILE.fullmatch(value) is not None
    return _ID_NAME.fullmatch(name) is not None and _ID_VALUE.fullmatch(value) is not None


def _in_text(text: str) -> Iterator[str]:
    if _PICTURE.search(text):
        yield "a picture in base64"
    text = _NO_SECRET.sub(" ", _BLOB.sub(" ", text))
    yield from (what for what, shape in _SHAPES if shape.search(text))
    yield from (
        f"a word of {len(word)} characters that looks like a key" for word in _WORD.findall(text) if _is_key(word)
    )


def _is_key(word: str) -> bool:
    """Tell whether a long word mixes letters and digits as keys do, and names do not."""
    if any(_mixed(solid) for solid in _SOLID.findall(word)):
        return True
    return len(word) >= 32 and _mixed(word) and min(sum(map(str.isupper, word)), sum(map(str.islower, word))) >= 2


def _mixed(word: str) -> bool:
    return sum(map(str.isdigit, word)) >= 2 and sum(map(str.isalpha, word)) >= 2
