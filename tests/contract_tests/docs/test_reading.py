from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pages
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.docs.endpoint import endpoint_of
from contract_tests.docs.facts import DocFacts, ErrorRow, Told
from contract_tests.docs.reading import facts_of
from contract_tests.docs.sources import SourceText
from livephoto.contract.loader import load_editions
from livephoto.contract.model import Edition, ErrorCode, Lifecycle

EDITIONS = load_editions()
Render = Callable[[Edition], list[SourceText]]


def mdx(edition: Edition) -> list[SourceText]:
    reference = f"{edition.request.method} {edition.request.path}"
    texts = [
        SourceText("live-photo.mdx", pages.as_mdx(pages.endpoint_page(edition), reference)),
        SourceText("answers.mdx", pages.as_mdx(pages.response_page(edition))),
        SourceText("prices.mdx", pages.as_mdx(pages.billing_page(edition))),
        SourceText("docs.json", json.dumps(pages.as_navigation(edition), indent=1)),
    ]
    return [*texts, SourceText(pages.SNIPPET, pages.snippet())] if edition.lifecycle.retirement_notice else texts


def html(edition: Edition) -> list[SourceText]:
    return [
        SourceText("live-photo.html", pages.as_html(pages.endpoint_page(edition))),
        SourceText("answers.html", pages.as_html(pages.response_page(edition))),
        SourceText("prices.html", pages.as_html(pages.billing_page(edition))),
    ]


def plain(edition: Edition) -> list[SourceText]:
    return [
        SourceText("live-photo.txt", pages.as_plain(pages.endpoint_page(edition))),
        SourceText("answers.txt", pages.as_plain(pages.response_page(edition))),
    ]


def read(edition: Edition, render: Render) -> DocFacts:
    return facts_of(render(edition), endpoint_of(edition))


def values(told: tuple[Told[Any], ...]) -> set[Any]:
    return {fact.value for fact in told}


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """Draw one of the editions that ship, with other codes, statuses, messages, fields and fate."""
    edition = draw(st.sampled_from(EDITIONS))
    words = st.text("abcdefgh XYZ0123.,()-/'&_|", max_size=40).map(lambda rest: " ".join(f"Text {rest}".split()))
    names = st.from_regex(r"[A-Z][A-Z0-9_]{2,20}[A-Z0-9]", fullmatch=True)
    statuses = st.integers(400, 599)
    rows = {**dict(draw(st.permutations(list(edition.errors.items())))[:40])}
    for name in draw(st.lists(names, max_size=5)):
        rows[name] = ErrorCode(name, draw(statuses), draw(words))
    moved = {name: replace(row, status=draw(statuses)) for name, row in list(rows.items())[:5]}
    flags = st.booleans()
    life = Lifecycle(draw(flags), draw(flags), draw(flags), draw(flags), draw(flags))
    needed = draw(st.integers(1, 900))
    image = replace(edition.request.image, max_side=needed, max_side_wording=f"Less than {needed}x{needed}px")
    fields = {
        name: replace(item, required=draw(flags), default=draw(st.none() | st.integers(0, 9)))
        for name, item in edition.request.fields.items()
    }
    request = replace(edition.request, image=image, fields=MappingProxyType(fields))
    return replace(edition, errors=MappingProxyType({**rows, **moved}), lifecycle=life, request=request)


def assert_request(facts: DocFacts, edition: Edition) -> None:
    request, image = edition.request, edition.request.image
    assert values(facts.url) == {request.url}
    assert values(facts.path) == {request.path}
    assert values(facts.method) == {request.method}
    assert values(facts.media_type) == {request.media_type}
    assert values(facts.key_header) == {request.key_header}
    assert values(facts.formats) == {image.spelled}
    assert [told.value.wording for told in facts.max_bytes] == [image.max_bytes_wording]
    assert image.max_bytes in [reading.max_bytes for reading in facts.max_bytes[0].value.readings]
    assert [told.value.wording for told in facts.max_side] == [image.max_side_wording]
    assert (image.max_side, True) in [(item.max_side, item.exclusive) for item in facts.max_side[0].value.readings]


