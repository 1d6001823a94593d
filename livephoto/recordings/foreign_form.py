"""Reads the `postData` of other tools' HARs: only bytes that it surely has are taken for bytes."""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from dataclasses import dataclass, replace
from pathlib import Path

from livephoto.recordings.captured import CapturedFile, CapturedForm
from livephoto.recordings.members import Members
from livephoto.recordings.model import RecordingError
from livephoto.recordings.own_entry import file_beside

_LENGTH = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Posted:
    """A request's body, as far as the recording tells."""

    form: CapturedForm | None = None
    sha256: str | None = None
    size: int = 0
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Body:
    content: bytes
    exact: bool
    """Its bytes are those that were sent; else text that stands for them, with bytes replaced or left out."""


def read_posted(request: Members, folder: Path) -> Posted:
    """Return the body that a request was sent with.

    A file whose bytes were lost on the way into the HAR stays in the form, with SHA-256 "", and is listed in
    `missing`. Raises RecordingError where a member is not of HAR's type.
    """
    data, announced = request.object_or_none("postData"), _announced(request)
    content_type = _content_type(request, data)
    if data is None:
        sent = bool(announced) or content_type.lower().startswith("multipart/")
        return Posted(missing=("the request's body",) if sent else ())
    body = _body(data, announced, folder)
    if content_type.lower().startswith("multipart/form-data"):
        return _posted_form(data, body, content_type)
    if body is None or not body.exact:
        return Posted(missing=("the request's body",))
    return Posted(sha256=hashlib.sha256(body.content).hexdigest() if body.content else None, size=len(body.content))


def _posted_form(data: Members, body: _Body | None, content_type: str) -> Posted:
    form = _read_form(content_type, body.content) if body else None
    if body and body.exact:
        return Posted(form, hashlib.sha256(body.content).hexdigest(), len(body.content))
    form = form or _form_of_params(data)
    if form is None:
        return Posted(missing=("the request's form: its text cannot be read as multipart/form-data",))
    lost = CapturedForm(form.fields, tuple(map(_without_bytes, form.files)))
    return Posted(lost, missing=tuple(f"the bytes of the file {file.name!r}" for file in lost.files))


def _read_form(content_type: str, content: bytes) -> CapturedForm | None:
    try:
        from livephoto.recordings.form import read_form
    except ImportError:
        raise RecordingError("reading forms needs multipart: pip install multipart") from None
    return read_form(content_type, content)


def _without_bytes(file: CapturedFile) -> CapturedFile:
    return replace(file, sha256="", size=0, image=None, whole=None, content=None)


def _form_of_params(data: Members) -> CapturedForm | None:
    if not data.has("params"):
        return None
    params = data.objects("params")
    fields = [(each.text("name"), each.text("value")) for each in params if each.has("value") and not _is_file(each)]
    files = [
        CapturedFile(each.text("name"), each.text_or_none("fileName"), each.text_or_none("contentType"), "", 0)
        for each in params
        if _is_file(each) or not each.has("value")
    ]
    return CapturedForm(tuple(fields), tuple(files))


def _is_file(param: Members) -> bool:
    return param.has("fileName") or param.has("contentType")


def _content_type(request: Members, data: Members | None) -> str:
    """Return the media type; of the two that may be there, the one that tells the boundary."""
    sent = next((value for name, value in request.header_pairs() if name.lower() == "content-type"), "")
    told = data.text_or_none("mimeType") or "" if data else ""
    return sent if "boundary=" in sent or not told else told


def _announced(request: Members) -> int | None:
    """Return how many bytes the body had, by the recording or by its header; None where neither tells."""
    if request.has("bodySize") and request.number("bodySize") > 0:
        return int(request.number("bodySize"))
    lengths = [value for name, value in request.header_pairs() if name.lower() == "content-length"]
    return int(lengths[0]) if lengths and _LENGTH.fullmatch(lengths[0]) else None


def _body(data: Members, announced: int | None, folder: Path) -> _Body | None:
    if data.has("_file"):
        try:
            return _Body(file_beside(data.text("_file"), folder).read_bytes(), exact=True)
        except OSError:
            return None
    text = data.text_or_none("text")
    if not text:
        return None
    if "base64" in (data.text_or_none("encoding"), data.text_or_none("_encoding")):
        return _of_base64(text)
    return _of_text(text, announced)


def _of_base64(text: str) -> _Body | None:
    try:
        return _Body(b64decode(text, validate=True), exact=True)
    except ValueError:
        return None


def _of_text(text: str, announced: int | None) -> _Body:
    """Return the bytes that a text stands for: those of the announced length, if any are."""
    readings = [_encoded(text, encoding) for encoding in ("utf-8", "latin-1")]
    exact = [reading for reading in readings if reading and len(reading) == announced and "\ufffd" not in text]
    if exact or (announced is None and text.isascii()):
        return _Body(exact[0] if exact else text.encode(), exact=True)
    return _Body(text.encode(errors="replace"), exact=False)


def _encoded(text: str, encoding: str) -> bytes | None:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return None
