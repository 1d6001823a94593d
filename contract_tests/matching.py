"""Which edition is it: the same exchanges, held against every edition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contract_tests.exchange import Exchange
from contract_tests.finding import Finding
from contract_tests.judge import judge
from contract_tests.report import Match, ProbeResult
from livephoto.contract.model import Edition

_TELLING = ("status_changed", "code_changed", "code_unknown")
"""Kinds that tell editions apart even where one of them only assumes what it says."""


def conforms(exchange: Exchange, edition: Edition) -> bool:
    """Tell whether an exchange is what an edition's server, as far as it is known or assumed, would have answered."""
    return is_conformity(judge(exchange, edition))


def is_conformity(findings: Iterable[Finding]) -> bool:
    """Tell whether all that was found is what nobody knew better."""
    return all(found.severity == "info" and found.kind not in _TELLING for found in findings)


def agreeing(exchange: Exchange, editions: Iterable[Edition]) -> tuple[str, ...]:
    """Return the ids of the editions that an exchange conforms to."""
    return tuple(edition.id for edition in editions if conforms(exchange, edition))


def match(results: Sequence[ProbeResult], editions: Sequence[Edition], asked: str) -> tuple[Match, ...]:
    """Return the agreement with every edition, best first; among equals the one asked for, then the newest."""
    answered = [result for result in results if result.outcome in ("agrees", "differs")]

    def one(edition: Edition) -> Match:
        against = tuple(result.id for result in answered if edition.id not in result.agrees_with)
        share = 1 - len(against) / len(answered) if answered else 0.0
        return Match(edition.id, round(share, 4), against)

    order = {edition.id: number for number, edition in enumerate(editions)}
    return tuple(sorted(map(one, editions), key=lambda it: (-it.agreement, it.edition != asked, -order[it.edition])))
