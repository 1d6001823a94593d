from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from dataclasses import replace

import pytest
from capturing import KEY, a_photo, capture, multipart, success

from livephoto.pseudonym import pseudonym
from livephoto.recordings.form import read_form
from livephoto.recordings.redaction import by_name, recorded_request, redacted


def test_a_key_has_one_pseudonym_and_a_pseudonym_has_itself() -> None:
    shown = pseudonym(KEY)

    assert shown.startswith("key-")
    assert len(shown) == 20
    assert pseudonym(shown) == shown
    assert pseudonym("another key") != shown


def test_only_listed_headers_are_kept_and_the_key_by_its_pseudonym() -> None:
    headers = (("AILABAPI-API-KEY", KEY), ("Accept", "*/*"), ("X-Forwarded-For", "10.1.2.3"), ("Cookie", "a=b"))
    safe = redacted(capture(request_headers=headers))

    assert dict(safe.request_headers) == {"ailabapi-api-key": pseudonym(KEY), "accept": "*/*"}
    assert dict(safe.answer_headers) == {"content-type": "application/json"}


def test_a_listed_header_is_left_out_where_it_names_a_person() -> None:
    safe = redacted(capture(request_headers=(("User-Agent", "bot (anna@firma.de)"), ("Accept", "*/*"))))

    assert dict(safe.request_headers) == {"accept": "*/*"}


@pytest.mark.parametrize("spelled", [KEY, KEY.lower(), KEY.upper()])
def test_an_echoed_key_is_hidden_everywhere(spelled: str) -> None:
    body = json.dumps({"message": f"no such key: {spelled}"}).encode()
    form = read_form("multipart/form-data; boundary=b", multipart(a_photo(), "b", kind=spelled))
    echoing = capture(
        body=body,
        form=form,
        url=f"https://u:{spelled}@host.test/a/{spelled}?api_key={spelled}#{spelled}",
        answer_headers=(("Location", f"https://host.test/?token={spelled}"), ("Warning", f"bad {spelled}")),
        outcome=f"refused {spelled}",
    )

    assert (
        spelled.lower()
        not in repr((redacted(echoing), redacted(echoing).body, redacted(echoing).request_headers)).lower()
    )


def test_a_key_with_slashes_is_hidden_as_json_spells_it() -> None:
    key = 'Ab/12"cd/34ef'
    body = (
        b'{"a": "' + json.dumps(key)[1:-1].replace("/", "\\/").encode() + b'", "b": ' + json.dumps(key).encode() + b"}"
    )

    safe = redacted(capture(body=body, request_headers=(("ailabapi-api-key", key),)))

    assert json.loads(safe.body) == {"a": pseudonym(key), "b": pseudonym(key)}


@pytest.mark.parametrize(
    "spelled",
    [
        "".join(f"\\u{ord(each):04x}" for each in KEY),
        KEY[:5] + f"\\u{ord(KEY[5]):04X}" + KEY[6:],
        f"\\\\u{ord(KEY[0]):04x}" + KEY[1:],
        "".join(f"%{ord(each):02X}" for each in KEY),
        "".join(f"&#{ord(each)};" for each in KEY),
        "".join(f"&#x{ord(each):X};" for each in KEY),
        b64encode(KEY.encode()).decode(),
        b64encode(f"a:{KEY}:b".encode()).decode(),
        urlsafe_b64encode(f"?:{KEY}".encode()).decode(),
    ],
)
def test_an_echoed_key_is_hidden_however_it_is_spelled(spelled: str) -> None:
    safe = redacted(capture(body=f'{{"message": "it was {spelled} !"}}'.encode()))

    assert spelled not in safe.body.decode()
    assert pseudonym(KEY).encode() in safe.body


def test_a_key_in_a_field_of_the_form_is_hidden() -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="api_key"\r\n\r\nAb3dEf6hIj9l\r\n--b--\r\n'
    form = read_form("multipart/form-data; boundary=b", body)

    safe = redacted(capture(form=form, body=b"no such key: Ab3dEf6hIj9l"))

    assert safe.form is not None
    assert safe.form.fields == (("api_key", pseudonym("Ab3dEf6hIj9l")),)
    assert safe.body == f"no such key: {pseudonym('Ab3dEf6hIj9l')}".encode()


def test_secrets_of_other_headers_are_hidden_where_they_are_echoed() -> None:
    headers = (("Authorization", "Bearer abc.def-123"), ("Cookie", "sid=blue-monday"))

    safe = redacted(capture(request_headers=headers, body=b"abc.def-123 blue-monday"))

    assert safe.body == f"{pseudonym('abc.def-123')} {pseudonym('blue-monday')}".encode()


def test_a_short_key_is_a_word_like_any_other_in_a_body() -> None:
    safe = redacted(capture(request_headers=(("ailabapi-api-key", "data"),), body=b'{"data": 1}'))

    assert safe.body == b'{"data": 1}'
    assert dict(safe.request_headers) == {"ailabapi-api-key": pseudonym("data")}


def test_a_video_is_not_changed_by_a_key_that_happens_to_be_in_it() -> None:
    video = b"\x00" * 3000 + b"some-key" + b"\x00" * 3000
    text = b64encode(video).decode()
    key = b64encode(b"some-key").decode()[:8]
    assert key in text

    body = success(video) + f" {key}".encode()
    safe = redacted(capture(request_headers=(("ailabapi-api-key", key),), body=body))

    assert safe.body == success(video) + f" {pseudonym(key)}".encode()


def test_a_body_that_is_no_text_keeps_its_bytes_around_the_key() -> None:
    safe = redacted(capture(body=b"\xff\xfe" + KEY.encode() + b"\x80"))

    assert safe.body == b"\xff\xfe" + pseudonym(KEY).encode() + b"\x80"


def test_of_a_file_name_only_the_suffix_is_kept() -> None:
    captured = capture()
    assert captured.form is not None
    names = ["Anna Maier.JPG", "anna@firma.de", "a.jpg/../b", "", None]
    form = replace(captured.form, files=tuple(replace(captured.form.files[0], filename=name) for name in names))

    safe = redacted(replace(captured, form=form))

    assert safe.form is not None
    assert [file.filename for file in safe.form.files] == ["file.JPG", "file.de", "file", "", None]


def test_hiding_twice_changes_nothing_more() -> None:
    once = redacted(capture(body=f"{KEY} is unknown".encode()))

    assert redacted(once) == once


def test_neither_boundary_nor_key_nor_host_make_a_request_another() -> None:
    one, two = capture(boundary="one"), capture(boundary="two")
    identity = recorded_request(one.method, one.url, one.request_headers, one.form).identity

    other = recorded_request("POST", two.url.replace("www", "eu"), (("ailabapi-api-key", "another"),), two.form)

    assert other.identity == identity
    assert recorded_request("GET", one.url, (), one.form).identity != identity


def test_another_photo_or_another_type_makes_a_request_another() -> None:
    requests = [
        recorded_request("POST", capture().url, (), read_form("multipart/form-data; boundary=b", body))
        for body in (
            multipart(a_photo(), "b"),
            multipart(a_photo("red"), "b"),
            multipart(a_photo(), "b", kind="1"),
        )
    ]

    assert len({request.identity for request in requests}) == 3


def test_repeated_headers_are_joined() -> None:
    assert by_name((("Vary", "a"), ("vary", "b"))) == {"vary": "a, b"}
