"""What only several exchanges show together: the default type, types that make no difference, the price."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from contract_tests.exchange import Exchange
from contract_tests.finding import Finding
from contract_tests.severity import rate
from livephoto.contract.model import Edition

COMPARED = _DEFAULT, _AVATAR, _FULL = "success-default", "success-avatar", "success-full-body"
"""Probes whose exchanges are kept to be compared."""

Seen = tuple[str, str]
"""A success: the probe's id, and its video or a digest of it."""


def judge_together(exchanges: Mapping[str, Exchange]) -> Iterator[Finding]:
    """Yield what the successes of one photo say about the `type` field."""
    videos = {name: _video(exchange) for name, exchange in exchanges.items()}
    seen = {name: (name, video) for name, video in videos.items() if video}
    yield from judge_types(seen.get(_DEFAULT), seen.get(_AVATAR), seen.get(_FULL))


def judge_types(default: Seen | None, avatar: Seen | None, full: Seen | None) -> Iterator[Finding]:
    """Yield what the videos of one photo, by the type asked for, say about the field; None: not asked, or no video."""
    if avatar and full and avatar[1] == full[1]:
        says = "both types give the same video: the type is ignored"
        yield _finding("type_ignored", full[0], "a video of its own", "the other type's", says)
    elif default and full and default[1] == full[1]:
        says = "a call without a type gives the full body: the default has changed"
        yield _finding("default_changed", default[0], 0, 1, says)


def judge_bill(edition: Edition, before: float | None, after: float | None, successes: int) -> Iterator[Finding]:
    """Yield where the balance fell by something else than the successes cost; None: the balance is not known."""
    if before is None or after is None:
        return
    spent, price = before - after, edition.billing.credits_per_success
    if successes == 0 and spent > 0:
        says = f"the balance fell by {spent:g} credits though every call failed"
        yield _finding("failure_billed", "credits-query", 0, spent, says)
    elif successes and spent != successes * price:
        says = f"{successes} successful calls cost {spent:g} credits; the edition says {price} each"
        yield _finding("price_changed", "credits-query", successes * price, spent, says)


def without_echoes(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings, but no refusal of a special call that the plainest ones meet too: its shape is not why."""
    found = tuple(findings)
    plain = {it.observed for it in found if it.expected == "success" and it.probe in COMPARED}
    for it in found:
        if it.expected != "success" or it.probe in COMPARED or it.observed not in plain:
            yield it


def _video(exchange: Exchange) -> str | None:
    value = exchange.answer.value("data.video")
    return value if isinstance(value, str) and value else None


def _finding(kind: str, probe: str, expected: object, observed: object, says: str) -> Finding:
    return Finding(kind, rate(kind), "field:type", expected, observed, "documented", probe, says)
