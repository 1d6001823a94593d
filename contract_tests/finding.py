"""One difference between an exchange and an edition."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from livephoto.contract.model import Basis

Severity = Literal["breaking", "compatible", "info"]
SEVERITIES: tuple[Severity, ...] = ("breaking", "compatible", "info")
"""Worst first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What differs, where, how badly, and why we think so."""

    kind: str
    severity: Severity
    where: str
    """`rule:NAME`, `field:PATH`, `video:FACT`, `header:NAME` or `answer`."""
    expected: Any
    observed: Any
    basis: Basis
    """Why we believe in what was expected."""
    probe: str
    says: str
    """One plain sentence."""
    source: str | None = None
    """`file:line` of the page that told what was observed; None where it was an answer."""

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits: the same difference has the same ones on every run, machine and probe."""
        parts = (self.kind, self.where, repr(self.expected), repr(self.observed))
        return hashlib.sha256("\x1f".join(parts).encode(errors="backslashreplace")).hexdigest()[:12]

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as it goes into JSON."""
        row = {**asdict(self), "fingerprint": self.fingerprint}
        return row if self.source else {name: value for name, value in row.items() if name != "source"}


def distinct(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return each difference once, with the first probe that showed it, the worst first."""
    seen: dict[str, Finding] = {}
    for finding in sorted(findings, key=lambda it: (SEVERITIES.index(it.severity), it.kind, it.where)):
        seen.setdefault(finding.fingerprint, finding)
    return tuple(seen.values())
