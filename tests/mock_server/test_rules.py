from __future__ import annotations

import base64
import random

import pytest

from contract_tests.photos import PhotoSpec, build
from livephoto.contract import EDITION_ORDER, load_edition
from mock_server.receive import KEEP_WHOLE
from mock_server.rules import DETECTORS

LIMIT = load_edition().request.image.max_bytes
SIDE = load_edition().request.image.max_side
PHOTO = build(PhotoSpec())


@pytest.mark.parametrize("edition_id", EDITION_ORDER)
def test_every_rule_has_a_detector_but_the_one_that_needs_a_look_at_the_face(edition_id):
    rules = load_edition(edition_id).rules
    found = {name for name, rule in rules.items() if not rule.asked_only}
    assert found == set(DETECTORS) | {"no_face"}


def refused(response, rule_name, mock):
    rule = mock.edition.rules[rule_name]
    row = mock.edition.errors[rule.code]
    body = response.json()
    assert response.headers["x-livephoto-rule"] == rule_name
    assert response.headers["x-livephoto-basis"] == rule.basis
    assert response.status_code == row.status == body["error_code"] == body["error_detail"]["status_code"]
    assert body["error_detail"]["code"] == rule.code
    assert body["error_detail"]["code_message"] == row.message
    assert "data" not in body
    return True


def accepted(response):
    assert response.status_code == 200, response.text
    assert base64.b64decode(response.json()["data"]["video"], validate=True)[4:8] == b"ftyp"
    return True


def test_a_missing_key_is_refused(mock):
    assert refused(mock.post(PHOTO, key=None), "key_missing", mock)
    assert refused(mock.post(PHOTO, key=""), "key_missing", mock)


def test_a_key_that_begins_with_invalid_is_nobodys(mock):
    assert refused(mock.post(PHOTO, key="invalid-1"), "key_unknown", mock)
    assert accepted(mock.post(PHOTO, key="Invalid-1"))


def test_where_keys_are_named_no_other_is_known(mocks):
    mock = mocks(api_keys=("one", "two"))
    assert accepted(mock.post(PHOTO, key="one"))
    assert accepted(mock.post(PHOTO, key="two"))
    assert refused(mock.post(PHOTO, key="three"), "key_unknown", mock)


def test_a_locked_user_is_refused(mocks):
    mock = mocks(locked_keys=("locked",))
    assert refused(mock.post(PHOTO, key="locked"), "user_locked", mock)
    assert accepted(mock.post(PHOTO))


@pytest.mark.parametrize("edition_id", ["2026-02-retired", "2026-04"])
def test_a_retired_endpoint_refuses_good_calls_but_asks_for_the_key_first(mocks, edition_id):
    mock = mocks(edition=edition_id)
    assert refused(mock.post(PHOTO), "endpoint_retired", mock)
    assert refused(mock.post(PHOTO, key=None), "key_missing", mock)
    assert mock.credits() > 0


@pytest.mark.parametrize(
    "path", ["/", "/api/portrait/effects/live-photo/", "/api/portrait/effects/live-photos", "/__adminx"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_path_is_refused_in_the_envelope(mock, method, path):
    assert refused(mock.http.request(method, path, headers=mock.headers()), "path_unknown", mock)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "REPORT"])
def test_another_method_on_the_path_is_refused_in_the_envelope(mock, method):
    answer = mock.http.request(method, mock.edition.request.path, headers=mock.headers())
    assert refused(answer, "method_unknown", mock)
    assert refused(mock.http.post(mock.edition.credits_query.path, headers=mock.headers()), "method_unknown", mock)


@pytest.mark.parametrize("credits", [0, 21])
def test_a_balance_that_does_not_cover_a_call_is_refused_before_the_form_is_judged(mocks, credits):
    mock = mocks(credits=credits)
    assert refused(mock.post(PHOTO), "credits_short", mock)
    assert refused(mock.post(b"no image", type="abc"), "credits_short", mock)


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"image_target=abc"),
        ("application/json", b'{"image_target":"abc"}'),
        ("multipart/form-data", b"--b\r\n\r\n"),
        ("multipart/form-data; boundary=", b""),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="image_target"; file'),
        ("multipart/form-data; boundary=b", b"--b\r\nno colon here\r\n\r\nx\r\n--b--\r\n"),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/mixed; boundary=b", b"--b--\r\n"),
        ("", b"anything"),
        ("\xff\xfe", b"\x00" * 1000),
    ],
)
def test_a_body_that_is_no_form_is_refused(mock, media_type, body):
    headers = mock.headers() | ({"content-type": media_type.encode("latin-1")} if media_type else {})
    answer = mock.http.post(mock.edition.request.path, content=body, headers=headers)
    assert refused(answer, "body_not_multipart", mock)


def test_a_form_without_the_image_is_refused(mock):
    assert refused(mock.post(None), "image_missing", mock)
    files = {"image": ("photo.jpg", PHOTO)}
    answer = mock.http.post(mock.edition.request.path, files=files, headers=mock.headers())
    assert refused(answer, "image_missing", mock)
    assert answer.json()["error_msg"] == "Invalid parameter values. - image_target: Cannot be empty."


@pytest.mark.parametrize("text", ["", "https://example.org/photo.jpg", base64.b64encode(PHOTO).decode() * 200])
def test_an_image_sent_as_text_is_refused(mock, text):
    files = {"image_target": (None, text.encode())}
    answer = mock.http.post(mock.edition.request.path, files=files, headers=mock.headers())
    assert refused(answer, "image_as_text", mock)


