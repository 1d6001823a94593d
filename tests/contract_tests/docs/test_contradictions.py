from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from told import COMMON, OTHER, PAGE, SCHEMA, facts_of, many, told

from contract_tests.docs.contradictions import contradictions
from contract_tests.docs.facts import (
    BillingRow,
    ByteLimit,
    ByteReading,
    DocFacts,
    ErrorRow,
    Example,
    FormField,
    Notice,
    PixelLimit,
    PixelReading,
    SuccessRule,
    Told,
)
from contract_tests.docs.reading import read_documents
from livephoto.contract.loader import load_edition

SAMPLES = Path(__file__).parents[4] / "shared" / "vendor" / "pages"

# A set of pages that says everything once, and one way only.
CLEAR = replace(
    facts_of(load_edition("2026-01")),
    examples=(),
    max_bytes=(told(ByteLimit("No more than 5 MiB", (ByteReading(5_242_880, "MiB"),))),),
    max_side=(told(PixelLimit("Each side less than 4096 px", (PixelReading("each side", True, max_side=4096),))),),
)
GONE = (told(Notice("inline"), PAGE, 8),)


def form(*others: FormField) -> tuple[Told[Any], ...]:
    return (*CLEAR.form, *many(others, SCHEMA, 80))


def example(body: dict[str, Any], page: str = "response", file: str = COMMON, line: int = 30, **more: Any) -> Told[Any]:
    outcome = "error" if body.get("error_code") else "success"
    return told(Example(outcome, page, body, tuple(_names(body)), **more), file, line)  # type: ignore[arg-type]


def _names(body: dict[str, Any], above: str = "") -> list[str]:
    found = []
    for name, value in body.items():
        found += [f"{above}{name}", *(_names(value, f"{above}{name}.") if isinstance(value, dict) else [])]
    return found


def envelope(**more: Any) -> dict[str, Any]:
    detail = {"status_code": 200, "code": "", "code_message": "", "message": ""}
    return {"request_id": "1", "log_id": "2", "error_code": 0, "error_detail": detail, **more}


def refusal(code: str, status: int, message: str, error_code: int | None = None) -> dict[str, Any]:
    detail = {"status_code": status, "code": code, "code_message": message, "message": ""}
    return envelope(error_detail=detail) | {"error_code": status if error_code is None else error_code}


def test_pages_that_say_everything_once_contradict_nothing():
    assert contradictions(CLEAR) == []


