"""Answers, right, nearly right and wild, for tests of a client."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any, Final

from hypothesis import strategies as st

from contract_tests.exchange import Answer
from livephoto.contract import Edition, failure, load_edition, success

_IDS: Final = ("0d5e7f6c-0000-4000-8000-000000000001", "0d5e7f6c-0000-4000-8000-000000000002")
_VIDEO: Final = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41\x00\x00\x00\x08mdat"
"""The start of an MP4 file: what a client that does not decode it takes for a video."""
_STATUSES: Final = (200, 201, 202, 204, 206, 301, 302, 304, 400, 401, 403, 404, 413, 415, 422, 429, 500, 502, 503, 504)
_MEDIA_TYPES: Final = ("application/json", "application/json; charset=utf-8", "text/html", "video/mp4", "nonsense", "")
_ODD_VIDEOS: Final = (
    "",
    "A",
    "====",
    "https://example.org/video.mp4",
    "data:video/mp4;base64,AAAA",
    b64encode(_VIDEO).decode().rstrip("="),
    "AAAA\nAAAA",
    "-_-_",
)
_PAGES: Final = (b"", b"<html><h1>502 Bad Gateway</h1></html>", b"null", b"[]", b"0", b"\xff\xfe", b"[" * 5_000)

Json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
"""Any small JSON value; NaN and the infinities among them, as Python writes them."""


@st.composite
def envelopes(draw: st.DrawFn, edition: Edition | None = None, *, right_only: bool = False) -> dict[str, Any]:
    """Draw the body of an answer as a JSON object: a success or any refusal, with none to three changes on it.

    A change takes a field away, makes it null or of another type, renames or moves it, or adds one.
    edition: the newest in service where left out. right_only: without changes.
    """
    edition = edition or load_edition()
    refusals = st.sampled_from(list(edition.errors)).map(lambda code: failure(edition, code, *_IDS))
    body = draw(st.just(success(edition, *_IDS, {"video": b64encode(_VIDEO).decode()})) | refusals)
    if not right_only:
        for _ in range(draw(st.integers(0, 3))):
            _change(draw, body)
    return body


@st.composite
def answers(draw: st.DrawFn, edition: Edition | None = None) -> Answer:
    """Draw an answer: an envelope under its own status or another, cut short or whole, or a page that is none."""
    envelope = draw(envelopes(edition))
    body = json.dumps(envelope).encode()
    kind = draw(st.integers(0, 9))
    if kind == 0:
        body = draw(st.binary(max_size=40) | st.sampled_from(_PAGES))
    elif kind == 1:
        body = json.dumps(draw(Json)).encode()
    elif kind == 2:
        body = body[: draw(st.integers(0, len(body)))]
    elif kind == 3:
        body = body[:-1] + b', "data": {"video": "AAAA"}, "error_code": ' + draw(st.sampled_from([b"0", b"422"])) + b"}"
    own = envelope.get("error_code")
    own = own if isinstance(own, int) and 400 <= own < 600 else 200
    status = draw(st.just(own) | st.just(own) | st.sampled_from(_STATUSES) | st.integers(200, 599))
    return Answer(status, draw(_headers()), body)


@st.composite
def _headers(draw: st.DrawFn) -> dict[str, str]:
    headers = {"content-type": draw(st.just(_MEDIA_TYPES[0]) | st.sampled_from(_MEDIA_TYPES))}
    if draw(st.integers(0, 3)) == 3:
        headers["retry-after"] = draw(st.sampled_from(["0", "1", "-1", "1e9", "soon", "Wed, 21 Oct 2015 07:28:00 GMT"]))
    if draw(st.integers(0, 7)) == 7:
        headers["location"] = draw(st.sampled_from(["/", "https://example.org/", "http://[", ""]))
    if draw(st.integers(0, 7)) == 7:
        headers["content-encoding"] = draw(st.sampled_from(["identity", "gzip", "deflate", "nonsense"]))
    return headers


def _change(draw: st.DrawFn, body: dict[str, Any]) -> None:
    """Change one field of `body`, in place."""
    places = list(_places(body))
    if not places:
        return
    owner, name = draw(st.sampled_from(places))
    value = owner[name]
    change = draw(st.sampled_from(["value", "drop", "null", "rename", "move", "add"]))
    if change in ("drop", "rename", "move"):
        del owner[name]
    if change == "rename":
        owner[draw(st.sampled_from([name.upper(), f"{name}s", name.title(), "x"]))] = value
    elif change == "move":
        body["result"] = {name: value}
    elif change == "null":
        owner[name] = None
    elif change == "value":
        owner[name] = draw(st.sampled_from(_ODD_VIDEOS) | st.sampled_from([0, 200, 422, "0", True, [], {}]) | Json)
    elif change == "add":
        owner[draw(st.text(max_size=6))] = draw(Json)


def _places(owner: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    for name, value in owner.items():
        yield owner, name
        if isinstance(value, dict):
            yield from _places(value)
