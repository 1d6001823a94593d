"""Makes scenarios of documents, against one edition. Import it late: it brings pydantic."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from pydantic import BaseModel, ValidationError

from livephoto.contract import Edition
from livephoto.pseudonym import pseudonym
from mock_server.answers import Headers
from mock_server.preferences import find_error
from mock_server.scenarios import model
from mock_server.scenarios.errors import Key, ScenarioError
from mock_server.scenarios.faults import KINDS, Fault, Point
from mock_server.scenarios.stub import Delay, Dribble, Effect, Error, Limit, Pattern, Scenario, States, Stub, Turn

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_HEADER_TEXT = re.compile(r"[\t -~\x80-\xff]*")
_FRAMING = ("connection", "content-length", "transfer-encoding")


def read_scenario(document: Any, edition: Edition, identity: str) -> Scenario:
    """Return the scenario that a document describes. Raises ScenarioError, with the key at fault.

    identity: under which its counts and states are kept.
    """
    made = _validated(document)
    stubs = tuple(_stub(each, index, made, edition) for index, each in enumerate(made.stubs))
    return Scenario(made.name, identity, made.per, stubs, made.asked_only)


def hidden_keys(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a valid document with pseudonyms in the place of keys."""
    copy: dict[str, Any] = json.loads(json.dumps(document, default=str))
    for stub in copy.get("stubs", ()):
        if "key" in stub.get("request", {}):
            stub["request"]["key"] = pseudonym(stub["request"]["key"])
    return copy


def _validated(document: Any) -> model.Scenario:
    try:
        return model.Scenario.model_validate_json(json.dumps(document, default=str), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = _key_in(document, first["loc"])
        raise ScenarioError(_says(first["type"], first["msg"], key), key) from None


def _key_in(document: Any, place: Key) -> Key:
    """Return pydantic's place without what is no part of the document, such as the name of a union's member."""
    key: list[str | int] = []
    for number, part in enumerate(place):
        last = number == len(place) - 1
        there = part in document if isinstance(document, dict) else isinstance(document, list) and isinstance(part, int)
        if there:
            document = document[part]
            key.append(part)
        elif last and part not in ("fixed", "uniform", "lognormal"):
            key.append(part)
    return tuple(key)


def _says(kind: str, message: str, key: Key) -> str:
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(key[-1]), _known_keys(), 1)
        return "unknown key" + (f"; did you mean {near[0]}?" if near else "")
    if kind == "missing":
        return "missing"
    if kind == "string_pattern_mismatch":
        return f"does not look as it must: {message.partition('pattern ')[2]}"
    return message.removeprefix("Value error, ").replace("Input should be", "must be", 1)


