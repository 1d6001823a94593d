"""How the control API shows calls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mock_server.journal.entry import Entry


def listed(entries: Iterable[Entry], total: int, *, off: bool) -> dict[str, Any]:
    """Return a list of calls as WireMock does."""
    return {"requests": list(entries), "meta": {"total": total}, "requestJournalDisabled": off}
