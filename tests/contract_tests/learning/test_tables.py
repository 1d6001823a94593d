from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.learning.tables import Delta, difference, tables_of
from livephoto.contract.layers import layered
from livephoto.contract.loader import load_editions
from livephoto.contract.model import Edition
from livephoto.contract.whole import edition_of

EDITIONS = load_editions(folders=())
OWN = {"id": "x", "title": "x", "sources": [{"where": "x", "what": "x"}]}


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
def test_an_editions_tables_make_the_edition(edition: Edition) -> None:
    made = edition_of({**OWN, **tables_of(edition)}, "x.toml")

    assert (made.errors, made.rules, made.response) == (edition.errors, edition.rules, edition.response)
    assert (made.request, made.billing, made.lifecycle) == (edition.request, edition.billing, edition.lifecycle)


def test_what_is_the_same_is_not_in_a_difference() -> None:
    same = tables_of(EDITIONS[0])

    assert difference(same, same) == Delta({}, ())


trees: st.SearchStrategy[Any] = st.recursive(
    st.integers(), lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=8
)
tables = st.dictionaries(st.sampled_from("xyz"), trees, max_size=3)


@given(tables, tables)
def test_a_difference_on_top_of_the_one_makes_the_other(before: dict[str, Any], after: dict[str, Any]) -> None:
    delta = difference(before, after)
    file = {**delta.changed, "extends": "base", "remove": ["/".join(path) for path in delta.removed]}

    assert {key: value for key, value in layered(file, "f", {"base": before}).items() if key != "extends"} == after
