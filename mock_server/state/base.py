"""What any memory of the mock can do. Every step is atomic, whoever else is at work on the same state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

STARTED = "Started"
"""The state that a scenario is in before it was moved; the word is WireMock's."""


class StateError(Exception):
    """The state cannot be had or reached; the message says where it ought to be and what to do."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Credits taken for a call that is not answered yet."""

    account: str
    credits: int
    id: int = 0
    """Tells it from others of the same replica."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One more call counted."""

    count: int
    """Calls in this window, this one among them: 1 or more."""
    left: float
    """Seconds until the window ends; 0 for a count that never starts again."""


@dataclass(frozen=True, slots=True)
class Published:
    """A document that all replicas go by."""

    version: int
    """1 for the first that was published under its topic, and one more each time."""
    document: Any
    """As JSON has it."""


Note = Mapping[str, Any]
"""One entry of the journal, as JSON has it: `number` is its place, from 1 on."""


class State(Protocol):
    """What the mock remembers. Accounts go by pseudonyms, never by keys."""

    @property
    def shared(self) -> bool:
        """Tell whether other processes may be at work on it: then what was read a call ago may have changed."""

    async def spent(self, account: str) -> int:
        """Return the credits that an account has spent or reserved."""

    async def reserve(self, account: str, credits: int, total: int) -> Reservation | None:  # noqa: A002
        """Take credits from an account that began with `total`; None, and nothing taken, where they are not there."""

    async def settle(self, reservation: Reservation) -> None:
        """Say that the call was answered: its credits are spent for good. Once more changes nothing."""

    async def release(self, reservation: Reservation) -> None:
        """Give the credits back: the call failed. Nothing where they were settled, given back or forgotten already."""

    async def abandon(self, owner: str) -> int:
        """Give back what a replica that died had reserved; return the credits."""

    async def grant(self, account: str, credits: int) -> None:  # noqa: A002
        """Set what an account began with to `credits` plus what it has spent: its balance is `credits` then."""

    async def granted(self, account: str) -> int | None:
        """Return what an account began with, where it was set by `grant`; None where the settings say."""

    async def hit(self, counter: str, window: float | None = None) -> Hit:
        """Count one more; a window of so many seconds starts counting anew when it is over, None never."""

    async def state_of(self, scenario: str) -> str:
        """Return the state that a scenario is in; "Started" until it was moved."""

    async def move(self, scenario: str, to: str, *, wanted: str | None = None) -> bool:
        """Bring a scenario into a state; False, and nothing moved, where it is not in the wanted one."""

    async def states(self) -> Mapping[str, str]:
        """Return the scenarios that were moved, with their states."""

    async def note(self, note: dict[str, Any]) -> int:
        """Add an entry to the journal, the oldest leaving where it is full; return its `number`."""

    async def notes(self, after: int = 0) -> Sequence[Note]:
        """Return the entries numbered above `after`, oldest first."""

    async def publish(self, topic: str, document: Any, *, after: int | None = None) -> int | None:
        """Put a document up for all replicas; return its version.

        after: the version that it was made from (0: there was none); None, and nothing put up, where another is up by
        now. Without it, whatever is up is replaced.
        """

    async def published(self, topic: str, since: int = 0) -> Published | None:
        """Return what is up under a topic, if it is newer than version `since`."""

    async def forget(self, *, journal: bool = True, counts: bool = True, accounts: bool = True) -> None:
        """Begin anew. `counts` are counters and the states of scenarios. What was published stays."""

    async def close(self) -> None:
        """Let go of connections."""
