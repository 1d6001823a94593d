"""Calls as log lines: one a call, for eyes or for a program that collects them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TextIO

from mock_server.journal.entry import Entry
from mock_server.json_text import dumps


def line_writer(form: Literal["text", "json"], stream: TextIO) -> Callable[[Entry], None]:
    """Return what writes each call as a line on `stream`: the entry as JSON, or its gist as text."""
    line = json_line if form == "json" else text_line

    def write(entry: Entry) -> None:
        # One write a line, so that lines of several workers do not mix.
        stream.write(f"{line(entry)}\n")
        stream.flush()

    return write


def json_line(entry: Entry) -> str:
    """Return the whole entry, with what collectors of logs look for: level, message, timestamp, request_id."""
    status = entry["status"]
    level = "info" if status is not None and status < 500 else "warning"
    return dumps(
        {
            "timestamp": entry["at"],
            "level": level,
            "logger": "livephoto.mock",
            "message": _message(entry),
            "request_id": entry["requestId"],
            **entry,
        }
    )


def text_line(entry: Entry) -> str:
    """Return the gist: when, what, how it ended, what it cost."""
    photo = entry["photo"]
    digest = photo["sha256"] if photo else None
    said = {
        "key": entry["key"],
        "photo": digest[:12] if digest else None,
        "rule": entry["rule"],
        "scenario": entry["scenario"],
        "credits": entry["credits"] or None,
        "request_id": entry["requestId"],
    }
    more = " ".join(f"{name}={value}" for name, value in said.items() if value is not None)
    return f"{entry['at'][:23]}Z {_message(entry)} {more}".rstrip()


def _message(entry: Entry) -> str:
    end = entry["verdict"] if entry["verdict"] != "answered" else None
    what = [entry["method"] or "-", printable(entry["path"]) or "-", str(entry["status"] or "-"), entry["code"], end]
    return " ".join(each for each in what if each) + f" {entry['durationMs']['total']:.1f} ms"


def printable(text: str) -> str:
    """Return a text without what could break a line or paint a terminal."""
    return "".join(each if each.isprintable() and each != " " else f"%{ord(each):02X}" for each in text)
