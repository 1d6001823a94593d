"""What `@pytest.mark.livephoto(...)` asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from livephoto.contract import DEFAULT_EDITION


class MarkerError(ValueError):
    """The marker asks for what cannot be; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one test wants of its mock."""

    edition: str = DEFAULT_EDITION
    scenario: str | Mapping[str, Any] | None = None
    """A scenario that ships, by name, or a document."""
    credits: int | None = None
    """What the test's key begins with; None: they never run out."""
    engine: str = "canned"
    strict: bool | None = None
    """None: as the ini option says."""
    key: str | None = None
    """For code under test that cannot be told another key."""

    def __post_init__(self) -> None:
        bound = self.credits
        if bound is not None and (isinstance(bound, bool) or not isinstance(bound, int) or bound < 0):
            raise MarkerError(f"the marker livephoto takes credits as a number, 0 or more, not {bound!r}")
        if self.scenario is not None and not isinstance(self.scenario, str | Mapping):
            raise MarkerError(f"the marker livephoto takes scenario as a name or a document, not {self.scenario!r}")


def wanted_by(marks: Iterable[tuple[tuple[Any, ...], Mapping[str, Any]]]) -> Wanted:
    """Return what the markers of a test ask for together; the nearest, which comes first, has the last word.

    Raises MarkerError.
    """
    asked: dict[str, Any] = {}
    known = [item.name for item in fields(Wanted)]
    for arguments, named in marks:
        unknown = [name for name in named if name not in known]
        if arguments or unknown:
            what = f"not {unknown[0]!r}" if unknown else "each by its name"
            raise MarkerError(f"the marker livephoto takes {', '.join(known)}, {what}")
        asked = {**named, **asked}
    return Wanted(**asked)
