"""One call that a test's client made, as the journal has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mock_server.journal.entry import Entry


@dataclass(frozen=True, slots=True)
class PastCall:
    """One call. None means: there was none, or it was not looked at."""

    number: int
    """Its place among all calls of the mock."""
    at: datetime
    """When it began, in UTC."""
    method: str
    path: str
    key: str | None
    """The key's pseudonym."""
    fields: Mapping[str, str]
    """The form's text fields."""
    photo: str | None
    """SHA-256 of the photo, in hexadecimal."""
    status: int | None
    """None where nothing was answered."""
    code: str | None
    """The error code answered."""
    rule: str | None
    """The rule that answered."""
    verdict: str
    """"answered", "client gone" or "fault"."""
    scenario: str | None
    """The scenario that had a say."""
    credits: int
    """What the call cost."""
    retry_after: float | None
    """Seconds that the answer asked to wait."""
    request_id: str | None
    seconds: float
    """From the head of the request to the end of the answer."""
    entry: Entry = field(repr=False)
    """All that the journal holds of it."""

    @property
    def billed(self) -> bool:
        """Tell whether it cost anything."""
        return self.credits > 0


def past_call(entry: Entry) -> PastCall:
    """Return an entry of the journal as a value."""
    return PastCall(
        number=entry["number"],
        at=datetime.fromisoformat(entry["at"]),
        method=entry["method"],
        path=entry["path"],
        key=entry["key"],
        fields=entry["fields"],
        photo=entry["photo"]["sha256"] if entry["photo"] else None,
        status=entry["status"],
        code=entry["code"],
        rule=entry["rule"],
        verdict=entry["verdict"],
        scenario=entry["scenario"],
        credits=entry["credits"],
        retry_after=entry["retryAfter"],
        request_id=entry["requestId"],
        seconds=entry["durationMs"]["total"] / 1000,
        entry=entry,
    )
