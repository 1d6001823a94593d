"""What an error code means to a caller: its family, and whether the same request may succeed later."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
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
    retry_statuses: tuple[int, ...] = ()
    """The statuses among `statuses` where it may, for an answer without a known code."""
    free_statuses: tuple[int, ...] = ()
    """The 5xx statuses among `statuses` by which a gateway says that it passed nothing on: nothing was billed."""


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
        _check_named(family.retry, family.codes, f"{family.name}.retry names %s, which codes does not")
        _check_named(family.retry_statuses, family.statuses, f"{family.name}.retry_statuses names %s, not in statuses")
        _check_named(family.free_statuses, family.statuses, f"{family.name}.free_statuses names %s, not in statuses")
    return families


def _check_named(some: Collection[object], known: Collection[object], says: str) -> None:
    if stray := [each for each in some if each not in known]:
        raise ContractError(f"families.toml: {says % stray}")


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

    By the code where a table holds it; by the status for answers without a known code, such as a gateway's own page.
    """
    family = family_of(code, status)
    if code in family.codes:
        return code in family.retry
    return status in family.retry_statuses


def may_be_billed(status: int) -> bool:
    """Tell whether a gateway's own page, without the API's envelope, may stand before a call that was billed.

    With 5xx it may have passed the request on and given up waiting.
    """
    return status >= 500 and status not in family_of(None, status).free_statuses
