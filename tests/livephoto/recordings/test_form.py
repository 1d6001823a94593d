from __future__ import annotations

import hashlib
import io
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from livephoto.contract import ImageHeader
from livephoto.recordings.captured import CapturedForm
from livephoto.recordings.form import FormReader, read_form

TYPE = "multipart/form-data; boundary=b"


def part(content: bytes, disposition: str) -> bytes:
    return f"--b\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode() + content + b"\r\n"


def picture(kind: str = "JPEG") -> bytes:
    file = io.BytesIO()
    Image.effect_noise((64, 48), 50).convert("RGB").save(file, kind)
    return file.getvalue()


def test_fields_and_files_are_told_apart_by_the_file_name() -> None:
    body = part(b"0", 'name="type"') + part(picture(), 'name="image"; filename="a.jpg"') + b"--b--\r\n"

    form = read_form(TYPE, body)

    assert form is not None
    assert form.fields == (("type", "0"),)
    assert [(file.name, file.filename, file.image, file.whole) for file in form.files] == [
        ("image", "a.jpg", ImageHeader("JPEG", 64, 48), True)
    ]


@given(st.binary(max_size=300).filter(lambda content: b"\r\n--b" not in content), st.integers(1, 40))
def test_a_file_is_hashed_to_the_byte_however_it_is_cut(content: bytes, step: int) -> None:
    body = part(content, 'name="image"; filename="a"') + b"--b--"
    reader = FormReader(TYPE, keep_files=True, most=1000)

    for start in range(0, len(body), step):
        reader.feed(body[start : start + step])
    form = reader.close()

    assert form is not None
    assert form.files[0].content == content
    assert (form.files[0].sha256, form.files[0].size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert (reader.sha256, reader.size) == (hashlib.sha256(body).hexdigest(), len(body))


def test_files_are_let_go_of_where_they_are_not_wanted() -> None:
    form = read_form(TYPE, part(picture(), 'name="image"; filename="a"') + b"--b--", keep_files=False)

    assert form is not None
    assert form.files[0].content is None
    assert form.files[0].whole is True


def test_a_file_over_the_bound_is_hashed_and_its_header_read_but_not_held() -> None:
    photo, body = picture(), b""
    reader = FormReader(TYPE, keep_files=True, most=1000)
    body = part(photo, 'name="image"; filename="a"') + part(b"0", 'name="type"') + b"--b--"

    for start in range(0, len(body), 700):
        reader.feed(body[start : start + 700])
    form = reader.close()

    assert form is not None
    found = form.files[0]
    assert (found.content, found.whole, found.image) == (None, None, ImageHeader("JPEG", 64, 48))
    assert found.sha256 == hashlib.sha256(photo).hexdigest()
    assert form.fields == (("type", "0"),)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photo_that_ends_too_early_is_not_whole(kind: str) -> None:
    form = read_form(TYPE, part(picture(kind)[:-900], 'name="image"; filename="a"') + b"--b--")

    assert form is not None
    assert form.files[0].whole is False


def test_what_is_no_picture_is_neither_whole_nor_broken() -> None:
    form = read_form(
        TYPE, part(b"BMore text", 'name="image"; filename="a"') + part(b"x", 'name="f"; filename="a"') + b"--b--"
    )

    assert form is not None
    assert [(file.image, file.whole) for file in form.files] == [(None, False), (None, None)]


@pytest.mark.parametrize(
    "content", [picture(), b64encode(picture() * 5), b"\x00", b"\xff"], ids=["photo", "base64", "nul", "latin"]
)
def test_text_that_no_person_wrote_is_told_by_its_hash(content: bytes) -> None:
    form = read_form(TYPE, part(content, 'name="image"') + b"--b--")

    assert form is not None
    assert form.fields == ()
    assert (form.files[0].filename, form.files[0].size) == (None, len(content))


def test_a_name_that_only_rfc_5987_spells_is_a_file_name() -> None:
    form = read_form(TYPE, part(b"hello", "name=\"image\"; filename*=UTF-8''a.jpg") + b"--b--")

    assert form is not None
    assert form.files[0].filename is not None


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", part(b"0", 'name="type"') + b"--b--"),
        (TYPE, part(b"0", 'name="type"')),
        (TYPE, b"nothing of the kind"),
        (TYPE, b""),
    ],
)
def test_what_cannot_be_read_to_its_end_is_no_form(content_type: str, body: bytes) -> None:
    assert read_form(content_type, body) is None


def test_an_empty_form_is_a_form() -> None:
    assert read_form(TYPE, b"--b--\r\n") == CapturedForm()


def test_a_body_that_never_came_has_no_hash() -> None:
    reader = FormReader("", keep_files=False, most=0)

    assert (reader.sha256, reader.size, reader.close()) == (None, 0, None)
