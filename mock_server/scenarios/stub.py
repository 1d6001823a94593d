"""A stub as the mock uses it: checked against the edition, nothing left to look up. Frozen values, no I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from livephoto.contract import Rule
from mock_server.answers import Headers
from mock_server.scenarios.faults import KINDS, Fault, Moment, Point

Scope = Literal["key", "type", "photo"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """What calls a stub is for; None fits every call."""

    path: str | None
    key: str | None = None
    """A pseudonym."""
    type: int | None = None
    photo: str | None = None
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """Which of these calls."""

    after: int = 0
    every: int = 1
    probability: float = 1.0
    times: int | None = None


@dataclass(frozen=True, slots=True)
class Delay:
    """How long, in seconds; `middle` is the fixed or median length, or half way between the bounds."""

    kind: Literal["fixed", "uniform", "lognormal"]
    middle: float
    spread: float = 0.0
    """uniform: seconds from the middle to either bound; lognormal: sigma."""
    longest: float = 3600.0


@dataclass(frozen=True, slots=True)
class Dribble:
    """The body in pieces over so many seconds."""

    pieces: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Error:
    """An error of the edition, in the words of a rule where one was named."""

    code: str
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens."""

    error: Error | None = None
    status: int | None = None
    headers: Headers = field(default_factory=list)
    sunset: int | None = None
    """Seconds from now."""
    delay: Delay | None = None
    moment: Moment = Moment.BEFORE_ANSWER
    dribble: Dribble | None = None
    fault: Fault | None = None
    point: Point | None = None
    """Where a reset is; set with that fault alone."""
    billed: bool = False

    @property
    def early(self) -> bool:
        """Tell whether something happens before the body was read."""
        late = self.moment is Moment.BEFORE_ANSWER
        return (self.delay is not None and not late) or self.ends_upload

    @property
    def ends_upload(self) -> bool:
        """Tell whether the call ends before its body was read."""
        return self.fault is Fault.EARLY_REFUSAL or self.point in (Point.START, Point.IMAGE)

    @property
    def keeps_usual(self) -> bool:
        """Tell whether the call is judged as usual, and its answer only delayed, adorned, damaged or cut."""
        if self.fault is None:
            return self.error is None
        return self.error is None and (KINDS[self.fault].needs_answer or self.point is Point.VIDEO)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many calls in a window of seconds."""

    calls: int
    seconds: float
    name: str


@dataclass(frozen=True, slots=True)
class States:
    """The states that a stub asks for and leaves."""

    name: str | None = None
    """Whose states; None: the scenario's own."""
    required: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True)
class Stub:
    """What calls it is for, which of them, and what happens."""

    index: int
    """Its place in its scenario, from 0."""
    pattern: Pattern
    effect: Effect
    turn: Turn = Turn()
    states: States = States()
    seed: str = ""
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named list of stubs."""

    name: str
    identity: str
    """Under which its counts and states are kept: another for each time it is put in."""
    per: tuple[Scope, ...]
    stubs: tuple[Stub, ...]
    asked_only: bool = False
    """It acts only on calls that ask for it by name."""

    @property
    def needs_body(self) -> bool:
        """Tell whether its counts are kept by what only the body tells."""
        return "type" in self.per or "photo" in self.per
