"""The auditor's eyes: each looks at the attempts of one request and says what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from livephoto.contract.families import family_of
from mock_server.audit.finding import Finding
from mock_server.audit.request_runs import Attempt

MOST_ATTEMPTS = 5
"""Attempts at one request after which a client ought to have given up."""
_CLOCK = 0.1
"""Seconds that clocks and timers may be off."""
_STEADY = 1.1
"""Pauses count as growing from this ratio on, so that a jitter of some percent does not hide a steady beat."""
_MENDED = ("out_of_credits", "not_authorised")
"""Families that somebody can end from outside: credits are bought, a key is unlocked."""

Run = Sequence[Attempt]


def hopeless_retry(run: Run) -> Iterator[Finding]:
    """Find calls sent again unchanged after an error that can never go away by itself."""
    pairs = [(before, after) for before, after in pairwise(run) if _hopelessly_followed(before, after)]
    if not pairs:
        return
    first = pairs[0][0].entry
    family = family_of(first["code"], first["status"] or 0)
    again = "once more" if len(pairs) == 1 else f"{len(pairs)} times more"
    calls = dict.fromkeys(attempt.number for pair in pairs for attempt in pair)
    yield Finding(
        "hopeless_retry",
        f"the same request was sent {again} after {first['status']} {first['code'] or ''}".rstrip()
        + f" ({family.meaning}): {family.advice}",
        tuple(calls),
        0,
    )


def _hopelessly_followed(before: Attempt, after: Attempt) -> bool:
    if not before.hopeless or after.began < before.ended:
        return False
    family = family_of(before.entry["code"], before.entry["status"] or 0)
    return not (after.succeeded and family.name in _MENDED)


def retry_after_ignored(run: Run) -> Iterator[Finding]:
    """Find retries that came sooner than the answer before them had asked for."""
    for before, after in pairwise(run):
        asked, waited = before.entry["retryAfter"], after.began - before.ended
        if asked and 0 <= waited < asked - _CLOCK:
            yield Finding(
                "retry_after_ignored",
                f"#{before.number} was answered with Retry-After: {asked:g}, and #{after.number} came"
                f" {_seconds(waited)} later",
                (before.number, after.number),
                0,
            )


def no_backoff(run: Run) -> Iterator[Finding]:
    """Find retries at a steady beat, or at once: the pauses do not grow."""
    retries = [(before, after) for before, after in pairwise(run) if after.began >= before.ended]
    # A pause that the server asked for says nothing of the client's own.
    free = [(before, after) for before, after in retries if not before.entry["retryAfter"] and not before.succeeded]
    pauses = [after.began - before.ended for before, after in free]
    half = len(pauses) // 2
    if len(pauses) < 2 or max(pauses[-half:]) > _STEADY * max(pauses[:half]) + _CLOCK * 0.2:
        return
    calls = tuple(dict.fromkeys(attempt.number for pair in free for attempt in pair))
    shown = ", ".join(_seconds(pause) for pause in pauses[:8])
    yield Finding("no_backoff", f"{len(calls)} attempts at one request, and the pauses do not grow: {shown}", calls, 0)


def no_give_up(run: Run, most: int = MOST_ATTEMPTS) -> Iterator[Finding]:
    """Find requests that were tried more often than is sensible."""
    if len(run) <= most:
        return
    end = "the last one succeeded" if run[-1].succeeded else "none succeeded"
    says = f"one request was tried {len(run)} times, more than {most}; {end}"
    yield Finding("no_give_up", says, tuple(attempt.number for attempt in run), 0)


def _seconds(value: float) -> str:
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s"
