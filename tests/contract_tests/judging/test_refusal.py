from __future__ import annotations

import pytest

from contract_tests.exchange import Asked
from livephoto.contract import load_edition

TABLE = load_edition("2026-01")
PROBED = [name for name, rule in TABLE.rules.items() if name != "endpoint_retired"]


@pytest.mark.parametrize("rule", PROBED)
def test_a_status_that_moved_is_told_though_the_code_stayed(bench, rule) -> None:
    right = TABLE.status_of(TABLE.rules[rule].code)
    case = bench.given(rule=rule, status=418, asked=Asked(live=False))
    found = {finding.kind: finding for finding in case.judged()}
    assert (found["status_changed"].expected, found["status_changed"].observed) == (right, 418)
    assert found["status_changed"].severity == "breaking"
    assert found["status_changed"].where == f"rule:{rule}"


def test_another_code_is_breaking_where_the_documents_name_it(refusal, kinds) -> None:
    found = refusal.with_code("ERROR_REQUEST_BODY_TOO_LARGE")
    assert kinds(found) == [("code_changed", "rule:image_too_large", "breaking")]


def test_another_code_for_an_assumed_rule_is_something_learnt(bench, kinds) -> None:
    found = bench.given(rule="image_missing").with_code("MISSING_PARAMETERS")
    assert kinds(found) == [("code_changed", "rule:image_missing", "info")]
    assert "learnt" in found[0].says


def test_a_flip_of_retries_is_breaking_even_for_an_assumed_rule(bench, kinds) -> None:
    found = bench.given(rule="image_missing").with_code("AI_SERVICE_FLOW_RESTRICTION")
    assert ("retry_changed", "rule:image_missing", "breaking") in kinds(found)
    assert found[0].kind == "retry_changed"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("FILE_RETIRED_SINCE", "code_unknown"),
        ("file_size_exceeds_limit", "code_changed"),
        ("FileSizeExceedsLimit", "code_changed"),
        ("ERROR_FILE_SIZE_EXCEEDS_LIMIT", "code_changed"),
        ("40013", "code_changed"),
    ],
)
def test_an_unseen_code_is_told_from_another_spelling(refusal, code, kind) -> None:
    found = refusal.edited(lambda body: body["error_detail"].update(code=code))
    assert kind in [finding.kind for finding in found]


def test_an_unseen_code_of_another_status_is_breaking(refusal, kinds) -> None:
    found = refusal.given(status=500).edited(lambda body: body["error_detail"].update(code="FILE_RETIRED_SINCE"))
    assert ("code_changed", "rule:image_too_large", "breaking") in kinds(found)


def test_a_refusal_without_a_code_is_breaking(refusal, kinds) -> None:
    for code in ("", None, 7, [], {}):
        found = refusal.edited(lambda body, code=code: body["error_detail"].update(code=code))
        assert ("code_missing", "rule:image_too_large", "breaking") in kinds(found)


def test_a_refusal_in_status_200_is_breaking(refusal, kinds) -> None:
    assert ("error_in_success", "rule:image_too_large", "breaking") in kinds(refusal.given(status=200).judged())


def test_the_code_of_a_retired_endpoint_is_told_for_faulty_calls_too(refusal, kinds) -> None:
    found = refusal.with_code("ERROR_AI_NOT_EXISTS")
    assert kinds(found) == [("endpoint_retired", "rule:endpoint_retired", "breaking")]


def test_a_good_key_that_is_refused_is_told(refusal, kinds) -> None:
    assert kinds(refusal.with_code("ERROR_USER_LOCKED")) == [("key_refused", "header:key", "breaking")]


def test_an_empty_account_is_no_breaking_drift(refusal, kinds) -> None:
    found = refusal.with_code("ERROR_NOT_ENOUGH_CREDITS")
    assert kinds(found) == [("account_empty", "rule:credits_short", "compatible")]


def test_the_other_of_two_faults_may_come_first(bench, kinds) -> None:
    both = bench.given(rule="type_out_of_range", asked=Asked(frozenset({"image_too_wide"})))
    assert both.judged() == []
    found = both.with_code("FILE_RESOLUTION_EXCEEDS_LIMITS")
    assert kinds(found) == [("order_changed", "rule:type_out_of_range", "info")]


@pytest.mark.parametrize(
    ("shape", "code", "severity"),
    [
        ("limit_tightened", "FILE_SIZE_EXCEEDS_LIMIT", "breaking"),
        ("limit_tightened", "FILE_RESOLUTION_EXCEEDS_LIMITS", "breaking"),
        ("format_refused", "UNSUPPORTED_FILE_TYPES", "breaking"),
        ("value_refused", "UNSUPPORTED_PARAMETER_VALUES", "breaking"),
        ("field_required", "UNSUPPORTED_PARAMETER_VALUES", "breaking"),
        ("extra_field_refused", "UNSUPPORTED_PARAMETER_VALUES", "breaking"),
        ("limit_added", "FILE_SIZE_EXCEEDS_LIMIT", "compatible"),
        ("name_judged", "UNSUPPORTED_FILE_TYPES", "compatible"),
    ],
)
def test_a_broken_photo_shows_what_is_refused_before_it_is_decoded(bench, kinds, shape, code, severity) -> None:
    found = bench.given(rule="image_undecodable", shape=shape, probe="image-truncated-x").with_code(code)
    assert kinds(found) == [(shape, "success:image-truncated-x", severity)]
