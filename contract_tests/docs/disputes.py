"""One thing that the documents say in two ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contract_tests.docs.facts import Told


@dataclass(frozen=True, slots=True)
class Dispute:
    """Both sayings, as plain JSON values, and where the second one stands."""

    where: str
    one: Any
    other: Any
    says: str
    """One plain sentence with both places."""
    source: str
    """`file:line`."""


def at(told: Told[Any]) -> str:
    """Return where something is told, as `file:line`."""
    return f"{told.file}:{told.line}"
