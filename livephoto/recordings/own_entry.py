"""Reads the HAR entries that this package wrote."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from livephoto.contract.image_header import SUFFIXES, ImageHeader
from livephoto.recordings.members import Members, text_bytes
from livephoto.recordings.model import (
    Content,
    FilePart,
    RecordedAnswer,
    RecordedExchange,
    RecordedRequest,
    RecordingError,
    Splice,
    StoredBody,
)

_SHA256 = re.compile(r"[0-9a-f]{64}|")
_FILE = re.compile(r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*")


def is_own(entry: dict[str, Any]) -> bool:
    """Tell whether an entry was written by this package."""
    return isinstance(entry.get("_tool"), str)


def own_entry(entry: dict[str, Any], folder: Path) -> RecordedExchange:
    """Return the exchange; its bodies are read when they are asked for. Raises RecordingError where it is damaged."""
    members = Members(entry)
    response = members.object("response")
    started = members.text("startedDateTime")
    return RecordedExchange(
        request=_request(members.object("request"), folder),
        answer=RecordedAnswer(
            response.whole_number("status"),
            response.headers(),
            _content(response.object("content"), folder),
            response.flag("_cut") or False,
        ),
        started=_time(started),
        seconds=members.number("time") / 1000,
        edition=members.text_or_none("_edition"),
        tool=members.text("_tool"),
        outcome=members.text_or_none("_outcome"),
        missing=tuple(str(each) for each in members.array("_missing")),
    )


def file_beside(name: str, folder: Path) -> Path:
    """Return the file that a recording in `folder` names. Raises RecordingError where it leads out of the folder."""
    parts = PurePosixPath(name).parts
    inside = _FILE.fullmatch(name) and ".." not in parts
    if not inside or not (folder / name).resolve().is_relative_to(folder.resolve()):
        raise RecordingError(f"its _file {name[:80]!r} leads out of the recording's folder, and is not read")
    return folder / name


def _time(started: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(started)
    except ValueError:
        raise RecordingError(f"startedDateTime {started[:40]!r} is no time") from None
    if found.tzinfo is None:
        raise RecordingError(f"startedDateTime {started[:40]!r} has no time zone")
    return found if found.timestamp() else None  # HAR must have a time: 1970 stands for none


def _request(request: Members, folder: Path) -> RecordedRequest:
    data = request.object_or_none("postData")
    params = data.objects("params") if data else []
    is_form = data is not None and data.has("params")
    return RecordedRequest(
        method=request.text("method"),
        url=request.text("url"),
        headers=request.headers(),
        multipart=is_form,
        fields=tuple((each.text("name"), each.text("value")) for each in params if not each.has("_sha256")),
        files=tuple(_file_part(each, folder) for each in params if each.has("_sha256")),
        body=_stored(data, folder) if data and not is_form else None,
    )


def _file_part(param: Members, folder: Path) -> FilePart:
    image = param.object_or_none("_image")
    return FilePart(
        name=param.text("name"),
        filename=param.text_or_none("fileName"),
        media_type=param.text_or_none("contentType"),
        body=_stored(param, folder),
        image=_image(image) if image else None,
        whole=param.flag("_whole"),
    )


def _image(image: Members) -> ImageHeader:
    found = ImageHeader(image.text("format"), image.whole_number("width"), image.whole_number("height"))
    if found.format not in SUFFIXES or found.width < 1 or found.height < 1:
        raise RecordingError("its _image is none of JPEG, PNG and BMP, or has no pixels")
    return found


def _content(content: Members, folder: Path) -> Content:
    sha256, size = _hash(content), content.whole_number("size")
    if not content.has("text"):
        stored = _stored(content, folder)
        return Content(sha256, size, stored=stored if stored.file else None)
    splices = tuple(
        Splice(each.whole_number("at"), _stored(each, folder), each.flag("escaped") or False)
        for each in content.objects("_splices")
    )
    return Content(sha256, size, text_bytes(content), splices)


def _stored(members: Members, folder: Path) -> StoredBody:
    name = members.text_or_none("_file")
    file = None if name is None else file_beside(name, folder)
    return StoredBody(_hash(members), members.whole_number("_size"), file)


def _hash(members: Members) -> str:
    sha256 = members.text("_sha256")
    if not _SHA256.fullmatch(sha256):
        raise RecordingError("its _sha256 is not 64 lower-case hexadecimal digits")
    return sha256
