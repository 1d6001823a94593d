"""The balance of an account, as the vendor's own question answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from livephoto.breach import Breach
from livephoto.contract import Edition


@dataclass(frozen=True, slots=True)
class CreditPool:
    """One pool of credits. Amounts are in credits, times in Unix seconds; None where the answer had none.

    unique_sign: which APIs the pool pays for; the edition's `universal_sign` pays for all.
    """

    unique_sign: str
    balance: float
    name: str | None = None
    total: float | None = None
    last_recharge_balance: float | None = None
    balance_warning: float | None = None
    first_buy_time: int | None = None
    last_update_time: int | None = None


@dataclass(frozen=True, slots=True)
class Credits:
    """What an account holds. `balance` is the sum of the pools that can pay for a live photo."""

    balance: float
    pools: tuple[CreditPool, ...]


def read_credits(data: Any, edition: Edition) -> Credits:
    """Return the credits in the answer's `data`. Raises Breach where it is of another shape.

    The page shows a list of pools; an older one showed a single pool.
    """
    rows = [data] if isinstance(data, Mapping) else data
    if not isinstance(rows, list):
        raise Breach("data is no list of pools")
    pools = tuple(_read_pool(row, edition.credits_query.fields) for row in rows)
    paying = {edition.credits_query.universal_sign, edition.billing.unique_sign}
    return Credits(sum(pool.balance for pool in pools if pool.unique_sign in paying), pools)


def _read_pool(row: Any, fields: Mapping[str, str]) -> CreditPool:
    if not isinstance(row, Mapping):
        raise Breach("a pool is no object")
    known = {name: _typed(name, row[name], kind) for name, kind in fields.items() if row.get(name) is not None}
    if missing := {"unique_sign", "balance"} - set(known):
        raise Breach(f"a pool without {' and '.join(sorted(missing))}")
    return CreditPool(**known)


def _typed(name: str, value: Any, kind: str) -> Any:
    wanted = {"string": str, "integer": int, "number": int | float}[kind]
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise Breach(f"a pool's {name} is no {kind}")
    return value
