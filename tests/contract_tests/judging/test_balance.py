from __future__ import annotations

import pytest

from contract_tests.exchange import Asked
from livephoto.contract import load_edition

FIELDS = load_edition("2026-01").credits_query.fields
POOL = {name: "" if kind == "string" else 0 for name, kind in FIELDS.items()}


def judged(bench, data):
    query = bench.given(asked=Asked(live=False, credits_query=True))
    return query.edited(lambda body: body.update(data=data))


@pytest.mark.parametrize("data", [[], [POOL], [POOL, POOL], POOL, [POOL | {"more": 1}]])
def test_a_list_of_pools_and_a_single_one_are_right(bench, data) -> None:
    assert judged(bench, data) == []


@pytest.mark.parametrize("name", FIELDS)
def test_a_pool_has_every_field(bench, kinds, name) -> None:
    without = {each: value for each, value in POOL.items() if each != name}
    assert kinds(judged(bench, [without])) == [("field_missing", f"field:data[].{name}", "breaking")]


@pytest.mark.parametrize("value", ["12", None, True, []])
def test_a_balance_is_a_number(bench, kinds, value) -> None:
    found = judged(bench, [POOL | {"balance": value}])
    assert kinds(found) == [("field_retyped", "field:data[].balance", "breaking")]


@pytest.mark.parametrize("data", ["none", 7])
def test_data_that_is_no_list_is_told(bench, kinds, data) -> None:
    assert kinds(judged(bench, data)) == [("field_retyped", "field:data", "breaking")]
