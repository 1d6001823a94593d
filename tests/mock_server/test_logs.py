from __future__ import annotations

import io
import json

import pytest

from mock_server.logs import json_line, line_writer, text_line


def test_a_json_line_is_the_entry_with_request_id_level_and_message(entry):
    made = entry(status=503, code="X", credits=0)
    line = json.loads(json_line(made))
    assert line["request_id"] == made["requestId"]
    assert (line["level"], line["timestamp"]) == ("warning", made["at"])
    assert line["message"] == "POST /api/portrait/effects/live-photo 503 X 10.0 ms"
    assert {name: line[name] for name in made} == made


def test_a_text_line_is_the_gist(entry):
    assert text_line(entry(rule="r", scenario="s")) == (
        "2023-11-14T22:13:20.000Z POST /api/portrait/effects/live-photo 200 10.0 ms key=key-0123456789abcdef"
        " photo=abababababab rule=r scenario=s credits=22 request_id=11111111-1111-4111-8111-111111111111"
    )


def test_a_call_without_an_answer_has_a_line_too(entry):
    line = text_line(entry(status=None, verdict="client gone", photo=None, key=None, credits=0, requestId=None))
    assert line == "2023-11-14T22:13:20.000Z POST /api/portrait/effects/live-photo - client gone 10.0 ms"


@pytest.mark.parametrize("form", ["text", "json"])
def test_every_call_is_one_line_whatever_its_path(form, entry):
    stream = io.StringIO()
    write = line_writer(form, stream)
    write(entry(path="/a\nb\x1b[31m", method=""))
    write(entry())
    lines = stream.getvalue().splitlines()
    assert len(lines) == 2
    assert "\x1b" not in stream.getvalue()
