from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from told import COMMON, SCHEMA, facts_of, many, told

from contract_tests.docs.comparing import compare
from contract_tests.docs.facts import (
    BillingRow,
    ByteLimit,
    ByteReading,
    DocFacts,
    ErrorRow,
    Notice,
    PixelLimit,
    PixelReading,
    ResponseField,
    SuccessRule,
)
from livephoto.contract.loader import load_edition

LAST = load_edition("2026-01")
FACTS = facts_of(LAST)


def with_form(**change: Any) -> DocFacts:
    form = tuple(
        replace(row, value=replace(row.value, **change)) if row.value.name == "type" else row for row in FACTS.form
    )
    return replace(FACTS, form=form)


def without(name: str, facts: DocFacts = FACTS) -> DocFacts:
    return replace(facts, public_fields=tuple(it for it in facts.public_fields if it.value.name != name))


def with_field(name: str, **change: Any) -> DocFacts:
    fields = tuple(
        replace(it, value=replace(it.value, **change)) if it.value.name == name else it for it in FACTS.public_fields
    )
    return replace(FACTS, public_fields=fields)


def with_limit(most: int) -> DocFacts:
    return replace(FACTS, max_bytes=(told(ByteLimit(f"No more than {most}", (ByteReading(most, "bytes"),))),))


def with_side(most: int) -> DocFacts:
    reading = PixelReading("each side", exclusive=True, max_side=most)
    return replace(FACTS, max_side=(told(PixelLimit(f"Less than {most}", (reading,))),))


def with_error(code: str, status: int, message: str) -> DocFacts:
    kept = tuple(row for row in FACTS.errors if row.value.code != code)
    return replace(FACTS, errors=(*kept, told(ErrorRow(code, status, message), COMMON, 999)))


def with_part(facts: DocFacts, part: str) -> DocFacts:
    return replace(facts, parts=(*facts.parts, told(part)))


