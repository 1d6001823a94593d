from __future__ import annotations

import json

from livephoto.contract import load_edition
from mock_server.journal.journal import Journal
from mock_server.observing import observe
from mock_server.settings import Settings
from mock_server.state.memory import MemoryState


def made(**settings) -> Journal:
    journal = Journal(MemoryState(1), load_edition())
    observe(journal, Settings(**settings))
    return journal


def test_nobody_watches_unless_asked(monkeypatch):
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER"):
        monkeypatch.delenv(name, raising=False)
    assert made().watchers == []


def test_a_log_goes_to_standard_error(entry, capsys):
    (write,) = made(log_format="json").watchers
    write(entry())
    captured = capsys.readouterr()
    assert captured.out == ""
    assert json.loads(captured.err)["request_id"] == entry()["requestId"]


def test_traces_are_sent_and_ended_with_the_journal(entry, capsys, monkeypatch):
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "console")
    journal = made()
    (watch,) = journal.watchers
    watch(entry())
    journal.close()
    assert "livephoto.request_id" in capsys.readouterr().err
