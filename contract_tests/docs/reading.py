"""Reads a set of pages into the facts that they tell: one reader for every format."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import httpx

from contract_tests.docs.blocks import Document, Table
from contract_tests.docs.endpoint import Endpoint, endpoint_of
from contract_tests.docs.examples import example_facts
from contract_tests.docs.facts import DocFacts, DocsError, Page, PageKind, Told, Unread
from contract_tests.docs.kinds import expected_part, kind_of, part_of, refuse, refuse_foreign
from contract_tests.docs.navigation import navigation_facts
from contract_tests.docs.notices import notice_facts
from contract_tests.docs.openapi_doc import OpenapiDocument, openapi_facts
from contract_tests.docs.opening import NavigationFile, Opened, opened
from contract_tests.docs.reference import reference_facts
from contract_tests.docs.requests import request_facts
from contract_tests.docs.sections import placed
from contract_tests.docs.sources import SourceText, gather
from contract_tests.docs.success import success_facts
from contract_tests.docs.tables import billing_rows, error_rows, form_rows, header_rows, response_rows
from contract_tests.docs.telling import Tellings
from contract_tests.docs.words import Section
from livephoto.contract.loader import load_edition
from livephoto.contract.model import Edition


def read_documents(
    targets: Sequence[str], edition: Edition | None = None, client: httpx.Client | None = None
) -> DocFacts:
    """Return what the files, folders and URLs in `targets` say of the endpoint of `edition` (its path and names).

    A URL is fetched once, with `client` where one is given. Raises DocsError, naming file and line, for whatever is no
    document of this endpoint or cannot be read with certainty; PageUnreachableError where a URL gives no page.
    """
    endpoint = endpoint_of(edition or load_edition())
    return facts_of(gather(targets, endpoint, client), endpoint)


def facts_of(texts: Sequence[SourceText], endpoint: Endpoint) -> DocFacts:
    """Return what the texts say of `endpoint`. Raises DocsError as `read_documents` does."""
    pages = [(source, page) for source in texts if (page := _opened(source, endpoint)) is not None]
    kinds = [(page, _kind(source, page, endpoint)) for source, page in pages]
    kept = [(page, kind) for page, kind in kinds if kind != "other"]
    _refuse_several(texts, kept)
    if not any(kind in ("endpoint", "response") or _holds_path(page, endpoint) for page, kind in kept):
        name = texts[0].file if texts else "the folder"
        raise DocsError(name, None, f"no page of {endpoint.path} and no page of the common response fields")
    return _collected(kept, endpoint)


def _opened(source: SourceText, endpoint: Endpoint) -> Opened | None:
    """Return the page; None for one that was only come across and cannot be opened, unless it is the endpoint's."""
    try:
        return opened(source.text, source.file)
    except DocsError:
        if source.named or endpoint.path in source.text:
            raise
        return None


def _kind(source: SourceText, page: Opened, endpoint: Endpoint) -> PageKind:
    if isinstance(page, OpenapiDocument):
        return "openapi"
    if isinstance(page, NavigationFile):
        return "navigation"
    kind = kind_of(page, endpoint)
    if kind == "other" and source.named:
        raise refuse(page, endpoint)
    if kind in ("endpoint", "response"):
        refuse_foreign(page, read=any(at.section for at in placed(page)))
    return kind


def _refuse_several(texts: Sequence[SourceText], kept: Sequence[tuple[Opened, PageKind]]) -> None:
    """Raise DocsError where a folder holds two pages of a kind: which of them is meant nobody said."""
    named = {source.file for source in texts if source.named}
    for wanted in ("endpoint", "response"):
        found = [page.file for page, kind in kept if kind == wanted and page.file not in named]
        if len(found) > 1:
            says = f"another page like it is {found[1]}; name the files that belong together"
            raise DocsError(found[0], None, says)


def _holds_path(page: Opened, endpoint: Endpoint) -> bool:
    if not isinstance(page, OpenapiDocument):
        return False
    return any(endpoint.answers_to(str(path)) for path in page.resolved(page.tree.get("paths")))


def _collected(pages: Sequence[tuple[Opened, PageKind]], endpoint: Endpoint) -> DocFacts:
    told: dict[str, list[Told[Any]]] = defaultdict(list)
    unread: list[Unread] = []
    for telling in _tellings(pages, endpoint):
        if isinstance(telling, Unread):
            unread.append(telling)
        else:
            told[telling[0]].append(telling[1])
    return DocFacts(
        pages=tuple(_page(page, kind) for page, kind in pages),
        unread=tuple(unread),
        **{name: tuple(tellings) for name, tellings in told.items()},
    )


def _page(page: Opened, kind: PageKind) -> Page:
    if isinstance(page, Document):
        return Page(page.file, kind, page.format, page.title)
    return Page(page.file, kind, "openapi" if isinstance(page, OpenapiDocument) else "navigation")


def _tellings(pages: Sequence[tuple[Opened, PageKind]], endpoint: Endpoint) -> Tellings:
    snippets = [page for page, _ in pages if isinstance(page, Document)]
    own = tuple(page.file for page, kind in pages if kind == "endpoint")
    for page, kind in pages:
        if isinstance(page, Document):
            yield from page.unread
        if isinstance(page, OpenapiDocument):
            yield from openapi_facts(page, endpoint)
        elif isinstance(page, NavigationFile):
            yield from navigation_facts(page.tree, page.text, page.file, endpoint, own)
        elif kind == "endpoint":
            yield from _endpoint_page(page, snippets, endpoint)
        else:
            yield from _common_page(page, kind, endpoint)


def _endpoint_page(page: Document, snippets: Sequence[Document], endpoint: Endpoint) -> Tellings:
    yield from request_facts(page)
    yield from notice_facts(page, snippets)
    yield from reference_facts(page)
    yield from _common_page(page, "endpoint", endpoint)


def _common_page(page: Document, kind: PageKind, endpoint: Endpoint) -> Tellings:
    for at in placed(page):
        if isinstance(at.block, Table):
            yield from _table(at.block, at.section, page.file, endpoint)
    yield from success_facts(page)
    yield from example_facts(page, kind)


def _table(table: Table, section: Section | None, file: str, endpoint: Endpoint) -> Iterator[Any]:
    part = part_of(table, section)
    if part == "headers":
        yield from header_rows(table, file)
    elif part == "form":
        yield from form_rows(table, file)
    elif part in ("public", "business"):
        yield from response_rows(table, file, part)
    elif part in ("errors", "error_str"):
        yield from error_rows(table, file, part)
    elif part in ("billing", "signs"):
        yield from billing_rows(table, file, part, endpoint.names)
    elif expected := expected_part(section):
        names = ", ".join(table.header)
        yield Unread(file, table.line, f"a table whose columns ({names}) are not those of this section", expected)
