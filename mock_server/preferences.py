"""Errors on request: `Prefer: error=NAME`, `Prefer: code=422`, or a key `mock-NAME` for who cannot add a header.

NAME is an error code of the edition or the name of one of its rules, in any case; a key may name a status as well.
"""

from __future__ import annotations

from dataclasses import dataclass

from livephoto.contract import Edition, Rule
from mock_server.settings import MOCK_KEY_PREFIX


@dataclass(frozen=True, slots=True)
class Ask:
    """An error that was asked for, or a request for one that this edition does not have."""

    code: str | None
    """The error code to answer; None: there is no such error here, answer as usual."""
    rule: Rule | None
    """The rule asked for by name."""
    preference: str | None
    """The `Prefer` value that asked, None where the key did."""


def asked_for(edition: Edition, prefer: str, key: str) -> Ask | None:
    """Return what a request's `Prefer` header or key asks for, None where neither asks."""
    for preference in prefer.split(",") if prefer else ():
        token, _, value = (part.strip().strip('"') for part in preference.partition("="))
        value = value.partition(";")[0].strip().strip('"')
        if token.lower() == "error":
            return _by_name(edition, value, f"error={value}")
        if token.lower() == "code":
            return _by_status(edition, value, f"code={value}")
    if key.startswith(MOCK_KEY_PREFIX):
        name = key.removeprefix(MOCK_KEY_PREFIX)
        return _by_status(edition, name, None) if name.isdecimal() else _by_name(edition, name, None)
    return None


def _by_name(edition: Edition, name: str, preference: str | None) -> Ask:
    if name.upper() in edition.errors:
        return Ask(name.upper(), None, preference)
    rule = edition.rules.get(name.lower().replace("-", "_"))
    return Ask(rule.code if rule else None, rule, preference)


def _by_status(edition: Edition, status: str, preference: str | None) -> Ask:
    in_rules = (rule.code for rule in edition.rules.values() if str(edition.status_of(rule.code)) == status)
    in_table = (row.name for row in edition.errors.values() if str(row.status) == status)
    code = next(in_rules, None) or next(in_table, None)
    return Ask(code, None, preference)
