"""The report as SARIF 2.1.0, for code scanning: a result for each finding, its rule the finding's kind."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from contract_tests.finding import Finding, Severity
from contract_tests.report import Report
from contract_tests.reports.words import brief, headline, place
from contract_tests.severity import ratings
from livephoto._version import __version__

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: dict[Severity, str] = {"breaking": "error", "compatible": "warning", "info": "note"}


def render(report: Report) -> str:
    """Return the SARIF text; findings point at the page that says so, else at the edition's file with its promise."""
    found = [*report.findings, *report.accepted]
    kinds = list(dict.fromkeys(finding.kind for finding in found))
    results = [_result(each, report, kinds) for each in report.findings]
    results += [_result(each, report, kinds) | {"suppressions": _ACCEPTED} for each in report.accepted]
    run = {
        "tool": {"driver": {"name": "livephoto check", "semanticVersion": __version__, "rules": list(_rules(kinds))}},
        "results": results,
        "properties": {"target": report.target, "edition": report.edition, "verdict": brief(headline(report), 500)},
    }
    return f"{json.dumps({'$schema': _SCHEMA, 'version': '2.1.0', 'runs': [run]}, indent=2)}\n"


_ACCEPTED = [{"kind": "external", "status": "accepted", "justification": "the baseline accepts it"}]


def _rules(kinds: Iterable[str]) -> Iterable[dict[str, Any]]:
    for kind in kinds:
        rule: dict[str, Any] = {"id": kind, "name": kind.title().replace("_", "")}
        if rating := ratings().get(kind):
            rule["shortDescription"] = {"text": rating.reason}
            rule["defaultConfiguration"] = {"level": _LEVELS[rating.severity]}
        yield rule


def _result(finding: Finding, report: Report, kinds: list[str]) -> dict[str, Any]:
    evidence = f"expected {brief(finding.expected)}, observed {brief(finding.observed)}"
    return {
        "ruleId": finding.kind,
        "ruleIndex": kinds.index(finding.kind),
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{brief(finding.says, 400)} ({evidence})"},
        "locations": [_location(finding, report.edition)],
        "partialFingerprints": {"livephotoFinding/v1": finding.fingerprint},
        "properties": {"basis": finding.basis, "probe": finding.probe},
    }


def _uri(file: str) -> str:
    """Return a path or a URL as SARIF wants it: any sign that a URI may not hold is escaped."""
    return quote(brief(file, 1000), safe="/:?&=#%+,;@~")


def _location(finding: Finding, edition: str) -> dict[str, Any]:
    file, line = place(finding, edition)
    return {
        "physicalLocation": {"artifactLocation": {"uri": _uri(file)}, "region": {"startLine": line}},
        "logicalLocations": [{"fullyQualifiedName": brief(finding.where)}],
    }
