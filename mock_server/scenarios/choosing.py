"""Which stub a call gets. The comparison is pure; counts and states are the `State`'s, so that replicas share them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from mock_server.scenarios.chance import draw, length
from mock_server.scenarios.stub import Effect, Limit, Pattern, Scenario, Stub
from mock_server.state.base import State


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a call: its head, and once its body was read, the form."""

    method: str
    path: str
    key: str
    """The key's pseudonym, "" where there was none."""
    type: int | None = None
    """None where it was not read, or is no whole number."""
    photo: str | None = None
    """SHA-256 of the photo in hex; None where it was not read, or there was none."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What was decided for one call."""

    effect: Effect
    seconds: float = 0.0
    """How long its delay is."""
    scenario: str | None = None
    """None where the request itself asked for the effect."""
    stub: int = 0
    applied: str = ""
    """The preference that was met."""
    luck: tuple[str, int] = ("", 1)
    """Seed and count, for what else is left to chance."""


@dataclass(slots=True)
class Tries:
    """What was counted already for one call, which is counted once however often it is compared."""

    counts: dict[str, int] = field(default_factory=dict)


async def choose(scenarios: Iterable[Scenario], seen: Seen, state: State, *, early: bool, tries: Tries) -> Plan | None:
    """Return what the first stub that takes the call does to it, None where none takes it.

    early: ask only the stubs that act before the body is read; else only the others.
    """
    for scenario in scenarios:
        if early and scenario.needs_body:
            continue
        kept_as = scenario.identity + scope_of(scenario, seen)
        # A call that lost a race for a state may find its stub among those that were passed over.
        for _ in range(len(scenario.stubs) + 1):
            plan, moved = await _among(scenario, kept_as, seen, state, early, tries)
            if plan is not None or not moved:
                break
        if plan is not None:
            return plan
    return None


def scope_of(scenario: Scenario, seen: Seen) -> str:
    """Return what a scenario's counts and states are kept apart by, for this call."""
    return "".join(f"|{getattr(seen, name)}" for name in scenario.per)


def fits(pattern: Pattern, seen: Seen) -> bool:
    """Tell whether a stub is for this call."""
    wanted = (
        (pattern.path, seen.path),
        (pattern.key, seen.key),
        (pattern.method, seen.method),
        (pattern.type, seen.type),
        (pattern.photo, seen.photo),
    )
    return all(want is None or want == is_ for want, is_ in wanted)


async def _among(
    scenario: Scenario, kept_as: str, seen: Seen, state: State, early: bool, tries: Tries
) -> tuple[Plan | None, bool]:
    """Return the plan, and whether another call moved a state in between."""
    for stub in scenario.stubs:
        if stub.effect.early is not early or not fits(stub.pattern, seen):
            continue
        name = stub.states.name or kept_as
        if stub.states.required is not None and await state.state_of(name) != stub.states.required:
            continue
        effect, count = await _due(stub, f"{kept_as}#{stub.index}", seen, state, tries)
        if effect is None:
            continue
        if stub.states.new is not None and not await state.move(name, stub.states.new, wanted=stub.states.required):
            return None, True
        seconds = length(effect.delay, draw(stub.seed, count, "delay")) if effect.delay else 0.0
        return Plan(effect, seconds, scenario.name, stub.index, luck=(stub.seed, count)), False
    return None, False


async def _due(stub: Stub, counter: str, seen: Seen, state: State, tries: Tries) -> tuple[Effect | None, int]:
    """Return the effect that the call gets now, None where it is not this call's turn; and the call's number."""
    if stub.limits:
        over = await _over(stub.limits, f"{counter}:{seen.key}", state, tries)
        return (_refused(stub.effect, over) if over is not None else None), 1
    count = await _count(counter, state, tries.counts)
    return (stub.effect if await _has_turn(stub, counter, count, state, tries) else None), count


async def _has_turn(stub: Stub, counter: str, count: int, state: State, tries: Tries) -> bool:
    turn = stub.turn
    number, rest = divmod(count - turn.after, turn.every)
    if number < 1 or rest:
        return False
    if turn.probability < 1.0:
        if draw(stub.seed, count) >= turn.probability:
            return False
        if turn.times is not None:
            number = await _count(f"{counter}:taken", state, tries.counts)
    return turn.times is None or number <= turn.times


async def _count(counter: str, state: State, counts: dict[str, int]) -> int:
    if counter not in counts:
        counts[counter] = (await state.hit(counter)).count
    return counts[counter]


async def _over(limits: Iterable[Limit], counter: str, state: State, tries: Tries) -> float | None:
    """Return the seconds until the first limit that is reached ends, None where the call is within all."""
    for limit in limits:
        name = f"{counter}:{limit.name}"
        if name in tries.counts:
            continue
        hit = await state.hit(name, limit.seconds)
        tries.counts[name] = hit.count
        if hit.count > limit.calls:
            return hit.left
    return None


def _refused(effect: Effect, seconds: float) -> Effect:
    retry_after = b"retry-after", b"%d" % max(1, math.ceil(seconds))
    given: Mapping[bytes, bytes] = dict(effect.headers)
    return effect if b"retry-after" in given else replace(effect, headers=[*effect.headers, retry_after])
