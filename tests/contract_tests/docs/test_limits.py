from __future__ import annotations

import pytest

from contract_tests.docs.limits import byte_limit, pixel_limit


@pytest.mark.parametrize(
    ("wording", "sizes"),
    [
        ("No more than 5 MB.", [5_242_880, 5_000_000]),
        ("Less than 5MB", [5_242_879, 4_999_999]),
        ("Up to 500 KiB", [512_000]),
        ("at most 100 bytes", [100]),
    ],
)
def test_a_byte_limit_has_every_reading_that_its_words_allow(wording: str, sizes: list[int]) -> None:
    limit = byte_limit(wording)

    assert limit is not None
    assert [reading.max_bytes for reading in limit.readings] == sizes


@pytest.mark.parametrize(
    ("wording", "readings"),
    [
        ("Less than 4096x4096px.", [(True, 4096, None), (True, None, 4096**2)]),
        ("No more than 2000 px", [(False, 2000, None)]),
    ],
)
def test_a_pixel_limit_is_of_the_sides_or_of_their_product(
    wording: str, readings: list[tuple[bool, int | None, int | None]]
) -> None:
    limit = pixel_limit(wording)

    assert limit is not None
    assert [(item.exclusive, item.max_side, item.max_area) for item in limit.readings] == readings


@pytest.mark.parametrize("wording", ["small", "5 MB", "No more than 5 MB each, 10 MB in all"])
def test_words_that_name_no_bound_are_not_read(wording: str) -> None:
    assert byte_limit(wording) is None


def test_unlike_sides_are_not_read() -> None:
    assert pixel_limit("Less than 4096x2160px") is None
