from __future__ import annotations

import json
from pathlib import Path

import pytest

from mock_server.scenarios.errors import ScenarioError, spelled
from mock_server.scenarios.source import ScenarioFile, ready_made


def written(tmp_path: Path, text: str | bytes, name: str = "s.json") -> ScenarioFile:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return ScenarioFile(path, lambda: 0.0)


ONE = {"name": "one", "stubs": [{}]}


@pytest.mark.parametrize("document", [ONE, [ONE], {"scenarios": [ONE]}])
def test_a_file_holds_one_scenario_or_a_list(tmp_path, document):
    assert written(tmp_path, json.dumps(document)).read() == [ONE]


def test_a_toml_file_is_read(tmp_path):
    assert written(tmp_path, 'name = "one"\n[[stubs]]\n', "s.toml").read() == [ONE]
    assert written(tmp_path, '[[scenarios]]\nname = "one"\n[[scenarios.stubs]]\n', "t.toml").read() == [ONE]


def test_a_byte_order_mark_does_no_harm(tmp_path):
    assert written(tmp_path, b"\xef\xbb\xbf" + json.dumps(ONE).encode()).read() == [ONE]


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ('{"name": "a",\n "stubs": [}', "s.json", r"s\.json, line 2: Expecting value"),
        ('{"a": 1,\n"a": 2}', "s.json", r"s\.json, line 2: a: this key is given twice"),
        ('{"a": NaN}', "s.json", "NaN is no number"),
        ('name = "a"\nstubs = [}', "s.toml", r"s\.toml: .*line 2"),
        ("{}", "s.yaml", r"s\.yaml: neither JSON nor TOML by its name"),
        (b"\xff\xfe", "s.json", "no UTF-8"),
        ("", "s.json", r"s\.json, line 1: "),
        ("[1]", "s.json", "a scenario is an object"),
        ('{"scenarios": 1}', "s.json", "scenarios must be a list"),
        ('{"scenarios": [],\n "more": 1}', "s.json", r"line 2: more: unknown key"),
        ("[" * 100_000, "s.json", "nested too deep"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_line(tmp_path, text, name, says):
    with pytest.raises(ScenarioError, match=says) as caught:
        written(tmp_path, text, name).read()
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_or_no_file(tmp_path):
    with pytest.raises(ScenarioError, match="no such file"):
        ScenarioFile(tmp_path / "none.json", lambda: 0.0).read()
    with pytest.raises(ScenarioError, match="cannot read"):
        ScenarioFile(tmp_path, lambda: 0.0).read()


def test_a_change_is_seen_once_and_looked_for_once_a_second(tmp_path):
    now = [0.0]
    path = tmp_path / "s.json"
    path.write_text(json.dumps(ONE))
    file = ScenarioFile(path, lambda: now[0])
    path.write_text(json.dumps([ONE]))
    assert not file.changed()
    now[0] = 0.9
    assert not file.changed()
    now[0] = 1.0
    assert file.changed()
    now[0] = 2.0
    assert not file.changed()
    path.unlink()
    now[0] = 3.0
    assert file.changed()


def test_ready_made_scenarios_have_names_and_say_what_they_are_for():
    assert {"flaky", "slow", "retires-soon", "rate-limited", "resets"} <= {*ready_made()}


def test_keys_are_spelled_as_people_write_them():
    assert spelled(("stubs", 0, "response", "error")) == "stubs[0].response.error"
    assert spelled((0, "name")) == "[0].name"
