"""What every part of the judgement shares: the case, and how a finding is made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contract_tests.exchange import Answer, Exchange
from contract_tests.finding import Finding
from contract_tests.severity import rate
from livephoto.contract.model import Basis, Edition, Rule


@dataclass(frozen=True, slots=True)
class Case:
    """One exchange before the judge."""

    exchange: Exchange
    edition: Edition
    rule: Rule | None
    """The rule that the edition answers with; None where it answers with success."""

    @property
    def answer(self) -> Answer:
        """What came back."""
        return self.exchange.answer

    @property
    def place(self) -> str:
        """Where a difference of the whole answer stands."""
        return f"rule:{self.rule.name}" if self.rule else f"success:{self.exchange.probe}"

    def finding(
        self, kind: str, where: str, expected: Any, observed: Any, says: str, basis: Basis = "documented"
    ) -> Finding:
        """Return a finding of that kind, rated by the table."""
        return Finding(kind, rate(kind, basis), where, expected, observed, basis, self.exchange.probe, says)


def shown(value: Any) -> Any:
    """Return a value as a report may show it: short, and never a photo's or a video's bytes."""
    if isinstance(value, str) and len(value) > 80:
        return f"{value[:60]}… ({len(value)} characters)"
    if isinstance(value, dict | list) and len(str(value)) > 80:
        return f"{type(value).__name__} of {len(value)}"
    return value if value is None or isinstance(value, str | int | float | bool | list | dict) else repr(value)
