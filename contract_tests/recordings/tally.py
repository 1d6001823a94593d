"""What one edition makes of many recordings, kept small: each difference once, and a few words an exchange."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from contract_tests.exchange import Exchange
from contract_tests.finding import Finding
from contract_tests.report import ProbeResult, Stop
from livephoto.contract.model import Edition, Rule


@dataclass(frozen=True, slots=True)
class View:
    """One exchange, as one edition sees it."""

    rule: str | None
    """The rule that the edition answers with, None for a success."""
    paid: bool
    differs: bool


@dataclass(slots=True)
class Tally:
    """Everything that one edition made of the exchanges so far."""

    edition: Edition
    findings: dict[str, Finding] = field(default_factory=dict)
    """By fingerprint, each with the first exchange that showed it."""
    views: dict[str, View] = field(default_factory=dict)
    """By the exchange's name."""
    _seen: dict[View, View] = field(default_factory=dict)
    _live: int = 0
    _retired: int = 0

    def add(self, name: str, exchange: Exchange, findings: Sequence[Finding]) -> None:
        """Take the judgement of one exchange."""
        for finding in findings:
            self.findings.setdefault(finding.fingerprint, finding)
        rule = exchange.asked.expected(self.edition)
        view = View(
            rule.name if rule else None,
            paid=rule is None and exchange.asked.live,
            differs=any(finding.severity != "info" for finding in findings),
        )
        # Thousands of exchanges share a handful of views.
        self.views[name] = self._seen.setdefault(view, view)
        if exchange.asked.live and self._gets_through(rule):
            self._live += 1
            self._retired += any(finding.kind == "endpoint_retired" for finding in findings)

    def stop(self) -> Stop | None:
        """Return what all the answers together stand for: a retirement, where every call to the endpoint met one."""
        if not self._live or self._retired < self._live:
            return None
        return Stop("retired", f"each of the {self._live} calls that got as far as the endpoint found it retired")

    def _gets_through(self, rule: Rule | None) -> bool:
        """Tell whether a call gets as far as the endpoint, so that its answer could tell of a retirement."""
        names, retired = list(self.edition.rules), self.edition.rules["endpoint_retired"]
        before = rule is not None and names.index(rule.name) < names.index(retired.name)
        return rule is None or not (before or rule.code == retired.code)

    def results(self, rows: Iterable[ProbeResult]) -> tuple[ProbeResult, ...]:
        """Return the results with what this edition says of each."""
        return tuple(self._result(row) for row in rows)

    def _result(self, row: ProbeResult) -> ProbeResult:
        view = self.views.get(row.id)
        if view is None:
            return row
        return replace(row, rule=view.rule, paid=view.paid, outcome="differs" if view.differs else "agrees")
