"""The pages against an edition: a finding for each difference, the rows of one table together in one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from contract_tests.docs.differences import Difference, differences
from contract_tests.docs.facts import DocFacts
from contract_tests.docs.places import part_of
from contract_tests.docs.rating import severity_of
from contract_tests.finding import SEVERITIES, Finding
from livephoto.contract.model import Edition

_TABLES = ("errors", "error_str")
_IN_TABLE = "in the table"
_SHOWN = 3
"""Rows that a sentence names; the finding holds all of them."""

_SAYS: Mapping[str, str] = {
    "endpoint_retired": "the pages say that the endpoint is out of service",
    "endpoint_restored": "the pages offer the endpoint; in the edition it is out of service",
    "retirement_notice_added": "the page carries a notice of retirement",
    "retirement_notice_removed": "the page carries no notice of retirement any more",
    "navigation_added": "the navigation lists the endpoint's page",
    "navigation_removed": "the navigation does not list the endpoint's page any more",
    "openapi_path_added": "openapi.json holds the endpoint's path",
    "openapi_path_removed": "openapi.json does not hold the endpoint's path any more",
    "billing_row_added": "the billing table has a row for the endpoint",
    "billing_row_removed": "the billing table has no row for the endpoint any more",
    "credit_sign_added": "the list of credit signs holds the endpoint's",
    "credit_sign_removed": "the list of credit signs does not hold the endpoint's any more",
    "credit_sign_changed": "the sign of the endpoint's credits is {after}; it was {before}",
    "price_changed": "a call costs {after} credits by the pages; it was {before}",
    "server_changed": "the server is {after}; it was {before}",
    "path_changed": "the path is {after}; it was {before}",
    "method_changed": "the method is {after}; it was {before}",
    "media_type_changed": "the request's media type is {after}; it was {before}",
    "key_header_changed": "the key goes into the header {after}; it was {before}",
    "request_field_added": "the form has a field more: {name}",
    "request_field_removed": "the form's table has no field {name} any more",
    "request_field_changed": "{name} of the form is {after}; it was {before}",
    "limit_changed": "the limit {name} is {after}; it was {before}",
    "format_added": "{after} photos are allowed as well",
    "format_removed": "{before} photos are no longer allowed",
    "field_added": "the table of response fields has a field more: {name}",
    "field_removed": "the table of response fields has no {name} any more",
    "field_changed": "{name} is {after}; it was {before}",
    "field_type_changed": "{name} is of type {after}; it was {before}",
    "field_required_changed": "{name} is {required}",
    "field_deprecated": "{name} is marked as going away",
    "field_undeprecated": "{name} is not marked as going away any more",
    "required_source_changed": "that {name} is required is said by {after}; it was {before}",
    "response_media_type_changed": "the answer's media type is {after}; it was {before}",
    "success_rule_added": "the pages name one way more to tell a success: {name}",
    "success_rule_changed": "the way to tell a success by {name} is another",
    "success_rule_removed": "the pages do not name {name} as a way to tell a success any more",
    "error_str_table_added": "the pages have a table of error_code_str",
    "error_str_table_removed": "the pages have no table of error_code_str any more",
    "status_changed": "{name} has the status {after}; it was {before}",
    "message_changed": "{name} has another text",
    "code_added": "the table has a code more: {name}",
    "code_removed": "the table has no {name} any more",
}  # fmt: skip
_OF_MANY: Mapping[str, str] = {
    "status_changed": "{count} codes have another status: {rows}",
    "message_changed": "{count} codes have another text: {names}",
    "code_added": "the table has {count} codes more: {names}",
    "code_removed": "the table has {count} codes no more: {names}",
}


def compare(facts: DocFacts, edition: Edition) -> list[Finding]:
    """Return how the pages differ from an edition, worst first; an empty list where they conform. Pure.

    The kinds are those of `livephoto.contract.diff`. What the pages do not tell is no difference. Several rows of one
    error table with the same kind of difference are one finding, whose `expected` and `observed` are tables of them.
    """
    found = [_finding(group, edition) for group in _grouped(differences(facts, edition))]
    return sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))


def _grouped(found: Iterable[Difference]) -> Iterable[list[Difference]]:
    groups: dict[tuple[str, ...], list[Difference]] = {}
    for difference in found:
        change = difference.change
        table = change.where.partition(".")[0]
        key = (table, change.kind, difference.basis) if table in _TABLES else (change.where, change.kind)
        groups.setdefault(key, []).append(difference)
    return groups.values()


def _finding(group: list[Difference], edition: Edition) -> Finding:
    one, table = group[0], group[0].change.where.partition(".")[0]
    if len(group) == 1:
        where, (expected, observed) = one.change.where, _evidence(one)
    else:
        where = table
        expected = {_name(each): each.change.before for each in group}
        observed = {_name(each): each.change.after for each in group}
    return Finding(
        kind=one.change.kind,
        severity=severity_of(one.change, edition, one.basis),
        where=where,
        expected=expected,
        observed=observed,
        basis=one.basis,
        probe=f"docs-{part_of(one.change.where)}",
        says=_says(group),
        source=one.source,
    )


def _evidence(difference: Difference) -> tuple[Any, Any]:
    """Return what was expected and observed; of a row that comes or goes that alone, whatever the examples show."""
    change = difference.change
    if change.kind == "field_removed":
        return _IN_TABLE, f"not {_IN_TABLE}"
    return (f"not {_IN_TABLE}", _IN_TABLE) if change.kind == "field_added" else (change.before, change.after)


def _says(group: list[Difference]) -> str:
    change = group[0].change
    if len(group) > 1:
        more = f" and {len(group) - _SHOWN} more" if len(group) > _SHOWN else ""
        rows = (f"{_name(each)} {each.change.before} to {each.change.after}" for each in group[:_SHOWN])
        names = ", ".join(map(_name, group[:_SHOWN])) + more
        return _OF_MANY[change.kind].format(count=len(group), rows=", ".join(rows) + more, names=names)
    required = "required; it was optional" if change.after else "optional; it was required"
    says = _SAYS[change.kind].format(
        name=_name(group[0]), before=_text(change.before), after=_text(change.after), required=required
    )
    return f"{says} ({change.certainty})" if change.certainty else says


def _name(difference: Difference) -> str:
    """Return what a thing is called on the pages: its place without the table's name."""
    where = difference.change.where
    for start in ("response.success_rules.", "request.image.", "request.", "response.", *(f"{it}." for it in _TABLES)):
        if where.startswith(start):
            return where.removeprefix(start).strip("{}").replace(",", ", ")
    return where


def _text(value: Any) -> str:
    return f"{value:,}" if type(value) is int and value > 9_999 else str(value)
