"""Counts calls as they end, for `/__admin/metrics`. Plain additions: Prometheus' format is made when asked for."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

from mock_server.journal.entry import Entry

RENDER_BUCKETS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds in seconds."""


@dataclass(slots=True)
class Metrics:
    """What one process has counted since it started; a reset of the mock leaves it alone, as Prometheus wants it."""

    calls: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """(rule, status, verdict) -> calls; "" where none applies."""
    received: int = 0
    """Bytes of request bodies."""
    sent: int = 0
    """Bytes of answers' bodies."""
    credits: int = 0
    """Credits billed."""
    renders: list[int] = field(default_factory=lambda: [0] * (len(RENDER_BUCKETS) + 1))
    """Clips by how long they took, a bucket each; the last holds all that took longer."""
    render_seconds: float = 0.0

    def count(self, entry: Entry) -> None:
        """Count one call."""
        status = entry["status"]
        self.calls[entry["rule"] or "", "" if status is None else str(status), entry["verdict"]] += 1
        self.received += entry["bodyBytes"]
        self.sent += entry["answerBytes"]
        self.credits += entry["credits"]
        render = entry["durationMs"]["render"]
        if render is not None:
            self.renders[bisect_left(RENDER_BUCKETS, render / 1000)] += 1
            self.render_seconds += render / 1000
