"""What a check found, as one value that every report is written from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from contract_tests.finding import SEVERITIES, Finding, Severity

SCHEMA = "livephoto-check/1"

Verdict = Literal["conforms", "drift", "retired", "unreachable"]
Outcome = Literal["agrees", "differs", "not_checked", "no_answer"]


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What became of one probe."""

    id: str
    rule: str | None
    paid: bool
    """It ought to succeed, and so to cost credits."""
    outcome: Outcome
    ms: float | None = None
    """Milliseconds until the answer was whole."""
    why: str | None = None
    """Why it was not checked, or got no answer."""
    agrees_with: tuple[str, ...] = ()
    """Editions that its answer conforms to."""
    evidence: str | None = None
    """The answer in short: status, code, size. Neither the key nor a photo."""

    def to_dict(self) -> dict[str, Any]:
        """Return the result as it goes into the JSON report."""
        row = {"id": self.id, "rule": self.rule, "paid": self.paid, "outcome": self.outcome, "ms": self.ms}
        return row | ({"why": self.why} if self.why else {})


@dataclass(frozen=True, slots=True)
class Match:
    """How well the answers agree with one edition."""

    edition: str
    agreement: float
    """Share of the answers that conform to it, 0 to 1."""
    against: tuple[str, ...] = ()
    """Probes whose answers do not."""

    def to_dict(self) -> dict[str, Any]:
        """Return the match as it goes into the JSON report."""
        return {"edition": self.edition, "agreement": self.agreement}


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a check ended early."""

    reason: str
    """`retired`, `key_refused`, `dns`, `refused`, `timeout`, `tls`, `cut_off`, `gateway`, `firewall`, `wrong_path`."""
    says: str
    """One plain sentence with what to do."""


@dataclass(frozen=True, slots=True)
class Report:
    """The result of one check."""

    target: str
    edition: str
    verdict: Verdict
    matches: tuple[Match, ...]
    spent: int
    """Credits spent, by the edition's price."""
    allowed: int
    """Credits that could have been spent."""
    probes: tuple[ProbeResult, ...]
    findings: tuple[Finding, ...]
    stop: Stop | None = None
    accepted: tuple[Finding, ...] = field(default=())
    """Findings that a baseline accepts: shown, but no reason to fail."""

    def worst(self) -> Severity | None:
        """Return the worst severity among the findings, None where there are none."""
        return next((each for each in SEVERITIES if any(found.severity == each for found in self.findings)), None)

    def count(self, severity: Severity) -> int:
        """Return how many findings have that severity."""
        return sum(found.severity == severity for found in self.findings)

    def undecided(self) -> tuple[str, ...]:
        """Return the editions that cannot be told apart as the best match; one or none where it is clear."""
        best = max((match.agreement for match in self.matches), default=0.0)
        return tuple(match.edition for match in self.matches if match.agreement == best and best > 0)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as the JSON object that `--format json` prints."""
        return {
            "schema": SCHEMA,
            "target": self.target,
            "edition": self.edition,
            "verdict": self.verdict,
            "matches": [match.to_dict() for match in self.matches],
            "credits": {"spent": self.spent, "allowed": self.allowed},
            "probes": [probe.to_dict() for probe in self.probes],
            "findings": [finding.to_dict() for finding in self.findings],
            **({"stop": {"reason": self.stop.reason, "says": self.stop.says}} if self.stop else {}),
            **({"accepted": [finding.to_dict() for finding in self.accepted]} if self.accepted else {}),
        }
