"""An edition of what pages say, on top of a known one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contract_tests.docs.differences import differences
from contract_tests.docs.facts import DocFacts, Told
from contract_tests.docs.places import LIFECYCLE, source_of, told_places
from contract_tests.docs.retelling import retold
from contract_tests.learning.fitting import fitting
from contract_tests.learning.learnt import Learnt
from contract_tests.learning.tables import Path
from livephoto.contract.diff import Change
from livephoto.contract.model import (
    Billing,
    Completeness,
    Edition,
    EnvelopeField,
    ErrorCode,
    ImageLimits,
    Response,
    Source,
)

_EXTENTS = {
    "request": "request.",
    "envelope": "response.",
    "success_rules": "response.success_rules.",
    "errors": "errors.",
    "error_str": "error_str.",
}


def learn_from_pages(facts: DocFacts, base: Edition, date: str) -> Learnt:
    """Return what the pages teach about `base`; date: the day on which they were read, as 2026-11-02. Pure."""
    places = told_places(facts)
    told = retold(facts, base)
    made = replace(
        told,
        completeness=_completeness(base.completeness, told.completeness),
        errors={name: _row(row, base, _place(f"errors.{name}", facts, places)) for name, row in told.errors.items()},
        request=replace(told.request, image=_image(base.request.image, told.request.image, facts, places)),
        response=_response(base.response, told.response),
        billing=_billing(base.billing, told.billing, _place("billing.credits_per_success", facts, places)),
    )
    edition, untaught = fitting(made, base)
    return Learnt(
        edition,
        "documented",
        tuple(Source(page.file, f"{page.kind} page, {page.format}", date) for page in facts.pages),
        lambda path: _source(path, facts, places),
        untaught,
    )


def left_untaught(facts: DocFacts, written: Edition) -> list[Change]:
    """Return what the pages still say otherwise than the edition that was written."""
    return [found.change for found in differences(facts, written) if found.basis != "assumed"]


def _completeness(known: Completeness, told: Completeness) -> Completeness:
    """Return how much was seen in all: pages that were read in part take nothing from what was known whole."""
    kept = {name: getattr(known, name) for name in _EXTENTS if getattr(told, name) == "partial"}
    return replace(told, **{name: extent for name, extent in kept.items() if extent == "full"})


def _row(row: ErrorCode, base: Edition, place: str) -> ErrorCode:
    known = base.errors.get(row.name)
    same = known is not None and (known.status, known.message) == (row.status, row.message)
    if known is not None and same and known.basis != "assumed":
        return known
    return replace(row, basis="documented", source=place, reason=None)


def _image(known: ImageLimits, told: ImageLimits, facts: DocFacts, places: Mapping[str, Told[Any]]) -> ImageLimits:
    """Return the limits: one that is worded as it was is read as it was, a new one says where it was read."""
    parts: dict[str, Any] = {}
    for name in ("max_bytes", "max_side"):
        if getattr(told, f"{name}_wording") == getattr(known, f"{name}_wording"):
            parts |= {part: getattr(known, part) for part in (name, f"{name}_basis", f"{name}_reason")}
        else:
            parts[f"{name}_reason"] = _place(f"request.image.{name}", facts, places)
    return replace(told, **parts)


def _response(known: Response, told: Response) -> Response:
    """Return the answer. That a table has no column for what is required makes nothing optional; and that a server
    still sends what has left the table is an assumption.
    """
    fields = {name: _field(known.fields.get(name), field) for name, field in told.fields.items()}
    return replace(told, fields=fields)


def _field(known: EnvelopeField | None, told: EnvelopeField) -> EnvelopeField:
    if known is not None and known.documented and not told.documented:
        return replace(told, sent_basis="assumed")
    if known is None or not told.documented or told.required is not None:
        return told
    return replace(told, required=known.required, required_source=known.required_source)


def _billing(known: Billing, told: Billing, place: str) -> Billing:
    return known if told == known else replace(told, source=place, reason=None)


def _source(path: Path, facts: DocFacts, places: Mapping[str, Told[Any]]) -> str:
    # A rule follows from more than one table: its code from one, its field from another.
    return _files(facts) if path[0] == "rules" else _place(_where(path), facts, places)


def _place(where: str, facts: DocFacts, places: Mapping[str, Told[Any]]) -> str:
    return source_of(where, facts, places) or _files(facts)


def _files(facts: DocFacts) -> str:
    return ", ".join(page.file for page in facts.pages)


def _where(path: Path) -> str:
    """Return the name by which the comparison of editions knows an entry of the file."""
    match path:
        case ("request", "fields", name, *_):
            return f"request.{name}"
        case ("request", "image", key):
            return f"request.image.{'formats' if key == 'spelled' else key.rpartition('_')[0] or key}"
        case ("request", "url"):
            return "request.path"
        case ("response", "fields" | "data", name, *_):
            return f"response.{name}"
        case ("lifecycle", key):
            return f"lifecycle.{LIFECYCLE[key]}"
        case ("completeness", key):
            return _EXTENTS[key]
        case ("billing", _):
            return "billing.credits_per_success"
        case ("errors" | "error_str" as table, name, *_):
            return f"{table}.{name}"
    return ".".join(path[:3])
