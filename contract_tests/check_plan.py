"""What a check would do: its probes in their order, and which of them the credits allow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from contract_tests.probes import Cost, Probe
from livephoto.commands.console import heading, table
from livephoto.contract.model import Edition

if TYPE_CHECKING:
    from rich.console import RenderableType

SCHEMA = "livephoto-plan/1"

_MEANINGS: dict[Cost, str] = {
    "free": "no server can bill it",
    "risky": "ought to be refused; a lenient server could bill it",
    "paid": "ought to succeed, and so costs credits",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One probe of the plan."""

    id: str
    rule: str | None
    cost: Cost
    affordable: bool
    """It will be asked, if every probe before it is answered as the edition says."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The probes in their order, and the price."""

    edition: str
    price: int
    """Credits that a success costs."""
    spent: int
    """Credits that an earlier run has spent already."""
    allowed: int
    steps: tuple[Step, ...]

    @property
    def expected(self) -> int:
        """Credits that it costs if the target answers as the edition says, those of the earlier run included."""
        return self.spent + self.price * sum(step.cost == "paid" and step.affordable for step in self.steps)

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as `--dry-run --format json` prints it."""
        return {
            "schema": SCHEMA,
            "edition": self.edition,
            "credits": {
                "spent": self.spent,
                "expected": self.expected,
                "allowed": self.allowed,
                "per_success": self.price,
            },
            "probes": [asdict(step) for step in self.steps],
        }


def make_plan(
    probes: Sequence[Probe], edition: Edition, allowed: int, spent: int = 0, known: Collection[str] = ()
) -> Plan:
    """Return the plan of a check with `probes`, without those that are `known` already. Sends nothing."""
    price = 0 if edition.retired else edition.billing.credits_per_success
    left = allowed - spent
    steps = []
    for probe in probes:
        if probe.id in known:
            continue
        affordable = probe.cost == "free" or left >= edition.billing.credits_per_success
        if probe.cost == "paid" and affordable:
            left -= price
        steps.append(Step(probe.id, probe.rule, probe.cost, affordable))
    return Plan(edition.id, price, spent, allowed, tuple(steps))


def render(plan: Plan) -> list[RenderableType]:
    """Return the plan's parts, to be given to `console.show`."""
    from rich.text import Text

    asked = sum(step.affordable for step in plan.steps)
    before = f"{plan.spent} spent before, " if plan.spent else ""
    first = (
        f"plan: {asked} of {len(plan.steps)} probes against {plan.edition}; "
        f"{before}{plan.expected} credits expected, never more than {plan.allowed}"
    )
    parts: list[RenderableType] = [Text(first, style="bold")]
    for cost, meaning in _MEANINGS.items():
        steps = [step for step in plan.steps if step.cost == cost]
        if steps:
            parts.append(heading(f"{cost} ({len(steps)}): {meaning}"))
            rows = [(step.id, step.rule or "", "yes" if step.affordable else "no credits left") for step in steps]
            parts.append(table(("probe", "rule", "asked"), rows))
    return parts
