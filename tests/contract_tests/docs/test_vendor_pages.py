"""The vendor's own pages, where they are at hand: they are not part of this repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from contract_tests.docs.facts import DocFacts, DocsError
from contract_tests.docs.reading import read_documents
from livephoto.contract.loader import load_edition

ROOT = Path(__file__).parents[3]
PAGES = Path(os.environ.get("LIVEPHOTO_VENDOR_PAGES", ROOT.parent / "shared" / "vendor" / "pages"))

pytestmark = pytest.mark.skipif(
    not PAGES.is_dir(), reason="the vendor's pages are not at hand: name their folder in LIVEPHOTO_VENDOR_PAGES"
)
FIRST = ("live-photo.2025-09.mdx", "response-description.2025-09.mdx", "openapi.2025-09.json")
LAST = ("live-photo.2026-06.mdx", "response-description.2026-06.mdx", "api-offline-notice.mdx")
RENDERED = ("live-photo.rendered.txt",)
DETAIL = ["error_detail.code", "error_detail.code_message", "error_detail.message"]


def read(*names: str) -> DocFacts:
    return read_documents([str(PAGES / name) for name in names])


def fields(facts: DocFacts) -> list[str]:
    return [told.value.name for told in facts.public_fields]


@pytest.mark.parametrize("names", [FIRST, LAST, RENDERED], ids=["2025-09", "2026-06", "rendered"])
def test_every_revision_says_how_to_ask(names: tuple[str, ...]) -> None:
    facts, request = read(*names), load_edition("2026-01").request

    assert {told.value for told in facts.url} == {request.url}
    assert {told.value for told in facts.path} == {request.path}
    assert {told.value for told in facts.method} == {request.method}
    assert {told.value for told in facts.media_type} == {request.media_type}
    assert {told.value for told in facts.key_header} == {request.key_header}
    assert [told.value for told in facts.formats] == [request.image.spelled]
    assert [told.value.wording for told in facts.max_bytes] == [request.image.max_bytes_wording]
    assert [reading.max_bytes for reading in facts.max_bytes[0].value.readings] == [5_242_880, 5_000_000]
    assert [told.value.wording for told in facts.max_side] == [request.image.max_side_wording]
    assert [reading.max_side or reading.max_area for reading in facts.max_side[0].value.readings] == [4096, 4096**2]
    assert [(told.value.name, told.value.type, told.value.required) for told in facts.form_table] == [
        ("image_target", "file", True),
        ("type", "integer", False),
    ]
    assert [(told.value.name, told.value.type) for told in facts.business_fields] == [
        ("data", "object"),
        ("data.video", "string"),
    ]


@pytest.mark.parametrize("names", [FIRST, LAST], ids=["2025-09", "2026-06"])
def test_markdown_gives_scope_and_default_in_doubled_backticks(names: tuple[str, ...]) -> None:
    facts = read(*names)

    assert [(told.value.allowed, told.value.default) for told in facts.form_table] == [((), None), (("0", "1"), "0")]
    assert facts.unread == ()


@pytest.mark.parametrize(("names", "edition"), [(FIRST, "2025-09"), (LAST, "2026-04")], ids=["2025-09", "2026-06"])
def test_the_error_table_is_read_row_by_row(names: tuple[str, ...], edition: str) -> None:
    facts = read(*names)

    told = {fact.value.code: (fact.value.status, fact.value.message) for fact in facts.errors}
    assert told == {name: (row.status, row.message) for name, row in load_edition(edition).errors.items()}
    assert len(told) == len(facts.errors)
    assert facts.whole("errors")


def test_the_first_revision_requires_eight_fields_and_tells_a_success_in_two_ways() -> None:
    facts = read(*FIRST)

    assert fields(facts) == ["request_id", "log_id", "error_code", "error_detail", "error_detail.status_code", *DETAIL]
    assert {told.value.required for told in facts.public_fields} == {True}
    assert [(told.value.name, told.value.success) for told in facts.success_rules] == [
        ("http_status", "200"),
        ("error_code", 0),
    ]
    assert [told.value for told in facts.error_code_rule] == [load_edition("2025-09").response.error_code_rule]
    assert facts.notice == ()
    assert facts.whole("notice")


def test_the_last_revision_drops_two_fields_and_includes_a_notice() -> None:
    facts = read(*LAST)

    assert fields(facts) == ["request_id", "log_id", "error_detail", *DETAIL]
    assert {told.value.required for told in facts.public_fields} == {None}
    assert [(told.value.name, told.value.success) for told in facts.success_rules] == [("http_status", "200")]
    assert facts.error_code_rule == ()
    assert [(told.value.how, told.value.resolved, told.line) for told in facts.notice] == [("snippet", True, 10)]
    assert [page.kind for page in facts.pages] == ["endpoint", "response", "notice"]


def test_without_its_snippet_the_notice_is_known_by_name_only() -> None:
    facts = read(*LAST[:2])

    assert [told.value.resolved for told in facts.notice] == [False]
    assert facts.unread[0].line == 10


def test_the_openapi_document_calls_type_a_string_and_shows_error_code_str() -> None:
    facts = read(*FIRST)

    said = {(told.value.source, told.value.type) for told in facts.form if told.value.name == "type"}
    assert said == {("table", "integer"), ("openapi", "string")}
    shown = {told.value.page: "error_code_str" in told.value.names for told in facts.examples}
    assert shown == {"endpoint": False, "response": False, "openapi": True}
    assert [told.value for told in facts.openapi_path] == [True]


@pytest.mark.parametrize("names", [FIRST, LAST], ids=["2025-09", "2026-06"])
def test_both_outcomes_are_shown_by_example(names: tuple[str, ...]) -> None:
    facts = read(*names)

    assert {(told.value.page, told.value.outcome) for told in facts.examples} >= {
        ("endpoint", "success"),
        ("response", "success"),
        ("response", "error"),
    }


def test_the_rendered_page_leaves_only_the_cells_unread_that_ran_together() -> None:
    facts = read(*RENDERED)

    assert [(item.line, item.part) for item in facts.unread] == [(56, None)]
    assert facts.whole("form")
    said = {(told.value.source, told.value.type) for told in facts.form if told.value.name == "type"}
    assert said == {("table", "integer"), ("sample", "string"), ("reference", "string")}
    shown = {told.value.page: "error_code_str" in told.value.names for told in facts.examples}
    assert shown == {"openapi": True, "endpoint": False}


def test_two_revisions_in_one_folder_are_not_taken_for_one() -> None:
    with pytest.raises(DocsError, match="name the files that belong together"):
        read_documents([str(PAGES)])
