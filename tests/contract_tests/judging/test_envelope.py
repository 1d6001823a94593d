from __future__ import annotations

import pytest

from contract_tests.exchange import Asked


def _drop(path):
    def edit(body):
        *parents, name = path.split(".")
        for parent in parents:
            body = body[parent]
        del body[name]

    return edit


def _put(path, value):
    def edit(body):
        *parents, name = path.split(".")
        for parent in parents:
            body = body[parent]
        body[name] = value

    return edit


def _rename(path, new):
    def edit(body):
        *parents, name = path.split(".")
        for parent in parents:
            body = body[parent]
        body[new] = body.pop(name)

    return edit


@pytest.mark.parametrize("path", ["request_id", "log_id", "error_code", "error_detail", "error_detail.message"])
def test_a_required_field_that_is_missing_is_breaking(bench, kinds, path) -> None:
    assert ("field_missing", f"field:{path}", "breaking") in kinds(bench.edited(_drop(path)))


def test_what_stood_inside_a_missing_field_is_not_told_again(bench, kinds) -> None:
    assert kinds(bench.edited(_drop("error_detail"))) == [("field_missing", "field:error_detail", "breaking")]
    assert kinds(bench.edited(_put("error_detail", None))) == [("field_nulled", "field:error_detail", "breaking")]


@pytest.mark.parametrize("path", ["error_code_str", "error_msg"])
def test_a_field_that_was_only_ever_observed_is_less(bench, kinds, path) -> None:
    assert kinds(bench.edited(_drop(path))) == [("optional_field_missing", f"field:{path}", "compatible")]


@pytest.mark.parametrize(
    ("path", "value", "name"),
    [
        ("error_code", "0", "string"),
        ("error_code", 0.0, "number"),
        ("error_code", False, "boolean"),
        ("request_id", 17, "integer"),
        ("error_detail", "none", "string"),
        ("error_detail", [], "list"),
        ("error_detail.status_code", "200", "string"),
        ("error_msg", {"en": ""}, "object"),
    ],
)
def test_another_type_is_breaking_and_shown_by_its_name(bench, path, value, name) -> None:
    found = [finding for finding in bench.edited(_put(path, value)) if finding.where == f"field:{path}"]
    assert [(it.kind, it.observed, it.severity) for it in found] == [("field_retyped", name, "breaking")]


def test_null_is_breaking_and_empty_ids_are_not(bench, kinds) -> None:
    assert kinds(bench.edited(_put("log_id", None))) == [("field_nulled", "field:log_id", "breaking")]
    assert kinds(bench.edited(_put("log_id", ""))) == [("field_emptied", "field:log_id", "info")]


@pytest.mark.parametrize("name", ["requestId", "RequestID", "request-id", "requestid", "request_ids"])
def test_another_spelling_of_a_name_is_a_renaming(bench, kinds, name) -> None:
    assert kinds(bench.edited(_rename("request_id", name))) == [("field_renamed", "field:request_id", "breaking")]


def test_a_renamed_object_is_told_once(bench, kinds) -> None:
    found = bench.edited(_rename("error_detail", "errorDetail"))
    assert kinds(found) == [("field_renamed", "field:error_detail", "breaking")]


def test_a_field_under_another_object_has_moved(bench, kinds) -> None:
    found = bench.edited(lambda body: body.update(meta={"request_id": body.pop("request_id")}))
    assert ("field_moved", "field:request_id", "breaking") in kinds(found)
    assert next(it for it in found if it.kind == "field_moved").observed == "meta.request_id"


def test_a_name_of_its_own_is_a_missing_field_and_a_new_one(bench, kinds) -> None:
    found = kinds(bench.edited(_rename("request_id", "trace")))
    assert found == [("field_missing", "field:request_id", "breaking"), ("field_added", "field:trace", "info")]


@pytest.mark.parametrize("path", ["region", "error_detail.docs_url", "data.cover"])
def test_a_new_field_is_info_whatever_it_holds(bench, kinds, path) -> None:
    first, second = (bench.edited(_put(path, value)) for value in ("a", "b"))
    assert kinds(first) == [("field_added", f"field:{path}", "info")]
    assert first[0].fingerprint == second[0].fingerprint


def test_a_new_object_is_told_once(bench, kinds) -> None:
    assert kinds(bench.edited(_put("usage", {"a": {"b": 1}}))) == [("field_added", "field:usage", "info")]


@pytest.mark.parametrize("name", ["task_id", "job", "callback_url", "polling"])
def test_what_looks_like_a_task_is_told_as_one(bench, kinds, name) -> None:
    assert kinds(bench.edited(_put(name, "1"))) == [("task_handle_added", f"field:{name}", "compatible")]


def test_the_credits_query_may_come_without_ids(bench) -> None:
    query = bench.given(asked=Asked(live=False, credits_query=True))
    found = query.edited(lambda body: {name: body[name] for name in body if name not in ("request_id", "log_id")})
    assert {it.severity for it in found if it.where in ("field:request_id", "field:log_id")} == {"info"}
