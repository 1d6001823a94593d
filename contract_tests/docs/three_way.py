"""Documents, wire and edition: for each thing that they do not all say alike, who agrees with whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contract_tests.docs.differences import Difference
from contract_tests.docs.wire import NOT_THERE, THERE, on_the_wire
from contract_tests.report import Report, Side, ThreeWay
from livephoto.contract.diff import Change
from livephoto.contract.model import Edition

_GAINED = ("field_added", "code_added", "format_added", "request_field_added")
_LOST = ("field_removed", "code_removed", "format_removed", "request_field_removed")


def three_way(
    found: Sequence[Difference], told: Mapping[str, object], wire: Report, edition: Edition
) -> tuple[ThreeWay, ...]:
    """Return a row for each thing on which documents, wire and edition are not all at one; first what all three tell.

    found: what the pages say otherwise than the edition. told: the places of all that they tell, whose other values
    are the edition's. wire: the report on a server or on recordings against the same edition.
    """
    documents = {where: values for difference in found for where, values in _values(difference.change)}
    answers = on_the_wire(wire, edition)
    rows = (_row(where, documents, answers, told) for where in dict.fromkeys([*documents, *answers]))
    return tuple(sorted((row for row in rows if row is not None), key=lambda row: not row.is_whole))


def _values(change: Change) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Yield (edition's value, documents' value) of what a change is about."""
    if change.kind in _GAINED:
        yield change.where, (NOT_THERE, THERE)
    elif change.kind in _LOST:
        yield change.where, (THERE, NOT_THERE)
    elif change.kind not in ("message_changed", "required_source_changed"):
        yield change.where, (change.before, change.after)


def _row(
    where: str,
    documents: Mapping[str, tuple[Any, Any]],
    answers: Mapping[str, tuple[Any, Any]],
    told: Mapping[str, object],
) -> ThreeWay | None:
    known = (documents.get(where) or answers[where])[0]
    values: dict[Side, Any] = {"edition": known}
    if where in documents:
        values["documents"] = documents[where][1]
    elif _is_told(where, told):
        values["documents"] = known
    if where in answers:
        values["wire"] = answers[where][1]
    if all(value == known for value in values.values()):
        return None
    return ThreeWay(where, values, _agree(values), f"{_subject(where)}: {_says(values)}")


def _is_told(where: str, told: Mapping[str, object]) -> bool:
    return where in told or where.rpartition(".")[0] in told


def _agree(values: Mapping[Side, Any]) -> tuple[Side, ...]:
    pairs: tuple[tuple[Side, Side], ...] = (("documents", "wire"), ("documents", "edition"), ("wire", "edition"))
    for one, other in pairs:
        if one in values and other in values and values[one] == values[other]:
            return one, other
    return ()


def _subject(where: str) -> str:
    if where == "status":
        return "the endpoint"
    for start in ("errors.", "response.", "request.image.", "request.", "lifecycle."):
        if where.startswith(start):
            return where.removeprefix(start)
    return where


def _says(values: Mapping[Side, Any]) -> str:
    texts = {side: _text(value) for side, value in values.items()}
    match _agree(values):
        case ("documents", "wire"):
            return f"documents and wire say {texts['wire']}, the edition says {texts['edition']}."
        case ("documents", "edition"):
            return f"documents and edition say {texts['edition']}, the wire says {texts['wire']}."
        case ("wire", "edition") if "documents" in values:
            return f"documents say {texts['documents']}, the wire still says {texts['wire']}, as the edition does."
    said = [f"{_SIDES[side]} {texts[side]}" for side in _SIDES if side in texts]
    missing = [silent for side, silent in _SILENT.items() if side not in texts]
    return f"{', '.join([*said, *missing])}."


_SIDES: Mapping[Side, str] = {"documents": "documents say", "wire": "the wire says", "edition": "the edition says"}
_SILENT: Mapping[Side, str] = {"documents": "these pages do not tell", "wire": "no answer was about it"}


def _text(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case int() if value > 9_999:
            return f"{value:,}"
        case {"field": field, "success": success}:
            return f"{field} {success}"
    return str(value)
