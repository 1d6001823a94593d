"""The request of an edition as the pages tell it: address, form, limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from contract_tests.docs.facts import DocFacts, FormField, Told
from livephoto.contract.model import ImageLimits, Request, RequestField

T = TypeVar("T")


def request_of(facts: DocFacts, known: Request) -> Request:
    """Return how a call is made, as the pages tell it; what they do not tell is as known."""
    path = urlsplit(facts.url[0].value).path if facts.url else _first(facts.path, known.path)
    return replace(
        known,
        url=_first(facts.url, f"{known.server}{path}"),
        path=path,
        method=_first(facts.method, known.method),
        media_type=_first(facts.media_type, known.media_type),
        key_header=_first(facts.key_header, known.key_header),
        fields=_form(facts, known.fields),
        image=_image(facts, known.image),
    )


def form_of(facts: DocFacts) -> tuple[Told[FormField], ...]:
    """Return the form's fields: the body's table, else openapi.json, whose texts may stand for numbers as well."""
    if facts.form_table:
        return facts.form_table
    schema = (told for told in facts.form if told.value.source == "openapi")
    return tuple(replace(told, value=_typed_loosely(told.value)) for told in schema)


def spelled_as_pillow(formats: Sequence[str]) -> tuple[str, ...]:
    """Return image formats as Pillow spells them, each once."""
    return tuple(dict.fromkeys("JPEG" if name.upper() == "JPG" else name.upper() for name in formats))


def _first(tellings: Sequence[Told[T]], otherwise: T) -> T:
    return tellings[0].value if tellings else otherwise


def _form(facts: DocFacts, known: Mapping[str, RequestField]) -> Mapping[str, RequestField]:
    tellings = form_of(facts)
    told = {each.value.name: _form_field(each.value, known.get(each.value.name)) for each in reversed(tellings)}
    whole = facts.whole("form") if facts.form_table else False
    kept = {} if whole else {name: field for name, field in known.items() if name not in told}
    return {**{each.value.name: told[each.value.name] for each in tellings}, **kept}


def _form_field(told: FormField, known: RequestField | None) -> RequestField:
    """Return a field of the form; `allowed` and `default` are whole numbers where they are spelled so."""
    allowed, default = tuple(map(_number, told.allowed)), None if told.default is None else _number(told.default)
    if known is None:
        kind = cast(Any, told.type or "string")
        return RequestField(told.name, kind, bool(told.required), None, cast(Any, allowed), cast(Any, default))
    return replace(
        known,
        type=cast(Any, told.type or known.type),
        required=known.required if told.required is None else told.required,
        allowed=cast(Any, allowed or known.allowed),
        default=cast(Any, known.default if default is None else default),
    )


def _typed_loosely(field: FormField) -> FormField:
    return replace(field, type=None) if field.type == "string" else field


def _number(text: str) -> int | str:
    return int(text) if text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() else text


def _image(facts: DocFacts, known: ImageLimits) -> ImageLimits:
    image = known
    if facts.formats:
        spelled = facts.formats[0].value
        image = replace(image, formats=spelled_as_pillow(spelled), spelled=spelled)
    if facts.max_bytes:
        size = facts.max_bytes[0].value
        values = {reading.max_bytes for reading in size.readings}
        image = replace(image, max_bytes_wording=size.wording, **_limit("max_bytes", known.max_bytes, values))
    if facts.max_side:
        side = facts.max_side[0].value
        values = {reading.max_side + (not reading.exclusive) for reading in side.readings if reading.max_side}
        image = replace(image, max_side_wording=side.wording, **_limit("max_side", known.max_side, values))
    return image


def _limit(name: str, known: int, values: set[int]) -> dict[str, Any]:
    """Return a limit: the known one where the words allow it, else the reading that refuses least."""
    if not values:
        return {}
    if known in values and len(values) > 1:
        return {f"{name}_basis": "assumed"}
    return {name: known if known in values else max(values), f"{name}_basis": "documented"}
