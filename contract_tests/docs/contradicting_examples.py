"""What the JSON examples of an answer say otherwise than the tables, or than each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from contract_tests.docs.disputes import Dispute, at
from contract_tests.docs.facts import DocFacts, ErrorRow, Example, Told
from contract_tests.exchange import leaves

_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "object": dict,
    "boolean": bool,
}
_OF_ONE_ENDPOINT = "data"
"""Fields from here on are an endpoint's own: the common page does not show them."""


def in_examples(facts: DocFacts) -> Iterator[Dispute]:
    """Yield fields that no table has, fields of some examples only, and values that tables or examples deny."""
    yield from _not_in_the_table(facts)
    yield from _not_in_every_example(facts)
    yield from _empty_here_filled_there(facts)
    yield from _of_another_type(facts)
    yield from _with_another_row(facts)
    yield from _with_another_status(facts)


def _not_in_the_table(facts: DocFacts) -> Iterator[Dispute]:
    """Yield one dispute an example: all the fields that it shows and the whole table of public fields has not."""
    if not facts.whole("public"):
        return
    known = {told.value.name for told in (*facts.public_fields, *facts.business_fields)}
    table = next(told for told in facts.parts if told.value == "public")
    seen: set[tuple[str, ...]] = set()
    for told in facts.examples:
        extra = tuple(name for name in told.value.names if name not in known and not _is_business(name))
        if extra and (told.value.page, *extra) not in seen:
            seen.add((told.value.page, *extra))
            says = f"the example shows {', '.join(extra)} ({at(told)}), which the table has not ({at(table)})"
            where = f"example:{told.value.page}.{told.value.outcome}"
            yield Dispute(where, "not in the table", list(extra), says, at(told))


def _not_in_every_example(facts: DocFacts) -> Iterator[Dispute]:
    """Yield the fields that one example of the same outcome shows and another one does not."""
    for one, other in _pairs(facts):
        left, right = _only_in(one, other), _only_in(other, one)
        if left or right:
            parts = [
                f"{', '.join(names)} only at {at(told)}, not at {at(than)}"
                for names, told, than in ((left, one, other), (right, other, one))
                if names
            ]
            says = f"two examples of {_outcome(one)} show different fields: {'; '.join(parts)}"
            yield Dispute(_between(one, other), left, right, says, at(one if left else other))


def _only_in(one: Told[Example], other: Told[Example]) -> list[str]:
    """Return the fields of one example that another one has not; the common page shows no field of an endpoint."""
    pages = {one.value.page, other.value.page}
    common = "response" in pages and len(pages) > 1
    return [name for name in one.value.names if name not in other.value.names and not (common and _is_business(name))]


def _empty_here_filled_there(facts: DocFacts) -> Iterator[Dispute]:
    """Yield the texts that one example leaves empty and another one fills."""
    for one, other in _pairs(facts):
        first, second = dict(leaves(one.value.body)), dict(leaves(other.value.body))
        names = [name for name in first if name in second and _is_empty(first[name], second[name])]
        if names:
            two = f"empty in one example of {_outcome(one)} and filled in another"
            says = f"{', '.join(names)} are {two} ({at(one)}, {at(other)})"
            yield Dispute(
                f"{_between(one, other)}.values",
                {name: first[name] for name in names},
                {name: second[name] for name in names},
                says,
                at(one),
            )


def _is_empty(one: Any, other: Any) -> bool:
    return isinstance(one, str) and isinstance(other, str) and bool(one) != bool(other)


def _of_another_type(facts: DocFacts) -> Iterator[Dispute]:
    rows = {told.value.name: told for told in (*facts.business_fields, *facts.public_fields)}
    for told in facts.examples:
        for name, value in leaves(told.value.body):
            row = rows.get(name)
            wanted = _TYPES.get(row.value.type or "") if row else None
            if row and wanted and (not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool)):
                says = f"{name} is of type {row.value.type} ({at(row)}), and the example has {value!r} ({at(told)})"
                yield Dispute(f"response.{name}.type", row.value.type, value, says, at(told))


def _with_another_row(facts: DocFacts) -> Iterator[Dispute]:
    """Yield examples of a refusal whose code is in no row, or whose status or text is not that of its row."""
    rows: dict[str, Told[ErrorRow]] = {told.value.code: told for told in reversed(facts.errors)}
    for told in facts.examples:
        detail = told.value.body.get("error_detail") if isinstance(told.value.body, dict) else None
        code = detail.get("code") if isinstance(detail, dict) else None
        if not isinstance(detail, dict) or not code or not rows:
            continue
        if code not in rows:
            if facts.whole("errors"):
                says = f"the example has the code {code} ({at(told)}), which the table has not"
                yield Dispute(f"errors.{code}", "not in the table", code, says, at(told))
            continue
        yield from _against_row(told, code, detail, rows[code])


def _against_row(told: Told[Example], code: str, detail: dict[str, Any], row: Told[ErrorRow]) -> Iterator[Dispute]:
    pairs = (
        ("status", row.value.status, told.value.http_status or detail.get("status_code")),
        ("message", row.value.message, detail.get("code_message")),
    )
    for part, wanted, shown in pairs:
        if wanted is not None and shown is not None and wanted != shown:
            says = f"the {part} of {code} is {wanted} in the table ({at(row)}) and {shown} in the example ({at(told)})"
            yield Dispute(f"errors.{code}.{part}", wanted, shown, says, at(told))


def _with_another_status(facts: DocFacts) -> Iterator[Dispute]:
    """Yield examples in which error_code and the HTTP status do not go together, as the documents say they do."""
    if not facts.error_code_rule:
        return
    for told in facts.examples:
        body = told.value.body if isinstance(told.value.body, dict) else {}
        detail = body.get("error_detail")
        status = told.value.http_status or (detail.get("status_code") if isinstance(detail, dict) else None)
        number = body.get("error_code")
        if isinstance(number, int) and isinstance(status, int) and number != (0 if status == 200 else status):
            says = f"the example has error_code {number} with the status {status} ({at(told)})"
            yield Dispute("response.error_code", 0 if status == 200 else status, number, says, at(told))


def _pairs(facts: DocFacts) -> Iterator[tuple[Told[Example], Told[Example]]]:
    """Yield every two different examples of the same outcome; one that is shown twice is one.

    The order is that of the kinds of pages, in whichever order the pages were read: a fingerprint holds it.
    """
    for outcome in ("success", "error"):
        kinds: list[Told[Example]] = []
        for told in facts.examples:
            if told.value.outcome == outcome and not any(told.value.body == each.value.body for each in kinds):
                kinds.append(told)
        yield from combinations(sorted(kinds, key=lambda told: told.value.page), 2)


def _between(one: Told[Example], other: Told[Example]) -> str:
    return f"examples:{one.value.outcome}.{one.value.page}-{other.value.page}"


def _outcome(told: Told[Example]) -> str:
    return "a success" if told.value.outcome == "success" else "a refusal"


def _is_business(name: str) -> bool:
    return name == _OF_ONE_ENDPOINT or name.startswith(f"{_OF_ONE_ENDPOINT}.")
