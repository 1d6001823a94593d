"""How bad a kind of difference is: one table, with a reason a kind."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from contract_tests.finding import Severity
from livephoto.contract.model import Basis
from livephoto.contract.strict import build


@dataclass(frozen=True, slots=True)
class Rating:
    """The severity of a kind, and why."""

    name: str
    severity: Severity
    reason: str


@cache
def ratings() -> Mapping[str, Rating]:
    """Return the rating of every kind of finding. Raises ContractError where the table is wrong."""
    text = files("contract_tests").joinpath("severities.toml").read_text(encoding="utf-8")
    return {
        kind: build(Rating, {"name": kind, **row}, f"severities.toml: {kind}")
        for kind, row in tomllib.loads(text).items()
    }


def rate(kind: str, basis: Basis = "documented") -> Severity:
    """Return how bad a difference of that kind is; never more than info where the expectation was assumed."""
    return "info" if basis == "assumed" else ratings()[kind].severity
