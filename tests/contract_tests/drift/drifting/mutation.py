"""A change of the API, small enough to be rated by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from drifting.wire import Call, Reply
from livephoto.contract.model import Edition

Rated = Literal["breaking", "compatible", "info", "harmless"]


@dataclass(frozen=True)
class Mutation:
    """One change. `row` is the row of the taxonomy of changes that it stands for, 0 for none."""

    name: str
    row: int
    rated: Rated
    edition: Callable[[Edition], Edition] = lambda edition: edition
    """What the mock takes for its edition."""
    call: Callable[[Call], Call | Reply] = lambda call: call
    """What the mock sees, or an answer in its place."""
    reply: Callable[[Call, Reply], Reply] = lambda call, reply: reply
    """What the caller sees."""
    successes: int = 1
    """Successful calls that it takes to be seen: more than one are not to be had for 22 credits."""


def on_json(edit: Callable[[dict[str, Any]], Any]) -> Callable[[Call, Reply], Reply]:
    """Return a change of every answer's JSON; `edit` changes it in place, or returns another."""

    def change(_: Call, reply: Reply) -> Reply:
        body = reply.json
        edited = edit(body)
        return reply.with_json(body if edited is None else edited)

    return change


def on_success(edit: Callable[[dict[str, Any]], Any]) -> Callable[[Call, Reply], Reply]:
    """Return a change of the JSON of live photos only."""
    return lambda call, reply: on_json(edit)(call, reply) if call.live and reply.status == 200 else reply


def on_refusal(edit: Callable[[dict[str, Any]], Any]) -> Callable[[Call, Reply], Reply]:
    """Return a change of the JSON of refusals only."""
    return lambda call, reply: on_json(edit)(call, reply) if reply.status != 200 else reply
