"""Leaves out of an exchange what was not asked for: headers and queries by default, the key wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import PurePosixPath
from urllib.parse import urlsplit, urlunsplit

from livephoto.contract.loader import load_editions
from livephoto.pseudonym import pseudonym
from livephoto.recordings.captured import Captured, CapturedFile, CapturedForm
from livephoto.recordings.hiding import Hider
from livephoto.recordings.model import FilePart, RecordedRequest, StoredBody
from livephoto.recordings.scan import suspicions

Headers = Sequence[tuple[str, str]]

_ASKED = frozenset(
    {"accept", "accept-encoding", "content-encoding", "content-length", "content-type", "expect", "prefer"}
    | {"transfer-encoding", "user-agent"}
)
_ANSWERED = frozenset(
    {"allow", "cache-control", "connection", "content-encoding", "content-length", "content-type", "date"}
    | {"deprecation", "link", "location", "preference-applied", "ratelimit", "ratelimit-limit", "ratelimit-policy"}
    | {"ratelimit-remaining", "ratelimit-reset", "retry-after", "server", "sunset", "transfer-encoding", "vary"}
    | {"warning", "www-authenticate", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"}
    | {f"x-livephoto-{name}" for name in ("basis", "edition", "engine", "fallback", "ignored", "mock", "rule")}
)
_LONGEST_HEADER = 1000
_BOUNDARY = re.compile(r"""boundary=("[^"]*"|[^;]*)""", re.IGNORECASE)
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")


def redacted(captured: Captured) -> Captured:
    """Return the exchange as it may be written: only listed headers, no query, the key as its pseudonym.

    The key, and whatever else headers and fields say to be secret, is hidden where it is echoed too: in the URL, the
    fields and the answer. Files are named by their suffix only, and the boundary is a fixed one.
    """
    hider = _hider(captured.request_headers, captured.url, captured.form)
    answered = (each for each in captured.answer_headers if each[0].lower() in _ANSWERED)
    return replace(
        captured,
        url=_url(captured.url, hider),
        request_headers=_request_headers(captured.request_headers, captured.form is not None, hider),
        form=captured.form and _form(captured.form, hider),
        answer_headers=tuple(_fit(answered, hider)),
        body=hider.hide_bytes(captured.body),
        outcome=captured.outcome and hider.hide(captured.outcome),
    )


def recorded_request(
    method: str,
    url: str,
    headers: Headers,
    form: CapturedForm | None,
    body_sha256: str | None = None,
    body_size: int = 0,
) -> RecordedRequest:
    """Return the request as a recording would have it: its `identity` is what `Store.find` takes."""
    hider = _hider(headers, url, form)
    clean = _form(form, hider) if form else CapturedForm()
    return RecordedRequest(
        method=method,
        url=_url(url, hider),
        headers=by_name(_request_headers(headers, form is not None, hider)),
        multipart=form is not None,
        fields=clean.fields,
        files=tuple(map(_file_part, clean.files)),
        body=StoredBody(body_sha256, body_size) if body_sha256 and form is None else None,
    )


def by_name(headers: Headers) -> dict[str, str]:
    """Return headers by lower-case name, repeated ones joined by commas."""
    joined: dict[str, str] = {}
    for name, value in headers:
        lower = name.lower()
        joined[lower] = f"{joined[lower]}, {value}" if lower in joined else value
    return joined


def _hider(headers: Headers, url: str, form: CapturedForm | None) -> Hider:
    return Hider(headers, urlsplit(url), form.fields if form else (), _key_headers(), pseudonym)


@cache
def _key_headers() -> frozenset[str]:
    return frozenset(edition.request.key_header.lower() for edition in load_editions())


def _request_headers(headers: Headers, is_form: bool, hider: Hider) -> tuple[tuple[str, str], ...]:
    keys = [(name.lower(), pseudonym(value)) for name, value in headers if name.lower() in _key_headers()]
    kept = ((name, value) for name, value in headers if name.lower() in _ASKED)
    if is_form:
        kept = ((name, _calm(value) if name.lower() == "content-type" else value) for name, value in kept)
    return (*keys, *_fit(kept, hider))


def _calm(content_type: str) -> str:
    """Return the media type with a boundary that is the same in every recording."""
    return _BOUNDARY.sub("boundary=recorded", content_type)


def _fit(headers: Iterator[tuple[str, str]] | Headers, hider: Hider) -> Iterator[tuple[str, str]]:
    """Yield the headers whose values may be shown, the others not at all."""
    for name, value in headers:
        shown = _url(value, hider) if name.lower() == "location" else hider.hide(value)
        if len(shown) <= _LONGEST_HEADER and not suspicions(shown):
            yield name.lower(), shown


def _url(url: str, hider: Hider) -> str:
    """Return the URL without user, query and fragment: the API has no use for them, and secrets live there."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], hider.hide(parts.path), "", ""))


def _form(form: CapturedForm, hider: Hider) -> CapturedForm:
    fields = tuple((hider.hide(name), hider.hide(value)) for name, value in form.fields)
    return CapturedForm(fields, tuple(_file(file, hider) for file in form.files))


def _file(file: CapturedFile, hider: Hider) -> CapturedFile:
    return replace(file, name=hider.hide(file.name), filename=file.filename and _plain_name(file.filename))


def _plain_name(filename: str) -> str:
    """Return a name that tells of the file what a server may go by, its suffix, and of the person nothing."""
    suffix = PurePosixPath(filename).suffix
    return f"file{suffix}" if _SUFFIX.fullmatch(suffix) else "file"


def _file_part(file: CapturedFile) -> FilePart:
    body = StoredBody(file.sha256, file.size)
    return FilePart(file.name, file.filename, file.media_type, body, file.image, file.whole)
