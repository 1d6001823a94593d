"""The pages of the verb `contract`: values in, texts and tables out. Nothing here prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from livephoto.commands.console import facts, heading, table
from livephoto.contract.diff import Change
from livephoto.contract.explain import Explanation, explain
from livephoto.contract.loader import DEFAULT_EDITION
from livephoto.contract.model import Edition, RequestField, Rule

if TYPE_CHECKING:
    from rich.console import RenderableType

_NOTHING = "-"


def plain(value: Any) -> Any:
    """Return a value of the contract as JSON values."""
    if is_dataclass(value):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, tuple) else value


def explanation_facts(told: Explanation) -> dict[str, Any]:
    """Return what `explain` tells as JSON values."""
    family = {"name": told.family.name, "meaning": told.family.meaning, "advice": told.family.advice}
    return {**plain(told), "family": family}


def edition_rows(editions: Iterable[Edition], own: Mapping[str, Path]) -> list[dict[str, Any]]:
    """Return what the list of editions says of each; `own` are the files of those that are the user's."""
    return [
        {
            "id": edition.id,
            "aliases": list(edition.aliases),
            "title": edition.title,
            "date": edition.date,
            "date_bound": edition.date_bound,
            "status": edition.status,
            "codes": len(edition.errors),
            "default": edition.id == DEFAULT_EDITION,
            "file": str(own[edition.id]) if edition.id in own else None,
        }
        for edition in editions
    ]


def list_page(rows: Iterable[Mapping[str, Any]]) -> Iterator[RenderableType]:
    """The editions as a table; where some are the user's, with the file of each of these."""
    listed = list(rows)
    any_own = any(row["file"] for row in listed)
    headers = ("edition", "date", "status", "codes", "", "title", *(["file"] if any_own else []))
    yield table(headers, ((*_list_row(row), *([row["file"] or ""] if any_own else [])) for row in listed))


def _list_row(row: Mapping[str, Any]) -> tuple[object, ...]:
    return (
        row["id"],
        row["date"] or row["date_bound"] or _NOTHING,
        row["status"],
        row["codes"],
        "default" if row["default"] else "",
        row["title"],
    )


def show_page(edition: Edition) -> Iterator[RenderableType]:
    """One edition, whole."""
    yield f"{edition.id}: {edition.title}"
    yield facts(_overview(edition))
    yield heading("Request")
    yield table(("field", "type", "required", "default", "meaning"), map(_request_row, edition.request.fields.values()))
    yield heading("Limits")
    yield table(("limit", "wording", "basis", "why"), _limit_rows(edition))
    yield heading("Answer")
    yield table(("field", "type", "required", "documented", "sent, basis"), _answer_rows(edition))
    if edition.response.success_rules:
        yield heading("How to tell a success")
        rules = edition.response.success_rules.values()
        yield table(("field", "success", "failure"), ((rule.field, rule.success, rule.failure) for rule in rules))
    yield heading("Rules, in the order in which they are checked")
    yield table(("rule", "answer", "basis", "fault"), (_rule_row(rule, edition) for rule in edition.rules.values()))
    if edition.error_str:
        yield heading("Coarse codes, in error_code_str")
        coarse = edition.error_str.values()
        yield table(("status", "code", "text"), ((row.status, row.name, row.message) for row in coarse))
    yield heading("Error table")
    yield table(("status", "code", "basis", "text"), _error_rows(edition))


def diff_page(before: Edition, after: Edition, found: tuple[Change, ...]) -> Iterator[RenderableType]:
    """The changes between two editions: the moved statuses in one table, all others in another."""
    count = f"{len(found)} change{'' if len(found) == 1 else 's'}" if found else "nothing changed"
    yield f"{before.id} -> {after.id}: {count}"
    moved = [change for change in found if change.kind == "status_changed"]
    others = [change for change in found if change.kind != "status_changed"]
    if others:
        yield table(("change", "where: before -> after"), map(_change_row, others))
    if moved:
        yield heading(f"Codes that answer with another HTTP status ({len(moved)})")
        ordered = sorted(moved, key=lambda change: (change.after, change.before, change.where))
        yield table(
            ("code", "before", "after"),
            ((change.where.partition(".")[2], change.before, change.after) for change in ordered),
        )


def explain_page(told: Explanation) -> Iterator[RenderableType]:
    """One error code."""
    yield told.code
    yield facts(_explanation(told))
    if told.rules:
        yield heading("Rules that are answered with it")
        yield table(("rule", "fault", "basis", "why"), map(_why_row, told.rules))
    if told.alternative_of:
        yield heading("Rules that the evidence would let be answered with it as well")
        yield table(("rule", "fault", "answered with"), ((r.name, r.fault, r.code) for r in told.alternative_of))
    yield heading("Editions that hold it")
    yield table(("edition", "status", "basis"), ((each.edition, each.status, each.basis) for each in told.standings))


