from __future__ import annotations

import gzip
import zlib
from base64 import b64encode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.judging.payload import fault_of

VIDEO = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 4
TEXT = b64encode(VIDEO).decode()

FAULTS = {
    "": "empty",
    f"data:video/mp4;base64,{TEXT}": "a data: URI",
    "https://example.org/1.mp4": "a URL",
    "\n".join((TEXT[:76], TEXT[76:])): "base64 broken by white space",
    urlsafe_b64encode(VIDEO).decode(): "base64 in the URL-safe alphabet",
    VIDEO.hex(): "hexadecimal, not base64",
    VIDEO.hex()[:-2]: "hexadecimal, not base64",
    TEXT.rstrip("="): "base64 without its padding, or cut short",
    TEXT[:-5]: "base64 without its padding, or cut short",
    b64encode(TEXT.encode()).decode(): "base64 that was encoded twice",
    b64encode(gzip.compress(VIDEO)).decode(): "compressed with gzip before it was encoded",
    b64encode(zlib.compress(VIDEO)).decode(): "compressed with zlib before it was encoded",
    b64encode(b"PK\x03\x04" + VIDEO).decode(): "compressed with a zip file before it was encoded",
    "/live/1.mp4": "no base64: it holds other characters",
    "vidéo": "no base64: it holds other characters",
}


@pytest.mark.parametrize(("text", "fault"), FAULTS.items())
def test_each_way_to_write_a_video_wrongly_has_its_name(text, fault) -> None:
    assert fault_of(text) == fault


def test_plain_base64_has_no_fault() -> None:
    assert fault_of(TEXT) is None


@given(st.binary(min_size=1, max_size=400))
def test_no_video_of_a_known_container_is_taken_for_something_packed(rest) -> None:
    assert fault_of(b64encode(b"\x00\x00\x00\x18ftyp" + rest).decode()) is None


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "field_nulled"),
        (7, "field_retyped"),
        ([TEXT], "field_retyped"),
        ({}, "field_retyped"),
        ("", "video_not_base64"),
    ],
)
def test_a_video_that_is_no_text_is_told(bench, kinds, value, kind) -> None:
    found = bench.edited(lambda body: body["data"].update(video=value))
    assert kinds(found) == [(kind, "field:data.video", "breaking")]


@pytest.mark.parametrize("data", [None, [], {}, "video", 7])
def test_a_success_without_a_video_is_breaking(bench, data) -> None:
    found = bench.edited(lambda body: body.update(data=data))
    assert ("field_missing", "field:data.video") in [(it.kind, it.where) for it in found]
    assert "field_missing" in [it.kind for it in bench.edited(lambda body: body.pop("data") and None)]


@pytest.mark.parametrize(
    ("edit", "kind", "there"),
    [
        (lambda body: body["data"].update(mp4=body["data"].pop("video")), "field_renamed", "data.mp4"),
        (lambda body: body.update(result=body.pop("data")), "field_moved", "result.video"),
        (lambda body: body.update(video=body.pop("data")["video"]), "field_moved", "video"),
        (lambda body: body.update(data={"result": body["data"]}), "field_moved", "data.result.video"),
    ],
)
def test_a_video_elsewhere_is_found_there(bench, edit, kind, there) -> None:
    found = {it.where: it for it in bench.edited(edit)}
    finding = found["field:data.video"]
    assert (finding.kind, finding.expected, finding.observed, finding.severity) == (
        kind,
        "data.video",
        there,
        "breaking",
    )


def test_data_on_a_failure_is_told_unless_it_is_nothing(refusal, kinds) -> None:
    found = refusal.edited(lambda body: body.update(data={"video": "x"}))
    assert ("data_on_failure", "field:data", "compatible") in kinds(found)
    for nothing in (None, {}, [], ""):
        assert refusal.edited(lambda body, data=nothing: body.update(data=data)) == []
