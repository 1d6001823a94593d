from __future__ import annotations

import pytest

from livephoto.contract import family_of, load_editions, load_families, may_retry

CODES = sorted({code for edition in load_editions() for code in (*edition.errors, *edition.error_str)})


@pytest.mark.parametrize("code", CODES)
def test_each_code_of_every_edition_is_in_exactly_one_family(code: str) -> None:
    assert len([family.name for family in load_families().values() if code in family.codes]) == 1


def test_a_family_names_no_code_that_no_edition_has() -> None:
    assert sorted(code for family in load_families().values() for code in family.codes) == CODES


def test_the_code_decides_before_the_status() -> None:
    assert family_of("ERROR_NOT_ENOUGH_CREDITS", 429).name == "out_of_credits"
    assert family_of("EXCEEDING_LIMITS", 429).name == "slow_down"


@pytest.mark.parametrize(
    ("status", "family"),
    [
        (400, "wrong_request"),
        (401, "not_authorised"),
        (402, "out_of_credits"),
        (410, "endpoint_retired"),
        (413, "wrong_image"),
        (418, "wrong_request"),
        (429, "slow_down"),
        (502, "service_trouble"),
        (599, "service_trouble"),
    ],
)
def test_an_unknown_code_is_taken_for_the_family_of_its_status(status: int, family: str) -> None:
    assert family_of("ERROR_OF_TOMORROW", status).name == family
    assert family_of(None, status).name == family


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("EXCEEDING_LIMITS", 429, True),
        ("AI_SERVICE_TIMEOUT", 504, True),
        ("ERROR_NOT_ENOUGH_CREDITS", 429, False),
        ("AI_SERVICE_UNAUTHORIZED", 502, False),
        ("ERROR_NO_FACE_IN_FILE", 422, False),
        (None, 503, True),
        (None, 429, True),
        (None, 501, False),
        (None, 400, False),
        ("ERROR_OF_TOMORROW", 502, True),
    ],
)
def test_retry_helps_where_the_code_says_so_and_by_status_where_the_code_is_unknown(
    code: str | None, status: int, expected: bool
) -> None:
    assert may_retry(code, status) is expected


def test_no_status_stands_for_two_families() -> None:
    statuses = [status for family in load_families().values() for status in family.statuses]

    assert len(statuses) == len(set(statuses))
