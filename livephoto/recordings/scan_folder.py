"""Looks through a folder that is about to be published: what is written in it, and whose pictures are there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container
from pathlib import Path
from typing import Any

from livephoto.recordings.pictures import is_picture, is_video
from livephoto.recordings.scan import suspicions


def folder_suspicions(folder: Path, listed: Container[str]) -> list[str]:
    """Return what must not be published of a folder's files, one line each, with the file's name; never the secret.

    listed: SHA-256 (hexadecimal) of the pictures, videos and other files without text that may stand there.
    """
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    return [f"{file.relative_to(folder).as_posix()}: {what}" for file in files for what in _of_file(file, listed)]


def _of_file(file: Path, listed: Container[str]) -> list[str]:
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() in listed:
        return []
    if is_picture(content):
        return ["a picture that is not on the list"]
    if is_video(content):
        return ["a video that is not on the list"]
    try:
        return suspicions(_value(content.decode()))
    except UnicodeDecodeError:
        return ["no text, and not on the list"]


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
