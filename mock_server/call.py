"""One call on its way through the mock: what is learnt of it, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from livephoto.contract import Rule
from mock_server.answers import Answer
from mock_server.images import ImageFacts
from mock_server.receive import Receive
from mock_server.state.base import Reservation
from mock_server.submission import Submission

if TYPE_CHECKING:
    from mock_server.recorded import Watched

Verdict = Literal["answered", "client gone", "fault"]
"""How a call ended: its whole answer was sent; nobody waited for it; a scenario broke it on its way."""


@dataclass(slots=True)
class Call:
    """One call; whoever learns something of it writes it down here, and the journal reads it when it is over."""

    at: float
    """When it began: seconds since the epoch."""
    started: float
    """The same on a clock that never goes back."""
    receive: Receive | None = field(default=None, repr=False)
    """Gives the request's events: after its body, that the client went away."""
    submission: Submission | None = None
    """None until the request was read."""
    watched: Watched | None = field(default=None, repr=False)
    """The same request as a recording would have it; None where no recordings are served."""
    image: ImageFacts | None = None
    rule: Rule | None = None
    """The rule that refused it."""
    code: str | None = None
    """The error code that it was answered with."""
    asked: str | None = None
    """What asked for that answer in the place of the usual one: a `Prefer` value, "key" or "scenario"."""
    reservation: Reservation | None = field(default=None, repr=False)
    """Credits taken for it: spent once it is answered."""
    answer: Answer | None = None
    verdict: Verdict = "answered"
    scenario: str | None = None
    """The scenario that had a say in the answer."""
    render_seconds: float | None = None
    """How long the clip took, waiting for a free engine included; None where none was made."""
    level: int | None = None
    """How well the engine understood the face: 1 best, 3 no face; None where it does not say."""
