from __future__ import annotations

import asyncio
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.photos import PhotoSpec, build
from livephoto.contract import load_edition
from mock_server.photo_hash import PhotoHashes
from mock_server.receive import KEEP_WHOLE, ClientGone, Receiver
from mock_server.submission import KEPT_END

EDITION = load_edition()
PHOTO = build(PhotoSpec())
BIG = build(PhotoSpec(size=3_000_000))


def form(*parts: tuple[str, str | None, bytes], boundary: bytes = b"b") -> bytes:
    body = b""
    for name, filename, data in parts:
        file = f'; filename="{filename}"' if filename is not None else ""
        body += (
            b"--"
            + boundary
            + f'\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode()
            + data
            + b"\r\n"
        )
    return body + b"--" + boundary + b"--\r\n"


def read(body, cuts=(), *, keep=KEEP_WHOLE, max_body=2**26, headers=(), gone=False):
    edges = [0, *sorted(cuts), len(body)]
    chunks = [body[start:end] for start, end in pairwise(edges)]
    messages = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    last = {"type": "http.disconnect"} if gone else {"type": "http.request", "body": b"", "more_body": False}
    messages.append(last)

    async def receive():
        return messages.pop(0)

    scope = {
        "method": "POST",
        "path": EDITION.request.path,
        "headers": [(b"content-type", b"multipart/form-data; boundary=b"), (b"ailabapi-api-key", b" key "), *headers],
    }
    return asyncio.run(Receiver(EDITION, max_body, keep, PhotoHashes()).read(scope, receive))


@given(st.lists(st.integers(0, 6000), max_size=12), st.binary(max_size=40))
def test_the_same_form_is_read_whatever_pieces_it_comes_in(cuts, junk):
    body = form(("type", None, b"1"), ("image_target", "a.jpg", PHOTO + junk), ("other", None, junk))
    submission = read(body, [cut for cut in cuts if cut < len(body)])
    assert submission.multipart
    assert submission.key == "key"
    assert submission.texts["type"] == b"1"
    assert submission.image is not None
    assert submission.image.whole == PHOTO + junk
    assert submission.image.header == replace(submission.image.header, width=256, height=256)


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=4))
def test_no_body_whatever_is_in_it_makes_the_reader_fail(body, cuts):
    submission = read(body, [cut for cut in cuts if cut < len(body)])
    assert submission.image is None or submission.image.size <= len(body)


