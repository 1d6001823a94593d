"""The report as annotations of GitHub Actions: one line each, the worst ten."""

from __future__ import annotations

from contract_tests.finding import Finding, Severity
from contract_tests.report import Report
from contract_tests.reports.words import brief, headline, place

_MOST = 10
"""GitHub shows no more of one type a step."""

_COMMANDS: dict[Severity, str] = {"breaking": "error", "compatible": "warning", "info": "notice"}


def render(report: Report) -> str:
    """Return the workflow commands, each on a line of its own; the empty text where there is nothing to say."""
    if not report.findings and report.stop:
        title = f"livephoto check: {report.verdict}"
        says = f"{headline(report)}: {brief(report.stop.says, 500)}"
        return _command("error", title, says, f"livephoto/contract/editions/{report.edition}.toml")
    return "".join(_annotation(finding, report.edition) for finding in report.findings[:_MOST])


def _annotation(finding: Finding, edition: str) -> str:
    evidence = f"expected {brief(finding.expected)}, observed {brief(finding.observed)}"
    message = f"{brief(finding.says, 400)} ({evidence}; {finding.basis}, {finding.fingerprint})"
    title, (file, line) = f"{finding.kind} at {brief(finding.where)}", place(finding, edition)
    return _command(_COMMANDS[finding.severity], title, message, file, line if finding.source else None)


def _command(name: str, title: str, message: str, file: str, line: int | None = None) -> str:
    at = f",line={line}" if line else ""
    return f"::{name} file={_property(brief(file, 300))}{at},title={_property(title)}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
