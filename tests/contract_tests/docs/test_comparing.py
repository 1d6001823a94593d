from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pages
import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import COMMON, PAGE, SCHEMA, facts_of, many, told

from contract_tests.docs import reading
from contract_tests.docs.comparing import compare
from contract_tests.docs.endpoint import endpoint_of
from contract_tests.docs.facts import (
    DocFacts,
    ErrorRow,
    FormField,
    Notice,
    Unread,
)
from contract_tests.docs.sources import SourceText
from contract_tests.finding import Finding
from livephoto.contract.diff import changes
from livephoto.contract.loader import load_edition, load_editions
from livephoto.contract.model import Edition

EDITIONS = load_editions()
LAST = load_edition("2026-01")
FACTS = facts_of(LAST)
_NOT_OF_PAGES = ("rule_changed", "credits_query_changed")


def rows(findings: list[Finding]) -> Iterator[tuple[str, str]]:
    """Kind and place of every row of every finding."""
    for finding in findings:
        table = finding.where in ("errors", "error_str") and not finding.kind.startswith("error_str_table")
        if table and isinstance(finding.observed, dict):
            yield from ((finding.kind, f"{finding.where}.{name}") for name in finding.observed)
        elif finding.basis != "assumed":
            yield finding.kind, finding.where


def documented(findings: list[Finding]) -> set[tuple[str, str]]:
    return set(rows([finding for finding in findings if finding.basis != "assumed"]))


def expected(page: Edition, edition: Edition) -> set[tuple[str, str]]:
    return {(it.kind, it.where) for it in changes(edition, page) if it.kind not in _NOT_OF_PAGES}


# --- the property: pages of one edition against another one -----------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda it: it.id)
@pytest.mark.parametrize("page", EDITIONS, ids=lambda it: it.id)
def test_the_facts_of_one_edition_differ_from_another_as_the_editions_do(page, edition):
    assert documented(compare(facts_of(page), edition)) == expected(page, edition)


def pages_of(edition: Edition) -> list[SourceText]:
    """The pages of an edition that were there in its time."""
    reference = f"{edition.request.method} {edition.request.path}"
    texts = [
        SourceText(PAGE, pages.as_mdx(pages.endpoint_page(edition), reference)),
        SourceText(COMMON, pages.as_mdx(pages.response_page(edition))),
    ]
    life = edition.lifecycle
    if life.billing_table is not None:
        texts.append(SourceText("prices.mdx", pages.as_mdx(pages.billing_page(edition))))
    if life.navigation is not None:
        texts.append(SourceText("docs.json", json.dumps(pages.as_navigation(edition), indent=1)))
    if life.openapi_path is not None:
        texts.append(SourceText(SCHEMA, json.dumps(pages.as_openapi(edition), indent=1)))
    return [*texts, SourceText(pages.SNIPPET, pages.snippet())] if life.retirement_notice else texts


def read(edition: Edition) -> DocFacts:
    return reading.facts_of(pages_of(edition), endpoint_of(edition))


def without_schemas(found: set[tuple[str, str]], page: Edition) -> set[tuple[str, str]]:
    """Leave out what the made pages do not hold: the shared schemas, and a table that was seen in part."""
    in_part = page.completeness.errors == "partial"
    return {
        (kind, where)
        for kind, where in found
        if kind != "required_source_changed" and not (in_part and where.startswith("errors"))
    }


@pytest.mark.parametrize("page", EDITIONS, ids=lambda it: it.id)
def test_the_pages_of_one_edition_differ_from_every_other_as_the_editions_do(page):
    facts = read(page)
    for edition in EDITIONS:
        found = without_schemas(documented(compare(facts, edition)), page)
        assert found == without_schemas(expected(page, edition), page), edition.id


@st.composite
def other_editions(draw: st.DrawFn) -> Edition:
    """An edition with some statuses, texts, codes and circumstances of its own."""
    edition = draw(st.sampled_from([it for it in EDITIONS if it.completeness.errors == "full"]))
    codes = draw(st.lists(st.sampled_from(list(edition.errors)), max_size=8, unique=True))
    errors = dict(edition.errors)
    for code in codes:
        match draw(st.sampled_from(["status", "message", "gone", "new"])):
            case "status":
                errors[code] = replace(errors[code], status=draw(st.integers(400, 599)))
            case "message":
                errors[code] = replace(errors[code], message=draw(st.text("abc .", min_size=1, max_size=9)))
            case "gone":
                del errors[code]
            case _:
                errors[f"{code}_2"] = replace(errors[code], name=f"{code}_2")
    flags = {name: draw(st.booleans()) for name in ("openapi_path", "navigation", "billing_table")}
    fields = {
        name: replace(field, required=draw(st.booleans())) if field.required_source == "page" else field
        for name, field in edition.response.fields.items()
    }
    return replace(
        edition,
        errors=errors,
        lifecycle=replace(edition.lifecycle, **flags, credit_sign=flags["billing_table"]),
        response=replace(edition.response, fields=fields),
        request=replace(edition.request, key_header=draw(st.sampled_from(["ailabapi-api-key", "x-api-key"]))),
    )


