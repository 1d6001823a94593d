"""One call on its way through the mock: what is learnt of it, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field

from livephoto.contract import Rule
from mock_server.answers import Answer
from mock_server.images import ImageFacts
from mock_server.state.base import Reservation
from mock_server.submission import Submission


@dataclass(slots=True)
class Call:
    """One call; whoever learns something of it writes it down here, and the journal reads it when it is over."""

    at: float
    """When it began: seconds since the epoch."""
    started: float
    """The same on a clock that never goes back."""
    submission: Submission | None = None
    """None until the request was read."""
    image: ImageFacts | None = None
    rule: Rule | None = None
    """The rule that refused it."""
    code: str | None = None
    """The error code that it was answered with."""
    asked: str | None = None
    """What asked for that answer: a preference or a key."""
    reservation: Reservation | None = field(default=None, repr=False)
    """Credits taken for it: spent once it is answered."""
    answer: Answer | None = None
