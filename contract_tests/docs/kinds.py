"""Tells the pages of a set apart: the endpoint's own page, the common response page, a notice, prices, another."""

from __future__ import annotations

from contract_tests.docs.blocks import Block, Component, Document, Heading, Table, Text
from contract_tests.docs.endpoint import Endpoint
from contract_tests.docs.facts import DocsError, PageKind, Part
from contract_tests.docs.notices import is_notice
from contract_tests.docs.requests import paths_of
from contract_tests.docs.rows import columns_of
from contract_tests.docs.sections import placed
from contract_tests.docs.words import Section

_FOREIGN_SHARE = 0.25
"""The share of letters outside ASCII above which a page is in another language."""

_BY_SECTION: dict[Section, Part] = {
    "headers": "headers",
    "form": "form",
    "public": "public",
    "business": "business",
    "errors": "errors",
    "error_str": "error_str",
}
_PUBLIC_NAMES = frozenset({"request_id", "log_id", "error_code", "error_detail"})


def kind_of(document: Document, endpoint: Endpoint) -> PageKind:
    """Return what a page is. A page of another endpoint is `other`, whatever tables it has."""
    paths = paths_of(document)
    if any(map(endpoint.answers_to, paths)):
        return "endpoint"
    if paths:
        return "other"
    parts = {part_of(at.block, at.section) for at in placed(document) if isinstance(at.block, Table)}
    if parts & {"public", "errors", "error_str"}:
        return "response"
    if parts & {"billing", "signs"}:
        return "billing"
    return "notice" if is_notice(document) else "other"


def part_of(table: Table, section: Section | None) -> Part | None:
    """Return what a table tells: by its columns, the section that it stands in, and the names in its first column."""
    columns = set(columns_of(table))
    if "name" in columns and columns & {"credits", "sign"}:
        return "billing" if "credits" in columns else "signs"
    if "code" in columns and "status" in columns:
        return "error_str" if section == "error_str" else "errors"
    if "field" not in columns:
        return None
    if section in ("headers", "form", "public", "business"):
        return _BY_SECTION[section]
    names = {(row.cells[0] or "") for row in table.rows if row.cells}
    if names & _PUBLIC_NAMES:
        return "public"
    return "business" if "data" in names else None


def expected_part(section: Section | None) -> Part | None:
    """Return what a table in this section ought to tell."""
    return _BY_SECTION.get(section) if section else None


def refuse(document: Document, endpoint: Endpoint) -> DocsError:
    """Return why a page that was named is no document of this endpoint."""
    if _asks_for_password(document):
        return DocsError(document.file, _first_line(document), "a login page, no documentation")
    if foreign := _foreign(document):
        return _in_another_language(document, foreign)
    if paths := paths_of(document):
        says = f"a page of another endpoint, {paths[0]}; the pages of {endpoint.path} are read"
        return DocsError(document.file, _first_line(document), says)
    says = "nothing here that documents the endpoint: no request, response fields, error table, price or notice"
    return DocsError(document.file, _first_line(document), says)


def refuse_foreign(document: Document, *, read: bool) -> None:
    """Raise DocsError where the page is in another language: by its letters, or as `read` found no known section."""
    foreign = _foreign(document)
    if foreign or not read:
        raise _in_another_language(document, foreign or next(iter(document.blocks), None))


def _in_another_language(document: Document, block: Block | None) -> DocsError:
    line = block.line if block else 1
    return DocsError(document.file, line, "not in English, or without the headings that are read; nothing was guessed")


def _foreign(document: Document) -> Block | None:
    """Return the first block in another script, where such letters are a good part of the page."""
    texts = [(block, _letters(block)) for block in document.blocks]
    outside = {id(block): sum(letter > "\u024f" for letter in letters) for block, letters in texts}
    if sum(outside.values()) <= _FOREIGN_SHARE * sum(len(letters) for _, letters in texts):
        return None
    return next(block for block, _ in texts if outside[id(block)])


def _letters(block: Block) -> str:
    if isinstance(block, Table):
        text = "".join((*block.header, *(cell or "" for row in block.rows for cell in row.cells)))
    else:
        text = block.text if isinstance(block, Heading | Text) else ""
    return "".join(filter(str.isalpha, text))


def _asks_for_password(document: Document) -> bool:
    if any(isinstance(block, Component) and block.name == "password" for block in document.blocks):
        return True
    text = " ".join(block.text for block in document.blocks if isinstance(block, Heading | Text)).casefold()
    return "password" in text and any(words in text for words in ("sign in", "log in", "login"))


def _first_line(document: Document) -> int:
    return document.blocks[0].line if document.blocks else 1
