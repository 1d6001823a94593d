"""Says what an error code means: text, family, whether to retry, what it cost, which rules answer it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from livephoto.contract.families import Family, family_of, may_retry
from livephoto.contract.loader import DEFAULT_EDITION, load_editions
from livephoto.contract.model import Basis, Billing, Edition, Rule
from livephoto.contract.strict import ContractError


@dataclass(frozen=True, slots=True)
class Standing:
    """What one edition's table says of a code."""

    edition: str
    status: int
    message: str | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that the editions say of one error code."""

    code: str
    edition: str
    """The edition that text, coarse code, billing and rules are taken from."""
    text: str | None
    coarse: str
    """The `error_code_str` that goes with it."""
    family: Family
    may_retry: bool
    """Whether the same request may succeed later."""
    billing: Billing
    """What a failing call costs, and how that is known."""
    rules: tuple[Rule, ...]
    """The rules that are answered with this code."""
    alternative_of: tuple[Rule, ...]
    """The rules that the evidence would let be answered with it as well."""
    standings: tuple[Standing, ...]
    """One for each edition whose table holds it, oldest first."""


def explain(code: str, editions: Sequence[Edition] | None = None, prefer: str = DEFAULT_EDITION) -> Explanation:
    """Explain `code`: a code in any case, or the name of a rule, which stands for the code that it answers with.

    `editions` (every one that ships, where left out) are searched, oldest first; edition `prefer` gives the text where
    it holds the code, else the newest that does. Raises ContractError, naming near ones, for what is neither.
    """
    searched = load_editions() if editions is None else editions
    name = _code_named(code, searched)
    holders = [edition for edition in searched if name in edition.errors]
    told_by = next((edition for edition in holders if edition.id == prefer), holders[-1])
    row = told_by.errors[name]
    return Explanation(
        code=name,
        edition=told_by.id,
        text=row.message,
        coarse=told_by.coarse_of(name),
        family=family_of(name, row.status),
        may_retry=may_retry(name, row.status),
        billing=told_by.billing,
        rules=tuple(rule for rule in told_by.rules.values() if rule.code == name),
        alternative_of=tuple(rule for rule in told_by.rules.values() if name in rule.alternatives),
        standings=tuple(_standings(name, holders)),
    )


def codes_with_status(status: int, editions: Sequence[Edition] | None = None) -> dict[str, tuple[str, ...]]:
    """Return the codes that any edition answers with HTTP `status`, each with the ids of those editions."""
    found: dict[str, list[str]] = {}
    for edition in load_editions() if editions is None else editions:
        for row in edition.errors.values():
            if row.status == status:
                found.setdefault(row.name, []).append(edition.id)
    return {name: tuple(ids) for name, ids in found.items()}


def _code_named(text: str, editions: Sequence[Edition]) -> str:
    spelled = text.strip().replace("-", "_")
    codes = _unique(name for edition in editions for name in edition.errors)
    if spelled.upper() in codes:
        return spelled.upper()
    rules = {rule.name: rule.code for edition in editions for rule in edition.rules.values()}
    if spelled.lower() in rules:
        return rules[spelled.lower()]
    near = get_close_matches(spelled.upper(), codes, n=3) + get_close_matches(spelled.lower(), rules, n=2)
    hint = f"; near: {', '.join(near)}" if near else ""
    raise ContractError(f"no error code or rule {text!r} in any edition{hint}")


def _standings(name: str, holders: Iterable[Edition]) -> Iterator[Standing]:
    for edition in holders:
        row = edition.errors[name]
        yield Standing(edition.id, row.status, row.message, row.basis)


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
