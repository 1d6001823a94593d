from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contract_tests.learning.toml_text import toml_comment, toml_header, toml_key, toml_value

texts = st.text(st.characters(exclude_categories=["Cs"]))
values: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(texts, values, st.text())
def test_whatever_is_written_is_read_back(name: str, value: Any, comment: str) -> None:
    written = f"{toml_header(['a.b', name])}\n{toml_key(name)} = {toml_value(value)}  {toml_comment(comment)}\n"

    assert tomllib.loads(written) == {"a.b": {name: {name: value}}}


def test_half_a_character_is_replaced() -> None:
    assert tomllib.loads(f"x = {toml_value(chr(0xD800))}") == {"x": "\ufffd"}
