"""Makes what was learnt fit into an edition: what it has no place for stays as it was, or stays out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar, get_args, get_type_hints

from livephoto.contract.model import DataField, Edition, EnvelopeField, ErrorCode, RequestField, Rule

Entry = TypeVar("Entry", RequestField, EnvelopeField, DataField)


def fitting(made: Edition, base: Edition) -> tuple[Edition, tuple[str, ...]]:
    """Return the edition in the shape that a file may have, and a sentence for each thing that did not fit."""
    untaught: list[str] = []
    form = _typed(made.request.fields, base.request.fields, "request.fields", untaught)
    form = _with_a_file({name: _in_numbers(field, untaught) for name, field in form.items()}, base, untaught)
    fields = _typed(made.response.fields, base.response.fields, "response.fields", untaught)
    data = _typed(made.response.data, base.response.data, "response.data", untaught)
    errors = _errors(made, base, untaught)
    rules = {name: _rule(rule, errors, form, base, made) for name, rule in made.rules.items()}
    fit = replace(
        made,
        request=replace(made.request, fields=form),
        response=replace(made.response, fields=fields, data=data),
        errors=errors,
        rules=rules,
    )
    return fit, tuple(untaught)


def _typed(made: Mapping[str, Entry], known: Mapping[str, Entry], where: str, untaught: list[str]) -> dict[str, Entry]:
    """Return the entries whose type an edition knows; of another one the type stays as it was."""
    found = {}
    for name, entry in made.items():
        if entry.type in get_args(get_type_hints(type(entry))["type"]):
            found[name] = entry
            continue
        untaught.append(f"{where}.{name}: an edition knows no type {entry.type!r} for it")
        if name in known:
            found[name] = replace(entry, type=known[name].type)
    return found


def _in_numbers(field: RequestField, untaught: list[str]) -> RequestField:
    """Return the field with the values that are whole numbers: an edition holds no others."""
    others = [value for value in (*field.allowed, field.default) if not isinstance(value, int | None)]
    if not others:
        return field
    untaught.append(f"request.fields.{field.name}: an edition holds whole numbers alone, not {others[0]!r}")
    numbers: Any = tuple(value for value in field.allowed if isinstance(value, int))
    return replace(field, allowed=numbers, default=field.default if isinstance(field.default, int) else None)


def _with_a_file(form: dict[str, RequestField], base: Edition, untaught: list[str]) -> dict[str, RequestField]:
    """Return the form with a field for the photo and one for the type: without them no call can be made."""
    for known in (base.request.image_field, base.request.type_field):
        if not any(field.type == known.type for field in form.values()):
            untaught.append(f"request.fields.{known.name}: nothing takes its place in the form, so it stays")
            form = {**form, known.name: known}
    return form


def _errors(made: Edition, base: Edition, untaught: list[str]) -> dict[str, ErrorCode]:
    errors = {}
    for name, row in made.errors.items():
        if 400 <= row.status <= 599:
            errors[name] = row
        else:
            untaught.append(f"errors.{name}: {row.status} is not an HTTP error status")
    for rule in made.rules.values():
        if rule.code not in errors:
            untaught.append(
                f"errors.{rule.code}: gone, but the rule {rule.name} needs an answer; kept as an assumption"
            )
            reason = "gone from the table; no other answer to its rules was seen"
            errors[rule.code] = replace(base.errors[rule.code], basis="assumed", source=None, reason=reason)
    return errors


def _rule(
    rule: Rule, errors: Mapping[str, ErrorCode], form: Mapping[str, RequestField], base: Edition, made: Edition
) -> Rule:
    if made.completeness.errors == "full":
        rule = replace(rule, alternatives=tuple(code for code in rule.alternatives if code in errors))
    if rule.field is None or rule.field in form:
        return rule
    kind = base.request.fields[rule.field].type
    return replace(rule, field=next(field.name for field in form.values() if field.type == kind))
