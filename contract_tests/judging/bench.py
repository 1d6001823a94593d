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
    """Return a text or a plain value as a report may show it: short, and never a photo's or a video's bytes."""
    if isinstance(value, str) and len(value) > _SHOWN:
        return f"{value[: _SHOWN - 20]}… ({len(value)} characters)"
    return value if value is None or isinstance(value, str | int | float | bool) else type_name(value)


def type_name(value: Any) -> str:
    """Return what JSON calls the type of a value. Values differ from call to call; their types do not."""
    return next((name for kind, name in _JSON_TYPES.items() if isinstance(value, kind)), "null")


_SHOWN = 80
_JSON_TYPES: dict[type, str] = {
    bool: "boolean",
    str: "string",
    int: "integer",
    float: "number",
    dict: "object",
    list: "list",
}
