"""How bad a change of the documents is: as bad as the same difference on the wire."""

from __future__ import annotations

from contract_tests.finding import Severity
from contract_tests.severity import rate
from livephoto.contract.diff import Change
from livephoto.contract.model import Basis, Edition


def severity_of(change: Change, edition: Edition, basis: Basis = "documented") -> Severity:
    """Return the severity of a change that the pages show against an edition."""
    return rate(_rated_as(change, edition), basis)


def _rated_as(change: Change, edition: Edition) -> str:
    """Return the kind whose rating holds: that of the wire where the change's direction decides."""
    if change.kind == "limit_changed":
        return "limit_tightened" if change.after < change.before else "limit_relaxed"
    if change.kind == "request_field_changed":
        return _of_the_form(change)
    if change.kind == "request_field_added":
        return "field_required" if change.after["required"] else "value_accepted"
    if change.kind == "field_removed":
        field = edition.response.fields.get(change.where.removeprefix("response."))
        return "optional_field_missing" if field and not field.required else "field_missing"
    return change.kind


def _of_the_form(change: Change) -> str:
    match change.where.rpartition(".")[2]:
        case "required":
            return "field_required" if change.after else "value_accepted"
        case "allowed":
            lost = set(change.before) - set(change.after)
            return "value_refused" if lost or not change.before else "value_accepted"
        case "default":
            return "default_changed"
    return change.kind
