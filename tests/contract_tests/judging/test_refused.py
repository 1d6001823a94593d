from __future__ import annotations

import pytest

from contract_tests.exchange import Asked

PARAMETER = "UNSUPPORTED_PARAMETER_VALUES"


def test_a_good_call_that_is_refused_is_told_with_what_refused_it(bench, kinds) -> None:
    (finding,) = bench.with_code("ERROR_ILLEGAL_FILE", probe="success-png")
    assert (finding.kind, finding.where, finding.severity) == ("success_refused", "success:success-png", "breaking")
    assert (finding.expected, finding.observed) == ("success", "422 ERROR_ILLEGAL_FILE")


@pytest.mark.parametrize(
    ("shape", "code", "kind"),
    [
        ("field_required", PARAMETER, "field_required"),
        ("value_refused", PARAMETER, "value_refused"),
        ("extra_field_refused", PARAMETER, "extra_field_refused"),
        ("format_refused", "UNSUPPORTED_FILE_TYPES", "format_refused"),
        ("format_refused", "FILE_DECODING_FAILURE", "format_refused"),
        ("limit_tightened", "FILE_SIZE_EXCEEDS_LIMIT", "limit_tightened"),
        ("limit_added", "UNSUPPORTED_FILE_TYPES", "limit_added"),
        ("field_required", "FILE_SIZE_EXCEEDS_LIMIT", "limit_tightened"),
        (None, "FILE_RESOLUTION_EXCEEDS_LIMITS", "limit_tightened"),
        (None, "UNSUPPORTED_FILE_TYPES", "format_refused"),
        (None, PARAMETER, "success_refused"),
        ("format_refused", "ERROR_USER_NOT_EXISTS", "success_refused"),
        ("field_required", "AI_SERVICE_TIMEOUT", "success_refused"),
    ],
)
def test_the_kind_goes_by_what_the_probe_varies_and_by_the_code(bench, shape, code, kind) -> None:
    assert [finding.kind for finding in bench.with_code(code, shape=shape)] == [kind]


@pytest.mark.parametrize("status", [404, 410])
def test_gone_for_good_calls_is_a_retirement(bench, kinds, status) -> None:
    found = bench.given(status=status).judged({**bench.given(rule="endpoint_retired").body()})
    assert ("endpoint_retired", "success:some-probe", "breaking") in kinds(found)


def test_a_refusal_for_want_of_a_face_is_right_for_a_drawn_one(bench) -> None:
    assert bench.with_code("ERROR_NO_FACE_IN_FILE", asked=Asked(drawn=True), shape="limit_tightened") == []
    assert bench.with_code("ERROR_NO_FACE_IN_FILE", shape="limit_tightened") != []


def test_a_limit_that_was_assumed_teaches_something(bench, kinds) -> None:
    found = bench.with_code("FILE_SIZE_EXCEEDS_LIMIT", asked=Asked(basis="assumed"), shape="limit_tightened")
    assert kinds(found) == [("limit_tightened", "success:some-probe", "info")]


@pytest.mark.parametrize(("status", "kind"), [(201, "success_status_changed"), (202, "success_status_changed")])
def test_a_success_of_another_2xx_is_told(bench, status, kind) -> None:
    found = [finding for finding in bench.given(status=status).judged() if finding.where == "answer"]
    assert [(finding.kind, finding.expected, finding.observed) for finding in found] == [(kind, 200, status)]


def test_a_video_that_arrives_as_a_failure_is_told(bench) -> None:
    assert "success_in_error" in [finding.kind for finding in bench.given(status=500).judged()]


def test_a_failure_in_status_200_is_told(bench, refusal) -> None:
    found = bench.given(status=200).judged(refusal.body())
    assert "error_in_success" in [finding.kind for finding in found]


def test_a_success_that_carries_a_code_is_told(bench, kinds) -> None:
    found = bench.edited(lambda body: body["error_detail"].update(code="SUCCESS"))
    assert ("code_in_success", "field:error_detail.code", "breaking") in kinds(found)
