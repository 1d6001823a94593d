"""Reads the JSON examples of answers on a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.docs.blocks import Code, Document
from contract_tests.docs.facts import DocsError, Example, Outcome, PageKind, Unread
from contract_tests.docs.sections import placed
from contract_tests.docs.telling import Telling, Tellings, tell

_DEEPEST = 12
_MOST_NAMES = 500
_MARKS = ("request_id", "log_id", "error_code", "error_detail", "data")


def example_facts(document: Document, kind: PageKind) -> Tellings:
    """Yield the examples of answers. An example in a rendered page's API panel, above the request, is openapi's.

    Raises DocsError where an example ends in the middle; one that is no JSON for another reason is unread.
    """
    above = document.format in ("html", "plain") and kind == "endpoint"
    for at in placed(document):
        above = above and at.section not in ("request", "response", "public")
        if isinstance(at.block, Code) and _is_json(at.block):
            shown_by: PageKind = "openapi" if above else kind
            yield from _example(at.block, at.heading, shown_by, document.file)


def example_of(body: Any, page: PageKind, heading: str = "", http_status: int | None = None) -> Example:
    """Return the example that `body` is: an error where it says so itself, or its heading does."""
    return Example(_outcome(body, heading, http_status), page, body, tuple(_names(body)), http_status)


def _is_json(block: Code) -> bool:
    return block.language in ("json", "json5", "jsonc", "") and block.text.lstrip().startswith("{")


def _example(block: Code, heading: str, page: PageKind, file: str) -> Iterator[Telling]:
    try:
        body = json.loads(block.text)
    except json.JSONDecodeError as error:
        line = block.line + error.lineno - 1
        if error.pos >= len(block.text.rstrip()):
            raise DocsError(file, line, "a JSON example ends in the middle; was the page cut short?") from error
        yield Unread(file, line, f"a JSON example is not valid: {error.msg}")
        return
    except RecursionError as error:
        raise DocsError(file, block.line, "a JSON example is nested too deeply to read") from error
    if isinstance(body, Mapping) and any(name in body for name in _MARKS):
        yield tell("examples", example_of(body, page, heading), file, block.line, block.text)


def _outcome(body: Any, heading: str, http_status: int | None) -> Outcome:
    detail = body.get("error_detail") if isinstance(body, Mapping) else None
    says = isinstance(detail, Mapping) and bool(detail.get("code"))
    failed = isinstance(body, Mapping) and body.get("error_code") not in (None, 0)
    named = any(word in heading.casefold() for word in ("error", "fail"))
    return "error" if says or failed or named or (http_status or 200) >= 400 else "success"


def _names(body: Any, above: str = "", depth: int = 0) -> list[str]:
    if not isinstance(body, Mapping) or depth > _DEEPEST:
        return []
    names: list[str] = []
    for key, value in body.items():
        path = f"{above}.{key}" if above else str(key)
        names += [path, *_names(value, path, depth + 1)]
        if len(names) > _MOST_NAMES:
            break
    return names[:_MOST_NAMES]
