"""Makes an edition of its whole tables, and refuses one that contradicts itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from livephoto.contract.layers import Tables
from livephoto.contract.model import Edition, ErrorCode, Rule
from livephoto.contract.strict import ContractError, build

_ID = re.compile(r"\w[\w.-]*")


def edition_of(tables: Tables, name: str) -> Edition:
    """Return the edition that `tables` describe. Raises ContractError, naming the key, where they describe none."""
    edition = build(Edition, tables, name)
    for problem in _problems(edition):
        raise ContractError(f"{name}: {problem}")
    rules = {rule.name: _no_surer_than(edition.errors[rule.code], rule) for rule in edition.rules.values()}
    return replace(edition, rules=MappingProxyType(rules))


def _no_surer_than(row: ErrorCode, rule: Rule) -> Rule:
    """Return the rule; as an assumption where the row of its code is one."""
    if row.basis != "assumed" or rule.basis == "assumed":
        return rule
    return replace(rule, basis="assumed", reason=f"{rule.code}: {row.reason}")


def _problems(edition: Edition) -> Iterator[str]:
    for name in (edition.id, *edition.aliases):
        if not _ID.fullmatch(name):
            yield f"id: {name!r} is no name of letters, digits, '.', '-' and '_'"
    if edition.date is not None and not _is_day(edition.date):
        yield f"date: {edition.date!r} is no day such as 2026-11-02"
    if not edition.sources:
        yield "sources: at least one is needed"
    for row in edition.errors.values():
        for problem in _row_problems(row, whole_table=edition.completeness.errors == "full"):
            yield f"errors.{row.name}.{problem}"
    for rule in edition.rules.values():
        for problem in _rule_problems(rule, edition):
            yield f"rules.{rule.name}.{problem}"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _row_problems(row: ErrorCode, *, whole_table: bool) -> Iterator[str]:
    if row.basis == "assumed" and not row.reason:
        yield "reason: missing; an assumed row says why"
    if row.basis == "documented" and not whole_table and not row.source:
        yield "source: missing; where the table was not seen whole, each row says where it was"
    if not 400 <= row.status <= 599:
        yield f"status: {row.status} is not an HTTP error status"


def _rule_problems(rule: Rule, edition: Edition) -> Iterator[str]:
    if rule.code not in edition.errors:
        yield f"code: {rule.code} is not in the error table"
    if not rule.source:
        yield "source: missing"
    if rule.basis == "assumed" and not rule.reason:
        yield "reason: missing; an assumed rule says why"
    if edition.completeness.errors == "full" and (strays := set(rule.alternatives) - set(edition.errors)):
        yield f"alternatives: {', '.join(sorted(strays))} not in the error table"
    if rule.field is not None and rule.field not in edition.request.fields:
        yield f"field: {rule.field} is not a request field"
