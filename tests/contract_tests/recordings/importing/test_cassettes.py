from __future__ import annotations

from datetime import UTC, datetime

import pytest

from contract_tests.recordings.importing.cassettes import read_interaction
from livephoto.recordings.model import RecordingError

TEN_FIFTEEN = datetime(2026, 1, 31, 10, 15, tzinfo=UTC)


def test_an_interaction_is_read(interaction):
    found = read_interaction(interaction())
    assert (found.asked.method, found.status, found.body) == ("POST", 401, b'{"error_code":401}')
    assert found.asked.headers == (("ailabapi-api-key", "correct-horse"),)
    assert found.started == TEN_FIFTEEN
    assert found.missing == ("when it was recorded: the answer's Date stands for it",)


@pytest.mark.parametrize(
    "headers",
    [
        {"A": ["1", "2"], "B": "3"},
        {b"A": [b"1", b"2"], "B": [3]},
        [["A", "1"], ["A", "2"], ["B", "3"]],
        {"A": ["1", "2"], "B": ["3"]},
    ],
)
def test_headers_come_in_every_shape(interaction, headers):
    assert read_interaction(interaction({"headers": headers})).asked.headers == (("A", "1"), ("A", "2"), ("B", "3"))


@pytest.mark.parametrize("status", [{"code": 200, "message": "OK"}, 200])
def test_a_status_is_a_number_or_a_number_with_a_text(interaction, status):
    assert read_interaction(interaction(response={"status": status})).status == 200


def test_the_older_shape_of_httpx_answers_is_read(interaction):
    kept = interaction()
    del kept["response"]["status"], kept["response"]["body"]
    kept["response"] |= {"status_code": 422, "content": '{"error_code":422}', "http_version": "HTTP/1.1"}
    found = read_interaction(kept)
    assert (found.status, found.body) == (422, b'{"error_code":422}')


@pytest.mark.parametrize(
    "recorded_at", ["2026-01-31T10:15:00+00:00", "2026-01-31T10:15:00", "Sat, 31 Jan 2026 10:15:00 GMT", TEN_FIFTEEN]
)
def test_a_date_of_recording_is_taken_before_the_answers(interaction, recorded_at):
    found = read_interaction(interaction(response={"headers": {}}) | {"recorded_at": recorded_at})
    assert (found.started, found.missing) == (TEN_FIFTEEN, ())


def test_no_date_is_none(interaction):
    found = read_interaction(interaction(response={"headers": {}}))
    assert (found.started, found.missing) == (None, ("when it was recorded",))


@pytest.mark.parametrize(
    ("request_", "response", "says"),
    [
        ({"uri": None}, {}, "no method or no uri"),
        ({"method": 7}, {}, "no method or no uri"),
        ({"headers": [1]}, {}, "neither names with values nor pairs"),
        ({"headers": {"A": {"b": 1}}}, {}, "a header is dict"),
        ({"body": 7}, {}, "a body is int"),
        ({"body": {"base64_string": 7}}, {}, "a body has the keys base64_string, and no string in it"),
        ({"headers": 7}, {}, "its headers are int"),
        ({}, {"status": None}, "status is None"),
        ({}, {"status": {"code": 999}}, "status is 999"),
        ({}, {"headers": {"Date": "yesterday"}}, "date"),
    ],
)
def test_what_is_wrong_is_told(interaction, request_, response, says):
    with pytest.raises((RecordingError, ValueError), match=says):
        read_interaction(interaction(request_, response))
