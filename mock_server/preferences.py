"""What one request asks for by itself, of errors and of more.

`Prefer: error=NAME`, `Prefer: code=422`, or a key `mock-NAME` for who cannot add a header: NAME is an error code of the
edition or the name of one of its rules, in any case; a key may name a status as well. `Prefer: scenario=NAME`,
`delay=MILLISECONDS`, `fault=NAME` (with `;at=video` for a reset) ask for what scenarios do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from livephoto.contract import Edition, Rule
from livephoto.contract.asking import MOCK_KEY_PREFIX
from mock_server.scenarios.faults import KINDS, Fault, Moment, Point
from mock_server.scenarios.stub import Delay, Effect, Error

_LONGEST_DELAY = 3_600_000
"""Milliseconds."""
_EARLY = (Point.START, Point.IMAGE)


@dataclass(frozen=True, slots=True)
class Ask:
    """An error that was asked for, or a request for one that this edition does not have."""

    code: str | None
    """The error code to answer; None: there is no such error here, answer as usual."""
    rule: Rule | None
    """The rule asked for by name."""
    preference: str | None
    """The `Prefer` value that asked, None where the key did."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request asks for beside errors."""

    scenario: str | None = None
    """The name of a scenario; it is asked for alone."""
    effect: Effect | None = None
    applied: str = ""
    """The preferences that are met."""
    ignored: str = ""
    """The preferences that cannot be met."""


def asked_for(edition: Edition, prefer: str, key: str) -> Ask | None:
    """Return what a request's `Prefer` header or key asks for, None where neither asks."""
    for name, value, _ in _preferences(prefer):
        if name == "error":
            return _by_name(edition, value, f"error={value}")
        if name == "code":
            return _by_status(edition, value, f"code={value}")
    if key.startswith(MOCK_KEY_PREFIX):
        named = key.removeprefix(MOCK_KEY_PREFIX)
        return _by_status(edition, named, None) if named.isdecimal() else _by_name(edition, named, None)
    return None


def wished_for(edition: Edition, prefer: str) -> Wish | None:
    """Return what a `Prefer` header asks for beside errors, None where it asks for nothing of the kind."""
    given = {name: (value, more) for name, value, more in reversed([*_preferences(prefer)])}
    if "scenario" in given:
        return Wish(scenario=given["scenario"][0], applied=f"scenario={given['scenario'][0]}")
    if "delay" not in given and "fault" not in given:
        return None
    delay = _delay(given["delay"][0]) if "delay" in given else None
    fault, point = _fault(*given["fault"]) if "fault" in given else (None, None)
    error = _error(edition, prefer, fault)
    moment = Moment.BEFORE_READING if fault is Fault.EARLY_REFUSAL or point in _EARLY else Moment.BEFORE_ANSWER
    met = {"error": error, "code": error, "delay": delay, "fault": fault}
    asked = [name for name in ("delay", "fault", "error" if "error" in given else "code") if name in given]
    return Wish(
        effect=Effect(error=error or _own_error(edition, fault), delay=delay, moment=moment, fault=fault, point=point),
        applied=", ".join(f"{name}={given[name][0]}" for name in asked if met[name] is not None),
        ignored=", ".join(f"{name}={given[name][0]}" for name in asked if met[name] is None),
    )


def find_error(edition: Edition, name: str) -> tuple[str, Rule | None] | None:
    """Return the code, and the rule if one was named, for an error code or a rule's name in any case."""
    if name.upper() in edition.errors:
        return name.upper(), None
    rule = edition.rules.get(name.lower().replace("-", "_"))
    return (rule.code, rule) if rule else None


def _preferences(prefer: str) -> Iterator[tuple[str, str, str]]:
    """Give name, value and parameters of each preference."""
    for preference in prefer.split(",") if prefer else ():
        first, _, more = preference.partition(";")
        name, _, value = (part.strip().strip('"') for part in first.partition("="))
        yield name.lower(), value, more


def _by_name(edition: Edition, name: str, preference: str | None) -> Ask:
    code, rule = find_error(edition, name) or (None, None)
    return Ask(code, rule, preference)


def _by_status(edition: Edition, status: str, preference: str | None) -> Ask:
    in_rules = (rule.code for rule in edition.rules.values() if str(edition.status_of(rule.code)) == status)
    in_table = (row.name for row in edition.errors.values() if str(row.status) == status)
    code = next(in_rules, None) or next(in_table, None)
    return Ask(code, None, preference)


def _delay(milliseconds: str) -> Delay | None:
    if not (milliseconds.isascii() and milliseconds.isdecimal()) or len(milliseconds) > len(str(_LONGEST_DELAY)):
        return None
    return Delay("fixed", int(milliseconds) / 1000) if int(milliseconds) <= _LONGEST_DELAY else None


def _fault(name: str, more: str) -> tuple[Fault | None, Point | None]:
    fault = next((fault for fault in KINDS if fault == name.upper().replace("-", "_")), None)
    if fault is not Fault.CONNECTION_RESET_BY_PEER:
        return fault, None
    _, _, at = (part.strip().strip('"').lower() for part in more.partition("="))
    return fault, next((point for point in Point if point == at), Point.START)


def _error(edition: Edition, prefer: str, fault: Fault | None) -> Error | None:
    ask = asked_for(edition, prefer, "")
    if ask is None or ask.code is None or (fault is not None and not KINDS[fault].takes_error):
        return None
    return Error(ask.code, ask.rule)


def _own_error(edition: Edition, fault: Fault | None) -> Error | None:
    name = KINDS[fault].rule if fault is not None else None
    rule = edition.rules[name] if name else None
    return Error(rule.code, rule) if rule else None
