from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.exchange import Answer, Asked, Exchange
from contract_tests.finding import SEVERITIES
from contract_tests.judge import judge
from contract_tests.severity import ratings
from livephoto.contract import EDITION_ORDER, load_edition, load_editions

ANSWERS = Path(__file__).parents[3] / "fixtures" / "answers"
PROVENANCE: dict[str, dict[str, Any]] = tomllib.loads((ANSWERS / "PROVENANCE.toml").read_text(encoding="utf-8"))
RULE_OF = {
    "ERROR_NO_FACE_IN_FILE": "no_face",
    "ERROR_AI_NOT_EXISTS": "endpoint_retired",
    "UNSUPPORTED_PARAMETER_VALUES": "image_missing",
    "FILE_SIZE_EXCEEDS_LIMIT": "image_too_large",
    "ERROR_NOT_ENOUGH_CREDITS": "credits_short",
    "AI_SERVICE_ERROR": "upstream_error",
}

names = st.sampled_from(
    ["request_id", "log_id", "error_code", "error_code_str", "error_msg", "error_detail", "data", "video", "code"]
) | st.text(max_size=12)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
asked = st.builds(
    Asked,
    st.frozensets(st.sampled_from(sorted(load_edition("2026-01").rules)), max_size=3),
    st.booleans(),
    st.booleans(),
)


@pytest.mark.parametrize("edition", EDITION_ORDER)
def test_the_answers_that_an_edition_prescribes_have_no_finding(bench, edition) -> None:
    contract = load_edition(edition)
    if not contract.retired:
        assert bench.given(edition=edition).judged() == []
    for rule in contract.rules:
        assert bench.given(edition=edition, rule=rule, asked=Asked(live=False)).judged() == [], rule


def test_the_worst_finding_comes_first(bench) -> None:
    found = bench.given(headers={"content-type": "text/plain", "sunset": "soon", "retry-after": "1"}).judged()
    assert [finding.severity for finding in found] == ["breaking", "compatible", "info"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "not_json"),
        (b"<html>", "not_json"),
        (b"[]", "not_json"),
        (b'"text"', "not_json"),
        (b'{"error_code": NaN}', "not_json"),
        (b'{"a": 1', "not_json"),
        ("{}".encode("utf-16"), "not_json"),
        (b"\xff{}", "not_json"),
    ],
)
def test_a_body_that_is_no_json_object_is_told_and_nothing_else(bench, kinds, body, kind) -> None:
    assert kinds(bench.judged(body)) == [(kind, "answer", "breaking")]


def test_a_byte_order_mark_is_told_and_read_over(bench, kinds) -> None:
    body = b"\xef\xbb\xbf" + json.dumps(bench.body()).encode()
    assert kinds(bench.judged(body)) == [("byte_order_mark", "answer", "compatible")]


def test_a_body_that_was_cut_is_not_judged_further(bench, kinds) -> None:
    assert kinds(bench.given(cut=True).judged()) == [("answer_cut", "answer", "breaking")]


@pytest.mark.parametrize("media_type", ["", "text/html", "application/problem+json", "text/json"])
def test_another_media_type_is_told(bench, kinds, media_type) -> None:
    found = bench.given(headers={"content-type": media_type}).judged()
    assert kinds(found) == [("media_type_changed", "header:content-type", "breaking")]


@pytest.mark.parametrize(
    "media_type", ["application/json; charset=utf-8", "Application/JSON", "application/json;charset=UTF-8"]
)
def test_charset_and_case_of_the_media_type_are_no_drift(bench, media_type) -> None:
    assert bench.given(headers={"content-type": media_type, "server": "x", "set-cookie": "a=b"}).judged() == []


def test_ids_key_order_and_white_space_are_no_drift(bench, refusal) -> None:
    for case in (bench, refusal):
        body = case.body() | {"request_id": "9", "log_id": "x" * 300}
        turned = dict(reversed(body.items()))
        assert case.judged(json.dumps(turned, indent=4).encode() + b"\n") == []


# What the sources themselves show beside fields that they leave out; the examples' video is a header of 20 bytes.
SHOWN = {
    "legacy-success": {"video_undecodable"},
    "page-success": {"video_undecodable"},
    "openapi-success": {"video_undecodable"},
    "2026-04-success": {"video_undecodable"},
    "submit-200": {"task_handle_added"},
    "live-photo-500": {"code_missing"},
    "too-small-413": {"code_missing"},
    "upstream-502": {"code_missing"},
    "always-200": {"code_missing", "error_in_success"},
}
RULE_OF_FIXTURE = {"too-small-413": "image_too_large", "upstream-502": "upstream_error", "always-200": "no_face"}
LEFT_OUT = {"field_missing", "optional_field_missing"}


@pytest.mark.parametrize("name", PROVENANCE)
def test_documented_and_observed_answers_raise_no_other_alarm_than_they_must(name) -> None:
    row = PROVENANCE[name]
    rule = RULE_OF.get(row.get("code", ""), RULE_OF_FIXTURE.get(name))
    query = row["reads_as"] == "Credits"
    answer = Answer(row["status"], {"content-type": "application/json"}, (ANSWERS / f"{name}.json").read_bytes())
    for contract in map(load_edition, row["editions"]):
        # Some stood in the documents when the endpoint was gone, or came from siblings then: judged as another path's.
        live = not query and (rule == "endpoint_retired" or not contract.retired)
        ask = Asked(frozenset({rule} if rule else ()), live=live, credits_query=query)
        alarms = [each for each in judge(Exchange(name, ask, answer), contract) if each.severity != "info"]
        kinds = {each.kind for each in alarms}
        assert kinds - LEFT_OUT <= SHOWN.get(name, set())
        assert contract.retired or kinds - LEFT_OUT == SHOWN.get(name, set())
        assert "field_missing" not in kinds or row["basis"] != "documented"


@given(body=st.binary(max_size=300), status=st.integers(100, 599), ask=asked, edition=st.sampled_from(EDITION_ORDER))
def test_no_bytes_make_the_judge_raise(body, status, ask, edition) -> None:
    found = judge(Exchange("any", ask, Answer(status, {}, body)), load_edition(edition))
    assert found == judge(Exchange("any", ask, Answer(status, {}, body)), load_edition(edition))


@given(
    body=st.dictionaries(names, json_values, max_size=6),
    status=st.sampled_from([200, 202, 400, 404, 429, 500]),
    ask=asked,
)
def test_no_json_makes_the_judge_raise(body, status, ask) -> None:
    answer = Answer(status, {"content-type": "application/json"}, json.dumps(body).encode())
    for edition in load_editions():
        found = judge(Exchange("any", ask, answer), edition)
        assert all(finding.kind in ratings() and finding.severity in SEVERITIES for finding in found)
        assert all(len(finding.fingerprint) == 12 and finding.says for finding in found)
        json.dumps([finding.to_dict() for finding in found])


@given(
    value=json_values, path=st.sampled_from(["error_code", "error_detail", "error_detail.code", "data", "data.video"])
)
def test_no_value_in_a_field_makes_the_judge_raise(value, path) -> None:
    body: dict[str, Any] = {"error_code": 0, "error_detail": {"code": ""}, "data": {"video": ""}}
    *parents, name = path.split(".")
    place = body[parents[0]] if parents else body
    place[name] = value
    answer = Answer(200, {"content-type": "application/json"}, json.dumps(body).encode())
    judge(Exchange("any", Asked(), answer), load_edition("2026-01"))
