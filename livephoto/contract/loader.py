"""Reads edition files: TOML, each on top of the one that it extends, checked without mercy."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from livephoto.contract.model import Edition, ErrorCode, Rule
from livephoto.contract.strict import ContractError, build

EDITION_ORDER = ("legacy-a", "legacy-b", "2025-09", "2025-12", "2026-01", "2026-02-retired", "2026-04")
"""Every edition that ships, oldest first."""

DEFAULT_EDITION = "2026-01"
"""The last edition that was served."""

_NOT_INHERITED = ("id", "title", "date", "date_bound", "aliases", "sources", "not_seen", "notes", "extends")


def load_edition(edition: str = DEFAULT_EDITION) -> Edition:
    """Return the edition of that id or alias. Raises ContractError where there is none, or its file is wrong."""
    return _load(_resolve(edition))


def load_editions() -> tuple[Edition, ...]:
    """Return every edition that ships, oldest first."""
    return tuple(map(_load, EDITION_ORDER))


def parse_edition(text: str, name: str) -> Edition:
    """Return the edition that a TOML `text` describes; it may extend any edition that ships.

    `name` stands for the text in messages: its file's name. Raises ContractError, naming the key, for whatever an
    edition may not hold or must.
    """
    edition = build(Edition, _merged(_tables(text, name), name), name)
    for problem in _problems(edition):
        raise ContractError(f"{name}: {problem}")
    rules = {rule.name: _no_surer_than(edition.errors[rule.code], rule) for rule in edition.rules.values()}
    return replace(edition, rules=MappingProxyType(rules))


@cache
def _load(edition_id: str) -> Edition:
    return parse_edition(_text(edition_id), f"{edition_id}.toml")


def _resolve(edition: str) -> str:
    if edition in EDITION_ORDER:
        return edition
    for edition_id in EDITION_ORDER:
        if edition in _read(edition_id).get("aliases", ()):
            return edition_id
    raise ContractError(f"no edition {edition!r}; there are: {', '.join(EDITION_ORDER)}")


def _text(edition_id: str) -> str:
    return files("livephoto.contract").joinpath("editions", f"{edition_id}.toml").read_text(encoding="utf-8")


@cache
def _read(edition_id: str) -> dict[str, Any]:
    return _tables(_text(edition_id), f"{edition_id}.toml")


def _tables(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ContractError(f"{name}: {error}") from error


def _merged(tables: Mapping[str, Any], name: str) -> dict[str, Any]:
    own = dict(tables)
    if "extends" not in own:
        return own
    removed = own.pop("remove", [])
    if not isinstance(removed, list):
        raise ContractError(f"{name}.remove: expected a list, found {removed!r}")
    base = _inherited(own["extends"], name)
    for pattern in removed:
        base = _without(base, str(pattern).split("/"), f"{name}: remove {pattern!r}")
    return merge(base, own)


def _inherited(base: Any, name: str) -> dict[str, Any]:
    if base not in EDITION_ORDER:
        raise ContractError(f"{name}.extends: no edition {base!r}; there are: {', '.join(EDITION_ORDER)}")
    whole = _merged(_read(base), f"{base}.toml")
    return {key: value for key, value in whole.items() if key not in _NOT_INHERITED}


def merge(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with `change` on top: tables key by key, everything else whole."""
    merged = dict(base)
    for key, value in change.items():
        below = merged.get(key)
        both = isinstance(value, Mapping) and isinstance(below, Mapping)
        merged[key] = merge(below, value) if both else value  # type: ignore[arg-type]
    return merged


def _without(table: Any, path: list[str], where: str) -> dict[str, Any]:
    head, *rest = path
    hits = [key for key in table if fnmatchcase(key, head)] if isinstance(table, Mapping) else []
    if not hits:
        raise ContractError(f"{where}: nothing there to remove")
    if not rest:
        return {key: value for key, value in table.items() if key not in hits}
    return {key: _without(value, rest, where) if key in hits else value for key, value in table.items()}


def _no_surer_than(row: ErrorCode, rule: Rule) -> Rule:
    """Return the rule; as an assumption where the row of its code is one."""
    if row.basis != "assumed" or rule.basis == "assumed":
        return rule
    return replace(rule, basis="assumed", reason=f"{rule.code}: {row.reason}")


def _problems(edition: Edition) -> Iterator[str]:
    if not edition.sources:
        yield "sources: at least one is needed"
    for row in edition.errors.values():
        for problem in _row_problems(row, whole_table=edition.completeness.errors == "full"):
            yield f"errors.{row.name}.{problem}"
    for rule in edition.rules.values():
        for problem in _rule_problems(rule, edition):
            yield f"rules.{rule.name}.{problem}"


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