BILL = BillingRow("Live Photos", 22, "portrait_live_photos")
CASES: list[tuple[DocFacts, str, str, str]] = [
    (replace(FACTS, notice=(told(Notice("inline")),)), "endpoint_retired", "status", "breaking"),
    (
        replace(FACTS, notice=(told(Notice("snippet", "a.mdx", resolved=False)),)),
        "retirement_notice_added",
        "lifecycle.retirement_notice_on_page",
        "compatible",
    ),
    (replace(FACTS, navigation=(told(False),)), "navigation_removed", "lifecycle.in_docs_navigation", "compatible"),
    (
        replace(FACTS, openapi_path=(told(False),)),
        "openapi_path_removed",
        "lifecycle.openapi_path_present",
        "compatible",
    ),
    (replace(FACTS, billing=()), "billing_row_removed", "lifecycle.in_billing_table", "compatible"),
    (
        replace(FACTS, billing=(told(replace(BILL, sign=None)),)),
        "credit_sign_removed",
        "lifecycle.credit_sign_listed",
        "compatible",
    ),
    (
        replace(FACTS, billing=(told(replace(BILL, sign="live_photo")),)),
        "credit_sign_changed",
        "billing.unique_sign",
        "compatible",
    ),
    (
        replace(FACTS, billing=(told(replace(BILL, credits=30)),)),
        "price_changed",
        "billing.credits_per_success",
        "breaking",
    ),
    (
        replace(FACTS, url=(told("https://api.example.test/api/portrait/effects/live-photo"),)),
        "server_changed",
        "request.server",
        "breaking",
    ),
    (replace(FACTS, url=(told("https://www.ailabapi.com/v2/live-photo"),)), "path_changed", "request.path", "breaking"),
    (replace(FACTS, method=(told("PUT"),)), "method_changed", "request.method", "breaking"),
    (replace(FACTS, media_type=(told("application/json"),)), "media_type_changed", "request.media_type", "breaking"),
    (replace(FACTS, key_header=(told("x-api-key"),)), "key_header_changed", "request.key_header", "breaking"),
    (with_form(name="kind"), "request_field_added", "request.kind", "info"),
    (with_form(name="kind", required=True), "request_field_added", "request.kind", "breaking"),
    (with_form(name="kind"), "request_field_removed", "request.type", "compatible"),
    (with_form(required=True), "request_field_changed", "request.type.required", "breaking"),
    (with_form(default="1"), "request_field_changed", "request.type.default", "breaking"),
    (with_form(allowed=("1",)), "request_field_changed", "request.type.allowed", "breaking"),
    (with_form(allowed=("0", "1", "2")), "request_field_changed", "request.type.allowed", "info"),
    (with_form(type="string"), "request_field_changed", "request.type.type", "breaking"),
    (with_limit(3_000_000), "limit_changed", "request.image.max_bytes", "breaking"),
    (with_limit(9_000_000), "limit_changed", "request.image.max_bytes", "info"),
    (with_side(2048), "limit_changed", "request.image.max_side", "breaking"),
    (replace(FACTS, formats=(told(("JPG", "PNG")),)), "format_removed", "request.image.formats.BMP", "breaking"),
    (
        replace(FACTS, formats=(told(("JPEG", "PNG", "BMP", "WEBP")),)),
        "format_added",
        "request.image.formats.WEBP",
        "info",
    ),
    (without("error_code"), "field_removed", "response.error_code", "breaking"),
    (
        replace(FACTS, public_fields=(*FACTS.public_fields, told(ResponseField("task_id", "string", False), COMMON))),
        "field_added",
        "response.task_id",
        "info",
    ),
    (with_field("log_id", type="integer"), "field_type_changed", "response.log_id", "breaking"),
    (with_field("log_id", required=False), "field_required_changed", "response.log_id", "compatible"),
    (with_field("log_id", deprecated=True), "field_deprecated", "response.log_id", "compatible"),
    (
        replace(FACTS, business_fields=many([ResponseField("data", "object"), ResponseField("data.video", "object")])),
        "field_changed",
        "response.data.video.type",
        "breaking",
    ),
    (
        replace(FACTS, business_fields=many([ResponseField("data", "object")])),
        "field_removed",
        "response.data.video",
        "breaking",
    ),
    (
        replace(FACTS, response_media_type=(told("text/json", SCHEMA),)),
        "response_media_type_changed",
        "response.media_type",
        "breaking",
    ),
    (
        replace(FACTS, success_rules=(*FACTS.success_rules, told(SuccessRule("data", "data", "there", "absent")))),
        "success_rule_added",
        "response.success_rules.data",
        "info",
    ),
    (
        replace(FACTS, success_rules=FACTS.success_rules[:1]),
        "success_rule_removed",
        "response.success_rules.error_code",
        "breaking",
    ),
    (
        replace(FACTS, success_rules=(FACTS.success_rules[0], told(SuccessRule("error_code", "error_code", 1, "0")))),
        "success_rule_changed",
        "response.success_rules.error_code",
        "breaking",
    ),
    (replace(FACTS, error_code_rule=()), "success_rule_changed", "response.error_code_rule", "breaking"),
    (
        with_part(replace(FACTS, error_str=many([ErrorRow("X", 400, "no")])), "error_str"),
        "error_str_table_added",
        "error_str",
        "info",
    ),
    (
        with_error("FILE_SIZE_EXCEEDS_LIMIT", 422, "File size exceeds limit."),
        "status_changed",
        "errors.FILE_SIZE_EXCEEDS_LIMIT",
        "breaking",
    ),
    (
        with_error("FILE_SIZE_EXCEEDS_LIMIT", 413, "Too big."),
        "message_changed",
        "errors.FILE_SIZE_EXCEEDS_LIMIT",
        "info",
    ),
    (with_error("ERROR_NEW", 418, "New."), "code_added", "errors.ERROR_NEW", "compatible"),
    (replace(FACTS, errors=FACTS.errors[1:]), "code_removed", f"errors.{FACTS.errors[0].value.code}", "compatible"),
]


@pytest.mark.parametrize(
    ("facts", "kind", "where", "severity"), CASES, ids=[f"{it[1]}-{it[2]}-{it[3]}" for it in CASES]
)
def test_each_difference_has_its_kind_its_place_and_its_severity(facts, kind, where, severity):
    found = [it for it in compare(facts, LAST) if (it.kind, it.where) == (kind, where)]
    assert [it.severity for it in found] == [severity]
    assert found[0].basis == "documented"
    assert found[0].source is not None
    assert found[0].probe.startswith("docs-")
    assert "{" not in found[0].says


BACK = [
    ("2026-02-retired", "2026-01", ["endpoint_restored", "retirement_notice_removed", "navigation_added"]),
    ("2026-02-retired", "2026-01", ["openapi_path_added", "billing_row_added", "credit_sign_added"]),
    ("legacy-b", "legacy-a", ["field_undeprecated"]),
    ("2026-02-retired", "2026-04", ["required_source_changed"]),
    ("legacy-b", "2025-09", ["error_str_table_removed"]),
]


@pytest.mark.parametrize(("edition", "page", "kinds"), BACK)
def test_what_the_next_edition_changed_is_found_in_its_pages(edition, page, kinds):
    found = compare(facts_of(load_edition(page)), load_edition(edition))
    assert set(kinds) <= {it.kind for it in found}
