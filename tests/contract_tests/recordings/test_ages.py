from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contract_tests.recordings.ages import age_of, in_words, older_than, parse_age
from livephoto.recordings.model import Content, RecordedAnswer, RecordedExchange, RecordedRequest

NOW = datetime(2026, 7, 31, tzinfo=UTC)


def made(days: float | None) -> RecordedExchange:
    started = None if days is None else NOW - timedelta(days=days)
    return RecordedExchange(RecordedRequest("GET", "", {}), RecordedAnswer(200, {}, Content("", 0)), started)


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("90m", timedelta(minutes=90)),
        ("24h", timedelta(days=1)),
        ("180d", timedelta(days=180)),
        (" 26W ", timedelta(weeks=26)),
        ("2y", timedelta(days=730)),
        ("0d", timedelta(0)),
    ],
)
def test_an_age_is_a_number_and_a_unit(text, age):
    assert parse_age(text) == age


@pytest.mark.parametrize("text", ["", "180", "d", "-1d", "1.5d", "180 days", "1d2h", "9999999d"])
def test_anything_else_is_refused_with_what_to_write(text):
    with pytest.raises(ValueError, match="as in 180d or 24h"):
        parse_age(text)


def test_those_that_are_older_come_oldest_first_and_the_undated_not_at_all():
    exchanges = [made(181), made(180), made(None), made(400), made(-1)]
    assert older_than(exchanges, timedelta(days=180), NOW) == [exchanges[3], exchanges[0]]


def test_an_age_is_never_below_zero():
    assert age_of(made(-1), NOW) == timedelta(0)
    assert age_of(made(None), NOW) is None


@pytest.mark.parametrize(("days", "words"), [(180, "180d"), (1.5, "36h"), (0.05, "72m"), (0, "0m")])
def test_ages_are_told_in_their_largest_unit(days, words):
    assert in_words(timedelta(days=days)) == words
    assert in_words(None) == "—"
