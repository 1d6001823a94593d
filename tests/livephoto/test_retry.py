from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livephoto.errors import SlowDown, TransportTrouble
from livephoto.retry import Retry, read_retry_after


def test_pauses_double_to_the_longest() -> None:
    assert [Retry().pause(failures, chance=0.0) for failures in range(1, 7)] == [1, 2, 4, 8, 8, 8]


@given(failures=st.integers(1, 10**9), chance=st.floats(0, 1), asked=st.none() | st.floats(0, 1e6))
def test_a_pause_is_never_under_what_was_asked_nor_over_both_bounds(
    failures: int, chance: float, asked: float | None
) -> None:
    pause = Retry().pause(failures, chance, asked)
    assert pause >= (asked or 0)
    assert 0.75 <= pause <= max(8, asked or 0)


def test_chance_takes_off_at_most_the_jitter() -> None:
    assert Retry(jitter=0.5).pause(1, chance=1.0) == 0.5


@pytest.mark.parametrize(
    "wrong",
    [{"attempts": 0}, {"first_pause": -1}, {"first_pause": 9}, {"jitter": 1.1}, {"deadline": 0}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_settings_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Retry(**wrong)  # type: ignore[arg-type]


def test_what_may_have_been_billed_is_sent_again_only_when_asked_for() -> None:
    unanswered = TransportTrouble("cut off", retryable=True, maybe_billed=True)
    assert not Retry().allows(unanswered)
    assert Retry(retry_unanswered=True).allows(unanswered)


def test_what_cannot_help_is_never_sent_again() -> None:
    assert Retry().allows(SlowDown("later", retryable=True))
    assert not Retry(retry_unanswered=True).allows(SlowDown("full"))


def test_a_server_is_waited_for_only_so_long() -> None:
    assert Retry(deadline=None).allows(SlowDown("later", retryable=True, retry_after=3600))
    assert not Retry(deadline=None).allows(SlowDown("later", retryable=True, retry_after=99_999_999_999))
    assert Retry(longest_retry_after=1e6).allows(SlowDown("later", retryable=True, retry_after=1e6))


NOW = datetime(2026, 1, 8, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("120", 120.0),
        ("1.5", 1.5),
        ("0", 0.0),
        ("-3", 0.0),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("inf", None),
        ("1e999", None),
        (format_datetime(NOW.replace(minute=2), usegmt=True), 120.0),
        (format_datetime(NOW.replace(hour=11), usegmt=True), 0.0),
        ("Thu, 99 Jan 2026 12:00:00 GMT", None),
        ("Thu, 08 Jan 999999 12:00:00 GMT", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value: str | None, seconds: float | None) -> None:
    assert read_retry_after(value, NOW.timestamp()) == seconds


@given(st.text())
def test_any_retry_after_is_read_without_a_stumble(value: str) -> None:
    seconds = read_retry_after(value, NOW.timestamp())
    assert seconds is None or seconds >= 0
