"""What pages would tell that say all that an edition says: facts without a page."""

from __future__ import annotations

from typing import Any

from contract_tests.docs.facts import (
    BillingRow,
    ByteLimit,
    ByteReading,
    DocFacts,
    ErrorRow,
    Example,
    FormField,
    Notice,
    Page,
    PixelLimit,
    PixelReading,
    ResponseField,
    SuccessRule,
    Told,
    Unread,
)
from livephoto.contract.model import Edition

PAGE, COMMON, SCHEMA, OTHER = "live-photo.mdx", "response-description.mdx", "openapi.json", "docs.json"


def told(value: Any, file: str = PAGE, line: int = 1) -> Told[Any]:
    return Told(value, file, line, str(value)[:80])


def many(values: Any, file: str = PAGE, line: int = 10) -> tuple[Told[Any], ...]:
    return tuple(told(value, file, line + number) for number, value in enumerate(values))


def facts_of(edition: Edition) -> DocFacts:
    """Everything that an edition's documents hold, as its pages would tell it."""
    return DocFacts(
        pages=(
            Page(PAGE, "endpoint", "markdown"),
            Page(COMMON, "response", "markdown"),
            Page(SCHEMA, "openapi", "openapi"),
            Page(OTHER, "navigation", "navigation"),
        ),
        parts=_parts(edition),
        unread=tuple(_cut(edition)),
        **_request(edition),
        **_response(edition),
        **_life(edition),
    )


def _cut(edition: Edition) -> Any:
    """The tables that were seen in part only are cut on its pages as well."""
    for part in ("errors", "error_str"):
        if getattr(edition.completeness, part) == "partial":
            yield Unread(COMMON, 299, "the table ends in the middle", part)  # type: ignore[arg-type]


def _parts(edition: Edition) -> tuple[Told[Any], ...]:
    extents = {
        "form": edition.completeness.request,
        "public": edition.completeness.envelope,
        "success_rules": edition.completeness.success_rules,
    }
    always = ("request", "headers", "limits", "business", "notice")
    found = [*always, *(name for name, extent in extents.items() if extent == "full")]
    found += ["errors"] if edition.completeness.errors in ("full", "partial") else []
    found += ["error_str"] if edition.error_str else []
    life = edition.lifecycle
    found += [
        part
        for part, value in (
            ("navigation", life.navigation),
            ("openapi", life.openapi_path),
            ("billing", life.billing_table),
            ("signs", life.credit_sign),
        )
        if value is not None
    ]
    return many(found, line=100)


def _request(edition: Edition) -> dict[str, Any]:
    request, image = edition.request, edition.request.image
    rows = [
        FormField(
            name=field.name,
            source="table",
            type=field.type,
            required=field.required,
            allowed=tuple(map(str, field.allowed)),
            default=None if field.default is None else str(field.default),
        )
        for field in request.fields.values()
    ]
    size = (ByteReading(5_242_880, "binary"), ByteReading(5_000_000, "decimal"))
    side = (
        PixelReading("each side", exclusive=True, max_side=4096),
        PixelReading("the product", exclusive=True, max_area=4096 * 4096),
    )
    return {
        "url": (told(request.url),),
        "method": (told(request.method),),
        "media_type": (told(request.media_type),),
        "key_header": (told(request.key_header),),
        "form": many(rows),
        "formats": (told(image.spelled),),
        "max_bytes": (told(ByteLimit(image.max_bytes_wording, size)),),
        "max_side": (told(PixelLimit(image.max_side_wording, side)),),
    }


def _response(edition: Edition) -> dict[str, Any]:
    fields = edition.response.fields.values()
    from_page = "openapi-shared-schema"
    table = [
        ResponseField(
            field.name,
            field.type,
            None if field.required_source == from_page else field.required,
            field.deprecated,
        )
        for field in fields
        if field.table
    ]
    schema = [
        ResponseField(field.name, field.type, field.required, source="openapi")
        for field in fields
        if field.required_source == from_page
    ]
    rules = edition.response.success_rules.values()
    sure = [row for row in edition.errors.values() if row.basis != "assumed"]
    rule = edition.response.error_code_rule
    return {
        "public_fields": (*many(table, COMMON), *many(schema, SCHEMA)),
        "business_fields": many([ResponseField(row.name, row.type) for row in edition.response.data.values()]),
        "error_code_rule": (told(rule, COMMON),) if rule else (),
        "success_rules": many([SuccessRule(it.name, it.field, it.success, it.failure) for it in rules], COMMON, 40),
        "errors": many([ErrorRow(row.name, row.status, row.message) for row in sure], COMMON, 50),
        "error_str": many([ErrorRow(it.name, it.status, it.message) for it in edition.error_str.values()], COMMON, 300),
        "examples": tuple(_examples(edition)),
        "response_media_type": (told(edition.response.media_type, SCHEMA),)
        if edition.response.media_type_basis == "documented" and edition.lifecycle.openapi_path
        else (),
    }


def _examples(edition: Edition) -> Any:
    for page, flag, file in (
        ("endpoint", "page_example", PAGE),
        ("response", "response_example", COMMON),
        ("openapi", "openapi_example", SCHEMA),
    ):
        names = tuple(field.name for field in edition.response.fields.values() if getattr(field, flag))
        if names:
            yield told(Example("success", page, {}, names), file, 400)  # type: ignore[arg-type]


def _life(edition: Edition) -> dict[str, Any]:
    life = edition.lifecycle
    rows = []
    if life.billing_table:
        sign = edition.billing.unique_sign if life.credit_sign else None
        rows = [BillingRow(edition.billing.name, edition.billing.credits_per_success, sign)]
    return {
        "notice": (told(Notice("inline")),) if life.retirement_notice else (),
        "navigation": () if life.navigation is None else (told(life.navigation, OTHER),),
        "openapi_path": () if life.openapi_path is None else (told(life.openapi_path, SCHEMA),),
        "billing": many(rows, "billing.mdx"),
    }
