"""What the auditor found: one habit of a client that costs money or harms a server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

SCHEMA = "livephoto-audit/1"

Kind = Literal["duplicate_billed", "hopeless_retry", "retry_after_ignored", "no_backoff", "no_give_up"]
Severity = Literal["error", "warning"]

SEVERITY: dict[Kind, Severity] = {
    "duplicate_billed": "error",
    "hopeless_retry": "error",
    "retry_after_ignored": "error",
    "no_backoff": "warning",
    "no_give_up": "warning",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a client did and should not."""

    kind: Kind
    says: str
    """One plain sentence."""
    calls: tuple[int, ...]
    """Numbers of the calls that show it, in their order."""
    credits: int
    """What it cost, or would have cost at the vendor."""

    @property
    def severity(self) -> Severity:
        """How bad it is: an error costs money or never helps, a warning harms others."""
        return SEVERITY[self.kind]

    def as_json(self) -> dict[str, Any]:
        """Return the finding as plain values."""
        return {
            "kind": self.kind,
            "severity": self.severity,
            "says": self.says,
            "calls": list(self.calls),
            "credits": self.credits,
        }


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything that was found in a journal."""

    findings: Sequence[Finding]
    calls: int
    """Calls looked at."""
    billed: int
    """Credits that these calls cost."""

    @property
    def wasted(self) -> int:
        """Credits of these that findings account for."""
        return sum(finding.credits for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """Return the audit as `GET /__admin/audit` shows it."""
        return {
            "schema": SCHEMA,
            "findings": [finding.as_json() for finding in self.findings],
            "calls": self.calls,
            "credits": {"billed": self.billed, "wasted": self.wasted},
        }