@given(page=other_editions(), edition=other_editions())
def test_any_edition_told_by_pages_differs_from_any_other_as_the_editions_do(page, edition):
    assert documented(compare(facts_of(page), edition)) == expected(page, edition)
    assert compare(facts_of(page), page) == []


# --- one finding for a table ------------------------------------------------------------------------------------------


def test_the_48_moved_statuses_are_one_finding_with_48_rows():
    (finding,) = [it for it in compare(FACTS, load_edition("2025-12")) if it.kind == "status_changed"]
    assert (finding.where, finding.severity) == ("errors", "breaking")
    assert len(finding.expected) == len(finding.observed) == 48
    assert finding.expected["FILE_RESOLUTION_EXCEEDS_LIMITS"] == 422
    assert finding.observed["FILE_RESOLUTION_EXCEEDS_LIMITS"] == 413
    assert finding.says.startswith("48 codes have another status: ")
    assert finding.says.endswith("and 45 more")
    assert finding.source is not None
    assert finding.source.startswith(f"{COMMON}:")


def test_the_rows_of_a_finding_go_into_json_whole_and_its_place_only_where_it_has_one():
    (finding,) = [it for it in compare(FACTS, load_edition("2025-12")) if it.kind == "status_changed"]
    row = json.loads(json.dumps(finding.to_dict()))
    assert len(row["observed"]) == 48
    assert row["source"] == finding.source
    assert "source" not in replace(finding, source=None).to_dict()


def test_the_place_on_the_page_is_not_in_the_fingerprint():
    moved = replace(FACTS, method=(told("PUT", line=77),))
    again = replace(FACTS, method=(told("PUT", "other.mdx", 1),))
    assert [it.fingerprint for it in compare(moved, LAST)] == [it.fingerprint for it in compare(again, LAST)]


# --- what is not told is not gone -------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda it: it.id)
def test_no_page_at_all_is_no_difference(edition):
    assert compare(DocFacts(pages=()), edition) == []


@pytest.mark.parametrize("part", ["form", "public", "errors", "success_rules", "business"])
def test_a_table_that_was_not_read_whole_takes_nothing_away(part):
    gap = Unread(PAGE, 5, "a row that is not understood", part)
    names = {"public": "public_fields", "business": "business_fields"}
    facts = replace(FACTS, unread=(gap,), **{names.get(part, part): ()})
    assert compare(facts, LAST) == []


def test_the_endpoints_page_alone_takes_no_code_and_no_field_of_the_envelope_away():
    source = SourceText(PAGE, pages.as_mdx(pages.endpoint_page(LAST), "POST /api/portrait/effects/live-photo"))
    facts = reading.facts_of([source], endpoint_of(LAST))
    assert compare(facts, LAST) == []


def test_a_column_that_is_gone_makes_nothing_optional():
    fields = tuple(replace(it, value=replace(it.value, required=None)) for it in FACTS.public_fields)
    assert compare(replace(FACTS, public_fields=fields), LAST) == []


def test_a_notice_of_which_only_the_name_was_read_retires_nothing():
    facts = replace(FACTS, notice=(told(Notice("snippet", "/snippets/gone.mdx", resolved=False)),))
    (finding,) = compare(facts, LAST)
    assert finding.kind == "retirement_notice_added"
    assert "/snippets/gone.mdx, which is not among the pages" in finding.says


def test_openapi_alone_is_not_held_to_the_number_that_a_form_sends_as_text():
    form = many([FormField("image_target", "openapi", "file"), FormField("type", "openapi", "string")], SCHEMA)
    assert compare(DocFacts(pages=(), form=form), LAST) == []


# --- what was assumed -------------------------------------------------------------------------------------------------


def test_a_difference_from_what_was_assumed_is_info():
    legacy = load_edition("legacy-a")
    assumed = [it for it in compare(FACTS, legacy) if it.basis == "assumed"]
    assert assumed
    assert {it.severity for it in assumed} == {"info"}
    assert "status_changed" in {it.kind for it in assumed}


def test_every_reading_that_the_words_allow_is_no_difference():
    lean = replace(LAST.request.image, max_bytes=5_000_000)
    edition = replace(LAST, request=replace(LAST.request, image=lean))
    assert compare(FACTS, edition) == []


def test_pages_that_no_reading_brings_to_an_observed_limit_differ_from_it():
    image = replace(LAST.request.image, max_bytes=3_000_000, max_bytes_basis="observed")
    (finding,) = compare(FACTS, replace(LAST, request=replace(LAST.request, image=image)))
    assert (finding.kind, finding.expected, finding.observed) == ("limit_changed", 3_000_000, 5_242_880)


def test_the_first_telling_counts_where_one_thing_is_told_twice():
    twice = replace(FACTS, errors=(*FACTS.errors, told(ErrorRow(FACTS.errors[0].value.code, 599, None), COMMON)))
    assert compare(twice, LAST) == []
