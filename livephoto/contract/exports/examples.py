"""The answers of an edition as examples, ready to be written into another tool's file."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from livephoto.contract.envelope import SUCCESS_STATUS, failure, success
from livephoto.contract.model import Edition

REQUEST_ID, LOG_ID = "\ue000request\ue000", "\ue000log\ue000"
"""Stand where an answer's two ids go: each tool has its own way to make fresh ones."""


@dataclass(frozen=True, slots=True)
class Example:
    """One answer of an edition."""

    name: str
    """A rule's name, or an error code."""
    status: int
    body: dict[str, Any]
    """The envelope, with REQUEST_ID and LOG_ID where the ids go."""
    summary: str


def success_example(edition: Edition) -> Example:
    """Return the success: the envelope around a whole video, a still test picture of two seconds and 512 px."""
    path = next(name for name, item in edition.response.data.items() if item.encoding == "base64").split(".")
    value: Any = _video()
    for name in reversed(path[1:]):
        value = {name: value}
    body = success(edition, REQUEST_ID, LOG_ID, value)
    return Example("live_photo", SUCCESS_STATUS, body, "a live photo")


def rule_example(edition: Edition, rule: str) -> Example:
    """Return the answer of a rule. Raises KeyError for a rule that the edition does not have."""
    found = edition.rules[rule]
    body = failure(edition, found.code, REQUEST_ID, LOG_ID, found)
    return Example(rule, edition.status_of(found.code), body, found.fault)


def refusal_examples(edition: Edition) -> tuple[Example, ...]:
    """Return an example for each rule, then one for each error code, in the edition's order."""
    by_code = (
        Example(name, row.status, failure(edition, name, REQUEST_ID, LOG_ID), row.message or name)
        for name, row in edition.errors.items()
    )
    return (*(rule_example(edition, name) for name in edition.rules), *by_code)


def with_ids(text: str, request_id: str, log_id: str) -> str:
    """Return a text with the ids, or what makes them, in their places."""
    return text.replace(REQUEST_ID, request_id).replace(LOG_ID, log_id)


def stable_id(*parts: str) -> str:
    """Return a UUID that is the same whenever the same thing is exported."""
    return str(uuid5(NAMESPACE_URL, "/".join(("livephoto", *parts))))


@cache
def _video() -> str:
    return b64encode(files("livephoto.contract.exports").joinpath("clip.mp4").read_bytes()).decode()