def test_an_empty_file_is_refused(mock):
    assert refused(mock.post(b""), "image_empty", mock)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "type_empty"),
        (" 1", "type_not_integer"),
        ("1.0", "type_not_integer"),
        ("01", "type_not_integer"),
        ("+1", "type_not_integer"),
        ("true", "type_not_integer"),
        ("1" + "x" * 100_000, "type_not_integer"),
        ("2", "type_out_of_range"),
        ("-1", "type_out_of_range"),
        ("10", "type_out_of_range"),
    ],
)
def test_a_type_that_is_not_spelled_0_or_1_is_refused(mock, text, rule):
    assert refused(mock.post(PHOTO, type=text), rule, mock)


def test_a_type_of_0_or_1_passes_and_0_is_what_is_left_out(mock):
    videos = [mock.post(PHOTO, type=text).json()["data"]["video"] for text in ("0", "1")]
    assert videos[0] != videos[1]
    assert mock.post(PHOTO).json()["data"]["video"] == videos[0]


@pytest.mark.parametrize("format", ["jpeg", "png", "bmp"])
def test_the_byte_limit_is_inclusive(mock, format):
    assert LIMIT == 5_242_880
    assert accepted(mock.post(build(PhotoSpec(format=format, size=5_242_880))))
    assert refused(mock.post(build(PhotoSpec(format=format, size=5_242_881))), "image_too_large", mock)


@pytest.mark.parametrize("format", ["jpeg", "png", "bmp"])
@pytest.mark.parametrize("upright", [True, False])
def test_the_side_limit_is_exclusive_on_both_sides(mock, format, upright):
    def photo(side):
        return build(PhotoSpec(format=format, width=8 if upright else side, height=side if upright else 8))

    assert SIDE == 4096
    assert accepted(mock.post(photo(4095)))
    assert refused(mock.post(photo(4096)), "image_too_wide", mock)


@pytest.mark.parametrize(("format", "mode"), [("gif", "palette"), ("webp", "rgb"), ("tiff", "rgb")])
def test_another_format_is_refused_whatever_its_name(mock, format, mode):
    photo = build(PhotoSpec(format=format, mode=mode))
    assert refused(mock.post(photo, name="photo.jpg"), "image_format_unsupported", mock)


@pytest.mark.parametrize("data", [b"x", b"not an image", b"%PDF-1.7", bytes(5000), b"<svg/>"])
def test_what_is_no_image_is_refused_as_a_format(mock, data):
    assert refused(mock.post(data), "image_format_unsupported", mock)


@pytest.mark.parametrize(
    "name", ["photo.jpg", "photo.gif", "blob", "image_target.bin", "", "naïve \u2603.txt", "a" * 3000]
)
def test_the_format_is_told_by_content_and_never_by_name(mock, name):
    assert accepted(mock.post(build(PhotoSpec(format="png")), name=name or "x"))


@pytest.mark.parametrize("format", ["jpeg", "png", "bmp"])
@pytest.mark.parametrize("size", [150_000, 3_000_000])
def test_a_file_that_is_cut_short_is_refused(mock, format, size):
    side = 1200 if size > KEEP_WHOLE else 256
    cut = build(PhotoSpec(format=format, width=side, height=side, size=size, damage="truncated"))
    assert refused(mock.post(cut), "image_undecodable", mock)


@pytest.mark.parametrize(
    "data", [b"\xff\xd8\xff", b"\xff\xd8\xff\xe0" + bytes(200), b"BM" + bytes(60), b"\x89PNG\r\n\x1a\n" + bytes(50)]
)
def test_a_file_with_a_broken_header_is_refused(mock, data):
    assert refused(mock.post(data), "image_undecodable", mock)


def test_damage_in_the_middle_of_a_png_is_found(mock):
    photo = bytearray(build(PhotoSpec(format="png")))
    photo[len(photo) // 2] ^= 0xFF
    assert refused(mock.post(bytes(photo)), "image_undecodable", mock)


def test_a_photo_with_a_long_trailer_is_whole(mock):
    film = b"\x00\x00\x00\x18ftypmp42" + random.Random(1).randbytes(2_000_000)
    assert accepted(mock.post(PHOTO + b"trailer" * 10))
    assert accepted(mock.post(PHOTO + film))


def test_a_picture_of_giant_sides_is_refused_without_being_decoded(mock):
    import struct
    import zlib

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 2, 0, 0, 0))
    assert refused(mock.post(bomb + b"no end"), "image_too_wide", mock)


def test_where_two_faults_meet_the_first_rule_answers(mock):
    assert refused(mock.post(b"", key=None, type="7"), "key_missing", mock)
    assert refused(mock.post(b"", type="7"), "image_empty", mock)
    assert refused(mock.post(b"not an image", type="7"), "type_out_of_range", mock)
    too_much = build(PhotoSpec(format="png", width=4096, height=4, size=LIMIT + 1))
    assert refused(mock.post(too_much), "image_too_large", mock)


def test_unknown_fields_are_ignored_and_the_first_of_repeated_ones_counts(mock):
    files = [
        ("extra", (None, b"x" * 2_000_000)),
        ("type", (None, b"1")),
        ("type", (None, b"7")),
        ("image_target", ("a.jpg", PHOTO)),
        ("image_target", ("b.jpg", b"not an image")),
    ]
    answer = mock.http.post(mock.edition.request.path, files=files, headers=mock.headers())
    assert accepted(answer)
    assert answer.json()["data"]["video"] == mock.post(PHOTO, type="1").json()["data"]["video"]