def status_page(status: int, codes: Mapping[str, tuple[str, ...]]) -> Iterator[RenderableType]:
    """The codes that have one HTTP status."""
    yield f"HTTP status {status}: {len(codes)} code{'' if len(codes) == 1 else 's'}"
    explained = ((explain(code), editions) for code, editions in codes.items())
    yield table(
        ("code", "family", "text", "editions"),
        ((told.code, told.family.name, told.text or _NOTHING, ", ".join(ids)) for told, ids in explained),
    )


def _overview(edition: Edition) -> Iterator[tuple[str, object]]:
    yield "status", edition.status
    yield "date", edition.date or edition.date_bound or _NOTHING
    yield "call", f"{edition.request.method} {edition.request.url}"
    yield "body", edition.request.media_type
    yield "key", f"header {edition.request.key_header}"
    price = edition.billing
    yield "credits", f"{price.credits_per_success} a success, {price.credits_per_failure} a failure ({price.basis})"
    yield "lifecycle", ", ".join(f"{part} {_seen(value)}" for part, value in plain(edition.lifecycle).items())
    yield "documents", ", ".join(f"{part} {extent}" for part, extent in plain(edition.completeness).items())
    for source in edition.sources:
        yield "source", f"{source.where}: {source.what}"
    for part in edition.not_seen:
        yield "not seen", part
    for note in edition.notes:
        yield "note", note


def _request_row(item: RequestField) -> tuple[object, ...]:
    meanings = "; ".join(f"{value}: {meaning}" for value, meaning in item.meanings.items())
    meaning = " - ".join(filter(None, (item.meaning, meanings)))
    return item.name, item.type, _shown(item.required), _shown(item.default), meaning


def _limit_rows(edition: Edition) -> Iterator[tuple[object, ...]]:
    image = edition.request.image
    yield f"format: {', '.join(image.formats)}", ", ".join(image.spelled), "documented", ""
    yield f"at most {image.max_bytes} bytes", image.max_bytes_wording, image.max_bytes_basis, image.max_bytes_reason
    yield f"sides under {image.max_side} px", image.max_side_wording, image.max_side_basis, image.max_side_reason


def _answer_rows(edition: Edition) -> Iterator[tuple[object, ...]]:
    for item in edition.response.fields.values():
        documented = f"{_shown(item.table)}{', deprecated' if item.deprecated else ''}"
        yield item.name, item.type, _shown(item.required), documented, item.sent_basis
    for part in edition.response.data.values():
        kind = f"{part.type}, {part.encoding}" if part.encoding else part.type
        yield part.name, kind, _NOTHING, "yes", "documented"


def _rule_row(rule: Rule, edition: Edition) -> tuple[object, ...]:
    asked = " (when asked only)" if rule.asked_only else ""
    return rule.name, f"{edition.status_of(rule.code)} {rule.code}", rule.basis, f"{rule.fault}{asked}"


def _why_row(rule: Rule) -> tuple[object, ...]:
    return rule.name, rule.fault, rule.basis, "; ".join(filter(None, (rule.reason, rule.source)))


def _error_rows(edition: Edition) -> Iterator[tuple[object, ...]]:
    for row in sorted(edition.errors.values(), key=lambda row: row.status):
        yield row.status, row.name, row.basis, row.message or _NOTHING


def _change_row(change: Change) -> tuple[object, ...]:
    note = f" ({change.certainty})" if change.certainty else ""
    nothing = "not seen" if change.certainty else "nothing"
    before, after = (nothing if value is None else _shown(value) for value in (change.before, change.after))
    return change.kind, f"{change.where}: {before} -> {after}{note}"


def _explanation(told: Explanation) -> Iterator[tuple[str, object]]:
    newest = told.standings[-1]
    status = next((each.status for each in told.standings if each.edition == told.edition), newest.status)
    yield "answer", f"HTTP {status} in edition {told.edition}"
    yield "text", told.text or _NOTHING
    yield "family", f"{told.family.name}: {told.family.meaning}"
    yield "advice", told.family.advice
    yield "retry", "the same request may succeed later" if told.may_retry else "no use; the same request fails again"
    cost = told.billing.credits_per_failure
    price = "no: failing calls are free" if cost == 0 else f"{cost} credits a failing call"
    yield "billed", f"{price} ({told.billing.basis})"
    yield "known from", told.billing.source
    yield "error_code_str", told.coarse


def _seen(value: bool | None) -> str:
    return "not seen" if value is None else _shown(value)


def _shown(value: Any) -> str:
    """Return a plain value in a few words: yes and no, names of what is true, `-` for nothing."""
    if value is None:
        return _NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_shown, value)) or _NOTHING
    if isinstance(value, Mapping) and all(each is None or isinstance(each, bool) for each in value.values()):
        return ", ".join(key for key, each in value.items() if each) or "nowhere"
    if isinstance(value, Mapping):
        return "; ".join(f"{key} {_shown(each)}" for key, each in value.items() if each is not None)
    return str(value)