def assert_form(facts: DocFacts, edition: Edition) -> None:
    told = [fact.value for fact in facts.form_table]
    assert [(item.name, item.type, item.required, item.allowed, item.default) for item in told] == [
        (f.name, f.type, f.required, tuple(map(str, f.allowed)), None if f.default is None else str(f.default))
        for f in edition.request.fields.values()
    ]


def assert_envelope(facts: DocFacts, edition: Edition) -> None:
    column = pages.has_required_column(edition)
    assert [(t.value.name, t.value.type, t.value.required, t.value.deprecated) for t in facts.public_fields] == [
        (item.name, item.type, (item.required or False) if column else None, item.deprecated)
        for item in pages.documented(edition)
    ]
    data = edition.response.data.values()
    assert [(t.value.name, t.value.type) for t in facts.business_fields] == [(item.name, item.type) for item in data]
    listed = {item.name for item in pages.documented(edition)}
    rule = edition.response.error_code_rule if "error_code" in listed else None
    assert values(facts.error_code_rule) == ({rule} if rule else set())


def assert_success_rules(facts: DocFacts, edition: Edition) -> None:
    rules = edition.response.success_rules.values()
    told = [(t.value.name, t.value.field, t.value.success, t.value.failure) for t in facts.success_rules]
    assert told == [(rule.name, rule.field, rule.success, rule.failure) for rule in rules]
    assert facts.whole("success_rules") == bool(edition.response.success_rules)


def expected_rows(edition: Edition) -> list[ErrorRow]:
    return [ErrorRow(code, int(status), message or None) for status, code, message in pages.error_rows(edition)]


def assert_error_tables(facts: DocFacts, edition: Edition) -> None:
    assert [told.value for told in facts.errors] == expected_rows(edition)
    assert facts.whole("errors") == bool(expected_rows(edition))
    coarse = [ErrorRow(row.name, row.status, row.message, row.hint) for row in edition.error_str.values()]
    assert [told.value for told in facts.error_str] == coarse


def assert_notice(facts: DocFacts, edition: Edition) -> None:
    assert facts.whole("notice")
    assert bool(facts.notice) == bool(edition.lifecycle.retirement_notice)


def assert_examples(facts: DocFacts, edition: Edition) -> None:
    bodies = {told.value.page: told.value.body for told in facts.examples if told.value.page != "openapi"}
    assert bodies["endpoint"] == pages.answer(edition, "page_example") | {"data": {"video": ""}}
    assert bodies["response"] == pages.answer(edition, "response_example")


def assert_prices(facts: DocFacts, edition: Edition) -> None:
    billing, life = edition.billing, edition.lifecycle
    told = {(fact.value.credits, fact.value.sign) for fact in facts.billing}
    priced = {(billing.credits_per_success, None)} if life.billing_table else set()
    signed = {(None, billing.unique_sign)} if life.credit_sign else set()
    assert told == priced | signed
    assert facts.whole("billing")
    assert facts.whole("signs")


def assert_all_but_prices(facts: DocFacts, edition: Edition) -> None:
    for check in (assert_request, assert_form, assert_envelope, assert_success_rules, assert_error_tables):
        check(facts, edition)
    assert_notice(facts, edition)
    assert_examples(facts, edition)


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
@pytest.mark.parametrize("render", [mdx, html])
def test_pages_rendered_from_an_edition_say_all_that_it_says(edition: Edition, render: Render) -> None:
    facts = read(edition, render)

    assert facts.unread == ()
    assert_all_but_prices(facts, edition)
    assert_prices(facts, edition)


@given(edition=editions(), render=st.sampled_from([mdx, html]))
def test_any_edition_is_read_back_from_its_pages(edition: Edition, render: Render) -> None:
    facts = read(edition, render)

    assert facts.unread == ()
    assert_all_but_prices(facts, edition)
    assert_prices(facts, edition)


