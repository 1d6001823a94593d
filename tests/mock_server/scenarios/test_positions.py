from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.positions import json_lines, line_of, toml_lines

JSON = """{
  "name": "a \\" } ] name",
  "stubs": [
    {"response": {"error": "X"}},
    {
      "when": {"times": 2},
      "response": {}
    }
  ]
}"""
TOML = """# comment
name = "a"
[[stubs]]
response = { error = "X" }

[[stubs]]
[stubs.when]
times = 2
[stubs.response]
headers."Retry-After" = 1
"""


def test_lines_of_keys_in_json():
    lines = json_lines(JSON)
    assert lines["name",] == 2
    assert lines["stubs", 0, "response", "error"] == 4
    assert lines["stubs", 1] == 5
    assert lines["stubs", 1, "when", "times"] == 6
    assert lines["stubs", 1, "response"] == 7


def test_lines_of_keys_in_toml():
    lines = toml_lines(TOML)
    assert lines["name",] == 2
    assert lines["stubs", 0] == 3
    assert lines["stubs", 0, "response"] == 4
    assert lines["stubs", 1] == 6
    assert lines["stubs", 1, "when", "times"] == 8
    assert lines["stubs", 1, "response", "headers", "Retry-After"] == 10


def test_a_key_without_a_line_has_that_of_what_is_around_it():
    lines = toml_lines(TOML)
    assert line_of(lines, ("stubs", 0, "response", "error")) == 4
    assert line_of(lines, ("stubs", 1, "nothing")) == 6
    assert line_of(lines, ()) is None
    assert line_of({}, ("a",)) is None


def test_a_key_given_twice_is_found():
    with pytest.raises(ScenarioError, match=r"line 3: b\.a: this key is given twice"):
        json_lines('{"b": {\n"a": 1,\n"a": 2}}')


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


def keys_of(value, key=()):
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for part, inner in inside:
        yield (*key, part)
        yield from keys_of(inner, (*key, part))


@given(VALUES, st.booleans())
def test_every_key_of_any_json_has_its_line(value, indented):
    text = json.dumps(value, indent=2 if indented else None)
    lines = json_lines(text)
    assert {*lines} == {*keys_of(value)}
    if indented:
        assert len({*lines.values()}) == len(lines)
