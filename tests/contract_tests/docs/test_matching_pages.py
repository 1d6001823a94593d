from __future__ import annotations

from dataclasses import replace

import pytest
from told import facts_of, told

from contract_tests.docs.facts import DocFacts, ErrorRow
from contract_tests.docs.matching import match
from livephoto.contract.loader import load_edition, load_editions

EDITIONS = load_editions()


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda it: it.id)
def test_the_pages_of_an_edition_agree_with_it_alone_to_the_last_fact(edition):
    found = match(facts_of(edition), EDITIONS, "2026-01")
    assert (found[0].edition, found[0].agreement, found[0].against) == (edition.id, 1.0, ())
    assert found[1].agreement < 1


def test_what_speaks_against_an_edition_is_named():
    against = next(
        it.against for it in match(facts_of(load_edition("2026-01")), EDITIONS, "") if it.edition == "2025-12"
    )
    assert "errors.FILE_RESOLUTION_EXCEEDS_LIMITS" in against
    assert len(against) == 48


def test_a_row_that_the_table_lacks_counts_against_an_edition():
    facts = facts_of(load_edition("2025-09"))
    shares = {it.edition: it.agreement for it in match(facts, EDITIONS, "")}
    assert shares["2025-12"] < shares["2025-09"] == 1


def test_a_code_that_no_edition_has_is_no_agreement_with_any():
    facts = replace(DocFacts(pages=()), errors=(told(ErrorRow("ERROR_NEW", 418, None)),))
    assert {it.agreement for it in match(facts, EDITIONS, "")} == {0.0}


def test_among_equals_the_edition_asked_for_comes_first_then_the_newest():
    facts = DocFacts(pages=(), method=(told("POST"),))
    assert {it.agreement for it in match(facts, EDITIONS, "2025-09")} == {1.0}
    assert [it.edition for it in match(facts, EDITIONS, "2025-09")][:2] == ["2025-09", "2026-04"]


def test_pages_that_tell_nothing_agree_with_nothing():
    assert {it.agreement for it in match(DocFacts(pages=()), EDITIONS, "")} == {0.0}
