from __future__ import annotations

from pathlib import Path

import pytest

from livephoto.contract import ContractError, family_of, load_editions, load_families, may_retry
from livephoto.contract.families import may_be_billed

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


@pytest.mark.parametrize(
    ("status", "expected"),
    [(404, False), (429, False), (500, True), (501, False), (502, True), (503, False), (524, True)],
)
def test_a_gateways_page_may_hide_a_bill_unless_its_status_says_that_nothing_was_passed_on(
    status: int, expected: bool
) -> None:
    assert may_be_billed(status) is expected


@pytest.mark.parametrize("key", ["retry", "retry_statuses", "free_statuses"])
def test_a_family_lists_nothing_that_is_not_its_own(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stray = '"STRAY"' if key == "retry" else "418"
    lists = {"statuses": "[429]", "codes": '["FULL"]', "retry": "[]", key: f"[{stray}]"}
    text = '[slow_down]\nmeaning = "m"\nadvice = "a"\n' + "".join(
        f"{name} = {value}\n" for name, value in lists.items()
    )
    monkeypatch.setattr(Path, "read_text", lambda self, encoding: text)
    with pytest.raises(ContractError, match=rf"slow_down\.{key} names .*{stray.strip(chr(34))}"):
        load_families.__wrapped__()


def test_no_status_stands_for_two_families() -> None:
    statuses = [status for family in load_families().values() for status in family.statuses]

    assert len(statuses) == len(set(statuses))