def _known_keys() -> list[str]:
    kinds = [kind for kind in vars(model).values() if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return sorted({item.alias or name for kind in kinds for name, item in kind.model_fields.items()})


def _stub(stub: model.Stub, index: int, scenario: model.Scenario, edition: Edition) -> Stub:
    place: Key = ("stubs", index)
    made = Stub(
        index,
        pattern=_pattern(stub.request, edition),
        effect=_effect(stub, edition, place),
        turn=_turn(stub.when),
        states=States(stub.scenario_name, stub.required_scenario_state, stub.new_scenario_state),
        seed=str(stub.when.seed if stub.when and stub.when.seed is not None else scenario.name),
        limits=_limits(stub.quota),
    )
    if made.effect.early:
        _refuse_what_comes_too_late(made, scenario, place)
    return made


def _refuse_what_comes_too_late(stub: Stub, scenario: model.Scenario, place: Key) -> None:
    what = "this acts before the body is read, when only key, path and method are known"
    for name in ("type", "photo"):
        if getattr(stub.pattern, name) is not None:
            raise ScenarioError(f"{what}; leave {name} out, or act later", (*place, "request", name))
        if name in scenario.per:
            raise ScenarioError(f"stub {stub.index} cannot be counted per {name}: {what}", ("per",))
    if stub.effect.billed:
        says = "a call that ends before its body was read is never billed; leave billed out"
        if stub.effect.ends_upload:
            raise ScenarioError(says, (*place, "response", "billed"))


def _pattern(request: model.RequestPattern, edition: Edition) -> Pattern:
    path = None if request.path == "*" else request.path or edition.request.path
    return Pattern(
        path,
        key=pseudonym(request.key) if request.key is not None else None,
        type=request.type,
        photo=request.photo.lower() if request.photo is not None else None,
        method=request.method.upper() if request.method is not None else None,
    )


def _turn(when: model.When | None) -> Turn:
    return Turn(when.after, when.every, when.probability, when.times) if when else Turn()


def _limits(quota: model.Quota | None) -> tuple[Limit, ...]:
    if quota is None:
        return ()
    both = (quota.per_second, 1.0, "second"), (quota.per_day, 86_400.0, "day")
    return tuple(Limit(calls, seconds, name) for calls, seconds, name in both if calls is not None)


def _effect(stub: model.Stub, edition: Edition, place: Key) -> Effect:
    response, inside = stub.response, (*place, "response")
    point = response.at or Point.START
    return Effect(
        error=_error(stub, edition, inside),
        status=response.status,
        headers=_headers(response.headers, (*inside, "headers")),
        sunset=response.sunset_in_seconds,
        delay=_delay(response),
        moment=response.delay_at,
        dribble=_dribble(response.chunked_dribble_delay),
        fault=response.fault,
        point=point if response.fault is Fault.CONNECTION_RESET_BY_PEER else None,
        billed=response.billed,
    )


def _error(stub: model.Stub, edition: Edition, place: Key) -> Error | None:
    response = stub.response
    name = "endpoint_retired" if response.retired else response.error
    if stub.quota is not None:
        name = "too_many_calls"
    elif response.fault is not None and name is None:
        name = KINDS[response.fault].rule
    if name is None:
        return None
    found = find_error(edition, name)
    if found is None:
        _refuse_error(name, edition, (*place, "error"))
    return Error(*found)


def _refuse_error(name: str, edition: Edition, key: Key) -> NoReturn:
    near = difflib.get_close_matches(name.upper(), edition.errors, 1)
    near += difflib.get_close_matches(name.lower().replace("-", "_"), edition.rules, 1)
    hint = f"did you mean {' or '.join(near)}?" if near else "`livephoto contract show` lists codes and rules"
    raise ScenarioError(f"edition {edition.id} has no error {name!r}; {hint}", key)


def _headers(headers: Mapping[str, str | int], place: Key) -> Headers:
    made: Headers = []
    for name, value in headers.items():
        text = str(value)
        if not _TOKEN.fullmatch(name):
            raise ScenarioError("this is no name of a header", (*place, name))
        if name.lower() in _FRAMING:
            raise ScenarioError("the server sets this header itself", (*place, name))
        if not _HEADER_TEXT.fullmatch(text):
            raise ScenarioError("a header's value is one line of Latin-1 text", (*place, name))
        made.append((name.lower().encode(), text.encode("latin-1")))
    return made


def _delay(response: model.Response) -> Delay | None:
    shape = response.delay_distribution
    if response.fixed_delay_milliseconds is not None:
        return Delay("fixed", response.fixed_delay_milliseconds / 1000)
    if isinstance(shape, model.FixedDelay):
        return Delay("fixed", shape.milliseconds / 1000)
    if isinstance(shape, model.UniformDelay):
        return Delay("uniform", (shape.lower + shape.upper) / 2000, (shape.upper - shape.lower) / 2000)
    if isinstance(shape, model.LognormalDelay):
        return Delay("lognormal", shape.median / 1000, shape.sigma, shape.max_value / 1000)
    return None


def _dribble(dribble: model.ChunkedDribble | None) -> Dribble | None:
    return Dribble(dribble.number_of_chunks, dribble.total_duration / 1000) if dribble else None
