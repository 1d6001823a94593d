from __future__ import annotations

import pytest

from livephoto.contract import EDITION_ORDER, ContractError, Edition, load_edition, load_editions, parse_edition
from livephoto.contract.explain import codes_with_status, explain


def test_a_code_is_explained_by_the_default_edition() -> None:
    told = explain("FILE_RESOLUTION_EXCEEDS_LIMITS")

    assert (told.code, told.edition, told.text) == (
        "FILE_RESOLUTION_EXCEEDS_LIMITS",
        "2026-01",
        "File resolution exceeds limits.",
    )
    assert (told.family.name, told.may_retry) == ("wrong_image", False)
    assert [rule.name for rule in told.rules] == ["image_too_wide"]
    assert {each.edition: each.status for each in told.standings} == {
        "legacy-a": 422,
        "legacy-b": 422,
        "2025-09": 422,
        "2025-12": 422,
        "2026-01": 413,
        "2026-02-retired": 413,
        "2026-04": 413,
    }
    assert [each.basis for each in told.standings] == ["assumed"] * 2 + ["documented"] * 5


def test_no_failing_call_is_billed_and_the_price_says_how_that_is_known() -> None:
    billing = explain("AI_SERVICE_ERROR").billing

    assert (billing.credits_per_failure, billing.basis) == (0, "documented")
    assert "failed-calls-free" in billing.source


def test_a_code_that_only_the_evidence_suggests_names_the_rules_it_may_answer() -> None:
    told = explain("ERROR_HIGH_RESOLUTION")

    assert told.rules == ()
    assert [rule.name for rule in told.alternative_of] == ["image_too_wide"]


@pytest.mark.parametrize("text", ["error_no_face_in_file", " Error_No_Face_In_File ", "no_face", "no-face", "NO_FACE"])
def test_any_case_and_a_rules_name_are_understood(text: str) -> None:
    assert explain(text).code == "ERROR_NO_FACE_IN_FILE"


def test_a_face_fault_comes_with_its_coarse_code() -> None:
    assert explain("ERROR_NO_FACE_IN_FILE").coarse == "FILE_CONTENT_NON_COMPLIANCE"


def test_a_code_that_may_pass_later_says_so() -> None:
    assert explain("EXCEEDING_LIMITS").may_retry


@pytest.mark.parametrize("edition", load_editions(), ids=lambda edition: edition.id)
def test_every_code_of_every_edition_can_be_explained(edition: Edition) -> None:
    for code in edition.errors:
        told = explain(code)
        assert told.code == code
        assert edition.id in [each.edition for each in told.standings]


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("ERROR_NO_FACE", "ERROR_NO_FACE_IN_FILE"),
        ("image_to_wide", "image_too_wide"),
        ("exceding_limits", "EXCEEDING_LIMITS"),
    ],
)
def test_an_unknown_name_is_refused_and_near_ones_are_named(text: str, near: str) -> None:
    with pytest.raises(ContractError, match=f"^no error code or rule '{text}' in any edition; near: .*{near}"):
        explain(text)


def test_nothing_near_is_not_made_up() -> None:
    with pytest.raises(ContractError, match=r"in any edition$"):
        explain("zzz")


def test_editions_of_ones_own_can_be_searched_and_the_newest_tells_where_the_preferred_one_cannot() -> None:
    text = """
extends = "2026-01"
id = "mine"
title = "mine"
sources = [{ where = "w", what = "w" }]
errors.ERROR_NEW = { status = 418, message = "New." }
"""
    mine = parse_edition(text, "mine.toml")
    told = explain("error_new", [load_edition(), mine])

    assert (told.edition, told.text, told.family.name) == ("mine", "New.", "wrong_request")


def test_a_status_lists_its_codes_with_the_editions_that_gave_it() -> None:
    codes = codes_with_status(413)

    assert codes["FILE_SIZE_EXCEEDS_LIMIT"] == EDITION_ORDER
    assert codes["ERROR_CONTENT_TOO_LONG"] == ("2025-09", "2025-12")
    assert codes["ERROR_TOO_MANY_FILES"] == ("2026-01", "2026-02-retired", "2026-04")
    assert codes_with_status(299) == {}
