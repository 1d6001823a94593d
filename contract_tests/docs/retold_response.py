"""The answer of an edition as the pages tell it: fields, ways to tell a success, error tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from contract_tests.docs.facts import DocFacts, ErrorRow, ResponseField
from livephoto.contract.model import CoarseCode, DataField, EnvelopeField, ErrorCode, Response, SuccessRule

FROM_PAGE, FROM_SCHEMA = "page", "openapi-shared-schema"
"""How an edition calls the sources of `required`."""

_EXAMPLES = {"endpoint": "page_example", "response": "response_example", "openapi": "openapi_example"}


def response_of(facts: DocFacts, known: Response) -> Response:
    """Return what an answer looks like, as the pages tell it; what they do not tell is as known."""
    untold = None if facts.whole("public") else known.error_code_rule
    return replace(
        known,
        media_type=facts.response_media_type[0].value if facts.response_media_type else known.media_type,
        media_type_basis="documented" if facts.response_media_type else known.media_type_basis,
        fields=_envelope(facts, known.fields),
        data=_data(facts, known.data),
        success_rules=_success_rules(facts, known.success_rules),
        error_code_rule=facts.error_code_rule[0].value if facts.error_code_rule else untold,
    )


def errors_of(facts: DocFacts, known: Mapping[str, ErrorCode]) -> Mapping[str, ErrorCode]:
    """Return the table of `error_detail.code`; rows that it does not hold go only where it was read whole."""
    told = {}
    for each in reversed(facts.errors):
        row, before = each.value, known.get(each.value.code)
        status = row.status if row.status is not None else before.status if before else None
        if status is not None:
            message = row.message if row.message is not None else before.message if before else None
            told[row.code] = ErrorCode(row.code, status, message, source="the pages")
    ordered = {row.value.code: told[row.value.code] for row in facts.errors if row.value.code in told}
    return ordered if facts.whole("errors") else {**known, **ordered}


def coarse_codes_of(facts: DocFacts, known: Mapping[str, CoarseCode]) -> Mapping[str, CoarseCode]:
    """Return the table of `error_code_str`, the known one where the pages have none."""
    return {told.value.code: _coarse(told.value, known) for told in facts.error_str} or known


def _envelope(facts: DocFacts, known: Mapping[str, EnvelopeField]) -> Mapping[str, EnvelopeField]:
    table = {told.value.name: told.value for told in reversed(facts.public_fields) if told.value.source == "table"}
    schema = {told.value.name: told.value for told in reversed(facts.public_fields) if told.value.source == "openapi"}
    names = [*known, *(told.value.name for told in facts.public_fields if told.value.name in table)]
    whole = facts.whole("public")
    found = {}
    for name in dict.fromkeys(names):
        field = _field(table.get(name), schema.get(name), known.get(name), gone=whole and name not in table)
        found[name] = _with_examples(facts, field)
    return found


def _field(
    row: ResponseField | None, schema: ResponseField | None, known: EnvelopeField | None, *, gone: bool
) -> EnvelopeField:
    if row is None:
        assert known is not None  # noqa: S101  (a name is in the table, or the edition knows it)
        if gone and known.table:
            return replace(known, table=False, required=None, required_source=None, deprecated=False)
        return known
    base = known or EnvelopeField(row.name, cast(Any, row.type or "string"), "documented")
    required, source = row.required, FROM_PAGE
    if required is None and schema is not None:
        required, source = schema.required, FROM_SCHEMA
    return replace(
        base,
        type=cast(Any, row.type or base.type),
        sent_basis="documented",
        required=required,
        required_source=None if required is None else source,
        deprecated=row.deprecated,
        table=True,
    )


def _with_examples(facts: DocFacts, field: EnvelopeField) -> EnvelopeField:
    """Return the field with what the examples show of it; where the pages have no such example, as it was."""
    shown: dict[str, bool] = {}
    for told in facts.examples:
        if told.value.page in _EXAMPLES:
            name = _EXAMPLES[told.value.page]
            shown[name] = shown.get(name, False) or field.name in told.value.names
    return replace(field, **cast(Any, shown))


def _data(facts: DocFacts, known: Mapping[str, DataField]) -> Mapping[str, DataField]:
    told = {each.value.name: each.value for each in reversed(facts.business_fields) if each.value.source == "table"}
    found = {name: field for name, field in known.items() if name in told or not facts.whole("business")}
    for name, row in told.items():
        kind = cast(Any, row.type or "string")
        found[name] = (
            replace(found[name], type=cast(Any, row.type or found[name].type))
            if name in found
            else DataField(name, kind, row.description or "")
        )
    return found


def _success_rules(facts: DocFacts, known: Mapping[str, SuccessRule]) -> Mapping[str, SuccessRule]:
    told = {
        each.value.name: SuccessRule(each.value.name, each.value.field, each.value.success, each.value.failure)
        for each in reversed(facts.success_rules)
    }
    return told if facts.whole("success_rules") else {**known, **told}


def _coarse(row: ErrorRow, known: Mapping[str, CoarseCode]) -> CoarseCode:
    before = known.get(row.code)
    status = row.status if row.status is not None else before.status if before else 0
    message = row.message if row.message is not None else before.message if before else ""
    return CoarseCode(row.code, status, message, row.hint)
