"""The answer to the credits query: a list of pools with the vendor's fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contract_tests.exchange import MISSING
from contract_tests.finding import Finding
from contract_tests.judging.bench import Case, type_name

_TYPES: dict[str, tuple[type, ...]] = {"string": (str,), "integer": (int,), "number": (int, float)}


def judge_balance(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with the pools; the documents show a list of them, and in one place a single one."""
    query = case.edition.credits_query
    pools = case.answer.value("data")
    if isinstance(pools, dict):
        pools = [pools]
    if not isinstance(pools, list):
        kind, observed = ("field_missing", "missing") if pools is MISSING else ("field_retyped", type_name(pools))
        yield case.finding(kind, "field:data", "list", observed, "the balance is no list of pools", query.basis)
        return
    for pool in pools[:1]:
        for name, kind in query.fields.items():
            yield from _field(case, pool, name, kind)


def _field(case: Case, pool: Any, name: str, kind: str) -> Iterator[Finding]:
    basis = case.edition.credits_query.basis
    value = pool.get(name, MISSING) if isinstance(pool, dict) else MISSING
    where = f"field:data[].{name}"
    if value is MISSING:
        yield case.finding("field_missing", where, kind, "missing", f"a pool has no {name}", basis)
    elif not isinstance(value, _TYPES[kind]) or isinstance(value, bool):
        says = f"{name} of a pool is {type_name(value)}; the edition says {kind}"
        yield case.finding("field_retyped", where, kind, type_name(value), says, basis)
