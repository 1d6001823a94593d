"""What the form offers: what a call may ask the mock for, and which editions there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from livephoto.contract import EDITION_ORDER, Edition, load_edition
from mock_server.scenarios.registry import Scenarios


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a list."""

    value: str
    label: str


def preferences(scenarios: Scenarios, edition: Edition) -> dict[str, list[Choice]]:
    """Return what `Prefer` may say, by group: scenarios that are in, those that ship, and an error by its rule."""
    loaded, names = scenarios.show(), scenarios.names()
    groups = {
        "Scenarios that are in": _scenarios(loaded),
        "Scenarios that ship": _scenarios(each for each in scenarios.ready_made() if each["name"] not in names),
        "An error, by its rule": [
            Choice(f"error={rule.name}", f"{edition.status_of(rule.code)} {rule.name}: {rule.fault}")
            for rule in edition.rules.values()
        ],
    }
    return {name: choices for name, choices in groups.items() if choices}


@cache
def editions() -> list[Choice]:
    """Return the published editions, oldest first."""
    return [Choice(name, load_edition(name).title) for name in EDITION_ORDER]


def _scenarios(documents: Iterable[Mapping[str, Any]]) -> list[Choice]:
    return [
        Choice(f"scenario={each['name']}", f"{each['name']}: {each['says']}" if each.get("says") else str(each["name"]))
        for each in documents
    ]
