from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from told import COMMON, facts_of, told

from contract_tests.docs.differences import differences
from contract_tests.docs.facts import BillingRow, ByteLimit, ByteReading, DocFacts, ErrorRow
from contract_tests.docs.places import told_places
from contract_tests.docs.three_way import three_way
from contract_tests.finding import Finding
from contract_tests.report import Limit, ProbeResult, Report, ThreeWay
from livephoto.contract.loader import load_edition
from livephoto.contract.model import Edition

OLD, NEW = load_edition("2025-12"), load_edition("2026-01")
TOO_WIDE = "errors.FILE_RESOLUTION_EXCEEDS_LIMITS"
WIDE = ProbeResult("image-too-wide", "image_too_wide", False, "agrees")
SUCCESS = ProbeResult("success-at-limits", None, True, "agrees")


def finding(kind: str, where: str, expected: Any, observed: Any, probe: str = "image-too-wide") -> Finding:
    return Finding(kind, "breaking", where, expected, observed, "documented", probe, "it differs")


def wire(*results: ProbeResult, findings: tuple[Finding, ...] = (), **more: Any) -> Report:
    given: dict[str, Any] = {"target": "a server", "edition": "", "verdict": "conforms", "matches": (), "spent": 0}
    return Report(**given | {"allowed": 0, "probes": results, "findings": findings} | more)


def rows(facts: DocFacts, report: Report, edition: Edition) -> dict[str, ThreeWay]:
    return {it.where: it for it in three_way(differences(facts, edition), told_places(facts), report, edition)}


MOVED = finding("status_changed", "rule:image_too_wide", 413, 422)


def test_the_documents_moved_and_the_wire_did_not():
    row = rows(facts_of(NEW), wire(WIDE), OLD)[TOO_WIDE]
    assert row.values == {"edition": 422, "documents": 413, "wire": 422}
    assert row.agree == ("wire", "edition")
    assert row.says.endswith(": documents say 413, the wire still says 422, as the edition does.")


def test_documents_and_wire_moved_together():
    moved = finding("status_changed", "rule:image_too_wide", 422, 413)
    row = rows(facts_of(NEW), wire(replace(WIDE, outcome="differs"), findings=(moved,)), OLD)[TOO_WIDE]
    assert row.agree == ("documents", "wire")
    assert row.says.endswith("documents and wire say 413, the edition says 422.")


def test_the_wire_moved_and_the_documents_did_not():
    row = rows(facts_of(NEW), wire(replace(WIDE, outcome="differs"), findings=(MOVED,)), NEW)[TOO_WIDE]
    assert row.agree == ("documents", "edition")
    assert row.says.endswith("documents and edition say 413, the wire says 422.")


def test_all_three_say_something_else():
    facts = facts_of(NEW)
    other = replace(facts, errors=(told(ErrorRow("FILE_RESOLUTION_EXCEEDS_LIMITS", 400, None), COMMON), *facts.errors))
    row = rows(other, wire(replace(WIDE, outcome="differs"), findings=(MOVED,)), NEW)[TOO_WIDE]
    assert row.agree == ()
    assert row.says.endswith("documents say 400, the wire says 422, the edition says 413.")


def test_what_no_answer_was_about_is_said_to_be_so():
    row = rows(facts_of(NEW), wire(SUCCESS), OLD)[TOO_WIDE]
    assert "wire" not in row.values
    assert row.says.endswith("documents say 413, the edition says 422, no answer was about it.")
    assert not row.is_whole


def test_what_the_pages_do_not_tell_is_said_to_be_so():
    row = rows(DocFacts(pages=()), wire(replace(WIDE, outcome="differs"), findings=(MOVED,)), NEW)[TOO_WIDE]
    assert "documents" not in row.values
    assert row.says.endswith("the wire says 422, the edition says 413, these pages do not tell.")


def test_where_all_agree_there_is_no_row():
    assert rows(facts_of(NEW), wire(WIDE, SUCCESS), NEW) == {}


def test_rows_that_all_three_tell_come_first():
    found = three_way(differences(facts_of(NEW), OLD), told_places(facts_of(NEW)), wire(WIDE), OLD)
    whole = [row.is_whole for row in found]
    assert whole == sorted(whole, reverse=True)
    assert len(found) == 48


def test_a_status_of_another_code_is_not_taken_for_the_rules_own():
    other = finding("code_changed", "rule:image_too_wide", "FILE_RESOLUTION_EXCEEDS_LIMITS", "ERROR_HIGH_RESOLUTION")
    report = wire(replace(WIDE, outcome="differs"), findings=(MOVED, other))
    found = rows(facts_of(NEW), report, NEW)
    assert set(found) == {"errors.ERROR_HIGH_RESOLUTION"}


