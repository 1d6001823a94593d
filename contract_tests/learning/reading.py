"""Reads the JSON report of a check or a replay back, as far as an edition can learn from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contract_tests.finding import Finding
from contract_tests.report import SCHEMA, Limit, Report
from contract_tests.target_name import without_secrets
from livephoto.commands.console import CommandError


@dataclass(frozen=True, slots=True)
class ReadReport:
    """What a report says of the wire."""

    target: str
    edition: str
    """The edition that the answers were held against."""
    findings: tuple[Finding, ...]
    """Of answers; those of pages are left to the pages."""
    explored: tuple[Limit, ...]
    rules: Mapping[str, str]
    """The rule that each probe shows."""
    answered: int
    """Probes that got an answer."""


def of_report(report: Report) -> ReadReport:
    """Return what a report says of the wire."""
    return _read(report.to_dict())


def read_report(path: Path) -> ReadReport:
    """Return what `--report json=FILE` wrote. Raises CommandError where the file is none."""
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"cannot read {path}: {error.strerror}") from None
    except ValueError as error:
        raise CommandError(f"{path} is no JSON report of a check: {error}") from None
    if not isinstance(row, dict) or row.get("schema") != SCHEMA:
        raise CommandError(f"{path} is no JSON report of a check: it has no schema {SCHEMA!r}")
    try:
        read = _read(row)
    except (KeyError, TypeError, AttributeError) as error:
        raise CommandError(f"{path} is no JSON report of a check: {error!r}") from None
    return read


def _read(row: Mapping[str, Any]) -> ReadReport:
    findings = (*row["findings"], *row.get("accepted", ()))
    wire = [probe for probe in row["probes"] if not probe["id"].startswith("docs-")]
    return ReadReport(
        target=without_secrets(row["target"]),
        edition=row["edition"],
        findings=tuple(_finding(found) for found in findings if not found.get("source")),
        explored=tuple(Limit(**limit) for limit in row.get("explored", ())),
        rules={probe["id"]: probe["rule"] for probe in wire if probe["rule"]},
        answered=sum(probe["outcome"] in ("agrees", "differs") for probe in wire),
    )


def _finding(row: Mapping[str, Any]) -> Finding:
    return Finding(**{name: value for name, value in row.items() if name != "fingerprint"})
