from __future__ import annotations

import pytest

from contract_tests.photos.shares import even_shares


@pytest.mark.parametrize(
    ("length", "shares"),
    [(1, [1]), (10, [10]), (11, [6, 5]), (20, [10, 10]), (21, [7, 7, 7]), (22, [8, 7, 7])],
)
def test_a_length_is_split_into_the_fewest_even_parts(length: int, shares: list[int]) -> None:
    assert even_shares(length, 10) == shares
