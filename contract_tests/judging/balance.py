"""The answer to the credits query: a list of pools with the vendor's fields."""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.exchange import MISSING
from contract_tests.finding import Finding
from contract_tests.judging.bench import Case, shown

_TYPES: dict[str, tuple[type, ...]] = {"string": (str,), "integer": (int,), "number": (int, float)}


def judge_balance(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with the pools."""
    query = case.edition.credits_query
    pools = case.answer.value("data")
    if not isinstance(pools, list):
        observed = "missing" if pools is MISSING else shown(pools)
        kind = "field_missing" if pools is MISSING else "field_retyped"
        yield case.finding(kind, "field:data", "list", observed, "the balance is no list of pools", query.basis)
        return
    for pool in pools[:1]:
        for name, kind in query.fields.items():
            value = pool.get(name, MISSING) if isinstance(pool, dict) else MISSING
            where = f"field:data[].{name}"
            if value is MISSING:
                yield case.finding("field_missing", where, kind, "missing", f"a pool has no {name}", query.basis)
            elif not isinstance(value, _TYPES[kind]) or isinstance(value, bool):
                says = f"{name} of a pool is {type(value).__name__}; the edition says {kind}"
                yield case.finding("field_retyped", where, kind, shown(value), says, query.basis)
