"""The journal's entries as the page shows them: one row a call, and for each that failed some words why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from livephoto.contract import Edition
from mock_server.engines.base import Level
from mock_server.journal.entry import Entry, Photo
from mock_server.journal.near_misses import near_miss
from mock_server.page.rendering import size

_SECOND = 1000.0


@dataclass(frozen=True, slots=True)
class Row:
    """One call."""

    number: int
    at: str
    """When it began: ISO 8601, UTC."""
    time: str
    """The same as a clock shows it."""
    method: str
    path: str
    status: str
    tone: Literal["good", "bad", "lost"]
    """Answered with a success, refused, or over without a whole answer."""
    outcome: str
    """The rule or code that answered; "" for a success."""
    basis: str
    facts: tuple[str, ...]
    says: tuple[str, ...]
    """Why it failed, in plain words."""


def row(entry: Entry, edition: Edition) -> Row:
    """Return a call as it is shown."""
    failed = entry["code"] is not None or entry["verdict"] != "answered" or (entry["status"] or 0) >= 400
    lost = entry["verdict"] != "answered"
    return Row(
        number=entry["number"],
        at=entry["at"],
        time=entry["at"][11:19],
        method=entry["method"] or "-",
        path=entry["path"] or "-",
        status=entry["verdict"] if lost or entry["status"] is None else str(entry["status"]),
        tone="lost" if lost else "bad" if failed else "good",
        outcome=entry["rule"] or entry["code"] or "",
        basis=entry["basis"] or "",
        facts=tuple(_facts(entry)),
        says=tuple(dict.fromkeys(_words(entry, edition))) if failed else (),
    )


def rows(entries: Iterable[Entry], edition: Edition) -> list[Row]:
    """Return calls, oldest first, as rows, newest first."""
    return [row(entry, edition) for entry in entries][::-1]


def _facts(entry: Entry) -> Iterator[str]:
    yield entry["key"] or "no key"
    if entry["photo"]:
        yield _photo(entry["photo"])
    if entry["faceLevel"] == Level.NO_FACE:
        yield "no face found"
    yield from (f"{name} {value}" for name, value in entry["fields"].items())
    if entry["credits"]:
        yield f"{entry['credits']} credits"
    yield _time(entry["durationMs"]["total"])
    if entry["scenario"]:
        yield f"scenario {entry['scenario']}"


def _photo(photo: Photo) -> str:
    sides = f" {photo['width']} x {photo['height']}" if photo["width"] else ""
    return f"{photo['format'] or 'unknown format'}{sides}, {size(photo['bytes'])}"


def _time(milliseconds: float) -> str:
    return f"{milliseconds / _SECOND:.1f} s" if milliseconds >= _SECOND else f"{milliseconds:.0f} ms"


def _words(entry: Entry, edition: Edition) -> Iterator[str]:
    miss = near_miss(entry, edition)
    if miss is not None:
        yield from miss.says
        return
    if entry["verdict"] == "client gone":
        yield "the client did not wait for the answer"
    if entry["asked"] and not entry["scenario"]:
        yield "asked for by the key" if entry["asked"] == "key" else f"asked for by Prefer: {entry['asked']}"
    if entry["scenario"]:
        yield f"the scenario {entry['scenario']} had it so"
    rule = edition.rules.get(entry["rule"] or "")
    if rule is not None:
        yield rule.fault
