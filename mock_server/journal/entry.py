"""One entry of the journal: what came, what was made of it, what it cost. Digests and sizes, never a body or a key.

An entry is a plain dictionary, ready for JSON and for a store that replicas share; its names are in camel case.
"""

from __future__ import annotations

from typing import Literal, TypedDict


class PartSeen(TypedDict):
    """One part of the form."""

    name: str
    kind: Literal["text", "file"]
    filename: str | None
    declaredType: str | None
    bytes: int


class Photo(TypedDict):
    """The image part, by its content."""

    sha256: str | None
    """None where it was cut off."""
    bytes: int
    format: str | None
    """"JPEG", "PNG", "BMP", or what else it was recognised as; None for anything unknown."""
    width: int | None
    height: int | None


class Duration(TypedDict):
    """Milliseconds."""

    read: float
    """From the head of the request to the end of its body."""
    total: float
    """From the head of the request to the end of the answer."""
    render: float | None
    """The engine's work; None where it had none."""


class Entry(TypedDict):
    """One call. None means: there was none, or it was not looked at."""

    number: int
    """Its place, from 1 on; goes on after a reset."""
    id: str
    at: str
    """When it began: ISO 8601, UTC, microseconds."""
    method: str
    path: str
    key: str | None
    """The key's pseudonym; equal keys have equal ones."""
    keyElsewhere: str | None
    """Where a key was found that the API does not look at, as in "the header authorization"."""
    contentType: str | None
    fields: dict[str, str]
    """Text fields that the edition knows, their values cut to 100 characters."""
    parts: list[PartSeen]
    """The parts of the form in their order, 32 at most."""
    multipart: bool
    """The body was a form that could be read to its end."""
    photo: Photo | None
    bodyBytes: int
    status: int | None
    """None where nothing was answered."""
    code: str | None
    """The error code answered."""
    rule: str | None
    """The rule that answered."""
    basis: str | None
    """Why we believe in that answer: documented, observed or assumed."""
    verdict: Literal["answered", "client gone", "fault"]
    asked: str | None
    """What asked for that answer in the place of the usual one: a `Prefer` value, "key" or "scenario"."""
    scenario: str | None
    """The scenario that had a say."""
    credits: int
    """What the call cost."""
    engine: str | None
    faceLevel: int | None
    """How well the engine understood the face: 1 best, 3 no face."""
    retryAfter: float | None
    """Seconds that the answer asked to wait."""
    requestId: str | None
    """The answer's `request_id`."""
    traceparent: str | None
    """The caller's trace context, as sent."""
    answerBytes: int
    durationMs: Duration
    worker: int
    """Process id of the server that answered."""
