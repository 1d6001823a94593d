from __future__ import annotations

import pytest


@pytest.mark.parametrize("value", [0, 400, -1, 10013])
def test_an_error_code_that_is_not_the_status_disagrees(refusal, kinds, value) -> None:
    found = refusal.edited(lambda body: body.update(error_code=value))
    assert ("error_code_disagrees", "field:error_code", "breaking") in kinds(found)


@pytest.mark.parametrize("value", [200, 500])
def test_a_status_code_that_is_not_the_status_disagrees(refusal, kinds, value) -> None:
    found = refusal.edited(lambda body: body["error_detail"].update(status_code=value))
    assert kinds(found) == [("status_code_disagrees", "field:error_detail.status_code", "breaking")]


def test_a_number_of_another_type_is_told_once(refusal, kinds) -> None:
    found = refusal.edited(lambda body: body["error_detail"].update(status_code="200"))
    assert kinds(found) == [("field_retyped", "field:error_detail.status_code", "breaking")]


def test_numbers_that_an_edition_does_not_have_are_not_missed(refusal) -> None:
    late = refusal.given(edition="2026-04", rule="key_missing")
    found = late.edited(lambda body: body.pop("error_code") and None)
    assert {finding.kind for finding in found} == {"optional_field_missing"}


@pytest.mark.parametrize("path", ["error_msg", "error_detail.message", "error_detail.code_message"])
def test_another_text_is_info(refusal, path) -> None:
    def edit(body):
        *parents, name = path.split(".")
        place = body[parents[0]] if parents else body
        place[name] += "!"

    (finding,) = refusal.edited(edit)
    assert (finding.kind, finding.where, finding.severity) == ("message_changed", f"field:{path}", "info")


def test_texts_of_an_assumed_rule_are_nobody_s_business(bench) -> None:
    assert bench.given(rule="image_missing").edited(lambda body: body.update(error_msg="No photo?")) == []


def test_a_coarse_code_may_be_the_fine_one_but_no_other(bench, kinds) -> None:
    face = bench.given(rule="no_face")
    assert face.edited(lambda body: body.update(error_code_str="ERROR_NO_FACE_IN_FILE")) == []
    found = face.edited(lambda body: body.update(error_code_str="ERROR"))
    assert kinds(found) == [("coarse_code_changed", "field:error_code_str", "compatible")]


def test_a_success_has_neither_texts_nor_a_coarse_code(bench, kinds) -> None:
    assert kinds(bench.edited(lambda body: body.update(error_msg="ok"))) == [
        ("message_changed", "field:error_msg", "info")
    ]
    found = bench.edited(lambda body: body.update(error_code_str="OK"))
    assert kinds(found) == [("coarse_code_changed", "field:error_code_str", "compatible")]