def test_a_retirement_that_only_the_documents_tell_of():
    row = rows(facts_of(load_edition("2026-04")), wire(SUCCESS), NEW)["status"]
    assert row.says == "the endpoint: documents say retired, the wire still says active, as the edition does."


def test_a_retirement_that_both_tell_of():
    gone = finding("endpoint_retired", "success:success-at-limits", "success", "ERROR_AI_NOT_EXISTS")
    report = wire(replace(SUCCESS, outcome="differs"), findings=(gone,))
    assert rows(facts_of(load_edition("2026-04")), report, NEW)["status"].agree == ("documents", "wire")


def test_a_field_that_left_the_documents_and_is_still_sent():
    row = rows(facts_of(load_edition("2026-04")), wire(SUCCESS), NEW)["response.error_code"]
    assert row.says == "error_code: documents say not there, the wire still says there, as the edition does."


BILLED = replace(facts_of(NEW), billing=(told(BillingRow("Live Photos", 30, "portrait_live_photos")),))
CASES: list[tuple[DocFacts, Finding, str, dict[str, Any]]] = [
    (
        facts_of(NEW),
        finding("optional_field_missing", "field:log_id", "string", "missing"),
        "response.log_id",
        {"documents": "there", "wire": "not there"},
    ),
    (
        facts_of(NEW),
        finding("field_added", "field:task_id", "missing", "string"),
        "response.task_id",
        {"wire": "there"},
    ),
    (
        facts_of(NEW),
        finding("code_unknown", "rule:image_too_wide", "FILE_RESOLUTION_EXCEEDS_LIMITS", "ERROR_NEW"),
        "errors.ERROR_NEW",
        {"edition": "not there", "wire": "there"},
    ),
    (
        facts_of(NEW),
        finding("limit_tightened", "rule:image_too_large", "success", "413"),
        "request.image.max_bytes",
        {"documents": 5_242_880, "wire": "less than 5,242,880"},
    ),
    (
        facts_of(NEW),
        finding("limit_relaxed", "rule:image_too_wide", "FILE_RESOLUTION_EXCEEDS_LIMITS", "success"),
        "request.image.max_side",
        {"documents": 4096, "wire": "more than 4,096"},
    ),
    (
        facts_of(NEW),
        finding("format_refused", "success:success-png", "success", "415", "success-png"),
        "request.image.formats.PNG",
        {"documents": "there", "wire": "not there"},
    ),
    (
        facts_of(NEW),
        finding("format_accepted", "rule:image_format_unsupported", "UNSUPPORTED_FILE_TYPES", "success", "image-webp"),
        "request.image.formats.WEBP",
        {"edition": "not there", "wire": "there"},
    ),
    (facts_of(NEW), finding("field_required", "x", "success", "400"), "request.type.required", {"wire": True}),
    (facts_of(NEW), finding("value_refused", "x", "success", "400"), "request.type.allowed", {"documents": [0, 1]}),
    (
        facts_of(NEW),
        finding("default_changed", "field:type", 0, 1),
        "request.type.default",
        {"documents": 0, "wire": 1},
    ),
    (
        facts_of(NEW),
        finding("media_type_changed", "header:content-type", "application/json", "text/json"),
        "response.media_type",
        {"documents": "application/json", "wire": "text/json"},
    ),
    (
        BILLED,
        finding("price_changed", "field:type", 44, 60),
        "billing.credits_per_success",
        {"documents": 30, "wire": 30},
    ),
    (facts_of(NEW), finding("key_refused", "header:key", "a good key", "X"), "request.key_header", {}),
]


@pytest.mark.parametrize(("facts", "found", "where", "values"), CASES, ids=[case[1].kind for case in CASES])
def test_each_finding_of_the_wire_stands_beside_what_the_documents_say(facts, found, where, values):
    row = rows(facts, wire(replace(WIDE, outcome="differs"), findings=(found,)), NEW)[where]
    assert {name: row.values.get(name) for name in values} == values


def test_a_limit_that_was_searched_for_stands_with_its_value():
    lean = replace(facts_of(NEW), max_bytes=(told(ByteLimit("No more than 3 MB", (ByteReading(3_000_000, "MB"),))),))
    searched = Limit("bytes", 3_000_000, True, 9, 1, True, "found")
    tightened = finding("limit_tightened", "rule:image_too_large", "success", "413")
    report = wire(replace(WIDE, outcome="differs"), findings=(tightened,), explored=(searched,))
    row = rows(lean, report, NEW)["request.image.max_bytes"]
    assert row.agree == ("documents", "wire")
    assert "3,000,000" in row.says


def test_a_row_goes_into_json_with_only_the_sides_that_tell():
    row = rows(facts_of(NEW), wire(SUCCESS), OLD)[TOO_WIDE].to_dict()
    assert set(row) == {"where", "edition", "documents", "agree", "says"}
