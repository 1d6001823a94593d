"""One difference between an exchange and an edition."""

from __future__ import annotations

import hashlib
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

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits: the same difference has the same ones on every run, machine and probe."""
        parts = (self.kind, self.where, repr(self.expected), repr(self.observed))
        return hashlib.sha256("\x1f".join(parts).encode(errors="backslashreplace")).hexdigest()[:12]

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as it goes into JSON."""
        return {**asdict(self), "fingerprint": self.fingerprint}