@given(st.data())
def test_a_form_that_was_damaged_is_read_or_refused_but_never_fails(data):
    body = bytearray(form(("type", None, b"0"), ("image_target", "a", b"x" * 50)))
    for _ in range(data.draw(st.integers(1, 5))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    submission = read(bytes(body))
    assert submission.multipart in (True, False)


def test_a_big_file_leaves_its_ends_its_size_and_its_header():
    image = read(form(("image_target", "a.jpg", BIG)), range(0, len(BIG), 65536)).image
    assert image is not None
    assert image.whole is None
    assert image.size == len(BIG)
    assert image.head == BIG[:KEPT_END]
    assert image.tail == BIG[-KEPT_END:]
    assert (image.header.format, image.header.width, image.header.height) == ("JPEG", 256, 256)


def test_a_big_file_is_kept_whole_for_an_engine_that_needs_it():
    image = read(form(("image_target", "a.jpg", BIG)), keep=EDITION.request.image.max_bytes).image
    assert image is not None
    assert image.whole == BIG


def test_a_file_over_the_limit_is_let_go_even_then():
    data = PHOTO + bytes(EDITION.request.image.max_bytes)
    image = read(form(("image_target", "a.jpg", data)), keep=2**30).image
    assert image is not None
    assert image.whole is None
    assert image.size == len(data)


def test_a_header_behind_much_metadata_is_still_found():
    segment = b"\xff\xfe\xff\xff" + bytes(65533)
    data = PHOTO[:2] + segment * 30 + PHOTO[2:]
    image = read(form(("image_target", "a.jpg", data)), range(0, len(data), 65536)).image
    assert image is not None
    assert (image.header.width, image.header.height) == (256, 256)


def test_long_text_fields_are_cut_and_the_first_of_a_name_counts():
    submission = read(form(("type", None, b"1" * 10**6), ("type", None, b"0"), ("image_target", None, b"x" * 10**6)))
    assert len(submission.texts["type"]) < 2000
    assert submission.image is not None
    assert not submission.image.is_file
    assert submission.image.size == 10**6


@pytest.mark.parametrize("name", [b"Ailabapi-Api-Key", b"content-length"])
def test_headers_that_make_no_sense_are_survived(name):
    submission = read(form(("type", None, b"1")), headers=[(name.lower(), b"\xff\xfe")])
    assert submission.multipart


def test_a_client_that_goes_away_is_reported():
    with pytest.raises(ClientGone):
        read(b"--b\r\nContent-", gone=True)


def test_a_body_over_the_bound_is_not_read_on():
    assert read(bytes(2000), [500, 1000], max_body=900).overlong
    assert read(b"", headers=[(b"content-length", b"901")], max_body=900).overlong
    assert not read(bytes(900), max_body=900).overlong


def test_parts_are_seen_whatever_their_names():
    body = form(("image", "a.jpg", PHOTO), ("image_target", None, b"/9j/"), ("type", None, b"1"))
    parts = read(body, range(0, len(body), 700)).parts
    assert [(part.name, part.kind, part.filename, part.size) for part in parts] == [
        ("image", "file", "a.jpg", len(PHOTO)),
        ("image_target", "text", None, 4),
        ("type", "text", None, 1),
    ]
    assert {part.declared_type for part in parts} == {None}


def test_a_parts_own_type_is_seen():
    head = b'--b\r\nContent-Disposition: form-data; name="x"\r\nContent-Type: Text/Plain; charset=utf-8\r\n\r\n'
    assert read(head + b"1\r\n--b--\r\n").parts[0].declared_type == "text/plain"


def test_many_parts_and_long_names_are_bounded():
    submission = read(form(*((f"{number}" + "n" * 900, "f" * 900, b"") for number in range(100))))
    assert len(submission.parts) == 32
    assert {len(part.name) for part in submission.parts} == {len(part.filename) for part in submission.parts} == {200}


@pytest.mark.parametrize("data", [PHOTO, BIG, b""])
@pytest.mark.parametrize("cut", [300, 65536])
def test_the_photo_is_hashed_as_it_arrives_kept_or_not(data, cut):
    body = form(("image_target", "a.jpg", data), ("image_target", "b.jpg", b"second"))
    submission = read(body, range(0, len(body), cut))
    assert submission.image.sha256 == sha256(data).hexdigest()
    assert submission.body_bytes == len(body)


def test_a_digest_nobody_asked_for_is_not_made():
    scope = {"method": "POST", "path": "/", "headers": [(b"content-type", b"multipart/form-data; boundary=b")]}
    messages = [{"type": "http.request", "body": form(("image_target", "a", PHOTO))}]

    async def receive():
        return messages.pop()

    submission = asyncio.run(Receiver(EDITION, 2**20, 2**20).read(scope, receive))
    assert submission.image.whole == PHOTO
    assert submission.image.sha256 is None


def test_what_a_client_sent_before_it_went_away_is_known():
    receiver = Receiver(EDITION, 2**20, 2**20)
    body = form(("type", None, b"1"), ("image_target", "a.jpg", PHOTO))[:-200]
    messages = [{"type": "http.request", "body": body, "more_body": True}, {"type": "http.disconnect"}]
    submission, announced = receiver.open(
        {"method": "POST", "path": "/", "headers": [(b"content-type", b"multipart/form-data; boundary=b")]}
    )

    async def receive():
        return messages.pop(0)

    with pytest.raises(ClientGone):
        asyncio.run(receiver.fill(submission, announced, receive))
    assert [part.name for part in submission.parts] == ["type", "image_target"]
    assert 0 < submission.parts[1].size < len(PHOTO)
    assert submission.image.sha256 is None
    assert not submission.multipart


def test_a_key_elsewhere_is_looked_for_only_where_there_is_none():
    assert read(form(), headers=[(b"x-api-key", b"k")]).key_elsewhere is None
    submission, _ = Receiver(EDITION, 1, 1).open({"method": "GET", "path": "/", "headers": [(b"x-api-key", b"k")]})
    assert submission.key_elsewhere == "the header x-api-key"


def test_the_callers_trace_is_kept():
    assert read(form(), headers=[(b"traceparent", b"00-ab-cd-01")]).traceparent == "00-ab-cd-01"
