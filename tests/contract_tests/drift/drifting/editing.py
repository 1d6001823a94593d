"""Small edits of editions, envelopes and calls that mutations are put together from."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from drifting.wire import REQUEST, Call, Reply
from livephoto.contract import load_edition
from livephoto.contract.envelope import encode, failure
from livephoto.contract.model import Edition

CONTRACT = load_edition("2026-01")
JSON = {"content-type": "application/json"}


def refuse(code: str, status: int | None = None) -> Reply:
    """Return a whole refusal with `code`, in another status if one is given."""
    body = failure(CONTRACT, code, "some-id", "another-id")
    if status is not None:
        body["error_code"] = body["error_detail"]["status_code"] = status
    return Reply(status or CONTRACT.status_of(code), dict(JSON), encode(body))


def refuse_if(test: Callable[[Call], object], code: str, status: int | None = None) -> Callable[[Call], Call | Reply]:
    """Return a rule more on the live endpoint: calls with a key that pass the test are refused."""
    return lambda call: (
        refuse(code, status) if call.live and call.headers.get(REQUEST.key_header) and test(call) else call
    )


def page(status: int, text: str = "<html><body>Sorry</body></html>", kind: str = "text/html") -> Reply:
    return Reply(status, {"content-type": kind}, text.encode())


def moved(code: str, status: int) -> Callable[[Edition], Edition]:
    """Return an edition in which `code` has another status."""
    return lambda edition: replace(
        edition, errors={**edition.errors, code: replace(edition.errors[code], status=status)}
    )


def answered_with(code: str, *rules: str) -> Callable[[Edition], Edition]:
    """Return an edition in which some rules answer another code."""
    return lambda edition: replace(
        edition,
        rules={
            name: replace(rule, code=code, says=None) if name in rules else rule for name, rule in edition.rules.items()
        },
    )


def without(*rules: str) -> Callable[[Edition], Edition]:
    return lambda edition: replace(
        edition, rules={name: rule for name, rule in edition.rules.items() if name not in rules}
    )


def limits(**changed: Any) -> Callable[[Edition], Edition]:
    def change(edition: Edition) -> Edition:
        image = replace(edition.request.image, **changed)
        return replace(edition, request=replace(edition.request, image=image))

    return change


def priced(credits: int) -> Callable[[Edition], Edition]:
    return lambda edition: replace(edition, billing=replace(edition.billing, credits_per_success=credits))


def renamed(old: str, new: str) -> Callable[[dict[str, Any]], None]:
    def edit(body: dict[str, Any]) -> None:
        *parents, name = old.split(".")
        for parent in parents:
            body = body[parent]
        if name in body:
            body[new] = body.pop(name)

    return edit


def put(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Return an edit that puts a value, or what a function makes of the old one, at a path."""

    def edit(body: dict[str, Any]) -> None:
        *parents, name = path.split(".")
        for parent in parents:
            body = body[parent]
        body[name] = value(body.get(name)) if callable(value) else value

    return edit


def drop(path: str) -> Callable[[dict[str, Any]], None]:
    def edit(body: dict[str, Any]) -> None:
        *parents, name = path.split(".")
        for parent in parents:
            body = body[parent]
        body.pop(name, None)

    return edit


def camel_case(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {_camel(name): camel_case(inner) for name, inner in value.items()}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def as_text(value: Any) -> str:
    return json.dumps(value)