NO_FACE = "ERROR_NO_FACE_IN_FILE"
CASES: list[tuple[str, DocFacts, str, str]] = [
    (
        "another URL in a command",
        replace(CLEAR, url=(*CLEAR.url, told("https://api.example.test/live-photo", line=90))),
        "request.url",
        "https://api.example.test/live-photo",
    ),
    ("another method", replace(CLEAR, method=(*CLEAR.method, told("GET", line=5))), "request.method", "GET"),
    (
        "another media type",
        replace(CLEAR, media_type=(*CLEAR.media_type, told("application/json"))),
        "request.media_type",
        "application/json",
    ),
    (
        "another header",
        replace(CLEAR, key_header=(*CLEAR.key_header, told("x-api-key"))),
        "request.key_header",
        "x-api-key",
    ),
    (
        "an integer in the table, a string in the schema",
        replace(CLEAR, form=form(FormField("type", "openapi", "string"))),
        "request.type.type",
        "string (openapi.json)",
    ),
    (
        "an integer in the table, a string in a command",
        replace(CLEAR, form=form(FormField("type", "sample", "string"))),
        "request.type.type",
        "string (a command)",
    ),
    (
        "required in the table, optional in the schema",
        replace(CLEAR, form=form(FormField("image_target", "openapi", "file"))),
        "request.image_target.required",
        "optional",
    ),
    (
        "another default",
        replace(CLEAR, form=form(FormField("type", "openapi", "integer", False, default="1"))),
        "request.type.default",
        "is 0",
    ),
    (
        "a size in two readings",
        replace(
            CLEAR,
            max_bytes=(
                told(ByteLimit("No more than 5 MB", (ByteReading(5_242_880, "A"), ByteReading(5_000_000, "B")))),
            ),
        ),
        "request.image.max_bytes",
        "can be read in 2 ways: A; B",
    ),
    (
        "a side in two readings",
        replace(
            CLEAR,
            max_side=(
                told(
                    PixelLimit(
                        "Less than 4096x4096px",
                        (PixelReading("A", True, max_side=4096), PixelReading("B", True, max_area=16_777_216)),
                    )
                ),
            ),
        ),
        "request.image.max_side",
        "can be read in 2 ways: A; B",
    ),
    (
        "two limits",
        replace(CLEAR, max_bytes=(*CLEAR.max_bytes, told(ByteLimit("Up to 8 MiB", (ByteReading(8_388_608, "MiB"),))))),
        "request.image.max_bytes.wording",
        "Up to 8 MiB",
    ),
    (
        "a code twice, with two statuses",
        replace(CLEAR, errors=(*CLEAR.errors, told(ErrorRow(NO_FACE, 400, None), COMMON, 200))),
        "errors.status",
        f"{NO_FACE} 422 and 400",
    ),
    (
        "a success told by a field that no table has",
        replace(CLEAR, success_rules=(*CLEAR.success_rules, told(SuccessRule("ok", "ok", 1, "0"), COMMON, 22))),
        "response.success_rules.ok",
        "told by ok",
    ),
    ("retired and in the navigation", replace(CLEAR, notice=GONE), "lifecycle.in_docs_navigation", "navigation lists"),
    ("retired and in openapi.json", replace(CLEAR, notice=GONE), "lifecycle.openapi_path_present", "holds its path"),
    (
        "retired and priced",
        replace(CLEAR, notice=GONE, billing=(told(BillingRow("Live Photos", 22)),)),
        "lifecycle.in_billing_table",
        "has its price",
    ),
    (
        "retired and referred to",
        replace(CLEAR, notice=GONE, openapi_reference=(told("POST /api/x"),)),
        "lifecycle.openapi_reference",
        "names the operation",
    ),
    (
        "referred to and not in openapi.json",
        replace(CLEAR, openapi_path=(told(False, SCHEMA),), openapi_reference=(told("POST /api/x"),)),
        "request.openapi_reference",
        "openapi.json does not hold",
    ),
    (
        "a field that the common page dropped",
        replace(CLEAR, examples=(example(envelope(error_msg=""), "endpoint", PAGE),)),
        "example:endpoint.success",
        "error_msg",
    ),
    (
        "a field in one example only",
        replace(CLEAR, examples=(example(envelope(error_code_str=""), "openapi", SCHEMA), example(envelope()))),
        "examples:success.openapi-response",
        "error_code_str only at openapi.json:30",
    ),
    (
        "a text that is empty in one example only",
        replace(CLEAR, examples=(example(envelope() | {"log_id": ""}, "endpoint", PAGE), example(envelope()))),
        "examples:success.endpoint-response.values",
        "log_id are empty",
    ),
    (
        "a value of another type",
        replace(CLEAR, examples=(example(envelope() | {"error_code": "0"}),)),
        "response.error_code.type",
        "of type integer",
    ),
    (
        "a code that the table has not",
        replace(CLEAR, examples=(example(refusal("ERROR_ODD", 422, "Odd.")),)),
        "errors.ERROR_ODD",
        "the table has not",
    ),
    (
        "a status that is not its row's",
        replace(CLEAR, examples=(example(refusal(NO_FACE, 400, "No face detected in the file.")),)),
        f"errors.{NO_FACE}.status",
        "422 in the table",
    ),
    (
        "a text that is not its row's",
        replace(CLEAR, examples=(example(refusal(NO_FACE, 422, "Nobody.")),)),
        f"errors.{NO_FACE}.message",
        "Nobody.",
    ),
    (
        "an error_code that is not the status",
        replace(CLEAR, examples=(example(refusal(NO_FACE, 422, "No face detected in the file.", 400)),)),
        "response.error_code",
        "error_code 400 with the status 422",
    ),
]


