"""requests, the HTTP library that most Python integrations use."""

from __future__ import annotations

import base64
from typing import Any

import pytest
import requests

from contract_tests.photos import PhotoSpec, build

MEBIBYTE = 1024 * 1024
TIMEOUT = 60


def post(mock: Any, http: Any = requests, *, key: str = "a-key", **request: Any) -> requests.Response:
    headers = {"ailabapi-api-key": key} | request.pop("headers", {})
    return http.post(mock.base_url + mock.edition.request.path, headers=headers, timeout=TIMEOUT, **request)


def test_an_open_file_becomes_a_video(mock, photo_file, film):
    with photo_file().open("rb") as file:
        answer = post(mock, files={"image_target": file}, data={"type": "1"})
    assert answer.status_code == 200
    assert film(answer.json()).frames == 50


@pytest.mark.parametrize("name", [None, "blob", "портрет.jpg", "portrait.gif"])
def test_bytes_become_a_video_with_a_name_or_without(mock, photo, film, name):
    files = {"image_target": photo if name is None else (name, photo, "application/octet-stream")}
    answer = post(mock, files=files, data={"type": 0})
    assert answer.status_code == 200
    assert film(answer.json()).frames == 50


def test_20_mib_get_their_413(mock, refused):
    answer = post(mock, files={"image_target": build(PhotoSpec(size=20 * MEBIBYTE))})
    assert answer.status_code == 413
    assert refused(answer.json(), mock, "image_too_large")


def test_base64_in_a_text_field_is_refused_as_text(mock, photo, refused):
    text = base64.b64encode(photo).decode()
    answer = post(mock, files={"image_target": (None, text), "type": (None, "0")})
    assert refused(answer.json(), mock, "image_as_text")


def test_base64_sent_as_data_alone_is_no_multipart_body(mock, photo, refused):
    answer = post(mock, data={"image_target": base64.b64encode(photo), "type": "0"})
    assert answer.request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert refused(answer.json(), mock, "body_not_multipart")


def test_a_content_type_set_by_hand_leaves_out_the_boundary_and_is_refused(mock, photo, refused):
    answer = post(mock, files={"image_target": photo}, headers={"Content-Type": "multipart/form-data"})
    assert refused(answer.json(), mock, "body_not_multipart")


def test_a_session_goes_on_over_one_connection_after_refusals(mock, photo, refused, film, caplog):
    with caplog.at_level("DEBUG", "urllib3.connectionpool"), requests.Session() as session:
        refusals = {
            "key_unknown": {"key": "invalid-key", "files": {"image_target": photo}},
            "body_not_multipart": {"data": {"type": "0"}},
            "image_empty": {"files": {"image_target": ("portrait.jpg", b"")}},
            "image_too_large": {"files": {"image_target": build(PhotoSpec(size=6 * MEBIBYTE))}},
        }
        for rule, request in refusals.items():
            assert refused(post(mock, session, **request).json(), mock, rule)
        assert film(post(mock, session, files={"image_target": photo}).json()).frames == 50
    assert sum("Starting new HTTP connection" in record.message for record in caplog.records) == 1
