from __future__ import annotations

import pytest

from contract_tests.judging.bench import shown, type_name


@pytest.mark.parametrize(
    ("value", "name"),
    [(None, "null"), (True, "boolean"), (1, "integer"), (1.5, "number"), ("", "string"), ([], "list"), ({}, "object")],
)
def test_types_are_named_as_json_names_them(value, name) -> None:
    assert type_name(value) == name


def test_a_long_text_is_shown_short() -> None:
    assert shown("x" * 5_000) == "x" * 60 + "… (5000 characters)"
    assert shown({"a": 1}) == "object"
    assert shown("short") == "short"
