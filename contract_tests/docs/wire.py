"""What a check of a server or of recordings showed, thing by thing, under the names that the documents' things have.

A probe that was answered as the edition says shows the edition's value; a finding shows another one. What no answer
was about is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.finding import Finding
from contract_tests.report import Report
from livephoto.contract.model import Edition

THERE, NOT_THERE = "there", "not there"
IN_SERVICE, RETIRED = "active", "retired"

_LIMITS = {"image_too_large": ("max_bytes",), "image_too_wide": ("max_side",)}
_EXPLORED = {"bytes": "max_bytes", "width": "max_side", "height": "max_side"}
_OTHER_CODE = ("code_changed", "code_unknown", "code_missing", "endpoint_retired", "key_refused", "account_empty")
"""Kinds that say that a refusal was not the one asked for."""
_GONE = ("field_missing", "optional_field_missing", "field_renamed", "field_moved")


def on_the_wire(wire: Report, edition: Edition) -> dict[str, tuple[Any, Any]]:
    """Return (edition's value, wire's value) of each thing that the answers were about. Pure."""
    found: dict[str, tuple[Any, Any]] = {}
    for where, known, seen in (*_answered(wire, edition), *_changed(wire, edition)):
        found[where] = (known, seen)
    return found


def _answered(wire: Report, edition: Edition) -> Iterator[tuple[str, Any, Any]]:
    """Yield what the answers showed that are as the edition says."""
    results = [result for result in wire.probes if result.outcome in ("agrees", "differs") and not result.of_pages]
    refused_otherwise = {it.where for it in wire.findings if it.kind in _OTHER_CODE}
    for rule in dict.fromkeys(result.rule for result in results if result.rule):
        code = edition.rules[rule].code
        if f"rule:{rule}" not in refused_otherwise and code in edition.errors:
            yield f"errors.{code}", edition.errors[code].status, edition.errors[code].status
        for name in _LIMITS.get(rule, ()):
            yield _limit(name, edition)
    if not results:
        return
    for field in edition.response.fields.values():
        if field.documented or field.sent_basis == "observed":
            yield f"response.{field.name}", THERE, THERE
    yield from _of_a_success(wire, edition, taken=any(it.paid and it.outcome == "agrees" for it in results))


def _of_a_success(wire: Report, edition: Edition, *, taken: bool) -> Iterator[tuple[str, Any, Any]]:
    retired = wire.verdict == "retired" or any(finding.kind == "endpoint_retired" for finding in wire.findings)
    if retired or taken:
        yield "status", edition.status, RETIRED if retired else IN_SERVICE
    if taken:
        request = edition.request
        for name in ("path", "method", "media_type", "key_header"):
            yield f"request.{name}", getattr(request, name), getattr(request, name)
        yield "billing.credits_per_success", *(edition.billing.credits_per_success,) * 2


def _limit(name: str, edition: Edition) -> tuple[str, Any, Any]:
    value = getattr(edition.request.image, name)
    return f"request.image.{name}", value, value


def _changed(wire: Report, edition: Edition) -> Iterator[tuple[str, Any, Any]]:
    """Yield what the findings show, in their own words where they hold no value."""
    others = {it.where: it.observed for it in wire.findings if it.kind in ("code_changed", "code_unknown")}
    for finding in wire.findings:
        if finding.source is None:
            yield from _of_finding(finding, edition, others)
    for limit in wire.explored:
        name = _EXPLORED[limit.name]
        if limit.value is not None:
            yield f"request.image.{name}", getattr(edition.request.image, name), limit.value


def _of_finding(finding: Finding, edition: Edition, others: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    kind, field = finding.kind, finding.where.removeprefix("field:")
    if kind in ("status_changed", "code_unknown", "code_changed"):
        yield from _of_code(finding, edition, others)
    elif kind in _GONE:
        yield f"response.{field}", THERE, NOT_THERE
    elif kind == "field_added":
        yield f"response.{field}", NOT_THERE, THERE
    elif kind in ("format_refused", "format_accepted"):
        name = finding.probe.rpartition("-")[2].upper()
        yield f"request.image.formats.{name}", *_both(kind == "format_refused")
    else:
        yield from _of_value(finding, edition)


def _of_code(finding: Finding, edition: Edition, others: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    rule = edition.rules.get(finding.where.removeprefix("rule:"))
    if finding.kind == "status_changed" and rule is not None:
        yield f"errors.{others.get(finding.where, rule.code)}", finding.expected, finding.observed
    elif finding.kind != "status_changed" and finding.observed not in edition.errors:
        yield f"errors.{finding.observed}", NOT_THERE, THERE


def _of_value(finding: Finding, edition: Edition) -> Iterator[tuple[str, Any, Any]]:
    field = edition.request.type_field
    match finding.kind:
        case "limit_tightened" | "limit_relaxed":
            yield _of_limit(finding, edition)
        case "field_required":
            yield f"request.{field.name}.required", field.required, True
        case "value_refused":
            yield f"request.{field.name}.allowed", list(field.allowed), "fewer values"
        case "default_changed":
            yield f"request.{field.name}.default", field.default, finding.observed
        case "media_type_changed":
            yield "response.media_type", finding.expected, finding.observed
        case "price_changed":
            price = edition.billing.credits_per_success
            yield "billing.credits_per_success", price, finding.observed * price / finding.expected
        case "key_refused":
            yield "request.key_header", edition.request.key_header, "another header, or another key"


def _of_limit(finding: Finding, edition: Edition) -> tuple[str, Any, Any]:
    name = "max_bytes" if "large" in finding.where else "max_side"
    known = getattr(edition.request.image, name)
    return f"request.image.{name}", known, f"{'less' if finding.kind == 'limit_tightened' else 'more'} than {known:,}"


def _both(documented: bool) -> tuple[str, str]:
    return (THERE, NOT_THERE) if documented else (NOT_THERE, THERE)
