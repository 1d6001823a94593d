"""Names what a file is by its first bytes, where it is none of the API's formats: so that a near miss can say it."""

from __future__ import annotations

import re

_MARKS: tuple[tuple[str, bytes], ...] = (
    ("GIF", b"GIF8"),
    ("TIFF", b"II*\x00"),
    ("TIFF", b"MM\x00*"),
    ("JPEG XL", b"\xff\x0a"),
    ("JPEG XL", b"\x00\x00\x00\x0cJXL "),
    ("JPEG 2000", b"\x00\x00\x00\x0cjP  "),
    ("PSD", b"8BPS"),
    ("ICO", b"\x00\x00\x01\x00"),
    ("PDF", b"%PDF"),
    ("ZIP", b"PK\x03\x04"),
    ("gzip", b"\x1f\x8b"),
    ("WebM", b"\x1aE\xdf\xa3"),
)
_BRANDS = {b"avif": "AVIF", b"avis": "AVIF", b"heic": "HEIC", b"heix": "HEIC", b"mif1": "HEIC", b"msf1": "HEIC"}
_LOOKED_AT = 256
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{32,}=*", re.ASCII)
_URL = re.compile(rb"https?://|file:|s3:", re.IGNORECASE)
_MARKUP = re.compile(rb"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<(!doctype\s+)?(svg|html)", re.IGNORECASE | re.DOTALL)


def sniff(head: bytes) -> str | None:
    """Return what a file that begins with `head` looks like, as in "WebP" or "base64 text"; None for the unknown."""
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "MP4")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP"
    found = next((name for name, mark in _MARKS if head.startswith(mark)), None)
    return found or _text_of(head[:_LOOKED_AT].strip())


def _text_of(start: bytes) -> str | None:
    if start.startswith(b"data:"):
        return "data URI"
    if _URL.match(start):
        return "URL"
    if found := _MARKUP.match(start):
        return found[4].decode().upper()
    if start[:1] in (b"{", b"["):
        return "JSON"
    return "base64 text" if _BASE64.fullmatch(b"".join(start.split())) else None
