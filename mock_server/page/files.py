"""The page's own files, under a name that changes with what they hold: a browser may keep them for ever."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

_MEDIA_TYPES = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
    "jpg": "image/jpeg",
}


@dataclass(frozen=True, slots=True)
class File:
    """One file as it is sent."""

    content: bytes
    media_type: str


@cache
def page_files() -> dict[str, File]:
    """Return the files by name: scripts, style, icon, and the portrait that ships."""
    static = files("mock_server.page").joinpath("static")
    return {item.name: _read(item) for item in (*static.iterdir(), _portrait()) if _ending(item) in _MEDIA_TYPES}


@cache
def version() -> str:
    """Return what the files' names hold: it changes when one of them does."""
    digest = hashlib.sha256()
    for name, file in sorted(page_files().items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(file.content).digest())
    return digest.hexdigest()[:16]


def _portrait() -> Traversable:
    return files("mock_server").joinpath("assets", "portrait.jpg")


def _read(item: Traversable) -> File:
    return File(item.read_bytes(), _MEDIA_TYPES[_ending(item)])


def _ending(item: Traversable) -> str:
    return item.name.rpartition(".")[2]
