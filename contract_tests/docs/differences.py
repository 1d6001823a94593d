"""What the pages say otherwise than an edition, thing by thing: the difference between two editions, with its place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from contract_tests.docs.facts import DocFacts
from contract_tests.docs.places import source_of, told_places
from contract_tests.docs.retelling import retold
from livephoto.contract.diff import Change, changes
from livephoto.contract.model import Basis, Edition

_NOT_OF_PAGES = ("rule_changed", "credits_query_changed")
"""Changes between editions that no page is read for."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One change from an edition to the pages."""

    change: Change
    basis: Basis
    """Why we believed in what the edition says."""
    source: str | None
    """`file:line` that tells it, or of the table where it is missing."""


def differences(facts: DocFacts, edition: Edition) -> tuple[Difference, ...]:
    """Return what the pages say otherwise than the edition; what they do not tell is no difference. Pure."""
    told, places = retold(facts, edition), told_places(facts)
    known = changes(edition, told)
    seen = {(change.kind, change.where) for change in known}
    found: list[tuple[Change, Basis]] = [(change, _basis(change, edition)) for change in known]
    every = changes(_as_if_sure(edition), _as_if_sure(told))
    found += [(change, "assumed") for change in every if (change.kind, change.where) not in seen]
    return tuple(
        Difference(_as_sure_as_told(change, facts), basis, source_of(change.where, facts, places))
        for change, basis in found
        if change.kind not in _NOT_OF_PAGES
    )


def _as_sure_as_told(change: Change, facts: DocFacts) -> Change:
    """Return the change; with a caveat where only the name of a notice was read, not its text."""
    if change.kind != "retirement_notice_added" or any(told.value.resolved for told in facts.notice):
        return change
    named = facts.notice[0].value.snippet or "another file"
    return replace(change, certainty=f"its text is in {named}, which is not among the pages")


def _basis(change: Change, edition: Edition) -> Basis:
    """Return why the edition says so: `observed` where only answers showed it."""
    table, _, name = change.where.partition(".")
    if table == "errors" and name in edition.errors:
        return edition.errors[name].basis
    if table == "response" and name in edition.response.fields:
        return "documented" if edition.response.fields[name].documented else edition.response.fields[name].sent_basis
    return "documented"


def _as_if_sure(edition: Edition) -> Edition:
    """Return the edition with all that it assumes as if it were known, so that a comparison does not pass over it."""
    image, response = edition.request.image, edition.response
    return replace(
        edition,
        request=replace(
            edition.request, image=replace(image, max_bytes_basis="documented", max_side_basis="documented")
        ),
        response=replace(response, media_type_basis="documented"),
        errors={name: replace(row, basis="documented") for name, row in edition.errors.items()},
        billing=replace(edition.billing, basis="documented"),
    )
