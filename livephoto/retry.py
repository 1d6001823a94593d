"""When to try again, and how long to wait before."""

from __future__ import annotations

import math
from dataclasses import dataclass

from livephoto.errors import LivePhotoError


@dataclass(frozen=True, slots=True)
class Retry:
    """How stubborn the client is. The pauses follow the vendor's advice: about 1, 2, 4, 8 s.

    attempts: how often a request is sent at most, the first time included; 1 never retries.
    first_pause, longest_pause: seconds; the pause doubles from one to the other.
    jitter: the share of a pause that chance may take off, 0 to 1.
    deadline: seconds for everything, pauses included; None for no end. No attempt starts after it, a running one gets
        what is left of it as its timeouts, and it is checked whenever a piece of the answer comes.
    longest_retry_after: seconds that a server may ask to wait; where it asks for more, its error is raised at once.
    retry_unanswered: also send again what may have been billed already: a call whose answer never came, or was the
        page of a gateway that gave up waiting.
    """

    attempts: int = 4
    first_pause: float = 1.0
    longest_pause: float = 8.0
    jitter: float = 0.25
    deadline: float | None = 300.0
    longest_retry_after: float = 3600.0
    retry_unanswered: bool = False

    def __post_init__(self) -> None:
        if self.attempts < 1:
            raise ValueError(f"attempts must be 1 or more, not {self.attempts}")
        if not 0 <= self.first_pause <= self.longest_pause:
            raise ValueError(f"0 <= first_pause <= longest_pause must hold: {self.first_pause}, {self.longest_pause}")
        if not 0 <= self.jitter <= 1:
            raise ValueError(f"jitter must be from 0 to 1, not {self.jitter}")
        if self.deadline is not None and not self.deadline > 0:
            raise ValueError(f"deadline must be more than 0 s, or None, not {self.deadline}")

    def allows(self, error: LivePhotoError) -> bool:
        """Tell whether to send again after `error`: where it may help, and cannot cost twice unless asked for."""
        if (error.retry_after or 0.0) > self.longest_retry_after:
            return False
        return error.retryable and (self.retry_unanswered or not error.maybe_billed)

    def pause(self, failures: int, chance: float, retry_after: float | None = None) -> float:
        """Return the seconds to wait after `failures` failed attempts; at least what the server asked for.

        `chance` is a random number from 0 to 1; 0 takes nothing off.
        """
        doubled = self.first_pause * 2.0 ** min(failures - 1, 60)
        return max(min(doubled, self.longest_pause) * (1 - self.jitter * chance), retry_after or 0.0)


def read_retry_after(value: str | None, now: float) -> float | None:
    """Return the seconds in a Retry-After header: a number, or an HTTP date after `now` (Unix time); else None."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = _until(value, now)
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _until(date: str, now: float) -> float:
    from email.utils import parsedate_to_datetime  # slow to import, and a date is seldom sent

    try:
        return parsedate_to_datetime(date).timestamp() - now
    except (ValueError, TypeError, OverflowError, OSError):
        return math.nan
