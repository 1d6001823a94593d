"""Takes the key out of what a server said: one that echoes it must not bring it into a report or a log."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from contract_tests.finding import Finding
from contract_tests.report import ProbeResult, Report

HIDDEN = "[the key]"

_SHORTEST = 6
"""Characters below which a key is a word like any other, and no secret."""


def hide(value: Any, key: str) -> Any:
    """Return a JSON value with the key taken out of its texts and names, in whatever case it is spelled."""
    if len(key) < _SHORTEST:
        return value
    if isinstance(value, str):
        return re.sub(re.escape(key), HIDDEN, value, flags=re.IGNORECASE)
    if isinstance(value, list | tuple):
        return [hide(each, key) for each in value]
    if isinstance(value, dict):
        return {hide(name, key): hide(each, key) for name, each in value.items()}
    return value


def hide_in_finding(finding: Finding, key: str) -> Finding:
    """Return the finding without the key."""
    texts = {name: hide(getattr(finding, name), key) for name in ("where", "expected", "observed", "says")}
    return replace(finding, **texts)


def hide_in_result(result: ProbeResult, key: str) -> ProbeResult:
    """Return the result of a probe without the key."""
    return replace(result, why=hide(result.why, key), evidence=hide(result.evidence, key))


def hide_in_report(report: Report, key: str) -> Report:
    """Return the report without the key."""
    return replace(
        report,
        probes=tuple(hide_in_result(result, key) for result in report.probes),
        findings=tuple(hide_in_finding(finding, key) for finding in report.findings),
        notes=tuple(hide(note, key) for note in report.notes),
        stop=report.stop and replace(report.stop, says=hide(report.stop.says, key)),
    )
