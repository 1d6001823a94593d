"""Finds a notice of retirement on an endpoint's page, written there or included from a snippet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from contract_tests.docs.blocks import Component, Document, Text, Written
from contract_tests.docs.facts import Notice, Unread
from contract_tests.docs.sections import placed
from contract_tests.docs.telling import Tellings, tell, tell_part

_ENDING = (
    r"(?:retir(?:ed?|ing|ement)\b|discontinu|sunset|shut(?:ting)? down|taken offline|out of service|end of life"
    r"|no longer (?:be )?(?:available|supported|in service|offered))"
)
_WHAT = r"\b(?:api|endpoint|interface|service)s?\b"
_ENDS = re.compile(_ENDING, re.IGNORECASE)
_DENIED = re.compile(rf"\b(?:not|never|won't)\b[^.]{{0,40}}{_ENDING}", re.IGNORECASE)
_ABOUT_THIS = re.compile(rf"\bthis {_WHAT.removeprefix(chr(92) + 'b')}", re.IGNORECASE)
_ABOUT_ANY = re.compile(_WHAT, re.IGNORECASE)
_NAMED_SO = re.compile(r"offline|retire|sunset|discontinu|deprecat", re.IGNORECASE)


def notice_facts(document: Document, snippets: Sequence[Document]) -> Tellings:
    """Yield the notice of an endpoint's page, if it has one; `snippets` are the other pages of the set."""
    yield tell_part("notice", document.file, 1, document.title or "")
    for written in _texts(document):
        if _DENIED.search(written.text):
            yield Unread(document.file, written.line, "a sentence that denies a retirement, or seems to", "notice")
        else:
            yield tell("notice", Notice("inline"), document.file, written.line, written.text)
            break
    for block in document.blocks:
        if isinstance(block, Component):
            yield from _included(block, document, snippets)


def is_notice(document: Document) -> bool:
    """Tell whether a snippet's text announces a retirement."""
    texts = [block.text for block in document.blocks if isinstance(block, Text)]
    return any(_ENDS.search(text) and _ABOUT_ANY.search(text) and not _DENIED.search(text) for text in texts)


def snippet_of(document: Document, name: str, snippets: Sequence[Document]) -> Document | None:
    """Return the page of the set that the component `name` is imported from, None where the set does not hold it."""
    written = document.imports.get(name)
    if written is None:
        return None
    wanted = PurePosixPath(written.text).name
    fitting = [page for page in snippets if PurePosixPath(page.file.replace("\\", "/")).name == wanted]
    exact = [page for page in fitting if page.file.replace("\\", "/").endswith(written.text.lstrip("./"))]
    return next(iter(exact or fitting), None)


def _texts(document: Document) -> Iterator[Written]:
    """Yield the sentences that end the endpoint: above its first section, or in a callout that says `this API`."""
    above = True
    for at in placed(document):
        above = above and at.section is None
        if isinstance(at.block, Text) and _ENDS.search(at.block.text):
            about = _ABOUT_ANY if above else _ABOUT_THIS
            if (above or at.block.callout) and about.search(at.block.text):
                yield Written(at.block.text, at.block.line)


def _included(block: Component, document: Document, snippets: Sequence[Document]) -> Tellings:
    imported = document.imports.get(block.name)
    source = imported.text if imported else None
    snippet = snippet_of(document, block.name, snippets)
    if snippet is not None and is_notice(snippet):
        yield tell("notice", Notice("snippet", source), document.file, block.line, f"<{block.name} />")
    elif snippet is None:
        named_so = _NAMED_SO.search(f"{block.name} {source or ''}") is not None
        says = f"<{block.name} /> comes from {source or 'a file that no import names'}, which is not among the pages"
        yield Unread(document.file, block.line, says, None if named_so else "notice")
        if named_so:
            notice = Notice("snippet", source, resolved=False)
            yield tell("notice", notice, document.file, block.line, f"<{block.name} />")
