"""Who else is told of every call: the log and the traces, where they were asked for."""

from __future__ import annotations

import sys

from mock_server.journal.journal import Journal
from mock_server.logs import line_writer
from mock_server.settings import Settings
from mock_server.tracing import tracing


def observe(journal: Journal, settings: Settings) -> None:
    """Let the log and the traces watch the journal, as the settings and the environment say."""
    if settings.log_format is not None:
        journal.watchers.append(line_writer(settings.log_format, sys.stderr))
    traces = tracing()
    if traces is not None:
        journal.watchers.append(traces.watch)
        journal.at_close.append(traces.close)