@pytest.mark.parametrize(("facts", "where", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_contradiction_is_found_and_named_with_its_place(facts, where, words):
    found = [it for it in contradictions(facts) if it.where == where]
    assert [(it.kind, it.severity, it.basis) for it in found] == [("contradiction", "info", "documented")]
    assert words in found[0].says
    assert found[0].source is not None
    assert found[0].source in found[0].says


def test_a_table_that_was_told_twice_with_48_other_statuses_is_one_contradiction():
    old = facts_of(load_edition("2025-12"))
    (finding,) = contradictions(replace(CLEAR, errors=(*CLEAR.errors, *old.errors)))
    assert finding.where == "errors.status"
    assert len(finding.expected) == len(finding.observed) == 48


def test_an_example_that_is_shown_twice_is_one_example():
    twice = (example(envelope(), "endpoint", PAGE), example(envelope()))
    assert contradictions(replace(CLEAR, examples=twice)) == []


def test_the_common_page_need_not_show_what_belongs_to_one_endpoint():
    both = (example(envelope(data={"video": ""}), "endpoint", PAGE), example(envelope()))
    assert contradictions(replace(CLEAR, examples=both)) == []


def test_an_offer_is_no_contradiction_while_nobody_takes_it_back():
    offered = replace(CLEAR, navigation=(told(True, OTHER),), openapi_reference=(told("POST /api/x"),))
    assert contradictions(offered) == []


# --- the samples of the vendor's pages --------------------------------------------------------------------------------

Samples = Callable[..., set[str]]


@pytest.fixture
def samples() -> Samples:
    if not SAMPLES.is_dir():
        pytest.skip(f"the vendor's pages are not in {SAMPLES}")

    def places(*names: str) -> set[str]:
        return {it.where for it in contradictions(read_documents([str(SAMPLES / name) for name in names]))}

    return places


LIMITS = {"request.image.max_bytes", "request.image.max_side"}
SCHEMA_AGAINST_TABLE = {"request.type.type", "request.image_target.required"}


def test_the_first_pages_hold_eleven_contradictions(samples):
    found = samples("live-photo.2025-09.mdx", "response-description.2025-09.mdx", "openapi.2025-09.json")
    assert found == {
        *LIMITS,
        *SCHEMA_AGAINST_TABLE,
        "example:endpoint.success",
        "example:openapi.success",
        "examples:success.endpoint-openapi",
        "examples:success.endpoint-response",
        "examples:success.endpoint-response.values",
        "examples:success.openapi-response",
        "examples:success.openapi-response.values",
    }


def test_the_last_pages_hold_six_contradictions(samples):
    found = samples("live-photo.2026-06.mdx", "response-description.2026-06.mdx", "api-offline-notice.mdx")
    assert found == {
        *LIMITS,
        "lifecycle.openapi_reference",
        "example:endpoint.success",
        "examples:success.endpoint-response",
        "examples:success.endpoint-response.values",
    }


def test_the_page_as_a_browser_shows_it_holds_five_contradictions(samples):
    found = samples("live-photo.rendered.txt")
    assert found == {*LIMITS, *SCHEMA_AGAINST_TABLE, "examples:success.endpoint-openapi"}


def test_a_contradiction_has_the_same_fingerprint_in_whichever_order_the_pages_are_read() -> None:
    docs = Path(__file__).parents[3] / "fixtures" / "docs" / "2026-01" / "docs"
    files = [str(docs / "docs/effects/live-photo/api.mdx"), str(docs / "docs/answers.mdx"), str(docs / "openapi.json")]

    one, other = ({it.fingerprint for it in contradictions(read_documents(each))} for each in (files, files[::-1]))

    assert one == other
