"""What a file holds, by its first bytes: its name is only asked where they leave it open."""

from __future__ import annotations

import re
from enum import StrEnum

HEAD = 4096
"""Bytes that are looked at."""

_YAML = re.compile(rb"^(interactions|http_interactions|- request) *:", re.MULTILINE)
_TOML = re.compile(rb"^\[\[interactions\]", re.MULTILINE)
_LOG = re.compile(rb'^\{\s*"log"\s*:')


class Kind(StrEnum):
    """Kinds of files."""

    HAR = "HAR"
    JSON = "JSON"
    """A HAR, a cassette or a bare answer: its keys tell."""
    YAML = "YAML cassette"
    TOML = "TOML cassette"
    ZIP = "ZIP archive"
    OTHER = "no recording"


def kind_of(head: bytes, suffix: str) -> Kind:
    """Return the kind of a file that begins with `head`; `suffix` of its name, in lower case."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"PK\x03\x04"):
        return Kind.ZIP
    if _LOG.match(text) or suffix == ".har":
        return Kind.HAR
    if text.startswith((b"{", b"[")):
        return Kind.JSON
    # A cassette may hold base64 from its third line on, but not a NUL byte.
    if b"\0" in head:
        return Kind.OTHER
    if _TOML.search(text):
        return Kind.TOML
    return Kind.YAML if _YAML.search(text) else Kind.OTHER
