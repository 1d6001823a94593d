"""Puts recordings of any kind into a folder of ours, without their secrets."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from livephoto._version import __version__
from livephoto.recordings.captured import recaptured
from livephoto.recordings.model import RecordedExchange, RecordingError
from livephoto.recordings.store import Store

_OURS = "livephoto"
_NO_BODY = "the answer's body"


def convert(exchange: RecordedExchange, store: Store, date: datetime | None = None) -> Path:
    """Add an exchange to a store and return its HAR file; `date` stands in where the exchange says none.

    The recording goes on naming the tool that it came from, and what that tool did not keep: a judge must not take a
    photo that was never recorded for one that was never sent. Raises RecordingError where the answer's body is not
    there, nobody says when it was made, or it looks like a secret.
    """
    if exchange.started is None and date is not None:
        exchange = replace(exchange, started=date, missing=(*exchange.missing, "when it was recorded: told at import"))
    if exchange.missing and not exchange.answer.content.sha256:
        raise RecordingError(next(each for each in (*exchange.missing, _NO_BODY) if each.startswith(_NO_BODY)))
    tool = exchange.tool if exchange.tool.startswith(_OURS) else f"{exchange.tool}; imported by {_OURS} {__version__}"
    return store.add(recaptured(replace(exchange, tool=tool)))
