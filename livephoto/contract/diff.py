"""Compares two editions and lists what changed, as the documents show it.

Works for any two editions, in either direction. Two rules keep it honest: what a source did not show is unknown, never
absent; and what we only assume (basis `assumed`) is never a change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from operator import attrgetter
from typing import Any

from livephoto.contract.model import CoarseCode, Edition, EnvelopeField, ErrorCode, ImageLimits, RequestField

FIRST_SEEN = "first seen here; the earlier documents may have had it unseen"
SEEN_IN_PART = "the earlier table was seen in part only"

_EXAMPLES = ("table", "response_example", "page_example", "openapi_example")

_PLAIN_VALUES = (
    ("server_changed", "request.server"),
    ("path_changed", "request.path"),
    ("method_changed", "request.method"),
    ("media_type_changed", "request.media_type"),
    ("key_header_changed", "request.key_header"),
)
_BILLED_VALUES = (
    ("price_changed", "billing", "credits_per_success"),
    ("price_changed", "billing", "credits_per_failure"),
    ("credit_sign_changed", "billing", "unique_sign"),
    ("credits_query_changed", "credits_query", "path"),
    ("credits_query_changed", "credits_query", "method"),
)
# Our attribute, its name in `where`, the kinds for false to true and back. Only openapi.json has a first appearance;
# the others may well have been there before anybody looked.
_LIFECYCLE = (
    ("retirement_notice", "retirement_notice_on_page", "retirement_notice_added", "retirement_notice_removed"),
    ("openapi_path", "openapi_path_present", "openapi_path_added", "openapi_path_removed"),
    ("navigation", "in_docs_navigation", "navigation_added", "navigation_removed"),
    ("billing_table", "in_billing_table", "billing_row_added", "billing_row_removed"),
    ("credit_sign", "credit_sign_listed", "credit_sign_added", "credit_sign_removed"),
)
_REPORTED_WHEN_FIRST_SEEN = ("openapi_path",)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two editions; `before` and `after` are plain JSON values, None where there is none."""

    kind: str
    where: str
    before: Any
    after: Any
    certainty: str | None = None
    """A caveat in words, where the earlier documents were not seen whole."""


def changes(before: Edition, after: Edition) -> tuple[Change, ...]:
    """Return what changed from `before` to `after`: lifecycle, request, envelope, error tables, rules, price."""
    return tuple(change for compare in _COMPARISONS for change in compare(before, after))


def _lifecycle(before: Edition, after: Edition) -> Iterator[Change]:
    if before.status != after.status:
        kind = "endpoint_retired" if after.retired else "endpoint_restored"
        yield Change(kind, "status", before.status, after.status)
    for name, spelled, gained, lost in _LIFECYCLE:
        was, now = getattr(before.lifecycle, name), getattr(after.lifecycle, name)
        where = f"lifecycle.{spelled}"
        if was is None and now and name in _REPORTED_WHEN_FIRST_SEEN:
            yield Change(gained, where, None, True, FIRST_SEEN)
        elif was is not None and now is not None and was != now:
            yield Change(gained if now else lost, where, was, now)


def _request(before: Edition, after: Edition) -> Iterator[Change]:
    for kind, where in _PLAIN_VALUES:
        yield from _value(kind, where, attrgetter(where)(before), attrgetter(where)(after))
    yield from _named(
        "request_field",
        "request",
        {name: _request_facts(item) for name, item in before.request.fields.items()},
        {name: _request_facts(item) for name, item in after.request.fields.items()},
        whole=(before.completeness.request == "full", after.completeness.request == "full"),
    )
    yield from _limits(before.request.image, after.request.image)


def _request_facts(item: RequestField) -> dict[str, Any]:
    return {"type": item.type, "required": item.required, "allowed": list(item.allowed), "default": item.default}


def _limits(before: ImageLimits, after: ImageLimits) -> Iterator[Change]:
    for name in ("max_bytes", "max_side"):
        reworded = getattr(before, f"{name}_wording") != getattr(after, f"{name}_wording")
        bases = getattr(before, f"{name}_basis"), getattr(after, f"{name}_basis")
        if reworded or "assumed" not in bases:
            yield from _value("limit_changed", f"request.image.{name}", getattr(before, name), getattr(after, name))
    for name in sorted({*after.formats} - {*before.formats}):
        yield Change("format_added", f"request.image.formats.{name}", None, name)
    for name in sorted({*before.formats} - {*after.formats}):
        yield Change("format_removed", f"request.image.formats.{name}", name, None)


def _envelope(before: Edition, after: Edition) -> Iterator[Change]:
    old, new = before.response.fields, after.response.fields
    for name in [*old, *(name for name in new if name not in old)]:
        yield from _field(f"response.{name}", old.get(name), new.get(name), before.completeness.envelope == "full")
    yield from _required_sources(old, new)


def _field(where: str, was: EnvelopeField | None, now: EnvelopeField | None, seen_whole: bool) -> Iterator[Change]:
    if was is not None and was.documented and now is not None and now.documented:
        yield from _documented_field(where, was, now)
    elif was is not None and was.documented and (now is None or now.table is False):
        yield Change("field_removed", where, _shown(was), _shown(now))
    elif now is not None and now.documented:
        certainty = None if seen_whole or (was is not None and was.table is False) else FIRST_SEEN
        yield Change("field_added", where, _shown(was), _shown(now), certainty)


def _shown(item: EnvelopeField | None) -> dict[str, bool | None] | None:
    return None if item is None else {name: getattr(item, name) for name in _EXAMPLES}


def _documented_field(where: str, was: EnvelopeField, now: EnvelopeField) -> Iterator[Change]:
    yield from _value("field_type_changed", where, was.type, now.type)
    if was.required is not None and now.required is not None:
        yield from _value("field_required_changed", where, was.required, now.required)
    kind = "field_deprecated" if now.deprecated else "field_undeprecated"
    yield from _value(kind, where, was.deprecated, now.deprecated)


