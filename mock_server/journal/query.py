"""Questions to the journal: which calls, how many, and whether that is as it ought to be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from livephoto.pseudonym import pseudonym
from mock_server.journal.entry import Entry

_SHORTEST_DIGEST = 8


class QueryError(ValueError):
    """The question makes no sense; the message says which part, and what it takes."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a call must be to count; None leaves a part open."""

    method: str | None = None
    path: str | None = None
    key: str | None = None
    """A key or its pseudonym; "" for calls without one."""
    status: int | None = None
    code: str | None = None
    rule: str | None = None
    photo: str | None = None
    """SHA-256 in hexadecimal, or its first 8 digits or more."""
    type: int | None = None
    """The type asked for; a form without the field asks for the default, which counts as 0."""
    billed: bool | None = None
    scenario: str | None = None
    verdict: str | None = None
    after: int | None = None
    """Only entries with a higher number."""
    since: str | None = None
    """Only calls that began at this moment or later: ISO 8601; UTC where it says no zone."""

    def __post_init__(self) -> None:
        if self.key:
            object.__setattr__(self, "key", pseudonym(self.key))
        if self.photo is not None and not re.fullmatch(rf"[0-9a-fA-F]{{{_SHORTEST_DIGEST},64}}", self.photo):
            raise QueryError(f"photo takes a SHA-256 in hexadecimal, or its first 8 digits or more, not {self.photo!r}")
        if self.since is not None:
            object.__setattr__(self, "since", _moment(self.since))

    def fits(self, entry: Entry) -> bool:
        """Tell whether an entry is one of those asked for."""
        return (
            self._fits_request(entry)
            and self._fits_answer(entry)
            and (self.after is None or entry["number"] > self.after)
            and (self.since is None or entry["at"] >= self.since)
        )

    def words(self) -> str:
        """Return the query in words, as in "billed, status 200"; empty where it leaves everything open."""
        given = {item.name: getattr(self, item.name) for item in fields(self)}
        said = ["billed" if given.pop("billed") else "not billed"] if given["billed"] is not None else []
        said += ["no key"] if given["key"] == "" else []
        return ", ".join([*said, *(f"{name} {value}" for name, value in given.items() if value not in (None, ""))])

    def _fits_request(self, entry: Entry) -> bool:
        return (
            (self.method is None or entry["method"] == self.method.upper())
            and (self.path is None or entry["path"] == self.path)
            and (self.key is None or (entry["key"] or "") == self.key)
            and (self.photo is None or _digest(entry).startswith(self.photo.lower()))
            and (self.type is None or entry["fields"].get("type", "0") == str(self.type))
        )

    def _fits_answer(self, entry: Entry) -> bool:
        return (
            (self.status is None or entry["status"] == self.status)
            and (self.code is None or entry["code"] == self.code)
            and (self.rule is None or entry["rule"] == self.rule)
            and (self.billed is None or (entry["credits"] > 0) == self.billed)
            and (self.scenario is None or entry["scenario"] == self.scenario)
            and (self.verdict is None or entry["verdict"] == self.verdict)
        )


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether the journal holds as many calls as it ought to."""

    holds: bool
    says: str
    """One sentence, whichever way it went."""
    count: int
    calls: tuple[int, ...]
    """Numbers of the calls that were counted."""


def find(entries: Sequence[Entry], query: Query) -> list[Entry]:
    """Return the entries asked for, in their order."""
    return [entry for entry in entries if query.fits(entry)]


def verify(
    entries: Sequence[Entry],
    query: Query,
    *,
    exactly: int | None = None,
    at_least: int | None = None,
    at_most: int | None = None,
) -> Verification:
    """Return whether the number of calls asked for is right: "exactly one billed call for this photo".

    Raises QueryError where no number is given, or numbers contradict each other.
    """
    _check(exactly, at_least, at_most)
    found = find(entries, query)
    low = exactly if exactly is not None else at_least or 0
    high = exactly if exactly is not None else at_most
    holds = len(found) >= low and (high is None or len(found) <= high)
    wanted = _wanted(exactly, at_least, at_most)
    asked = query.words()
    about = f" ({asked})" if asked else ""
    numbers = tuple(entry["number"] for entry in found)
    which = f": {', '.join(f'#{number}' for number in numbers[:10])}" if numbers and not holds else ""
    says = f"{'as wanted' if holds else 'not as wanted'}: {wanted}{about}; the journal has {len(found)}{which}"
    return Verification(holds, says, len(found), numbers)


def _check(exactly: int | None, at_least: int | None, at_most: int | None) -> None:
    if exactly is None and at_least is None and at_most is None:
        raise QueryError("a verification takes exactly, atLeast or atMost")
    if exactly is not None and (at_least is not None or at_most is not None):
        raise QueryError("exactly and atLeast or atMost exclude each other")
    if at_least is not None and at_most is not None and at_least > at_most:
        raise QueryError(f"atLeast ({at_least}) is above atMost ({at_most})")


def _wanted(exactly: int | None, at_least: int | None, at_most: int | None) -> str:
    if exactly is not None:
        return "no call" if exactly == 0 else f"exactly {_calls(exactly)}"
    limits = [f"at least {_calls(at_least)}"] if at_least is not None else []
    return " and ".join([*limits, *([f"at most {_calls(at_most)}"] if at_most is not None else [])])


def _calls(count: int) -> str:
    return f"{count} call{'' if count == 1 else 's'}"


def _digest(entry: Entry) -> str:
    return (entry["photo"] and entry["photo"]["sha256"]) or ""


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise QueryError(f"since takes a moment such as 2026-01-08T12:00:00Z, not {text!r}") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
