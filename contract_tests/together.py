"""What only several exchanges show together: the default type, types that make no difference, the price."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from contract_tests.exchange import Exchange
from contract_tests.finding import Finding
from contract_tests.severity import rate
from livephoto.contract.model import Edition, LivePhotoType

_ASKED: Mapping[str, LivePhotoType | None] = {
    "success-default": None,
    "success-avatar": LivePhotoType.AVATAR,
    "success-full-body": LivePhotoType.FULL_BODY,
}
COMPARED = tuple(_ASKED)
"""Probes whose exchanges are kept to be compared."""

Seen = tuple[str, str]
"""A success: the probe's id, and its video or a digest of it."""


def default_type(edition: Edition) -> LivePhotoType | None:
    """Return the type of a call that names none; None where the edition has no such default."""
    return next((kind for kind in LivePhotoType if kind == edition.request.type_field.default), None)


def judge_together(exchanges: Mapping[str, Exchange], edition: Edition) -> Iterator[Finding]:
    """Yield what the successes of one photo say about the `type` field."""
    videos = {name: _video(exchange) for name, exchange in exchanges.items() if name in _ASKED}
    yield from judge_types({_ASKED[name]: (name, video) for name, video in videos.items() if video}, edition)


def judge_types(seen: Mapping[LivePhotoType | None, Seen], edition: Edition) -> Iterator[Finding]:
    """Yield what the videos of one photo, by the type asked for (None: by no type), say about the field."""
    avatar, full = seen.get(LivePhotoType.AVATAR), seen.get(LivePhotoType.FULL_BODY)
    if avatar and full and avatar[1] == full[1]:
        says = "both types give the same video: the type is ignored"
        yield _finding("type_ignored", full[0], "a video of its own", "the other type's", says)
        return
    plain, default = seen.get(None), default_type(edition)
    if plain is None or default is None:
        return
    other = LivePhotoType(not default)
    if (others := seen.get(other)) and others[1] == plain[1]:
        says = f"a call without a type gives the {other.name.lower().replace('_', ' ')}: the default has changed"
        yield _finding("default_changed", plain[0], int(default), int(other), says)


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
