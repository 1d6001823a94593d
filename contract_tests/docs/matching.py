"""Which edition the pages are: every told fact, held against every edition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contract_tests.docs.differences import differences
from contract_tests.docs.facts import DocFacts
from contract_tests.docs.places import LIFECYCLE, told_places
from contract_tests.report import Match
from livephoto.contract.model import Edition


def match(facts: DocFacts, editions: Sequence[Edition], asked: str) -> tuple[Match, ...]:
    """Return the agreement with every edition, best first; among equals the one asked for, then the newest.

    The agreement is the share of the told facts that the edition says as well; a fact that it does not hold is no
    agreement, and a thing that it holds and a whole table of the pages does not is one more fact against it.
    """
    order = {edition.id: number for number, edition in enumerate(editions)}
    found = (_match(facts, edition) for edition in editions)
    return tuple(sorted(found, key=lambda it: (-it.agreement, it.edition != asked, -order[it.edition])))


def _match(facts: DocFacts, edition: Edition) -> Match:
    against = [where for found in differences(facts, edition) for where in _places(found.change.where)]
    places = told_places(facts)
    told_otherwise = {where for where in places if any(_within(other, where) for other in against)}
    missing = {where for where in against if not any(_within(where, told) for told in told_otherwise)}
    agreeing = [where for where in places if where not in told_otherwise and _is_held(where, edition)]
    every = len(places) + len(missing)
    return Match(edition.id, round(len(agreeing) / every, 4) if every else 0.0, tuple(dict.fromkeys(against)))


def _places(where: str) -> Iterator[str]:
    """Yield the places that a difference is about: `response.{a,b}` names two."""
    table, brace, names = where.partition("{")
    yield from (f"{table}{name}" for name in names.rstrip("}").split(",")) if brace else (where,)


def _within(where: str, place: str) -> bool:
    return where == place or where.startswith(f"{place}.")


def _is_held(where: str, edition: Edition) -> bool:
    """Tell whether the edition says anything of a thing, so that it can agree."""
    table, _, name = where.partition(".")
    match table:
        case "errors":
            return name in edition.errors
        case "error_str":
            return name in edition.error_str
        case "response":
            return _is_of_the_answer(name, edition)
        case "lifecycle":
            return any(getattr(edition.lifecycle, key) is not None for key, it in LIFECYCLE.items() if it == name)
    return True


def _is_of_the_answer(name: str, edition: Edition) -> bool:
    if name.startswith("success_rules."):
        return name.removeprefix("success_rules.") in edition.response.success_rules
    return name in ("media_type", "error_code_rule") or name in edition.response.fields or name in edition.response.data
