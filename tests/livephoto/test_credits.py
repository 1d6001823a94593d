from __future__ import annotations

from typing import Any

import pytest

from livephoto.breach import Breach
from livephoto.contract import load_edition
from livephoto.credits import CreditPool, Credits, read_credits

EDITION = load_edition()
UNIVERSAL = EDITION.credits_query.universal_sign
OURS = EDITION.billing.unique_sign


def test_the_balance_counts_the_pools_that_can_pay() -> None:
    rows = [
        {"unique_sign": UNIVERSAL, "balance": 100},
        {"unique_sign": OURS, "balance": 22.5, "name": "Live Photos", "first_buy_time": 1767225600},
        {"unique_sign": "portrait_something_else", "balance": 1000},
    ]
    found = read_credits(rows, EDITION)
    assert found.balance == 122.5
    assert found.pools[1] == CreditPool(OURS, 22.5, "Live Photos", first_buy_time=1767225600)
    assert len(found.pools) == 3


def test_one_pool_without_a_list_is_read_too() -> None:
    assert read_credits({"unique_sign": UNIVERSAL, "balance": 1}, EDITION).balance == 1


def test_an_empty_account_has_no_pools() -> None:
    assert read_credits([], EDITION) == Credits(0, ())


def test_unknown_and_null_fields_are_passed_over() -> None:
    row = {"unique_sign": UNIVERSAL, "balance": 1, "name": None, "colour": "red"}
    assert read_credits([row], EDITION).pools == (CreditPool(UNIVERSAL, 1),)


@pytest.mark.parametrize(
    "data",
    [
        None,
        "",
        7,
        ["x"],
        [{"unique_sign": UNIVERSAL}],
        [{"balance": 1}],
        [{"unique_sign": UNIVERSAL, "balance": "1"}],
        [{"unique_sign": UNIVERSAL, "balance": True}],
        [{"unique_sign": 1, "balance": 1}],
        [{"unique_sign": UNIVERSAL, "balance": 1, "first_buy_time": 1.5}],
    ],
)
def test_another_shape_breaks_the_contract(data: Any) -> None:
    with pytest.raises(Breach):
        read_credits(data, EDITION)
