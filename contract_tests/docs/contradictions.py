"""Where the pages contradict themselves, or say what can be read in two ways: findings of their own, all info."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from contract_tests.docs.contradicting_examples import in_examples
from contract_tests.docs.disputes import Dispute, at
from contract_tests.docs.facts import DocFacts, ErrorRow, FormField, Told
from contract_tests.finding import Finding
from contract_tests.severity import rate

_SHOWN = 3
"""Rows that a sentence names; the finding holds all of them."""


def contradictions(facts: DocFacts) -> list[Finding]:
    """Return what the pages say in two ways, each once, with both places. Pure."""
    return [_finding(dispute) for look in _LOOKS for dispute in look(facts)]


def _finding(dispute: Dispute) -> Finding:
    return Finding(
        kind="contradiction",
        severity=rate("contradiction"),
        where=dispute.where,
        expected=dispute.one,
        observed=dispute.other,
        basis="documented",
        probe="docs-contradictions",
        says=dispute.says,
        source=dispute.source,
    )


def _plain_values(facts: DocFacts) -> Iterator[Dispute]:
    for where, what, tellings in (
        ("request.url", "the URL", facts.url),
        ("request.path", "the path", facts.path),
        ("request.method", "the method", facts.method),
        ("request.media_type", "the request's media type", facts.media_type),
        ("request.key_header", "the header of the key", facts.key_header),
        ("response.media_type", "the answer's media type", facts.response_media_type),
    ):
        for told in tellings[1:]:
            if _plain(told.value) != _plain(tellings[0].value):
                yield _two(where, what, tellings[0], tellings[0].value, told, told.value)
                break


def _plain(value: str) -> str:
    return value.strip().rstrip("/").lower()


def _form(facts: DocFacts) -> Iterator[Dispute]:
    """Yield how openapi.json, the rendered reference and the commands differ from the table of the form."""
    for row in facts.form_table:
        others = [told for told in facts.form if told.value.name == row.value.name and told.value.source != "table"]
        yield from _types(row, others)
        yield from _needs(row, others)
        yield from _defaults(row, others)


_SCHEMAS = ("openapi", "reference")
"""Sources that mark what is required: what they do not mark is optional there."""


def _types(row: Told[FormField], others: Sequence[Told[FormField]]) -> Iterator[Dispute]:
    typed = [told for told in others if told.value.type not in (None, row.value.type)]
    if typed and row.value.type is not None:
        where, says = f"request.{row.value.name}.type", f"{row.value.name} is of type {row.value.type}"
        yield _against(where, says, row, row.value.type, typed, _type)


def _needs(row: Told[FormField], others: Sequence[Told[FormField]]) -> Iterator[Dispute]:
    schemas = (told for told in others if told.value.source in _SCHEMAS)
    otherwise = [told for told in schemas if bool(told.value.required) is not row.value.required]
    if otherwise and row.value.required is not None:
        where, says = f"request.{row.value.name}.required", f"{row.value.name} is {_required(row.value)}"
        yield _against(where, says, row, _required(row.value), otherwise, _required)


def _defaults(row: Told[FormField], others: Sequence[Told[FormField]]) -> Iterator[Dispute]:
    for told in others:
        if None not in (row.value.default, told.value.default) and row.value.default != told.value.default:
            where, what = f"request.{row.value.name}.default", f"the default of {row.value.name}"
            yield _two(where, what, row, row.value.default, told, told.value.default)


def _type(field: FormField) -> str:
    return f"{field.type} ({_SOURCES[field.source]})"


def _required(field: FormField) -> str:
    return "required" if field.required else "optional"


_SOURCES = {"table": "the table", "sample": "a command", "reference": "the reference", "openapi": "openapi.json"}


def _limits(facts: DocFacts) -> Iterator[Dispute]:
    for where, tellings in (("request.image.max_bytes", facts.max_bytes), ("request.image.max_side", facts.max_side)):
        for told in tellings[:1]:
            readings = [reading.says for reading in told.value.readings]
            if len(readings) > 1:
                says = f"{told.value.wording!r} can be read in {len(readings)} ways: {'; '.join(readings)}"
                yield Dispute(where, readings[0], readings[1:], f"{says} ({at(told)})", at(told))
        wordings = [told for told in tellings if told.value.wording != tellings[0].value.wording]
        if wordings:
            one, other = tellings[0], wordings[0]
            yield _two(f"{where}.wording", "the limit", one, one.value.wording, other, other.value.wording)


def _error_rows(facts: DocFacts) -> Iterator[Dispute]:
    for table, rows in (("errors", facts.errors), ("error_str", facts.error_str)):
        for part in ("status", "message"):
            yield from _twice(table, part, rows)


def _twice(table: str, part: str, rows: Sequence[Told[ErrorRow]]) -> Iterator[Dispute]:
    """Yield one dispute for all the codes that stand in a table, or in two, with different values."""
    first: dict[str, Told[ErrorRow]] = {}
    again: dict[str, Told[ErrorRow]] = {}
    for told in rows:
        before = first.setdefault(told.value.code, told)
        values = getattr(before.value, part), getattr(told.value, part)
        if None not in values and values[0] != values[1]:
            again.setdefault(told.value.code, told)
    if again:
        one = {code: getattr(first[code].value, part) for code in again}
        other = {code: getattr(told.value, part) for code, told in again.items()}
        some = ", ".join(f"{code} {one[code]} and {other[code]}" for code in list(again)[:_SHOWN])
        more = f" and {len(again) - _SHOWN} more" if len(again) > _SHOWN else ""
        code, told = next(iter(again.items()))
        places = f"{at(first[code])} and {at(told)}"
        says = f"{len(again)} codes have two values of {part}: {some}{more} (as at {places})"
        yield Dispute(f"{table}.{part}", one, other, says, at(told))


def _success_rules(facts: DocFacts) -> Iterator[Dispute]:
    """Yield rules that go by a field of the body that the table of public fields does not have."""
    names = {told.value.name for told in facts.public_fields if told.value.source == "table"}
    for told in facts.success_rules if facts.whole("public") else ():
        if told.value.name != "http_status" and told.value.field not in names:
            says = f"a success is told by {told.value.field}, which the table of response fields has not ({at(told)})"
            yield Dispute(
                f"response.success_rules.{told.value.name}", "no such field", told.value.field, says, at(told)
            )


def _out_of_service(facts: DocFacts) -> Iterator[Dispute]:
    """Yield what still offers an endpoint that has a notice of retirement."""
    if not facts.notice:
        return
    notice = facts.notice[0]
    priced = [told for told in facts.billing if told.value.credits is not None]
    offers: list[tuple[str, str, Sequence[Told[Any]]]] = [
        ("lifecycle.in_docs_navigation", "the navigation lists its page", _true(facts.navigation)),
        ("lifecycle.openapi_path_present", "openapi.json holds its path", _true(facts.openapi_path)),
        ("lifecycle.in_billing_table", "the billing table has its price", priced),
        ("lifecycle.openapi_reference", "its page names the operation to try", facts.openapi_reference),
    ]
    for where, says, tellings in offers:
        for told in tellings[:1]:
            yield Dispute(
                where,
                "out of service",
                told.value if isinstance(told.value, str) else "offered",
                f"the endpoint has a notice of retirement ({at(notice)}), and {says} ({at(told)})",
                at(told),
            )


def _true(tellings: Sequence[Told[bool]]) -> list[Told[bool]]:
    return [told for told in tellings if told.value]


def _references(facts: DocFacts) -> Iterator[Dispute]:
    """Yield front matter that names an operation which openapi.json does not hold, or another path than the page's."""
    for told in facts.openapi_reference[:1]:
        gone = next((each for each in facts.openapi_path if not each.value), None)
        if gone is not None and not _true(facts.openapi_path):
            says = f"the page refers to {told.value} ({at(told)}), which openapi.json does not hold ({at(gone)})"
            yield Dispute("request.openapi_reference", told.value, "no such path", says, at(told))


def _two(where: str, what: str, one: Told[Any], first: Any, other: Told[Any], second: Any) -> Dispute:
    says = f"{what} is {first} ({at(one)}) and {second} ({at(other)})"
    return Dispute(where, first, second, says, at(other))


def _against(
    where: str,
    what: str,
    row: Told[FormField],
    value: str,
    others: Sequence[Told[FormField]],
    shown: Callable[[FormField], str],
) -> Dispute:
    values = sorted({shown(told.value) for told in others})
    places = ", ".join(dict.fromkeys(at(told) for told in others))
    says = f"{what} in the table ({at(row)}), {' and '.join(values)} elsewhere ({places})"
    return Dispute(where, value, values, says, at(others[0]))


_LOOKS = (
    _plain_values,
    _form,
    _limits,
    _error_rows,
    _success_rules,
    _out_of_service,
    _references,
    in_examples,
)
