from __future__ import annotations

from typing import Any

import pytest

from livephoto.errors import LivePhotoError, ServiceTrouble, SlowDown, TransportTrouble, WrongImage
from livephoto.retry import Retry
from livephoto.steps import Pause, Send, steps

BUSY = SlowDown("busy", retryable=True)


class Course:
    """Drives the steps with outcomes that are given; time passes only in pauses and by `sending` seconds a send."""

    def __init__(self, retry: Retry, outcomes: list[object], sending: float = 0.0) -> None:
        self.now, self.pauses, self.sent = 1000.0, [], 0
        self.until: list[float | None] = []
        self.starts: list[float] = []
        todo: Any = steps(retry, lambda: self.now, lambda: 0.0)
        outcome: object = None
        try:
            while True:
                step = todo.send(outcome)
                if isinstance(step, Pause):
                    self.pauses.append(step.seconds)
                    self.now += step.seconds
                    outcome = None
                else:
                    assert isinstance(step, Send)
                    self.until.append(step.until)
                    self.starts.append(self.now)
                    outcome = outcomes[self.sent]
                    self.sent += 1
                    self.now += sending
        except StopIteration as done:
            self.result: object = done.value
        except LivePhotoError as error:
            self.result = error


def test_a_result_ends_the_course() -> None:
    course = Course(Retry(), ["video"])
    assert (course.result, course.sent, course.pauses) == ("video", 1, [])


def test_it_tries_again_with_growing_pauses_until_a_result_comes() -> None:
    course = Course(Retry(), [BUSY, BUSY, BUSY, "video"])
    assert (course.result, course.sent, course.pauses) == ("video", 4, [1, 2, 4])


def test_the_last_error_is_raised_when_the_attempts_are_used_up() -> None:
    last = ServiceTrouble("down", retryable=True)
    course = Course(Retry(attempts=3), [BUSY, BUSY, last])
    assert (course.result, course.sent) == (last, 3)


@pytest.mark.parametrize(
    "error",
    [WrongImage("no face"), SlowDown("full"), TransportTrouble("cut", retryable=True, maybe_billed=True)],
    ids=["nothing would change", "not by waiting", "money may be lost"],
)
def test_it_does_not_try_again_where_that_helps_nobody(error: LivePhotoError) -> None:
    course = Course(Retry(), [error, "video"])
    assert (course.result, course.sent) == (error, 1)


def test_an_unanswered_call_is_sent_again_when_asked_for() -> None:
    cut = TransportTrouble("cut", retryable=True, maybe_billed=True)
    assert Course(Retry(retry_unanswered=True), [cut, "video"]).result == "video"


def test_it_waits_as_long_as_the_server_asked() -> None:
    busy = SlowDown("busy", retryable=True, retry_after=30)
    assert Course(Retry(), [busy, "video"]).pauses == [30]


def test_a_wait_that_does_not_fit_in_the_deadline_is_not_begun() -> None:
    busy = SlowDown("busy", retryable=True, retry_after=30)
    course = Course(Retry(deadline=30), [busy, "video"])
    assert (course.result, course.pauses) == (busy, [])


def test_no_attempt_starts_after_the_deadline() -> None:
    course = Course(Retry(attempts=100, deadline=60), [BUSY] * 100, sending=10)
    assert course.result is BUSY
    assert course.starts[-1] < 1060
    assert set(course.until) == {1060.0}


def test_without_a_deadline_it_waits_for_anything() -> None:
    busy = SlowDown("busy", retryable=True, retry_after=3000)
    course = Course(Retry(deadline=None), [busy, "video"])
    assert (course.result, course.pauses, course.until) == ("video", [3000], [None, None])


def test_without_a_deadline_it_still_does_not_wait_for_years() -> None:
    busy = SlowDown("busy", retryable=True, retry_after=99_999_999_999)
    course = Course(Retry(deadline=None), [busy, "video"])
    assert (course.result, course.pauses) == (busy, [])


def test_an_attempt_that_may_have_been_billed_is_not_forgotten_by_a_later_one() -> None:
    cut = TransportTrouble("cut", retryable=True, maybe_billed=True)
    refused = WrongImage("no face")
    assert Course(Retry(retry_unanswered=True), [cut, refused]).result is refused
    assert refused.maybe_billed