def _required_sources(old: Mapping[str, EnvelopeField], new: Mapping[str, EnvelopeField]) -> Iterator[Change]:
    """Yield one change for all the fields whose `required` came from one source and now comes from another."""
    moved: dict[tuple[str, str], list[str]] = {}
    for name in old:
        was, now = old[name].required_source, new[name].required_source if name in new else None
        if was is not None and now is not None and was != now:
            moved.setdefault((was, now), []).append(name)
    for (was, now), names in moved.items():
        where = names[0] if len(names) == 1 else f"{{{','.join(names)}}}"
        yield Change("required_source_changed", f"response.{where}", was, now)


def _data(before: Edition, after: Edition) -> Iterator[Change]:
    yield from _named(
        "field",
        "response",
        {name: {"type": item.type, "encoding": item.encoding} for name, item in before.response.data.items()},
        {name: {"type": item.type, "encoding": item.encoding} for name, item in after.response.data.items()},
    )
    if "assumed" not in (before.response.media_type_basis, after.response.media_type_basis):
        media_types = before.response.media_type, after.response.media_type
        yield from _value("response_media_type_changed", "response.media_type", *media_types)


def _success_rules(before: Edition, after: Edition) -> Iterator[Change]:
    texts = before.response.error_code_rule, after.response.error_code_rule
    yield from _value("success_rule_changed", "response.error_code_rule", *texts)
    old, new = before.response.success_rules, after.response.success_rules
    for name, rule in new.items():
        if name not in old:
            certainty = None if before.completeness.success_rules == "full" else FIRST_SEEN
            yield Change("success_rule_added", f"response.success_rules.{name}", None, asdict(rule), certainty)
    for name, rule in old.items():
        where = f"response.success_rules.{name}"
        if name in new:
            yield from _value("success_rule_changed", where, asdict(rule), asdict(new[name]))
        elif after.completeness.success_rules == "full":
            yield Change("success_rule_removed", where, asdict(rule), None)


def _coarse_table(before: Edition, after: Edition) -> Iterator[Change]:
    old, new = before.completeness.error_str, after.completeness.error_str
    if old in ("full", "partial") and new == "none":
        certainty = SEEN_IN_PART if old == "partial" else None
        yield Change("error_str_table_removed", "error_str", {"codes_seen": list(before.error_str)}, None, certainty)
    elif old == "none" and new in ("full", "partial"):
        yield Change("error_str_table_added", "error_str", None, {"codes_seen": list(after.error_str)})
    else:
        yield from _rows("error_str", before.error_str, after.error_str, whole=old == new == "full")


def _error_table(before: Edition, after: Edition) -> Iterator[Change]:
    old = {name: row for name, row in before.errors.items() if row.basis != "assumed"}
    new = {name: row for name, row in after.errors.items() if row.basis != "assumed"}
    whole = before.completeness.errors == after.completeness.errors == "full"
    yield from _rows("errors", old, new, whole=whole)


def _rows(
    table: str,
    old: Mapping[str, ErrorCode] | Mapping[str, CoarseCode],
    new: Mapping[str, ErrorCode] | Mapping[str, CoarseCode],
    *,
    whole: bool,
) -> Iterator[Change]:
    for name in [*old, *(name for name in new if name not in old)]:
        was, now, where = old.get(name), new.get(name), f"{table}.{name}"
        if was and now:
            yield from _value("status_changed", where, was.status, now.status)
            if was.message is not None and now.message is not None:
                yield from _value("message_changed", where, was.message, now.message)
        elif whole and now:
            yield Change("code_added", where, None, {"status": now.status, "message": now.message})
        elif whole and was:
            yield Change("code_removed", where, {"status": was.status, "message": was.message}, None)


def _rules(before: Edition, after: Edition) -> Iterator[Change]:
    """Yield the refusals that now answer with another code; which of them a mock knows is no change of the API."""
    for name, rule in before.rules.items():
        now = after.rules.get(name)
        if now is not None and "assumed" not in (rule.basis, now.basis):
            yield from _value("rule_changed", f"rules.{name}", rule.code, now.code)


def _billing(before: Edition, after: Edition) -> Iterator[Change]:
    for kind, part, name in _BILLED_VALUES:
        was, now = getattr(before, part), getattr(after, part)
        if "assumed" not in (was.basis, now.basis):
            yield from _value(kind, f"{part}.{name}", getattr(was, name), getattr(now, name))


def _value(kind: str, where: str, was: Any, now: Any) -> Iterator[Change]:
    if was != now:
        yield Change(kind, where, was, now)


def _named(
    noun: str,
    table: str,
    old: Mapping[str, Mapping[str, Any]],
    new: Mapping[str, Mapping[str, Any]],
    whole: tuple[bool, bool] = (True, True),
) -> Iterator[Change]:
    """Yield `noun`_added, _removed and _changed for the entries of two tables; `whole` says which was seen so."""
    for name, facts in old.items():
        where = f"{table}.{name}"
        if name not in new and whole[1]:
            yield Change(f"{noun}_removed", where, dict(facts), None)
        for key in facts if name in new else ():
            yield from _value(f"{noun}_changed", f"{where}.{key}", facts[key], new[name][key])
    for name, facts in new.items():
        if name not in old:
            yield Change(f"{noun}_added", f"{table}.{name}", None, dict(facts), None if whole[0] else FIRST_SEEN)


_COMPARISONS = (
    _lifecycle,
    _request,
    _envelope,
    _data,
    _success_rules,
    _coarse_table,
    _error_table,
    _rules,
    _billing,
)