@given(edition=editions())
def test_flattened_text_carries_all_but_cells_that_ran_together(edition: Edition) -> None:
    """Not carried: a field's scope, default and meaning where any is given; a code whose text opens with capitals."""
    facts = read(edition, plain)

    for check in (assert_request, assert_envelope, assert_success_rules, assert_notice, assert_examples):
        check(facts, edition)
    form = [(told.value.name, told.value.type, told.value.required) for told in facts.form_table]
    assert form == [(item.name, item.type, item.required) for item in edition.request.fields.values()]
    assert all(told.value.allowed == () and told.value.default is None for told in facts.form_table)
    rows = expected_rows(edition)
    assert [told.value for told in facts.errors] == [row for row in rows if not _runs_together(row)]
    unread = [item for item in facts.unread if item.part == "errors"]
    assert len(unread) == sum(_runs_together(row) for row in rows)


def _runs_together(row: ErrorRow) -> bool:
    first = (row.message or "").partition(" ")[0]
    return bool(first) and first.isupper()


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
@pytest.mark.parametrize("as_text", [json.dumps, yaml.safe_dump])
def test_an_openapi_document_says_how_to_ask_and_what_a_success_looks_like(
    edition: Edition, as_text: Callable[[Any], str]
) -> None:
    listed = replace(edition, lifecycle=replace(edition.lifecycle, openapi_path=True))

    facts = facts_of([SourceText("openapi", as_text(pages.as_openapi(listed)))], endpoint_of(edition))

    assert values(facts.openapi_path) == {True}
    assert values(facts.url) == {edition.request.url}
    assert values(facts.method) == {edition.request.method}
    assert values(facts.media_type) == {edition.request.media_type}
    assert values(facts.key_header) == {edition.request.key_header}
    assert [(told.value.name, told.value.required) for told in facts.form] == [
        (item.name, item.required) for item in edition.request.fields.values()
    ]
    assert [told.value.http_status for told in facts.examples] == [200]
    assert facts.errors == ()


@given(edition=editions())
def test_navigation_and_openapi_tell_whether_the_endpoint_is_listed(edition: Edition) -> None:
    texts = [*mdx(edition), SourceText("openapi.json", json.dumps(pages.as_openapi(edition)))]

    facts = facts_of(texts, endpoint_of(edition))

    assert values(facts.navigation) == {bool(edition.lifecycle.navigation)}
    assert values(facts.openapi_path) == {bool(edition.lifecycle.openapi_path)}


def test_every_fact_names_a_line_that_holds_what_it_quotes() -> None:
    edition = EDITIONS[-1]
    texts = {text.file: text.text.split("\n") for text in mdx(edition)}

    facts = facts_of(mdx(edition), endpoint_of(edition))

    for told in (*facts.errors, *facts.public_fields, *facts.form_table):
        quote = told.quote.rstrip("…")
        assert " ".join(texts[told.file][told.line - 1].split()).startswith(quote)
        assert len(told.quote) <= 80


def test_a_snippet_that_is_not_among_the_pages_is_said_to_be_missing() -> None:
    edition = EDITIONS[-1]
    texts = [text for text in mdx(edition) if text.file != pages.SNIPPET]
    named = replace(texts[0], text=texts[0].text.replace("Gone", "ApiOfflineNotice"))

    facts = facts_of([named, *texts[1:]], endpoint_of(edition))

    assert [(told.value.resolved, told.value.snippet) for told in facts.notice] == [(False, pages.SNIPPET)]
    assert "not among the pages" in facts.unread[0].says


def test_a_missing_snippet_whose_name_tells_nothing_leaves_the_retirement_unknown() -> None:
    edition = EDITIONS[-1]
    page = mdx(edition)[0]
    named = replace(page, text=page.text.replace("Gone", "Banner").replace("gone", "banner"))

    facts = facts_of([named], endpoint_of(edition))

    assert facts.notice == ()
    assert not facts.whole("notice")
