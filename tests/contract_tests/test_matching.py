from __future__ import annotations

import pytest

from contract_tests.exchange import Answer, Asked, Exchange
from contract_tests.matching import agreeing, conforms, match
from contract_tests.report import ProbeResult
from livephoto.contract import EDITION_ORDER, load_edition, load_editions
from livephoto.contract.envelope import encode, failure


def refusal(edition: str, rule: str, *, live: bool = True) -> Exchange:
    contract = load_edition(edition)
    found = contract.rules[rule]
    body = encode(failure(contract, found.code, "1", "2", found))
    answer = Answer(contract.status_of(found.code), {"content-type": "application/json"}, body)
    return Exchange(rule, Asked(frozenset({rule}), live=live), answer)


@pytest.mark.parametrize("edition", EDITION_ORDER)
def test_an_edition_s_own_answers_conform_to_it(edition) -> None:
    assert conforms(refusal(edition, "key_missing", live=False), load_edition(edition))


def test_a_status_that_moved_tells_the_editions_apart() -> None:
    old = agreeing(refusal("2025-12", "image_undecodable"), load_editions())
    new = agreeing(refusal("2026-01", "image_undecodable"), load_editions())
    assert {"2025-09", "2025-12"} <= set(old)
    assert new == ("2026-01",)


def test_an_assumed_rule_tells_them_apart_as_well() -> None:
    assert "2026-01" not in agreeing(refusal("2025-12", "image_missing"), load_editions())


def result(name: str, *editions: str, outcome: str = "agrees") -> ProbeResult:
    return ProbeResult(name, None, False, outcome, agrees_with=editions)  # type: ignore[arg-type]


def test_the_best_match_comes_first_with_what_speaks_against_the_others() -> None:
    results = [result("a", "2025-12", "2026-01"), result("b", "2026-01"), result("c", outcome="not_checked")]
    found = match(results, load_editions(), "2025-12")
    assert (found[0].edition, found[0].agreement, found[0].against) == ("2026-01", 1.0, ())
    assert (found[1].edition, found[1].agreement, found[1].against) == ("2025-12", 0.5, ("b",))


def test_among_equals_the_one_asked_for_comes_first_then_the_newest() -> None:
    found = match([result("a", "2025-09", "2025-12", "2026-01")], load_editions(), "2025-09")
    assert [each.edition for each in found[:3]] == ["2025-09", "2026-01", "2025-12"]


def test_without_answers_nothing_agrees() -> None:
    assert {each.agreement for each in match([], load_editions(), "2026-01")} == {0.0}
