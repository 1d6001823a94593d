from __future__ import annotations

import pytest
from drifting import HARMLESS, MUTATIONS, Mutation, check
from drifting.running import ONE_SUCCESS

from contract_tests.report import Report

ALL = (*MUTATIONS, *HARMLESS)


def worst(report: Report) -> str:
    return "breaking" if report.stop else report.worst() or "harmless"


def names(mutation: Mutation) -> str:
    return mutation.name


@pytest.mark.parametrize("mutation", MUTATIONS, ids=names)
def test_a_mutation_is_found_and_rated_as_by_hand(mutation: Mutation) -> None:
    report = check(mutation)
    assert worst(report) == mutation.rated, [finding.says for finding in report.findings]
    assert report.verdict == "conforms" if mutation.rated == "info" else report.verdict != "conforms"


@pytest.mark.parametrize("mutation", [each for each in MUTATIONS if each.successes == 1], ids=names)
def test_one_success_is_enough_to_find_it(mutation: Mutation) -> None:
    report = check(mutation, ONE_SUCCESS)
    assert worst(report) == mutation.rated, [finding.says for finding in report.findings]
    assert report.spent <= ONE_SUCCESS


@pytest.mark.parametrize("variant", HARMLESS, ids=names)
def test_a_harmless_variant_raises_no_alarm(variant: Mutation) -> None:
    report = check(variant)
    assert worst(report) in ("harmless", "info"), [finding.says for finding in report.findings]
    assert report.verdict == "conforms"


def test_every_row_of_the_taxonomy_is_covered() -> None:
    assert {mutation.row for mutation in ALL} >= set(range(1, 26))


def test_the_suite_is_as_large_as_it_claims() -> None:
    assert len({mutation.name for mutation in ALL}) == len(ALL)
    assert len(MUTATIONS) >= 60
    assert len(HARMLESS) >= 12
    assert [mutation.name for mutation in MUTATIONS if mutation.successes > 1] == ["type-ignored"]


def test_what_breaks_every_answer_does_not_drown_the_report() -> None:
    broken = next(mutation for mutation in MUTATIONS if mutation.name == "refusals-are-pages")
    assert len(check(broken).findings) <= 3
