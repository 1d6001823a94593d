from __future__ import annotations

import itertools

import pytest
from drifting import clean
from drifting.running import built_probes

from livephoto.contract import EDITION_ORDER, Edition, load_edition

Difference = tuple[str, str, object, object]


def told_by_the_data(asked: Edition, served: Edition) -> set[Difference]:
    """The differences of two editions that an answer can show, from their data alone."""
    found: set[Difference] = set()
    for probe in built_probes(asked.id):
        before, after = probe.asked.expected(asked), probe.asked.expected(served)
        if before is None or after is None:
            continue
        if before.name == "endpoint_retired" != after.name:
            found.add(("endpoint_restored", "rule:endpoint_retired", before.code, "an answer of its own"))
        elif before.code != after.code:
            found.add(("code_changed", f"rule:{before.name}", before.code, after.code))
        if asked.status_of(after.code) != served.status_of(after.code):
            statuses = asked.status_of(after.code), served.status_of(after.code)
            found.add(("status_changed", f"rule:{before.name}", *statuses))
    return found


ALIVE = [edition for edition in EDITION_ORDER if not load_edition(edition).retired]
RETIRED = [edition for edition in EDITION_ORDER if load_edition(edition).retired]


@pytest.mark.parametrize(("asked", "served"), list(itertools.permutations(ALIVE, 2)))
def test_between_two_editions_exactly_the_documented_changes_are_found(asked: str, served: str) -> None:
    report = clean(served, "canned", asked)
    found = {(each.kind, each.where, each.expected, each.observed) for each in report.findings}
    assert found == told_by_the_data(load_edition(asked), load_edition(served))
    for each in report.findings:
        assumed = load_edition(asked).errors[load_edition(asked).rules[each.where[5:]].code].basis == "assumed"
        assert each.severity == ("info" if assumed else "breaking")
    assert served in report.undecided()


@pytest.mark.parametrize(("asked", "served"), list(itertools.permutations(RETIRED, 2)))
def test_two_retired_editions_cannot_be_told_apart(asked: str, served: str) -> None:
    report = clean(served, "canned", asked)
    assert report.findings == ()
    assert set(report.undecided()) == {asked, served}


@pytest.mark.parametrize(("asked", "served"), list(itertools.product(ALIVE, RETIRED)))
def test_a_retirement_is_found_within_two_free_calls(asked: str, served: str) -> None:
    report = clean(served, "canned", asked)
    assert report.verdict == "retired"
    assert report.spent == 0
    assert {each.kind for each in report.findings} == {"endpoint_retired"}
    assert sum(probe.outcome != "not_checked" for probe in report.probes) == 2


@pytest.mark.parametrize(("asked", "served"), list(itertools.product(RETIRED, ALIVE)))
def test_a_server_that_still_answers_is_told_from_a_retired_edition(asked: str, served: str) -> None:
    report = clean(served, "canned", asked)
    found = {(each.kind, each.where, each.expected, each.observed) for each in report.findings}
    assert found >= told_by_the_data(load_edition(asked), load_edition(served))
    assert {each.kind for each in report.findings} <= {"endpoint_restored", "status_changed"}
    assert report.matches[0].edition != asked


def test_a_change_of_statuses_is_what_tells_the_editions_apart() -> None:
    found = told_by_the_data(load_edition("2025-12"), load_edition("2026-01"))
    assert ("status_changed", "rule:image_undecodable", 400, 422) in found
    assert ("status_changed", "rule:image_too_wide", 422, 413) in found
    assert told_by_the_data(load_edition("2025-09"), load_edition("2025-12")) == set()
