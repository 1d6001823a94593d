from __future__ import annotations

import json

import pytest

from contract_tests.exchange import MISSING, Answer, Asked, leaves
from livephoto.contract import load_edition


def answer(status: int, body: object, **headers: str) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, headers, raw)


@pytest.mark.parametrize(
    ("status", "body", "succeeded"),
    [
        (200, {"error_code": 0}, True),
        (200, {}, True),
        (200, {"error_code": "0"}, True),
        (200, {"error_code": None}, True),
        (200, {"error_code": 0.0}, True),
        (200, {"error_code": 400}, False),
        (200, {"error_code": []}, False),
        (200, {"error_detail": {"code": "X"}}, False),
        (200, {"error_detail": {"code": "SUCCESS"}, "data": {"video": "AAAA"}}, True),
        (201, {"error_code": 0}, False),
        (400, {"error_code": 0}, False),
        (200, b"<html>", False),
        (200, [], False),
    ],
)
def test_a_success_is_200_without_an_error(status, body, succeeded) -> None:
    assert answer(status, body).succeeded is succeeded


@pytest.mark.parametrize(
    ("status", "body", "billed"),
    [
        (200, {"error_code": 0}, True),
        (202, {"task_id": "1"}, True),
        (500, {"data": {"video": "AAAA"}}, True),
        (200, b"<html>", True),
        (400, {"error_code": 400}, False),
        (200, {"error_code": 400}, False),
        (404, b"<html>", False),
    ],
)
def test_whatever_may_be_a_success_may_be_billed(status, body, billed) -> None:
    assert answer(status, body).may_be_billed is billed


def test_an_answer_without_an_end_may_be_billed() -> None:
    assert Answer(500, {}, b'{"da', cut=True).may_be_billed


def test_values_are_found_by_their_dotted_path() -> None:
    found = answer(200, {"a": {"b": None}, "c": [1]})
    assert found.value("a.b") is None
    assert found.value("a.b.c") is MISSING
    assert found.value("x") is MISSING
    assert not MISSING
    assert repr(MISSING) == "missing"


def test_leaves_come_before_what_they_hold() -> None:
    assert [path for path, _ in leaves({"a": {"b": 1}, "c": []})] == ["a", "a.b", "c"]


def test_the_media_type_is_read_without_case_and_parameters() -> None:
    assert Answer(200, {"content-type": "Application/JSON; charset=x"}, b"").media_type == "application/json"
    assert Answer(200, {}, b"").media_type == ""


def test_a_deep_body_is_no_json() -> None:
    assert answer(200, b"[" * 100_000).json is None


def test_the_edition_s_order_decides_among_broken_rules() -> None:
    edition = load_edition("2026-01")
    asked = Asked(frozenset({"image_too_wide", "key_missing"}))
    assert asked.expected(edition).name == "key_missing"  # type: ignore[union-attr]
    assert Asked().expected(edition) is None
    retired = load_edition("2026-04")
    assert Asked().expected(retired).name == "endpoint_retired"  # type: ignore[union-attr]
    assert Asked(live=False).expected(retired) is None
