from __future__ import annotations

import gzip
import zlib

import pytest

from contract_tests.recordings.importing.bodies import body_of, decompressed
from livephoto.recordings.model import RecordingError

TEXT = b'{"error_code":0}'


@pytest.mark.parametrize(
    ("kept", "content"),
    [
        (None, b""),
        ("", b""),
        ("grüße", "grüße".encode()),
        (b"\xff\xd8", b"\xff\xd8"),
        ({"string": "text"}, b"text"),
        ({"string": b"\xff"}, b"\xff"),
        ({"string": None}, b""),
        ({"encoding": "UTF-8", "string": "text"}, b"text"),
        ({"encoding": "utf-8", "base64_string": "/9g="}, b"\xff\xd8"),
        ({"type": "none"}, b""),
        ({"type": "text", "content": "text"}, b"text"),
        ({"type": "binary", "content": "ffd8"}, b"\xff\xd8"),
        ({"type": "json", "content": '{"a": 1}'}, b'{"a": 1}'),
    ],
)
def test_every_known_shape_gives_its_bytes(kept, content):
    assert body_of(kept).content == content
    assert body_of(kept).missing == ()


def test_json_that_was_kept_as_values_is_written_anew_and_says_so():
    body = body_of({"type": "json", "content": {"b": 1, "a": "ü"}})
    assert body.content == '{"b":1,"a":"ü"}'.encode()
    assert body.missing == ("own spelling: its JSON was kept as values, and is written anew",)


def test_replaced_bytes_are_told():
    assert body_of("\ufffd\ufffdJFIF").missing == ("own bytes: they were kept as text, and what is none was replaced",)


@pytest.mark.parametrize("kept", [7, [1], {}, {"text": "?"}, {"type": "frame"}, {"string": {"string": 7}}])
def test_an_unknown_shape_is_refused(kept):
    with pytest.raises(RecordingError, match="a body"):
        body_of(kept)


@pytest.mark.parametrize(
    ("content", "encodings"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (gzip.compress(TEXT, mtime=0), "gzip"),
        (gzip.compress(TEXT, mtime=0), " X-GZIP "),
        (zlib.compress(TEXT), "deflate"),
        (zlib.compress(TEXT, wbits=-15), "deflate"),
        (gzip.compress(zlib.compress(TEXT), mtime=0), "deflate, gzip"),
        (TEXT, "gzip"),
        (TEXT, "br"),
    ],
)
def test_a_body_is_decompressed_where_it_is_compressed(content, encodings):
    assert decompressed(content, encodings).content == TEXT


@pytest.mark.parametrize("encodings", ["br", "zstd", "gzip"])
def test_what_cannot_be_decompressed_is_told(encodings):
    body = decompressed(b"\x0b\x07\x80", encodings)
    assert body.content == b"\x0b\x07\x80"
    assert body.missing[0].startswith("decompressed body: it")


def test_a_bomb_is_not_let_off(monkeypatch):
    monkeypatch.setattr("contract_tests.recordings.importing.bodies.LARGEST_BODY", 1000)
    with pytest.raises(RecordingError, match="longer than 1,000 bytes"):
        decompressed(gzip.compress(bytes(100_000)), "gzip")
