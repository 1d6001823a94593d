"""Settings in, the mock's service out: the edition with the readings asked for, and the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from livephoto.contract import ContractError, Edition, load_edition
from mock_server.engines.factory import create_engine
from mock_server.observing import observe
from mock_server.service import Service
from mock_server.settings import Settings
from mock_server.state.factory import create_state


def create_service(settings: Settings, owner: str | None = None) -> Service:
    """Return the service that behaves as the settings say. owner: this replica's name in a shared state.

    Raises ContractError for an unknown edition, rule or code, SettingsError for scenarios or recordings that cannot be
    used, EngineError for an engine that is not installed, and StateError for a state that cannot be had.
    """
    edition = with_readings(load_edition(settings.edition), settings.readings)
    service = Service(settings, edition, create_engine(settings.engine, settings.clip), create_state(settings, owner))
    observe(service.journal, settings)
    return service


def with_readings(edition: Edition, readings: Mapping[str, str]) -> Edition:
    """Return the edition with other codes for some of its rules: the readings that the evidence also allows.

    Raises ContractError where a rule is not the edition's, or a code not one of the rule's alternatives.
    """
    rules = dict(edition.rules)
    for name, code in readings.items():
        if name not in rules:
            raise ContractError(f"edition {edition.id} has no rule {name!r}; it has: {', '.join(rules)}")
        if code not in rules[name].alternatives or code not in edition.errors:
            allowed = ", ".join(code for code in rules[name].alternatives if code in edition.errors) or "no other"
            raise ContractError(f"the evidence does not allow {code} for {name} in {edition.id}; it allows: {allowed}")
        reason = f"answered so on request; the edition's own reading is {rules[name].code}"
        rules[name] = replace(rules[name], code=code, basis="assumed", reason=reason, says=None, upstream_says=None)
    return replace(edition, rules=MappingProxyType(rules))
