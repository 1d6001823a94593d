"""What an error code means to a caller: its family, and whether the same request may succeed later."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from livephoto.contract.strict import ContractError, build


@dataclass(frozen=True, slots=True)
class Family:
    """A group of error codes that a caller treats alike."""

    name: str
    meaning: str
    advice: str
    statuses: tuple[int, ...]
    """HTTP statuses by which a code outside every table is taken for this family."""
    codes: tuple[str, ...]
    retry: tuple[str, ...]
    """The codes among `codes` where a later attempt may succeed unchanged."""


@cache
def load_families() -> Mapping[str, Family]:
    """Return the families by name. Raises ContractError where their file is wrong."""
    text = files("livephoto.contract").joinpath("families.toml").read_text(encoding="utf-8")
    families = {
        name: build(Family, {"name": name, **table}, f"families.toml: {name}")
        for name, table in tomllib.loads(text).items()
    }
    seen: dict[str, str] = {}
    for family in families.values():
        for code in family.codes:
            if code in seen:
                raise ContractError(f"families.toml: {code} is in {seen[code]} and in {family.name}")
            seen[code] = family.name
        if stray := set(family.retry) - set(family.codes):
            raise ContractError(f"families.toml: {family.name}.retry names {sorted(stray)}, which codes does not")
    return families


def family_of(code: str | None, status: int) -> Family:
    """Return the family of an error code; of its HTTP status where the code is in no table."""
    families = load_families()
    for family in families.values():
        if code in family.codes:
            return family
    for family in families.values():
        if status in family.statuses:
            return family
    return families["service_trouble" if status >= 500 else "wrong_request"]


def may_retry(code: str | None, status: int) -> bool:
    """Tell whether the same request may succeed later.

    By the code where a table holds it; by the status (429, 5xx but 501) for answers without a known code, such as
    a gateway's own page.
    """
    family = family_of(code, status)
    if code in family.codes:
        return code in family.retry
    return status in (429, 500, 502, 503, 504)
