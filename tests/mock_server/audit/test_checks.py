from __future__ import annotations

import pytest

from mock_server.audit.checks import MOST_ATTEMPTS, hopeless_retry, no_backoff, no_give_up, retry_after_ignored
from mock_server.audit.request_runs import runs


@pytest.fixture
def run(entry):
    """Makes one run of attempts that begin at these seconds; each fails as told, but the last one if it succeeds."""

    def make(*began, status=503, code="ERROR_RESOURCE_IN_TRANSIT", success=False, **changes):
        failure = {"status": status, "code": code, "credits": 0, **changes}
        calls = [entry(at, **failure) for at in began]
        if success:
            calls[-1] = entry(began[-1])
        (made,) = runs(calls)
        return made

    return make


@pytest.mark.parametrize(
    ("status", "code"),
    [(422, "ERROR_NO_FACE_IN_FILE"), (429, "ERROR_NOT_ENOUGH_CREDITS"), (404, "ERROR_AI_NOT_EXISTS")],
)
def test_an_error_that_cannot_go_away_must_not_be_retried(run, status, code):
    (finding,) = hopeless_retry(run(0, 1, 3, status=status, code=code))
    assert (finding.kind, finding.severity, finding.calls, finding.credits) == (
        "hopeless_retry",
        "error",
        (1, 11, 31),
        0,
    )
    assert f"sent 2 times more after {status} {code}" in finding.says


@pytest.mark.parametrize(
    ("status", "code"), [(503, "ERROR_RESOURCE_IN_TRANSIT"), (429, "EXCEEDING_LIMITS"), (504, "AI_SERVICE_TIMEOUT")]
)
def test_an_error_that_may_go_away_may_be_retried(run, status, code):
    assert list(hopeless_retry(run(0, 1, 3, status=status, code=code))) == []


def test_a_gateways_page_is_judged_by_its_status(run):
    assert list(hopeless_retry(run(0, 1, status=502, code=None))) == []
    assert len(list(hopeless_retry(run(0, 1, status=403, code=None)))) == 1


def test_calls_at_the_same_time_are_no_retries(run):
    assert list(hopeless_retry(run(0, 0.001, status=422, code="ERROR_NO_FACE_IN_FILE"))) == []


def test_an_account_that_was_filled_up_meanwhile_excuses_the_retry(run):
    assert list(hopeless_retry(run(0, 60, status=429, code="ERROR_NOT_ENOUGH_CREDITS", success=True))) == []
    assert len(list(hopeless_retry(run(0, 60, status=422, code="ERROR_NO_FACE_IN_FILE", success=True)))) == 1


def test_an_answer_that_never_came_may_be_retried(run):
    assert list(hopeless_retry(run(0, 1, status=None, code=None, verdict="fault"))) == []


def test_a_retry_before_its_time_is_told_with_both_calls(run):
    (finding,) = retry_after_ignored(run(0, 0.5, success=True, retryAfter=2.0))
    assert finding.calls == (1, 6)
    assert finding.says == "#1 was answered with Retry-After: 2, and #6 came 490 ms later"


def test_a_retry_in_time_or_nearly_so_is_right(run):
    assert list(retry_after_ignored(run(0, 1.95, retryAfter=2.0))) == []
    assert list(retry_after_ignored(run(0, 2.5, retryAfter=2.0))) == []
    assert list(retry_after_ignored(run(0, 0.1))) == []


@pytest.mark.parametrize("began", [(0, 1, 2), (0, 1, 2, 3, 4), (0, 0.1, 0.2), (0, 4, 6, 7), (0, 1, 2.05)])
def test_pauses_that_do_not_grow_are_told(run, began):
    (finding,) = no_backoff(run(*began))
    assert (finding.kind, finding.severity, len(finding.calls)) == ("no_backoff", "warning", len(began))


@pytest.mark.parametrize(
    "began",
    [(0,), (0, 1), (0, 1, 3, 7), (0, 0.8, 2.4, 5.5), (0, 1, 2.5), (0, 0.5, 2, 3, 8)],
    ids=["one call", "one retry", "doubled", "jittered", "one and a half", "jittered much"],
)
def test_pauses_that_grow_are_right(run, began):
    assert list(no_backoff(run(*began))) == []


def test_pauses_that_the_server_asked_for_say_nothing(run):
    assert list(no_backoff(run(0, 2, 4, 6, retryAfter=2.0))) == []


def test_the_clients_own_pauses_are_right(run):
    from livephoto.retry import Retry

    for chance in (0.0, 0.5, 1.0):
        began = [0.0]
        for failures in range(1, 4):
            began.append(began[-1] + 0.01 + Retry().pause(failures, chance))
        made = run(*began)
        assert [*no_backoff(made), *no_give_up(made), *hopeless_retry(made)] == []


def test_a_client_that_does_not_give_up_is_told(run):
    assert list(no_give_up(run(*range(MOST_ATTEMPTS)))) == []
    (finding,) = no_give_up(run(*range(MOST_ATTEMPTS + 1)))
    assert finding.says == "one request was tried 6 times, more than 5; none succeeded"
    (finding,) = no_give_up(run(*range(8), success=True))
    assert finding.says.endswith("the last one succeeded")
