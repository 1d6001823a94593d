"""Reads a ledger back, and refuses what is none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast, get_args

from contract_tests.finding import SEVERITIES, Severity
from contract_tests.history.ledger import SCHEMA, LedgerError, Run, Seen
from contract_tests.report import Verdict


def read_ledger(path: Path) -> tuple[Run, ...]:
    """Return the runs of a ledger, oldest first. What a crash left of the last line is passed over.

    Raises LedgerError where the file is not there, or another line is no run.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise LedgerError(f"there is no history {path}; `livephoto check --history {path}` begins one") from None
    except (OSError, ValueError) as error:
        raise LedgerError(f"cannot read the history {path}: {error}") from None
    runs = (_run(line, f"{path}, line {number}") for number, line in _whole_lines(text))
    return tuple(sorted(runs, key=lambda run: run.at))


def _whole_lines(text: str) -> Iterator[tuple[int, str]]:
    lines = text.split("\n")
    cut = lines.pop()
    yield from ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    if cut and not lines:
        yield 1, cut  # a file of one unfinished line: no ledger, or nothing of one


def _run(line: str, where: str) -> Run:
    try:
        row = json.loads(line)
        _one_of((SCHEMA,), row["schema"])
        return Run(
            at=datetime.fromisoformat(_text(row["at"])).astimezone(UTC),
            target=_text(row["target"]),
            edition=_text(row["edition"]),
            verdict=cast(Verdict, _one_of(get_args(Verdict), row["verdict"])),
            best=tuple(map(_text, row["best"])),
            findings=tuple(map(_read_seen, row["findings"])),
            unanswered=frozenset(map(_text, row["unanswered"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LedgerError(f"{where} is no run of a check: {error!r}") from None


def _read_seen(row: dict[str, Any]) -> Seen:
    severity = cast(Severity, _one_of(SEVERITIES, row["severity"]))
    texts = {name: _text(row[name]) for name in ("fingerprint", "kind", "where", "probe", "says")}
    return Seen(**texts, severity=severity, accepted=row.get("accepted") is True)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _one_of(known: tuple[str, ...], value: Any) -> str:
    if value not in known:
        raise ValueError(f"{value!r} is none of {', '.join(known)}")
    return _text(value)
