from __future__ import annotations

import json

import pytest

from contract_tests.recordings.importing.opening import open_recordings
from livephoto.recordings.model import RecordingError


@pytest.fixture
def read(tmp_path):
    def act(document: object) -> object:
        file = tmp_path / "answer.json"
        file.write_text(json.dumps(document))
        (found,) = open_recordings(file)
        return found

    return act


@pytest.mark.parametrize(
    ("document", "status", "says"),
    [
        ({"error_detail": {"status_code": 422}, "error_code": 0}, 422, "422 is what error_detail.status_code says"),
        ({"error_code": 404}, 404, "404 is what error_code 404 stands for"),
        ({"error_code": 0, "data": {}}, 200, "200 is what error_code 0 stands for"),
        ({"error_detail": {"code": "ERROR_NO_FACE_IN_FILE"}}, 0, "the HTTP status"),
        ({"request_id": "", "data": {"video": ""}}, 0, "the HTTP status"),
        ({"error_code": "404"}, 0, "the HTTP status"),
        ({"error_code": True}, 0, "the HTTP status"),
        ({"error_code": 7}, 0, "the HTTP status"),
        ({"error_detail": {"status_code": 7}}, 0, "the HTTP status"),
    ],
)
def test_a_status_is_taken_only_where_the_envelope_says_it(read, document, status, says):
    found = read(document)
    assert found.answer.status == status
    assert any(each.endswith(says) for each in found.missing)
    assert json.loads(found.answer.content.read()) == document


def test_nothing_is_guessed_of_the_request(read):
    found = read({"error_code": 404})
    assert (found.request.method, found.request.url, found.request.files) == ("", "", ())
    assert (found.started, found.edition) == (None, None)
    assert found.missing[0] == "the request: only an answer's body was saved"


@pytest.mark.parametrize("document", [{"message": "hello"}, {}, [{"error_code": 1}], 7, "data"])
def test_another_json_value_is_no_recording(read, document):
    with pytest.raises(RecordingError, match="is no recording"):
        read(document)
