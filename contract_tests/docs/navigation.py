"""Reads whether a navigation file (docs.json, mint.json) lists the endpoint's page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from contract_tests.docs.endpoint import Endpoint
from contract_tests.docs.facts import Unread
from contract_tests.docs.telling import Tellings, tell, tell_part


def navigation_facts(tree: Any, text: str, file: str, endpoint: Endpoint, pages: tuple[str, ...]) -> Tellings:
    """Yield whether the page is listed. `pages` are the endpoint's pages of the set, as their files are named."""
    yield tell_part("navigation", file, _line(text, '"navigation"'), "navigation")
    navigation = tree["navigation"]
    if isinstance(navigation, dict) and "$ref" in navigation:
        yield Unread(file, _line(text, '"$ref"'), "the navigation stands in another file", "navigation")
        return
    entry = next((name for name in _entries(navigation) if _is_page(name, endpoint, pages)), None)
    line = 1 if entry is None else _line(text, f'"{entry}"')
    yield tell("navigation", entry is not None, file, line, entry or "no entry leads to the endpoint's page")


def _entries(node: Any) -> Iterator[str]:
    """Yield the pages that a navigation lists: texts in lists, at any depth."""
    waiting = [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend(reversed(item.values()))
        elif isinstance(item, list):
            yield from (entry for entry in item if isinstance(entry, str))
            waiting.extend(reversed([entry for entry in item if not isinstance(entry, str)]))


def _is_page(entry: str, endpoint: Endpoint, pages: tuple[str, ...]) -> bool:
    """Tell whether an entry leads to the endpoint's page: by its file, or as the endpoint's name is part of it."""
    name = PurePosixPath(entry.strip("/"))
    files = (PurePosixPath(page.replace("\\", "/")).with_suffix("") for page in pages)
    by_file = any(file.parts[-len(name.parts) :] == name.parts and len(name.parts) > 1 for file in files)
    return by_file or (endpoint.slug in name.parts and name.name in (endpoint.slug, "api", "index"))


def _line(text: str, wanted: str) -> int:
    return text.count("\n", 0, max(text.find(wanted), 0)) + 1
