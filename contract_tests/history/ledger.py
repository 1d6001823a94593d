"""The ledger: a line of JSON for each run, appended whole, also by runs that end at the same time.

{"schema": "livephoto-history/1", "at": "2026-11-23T06:00:00Z", "target": "…", "edition": "2026-01",
 "verdict": "drift", "best": ["2026-01"], "unanswered": ["image-too-wide"],
 "findings": [{"fingerprint": "b1946ac92492", "kind": "status_changed", "severity": "breaking",
               "where": "rule:no_face", "probe": "no-face", "says": "one plain sentence", "accepted": false}]}
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from contract_tests.finding import Finding, Severity
from contract_tests.report import Report, Verdict
from contract_tests.target_name import without_secrets
from livephoto.commands.console import CommandError

SCHEMA = "livephoto-history/1"

_LONGEST = 400
"""Characters of a sentence that are kept."""


class LedgerError(CommandError):
    """A file that is no ledger; the message says which, and where in it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding as one run had it."""

    fingerprint: str
    kind: str
    severity: Severity
    where: str
    probe: str
    says: str
    accepted: bool = False
    """A baseline accepts it."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a check or a replay."""

    at: datetime
    target: str
    edition: str
    verdict: Verdict
    best: tuple[str, ...]
    """Editions that match best; none where nothing was answered."""
    findings: tuple[Seen, ...]
    unanswered: frozenset[str] = frozenset()
    """Probes that were not sent or got no answer: a finding of one of them may stand as it did."""

    @property
    def series(self) -> tuple[str, str]:
        """What it can be compared with: runs of the same target against the same edition."""
        return self.target, self.edition


def run_of(report: Report, at: datetime) -> Run:
    """Return what the ledger keeps of a report that was made at `at`. Pure."""
    found = [_seen(finding, accepted=False) for finding in report.findings]
    accepted = [_seen(finding, accepted=True) for finding in report.accepted]
    unanswered = frozenset(probe.id for probe in report.probes if probe.outcome in ("not_checked", "no_answer"))
    target = without_secrets(report.target)
    return Run(at, target, report.edition, report.verdict, report.undecided(), (*found, *accepted), unanswered)


def line_of(run: Run) -> str:
    """Return the ledger's line for a run, without its end."""
    row = {
        "schema": SCHEMA,
        "at": run.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "target": run.target,
        "edition": run.edition,
        "verdict": run.verdict,
        "best": list(run.best),
        "unanswered": sorted(run.unanswered),
        "findings": [{name: getattr(seen, name) for name in Seen.__slots__} for seen in run.findings],
    }
    return json.dumps(row)


def _seen(finding: Finding, *, accepted: bool) -> Seen:
    says = finding.says if len(finding.says) <= _LONGEST else f"{finding.says[:_LONGEST]}…"
    return Seen(
        finding.fingerprint, finding.kind, finding.severity, finding.where, finding.probe, says, accepted=accepted
    )
