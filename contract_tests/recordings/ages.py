"""How old recordings are, and which of them are too old."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from livephoto.recordings.model import RecordedExchange

_AGE = re.compile(r"(\d{1,6})([mhdwy])")
_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "y": timedelta(days=365),
}


def parse_age(text: str) -> timedelta:
    """Return an age written as `90m`, `24h`, `180d`, `26w` or `2y` (of 365 days). Raises ValueError."""
    found = _AGE.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(f"{text!r} is no age; write a whole number and m, h, d, w or y, as in 180d or 24h")
    return int(found[1]) * _UNITS[found[2]]


def older_than(exchanges: Iterable[RecordedExchange], age: timedelta, now: datetime) -> list[RecordedExchange]:
    """Return the exchanges that are older than `age`, oldest first; of those without a date nobody can tell."""
    dated = [(each.started, each) for each in exchanges if each.started is not None and now - each.started > age]
    return [each for _, each in sorted(dated, key=lambda pair: pair[0])]


def age_of(exchange: RecordedExchange, now: datetime) -> timedelta | None:
    """Return how long ago the request was made, never below zero; None where the recording does not say."""
    return None if exchange.started is None else max(now - exchange.started, timedelta(0))


def in_words(age: timedelta | None) -> str:
    """Return an age in its largest unit, as in `180d`, `24h` or `5m`; a dash where it is not known."""
    if age is None:
        return "—"
    if age >= timedelta(days=2):
        return f"{age.days}d"
    minutes = int(age.total_seconds()) // 60
    return f"{minutes // 60}h" if minutes >= 120 else f"{minutes}m"
