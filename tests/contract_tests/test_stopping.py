from __future__ import annotations

import json
from typing import Any

import pytest

from contract_tests.exchange import Answer, Asked, Exchange
from contract_tests.no_answer import NoAnswer
from contract_tests.probes import probes
from contract_tests.report import Stop
from contract_tests.stopping import SENTINELS, WITNESS, needs_witness, reason_to_stop, speaks_against
from livephoto.contract import load_edition

EDITION = load_edition("2026-01")
RETIRED = load_edition("2026-02-retired")
HOST = "https://api.example.org"


def exchange(status: int, body: Any, *, cut: bool = False, location: str | None = None) -> Exchange:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = "text/html" if isinstance(body, bytes) else "application/json"
    headers = {"location": location} if location is not None else {}
    return Exchange("image-missing", Asked(), Answer(status, {"content-type": kind, **headers}, data, cut))


def refusal(status: int, code: str) -> Exchange:
    return exchange(status, {"error_code": status, "error_detail": {"code": code, "status_code": status}})


def page(status: int, location: str | None = None) -> Exchange:
    return exchange(status, b"<html>no</html>", location=location)


FINE = (refusal(400, "UNSUPPORTED_PARAMETER_VALUES"), refusal(415, "UNSUPPORTED_FILE_TYPES"))


def reason(*answers: Exchange | NoAnswer) -> str | None:
    stop = reason_to_stop(answers, EDITION, HOST)
    return stop.reason if stop else None


def test_the_sentinels_are_free_use_the_good_key_and_expect_different_codes() -> None:
    by_id = {probe.id: probe for probe in probes(EDITION, b"")}
    rules = [by_id[name].asked.expected(EDITION) for name in SENTINELS]
    assert all(by_id[name].cost == "free" and by_id[name].key == "good" for name in (*SENTINELS, WITNESS))
    assert len({rule.code for rule in rules if rule}) == len(SENTINELS)


@pytest.mark.parametrize(
    ("answer", "expected", "word"),
    [
        (refusal(404, "ERROR_AI_NOT_EXISTS"), "retired", "404 ERROR_AI_NOT_EXISTS: the endpoint was retired"),
        (refusal(410, "ERROR_AI_NOT_EXISTS"), "retired", "retired"),
        (refusal(410, "ENDPOINT_GONE"), "retired", "410 ENDPOINT_GONE"),
        (page(410), "retired", "410"),
        (refusal(401, "ERROR_USER_NOT_EXISTS"), "key_refused", "the key is refused with 401 ERROR_USER_NOT_EXISTS"),
        (refusal(403, "ERROR_USER_LOCKED"), "key_refused", "its account"),
        (refusal(401, "NO_SUCH_KEY"), "key_refused", "401 NO_SUCH_KEY"),
        (refusal(429, "ERROR_NOT_ENOUGH_CREDITS"), "no_credits", "the account has no credits"),
        (refusal(429, "EXCEEDING_LIMITS"), "slow_down", "--rate-limit"),
        (refusal(503, "AI_SERVICE_FLOW_RESTRICTION"), "slow_down", "slow down"),
        (refusal(500, "SERVICE_INTERNAL_ERROR"), "outage", "in trouble"),
        (refusal(502, "ERROR_GATEWAY"), "outage", "try again later"),
        (page(500), "gateway", "cannot reach the service"),
        (page(502), "gateway", "text/html"),
        (page(503), "gateway", "gateway"),
        (page(504), "gateway", "gateway"),
        (page(403), "firewall", "firewall"),
        (page(401), "firewall", "before it reaches the service"),
        (page(429), "slow_down", "a gateway asks to slow down"),
        (page(404), "wrong_path", "is the base URL right"),
        (exchange(404, {"detail": "Not Found"}), "wrong_path", "application/json"),
        (page(200), "not_the_api", "login page"),
        (exchange(200, {"hello": "world"}), "not_the_api", "another server"),
        (page(400), "not_the_api", "another server"),
        (exchange(204, b""), "not_the_api", "204"),
        (page(304), "redirect", "elsewhere"),
        (exchange(200, b"{}", cut=True), "cut_off", "never ends its answers"),
        (NoAnswer("dns", "the name is not known"), "dns", "the name is not known"),
    ],
)
def test_two_answers_that_agree_end_the_check_with_their_own_words(
    answer: Exchange | NoAnswer, expected: str, word: str
) -> None:
    stop = reason_to_stop((answer, answer), EDITION, HOST)
    assert stop is not None
    assert stop.reason == expected
    assert word in stop.says


@pytest.mark.parametrize(
    "answers",
    [
        (),
        FINE,
        (page(502), FINE[1]),
        (FINE[0], page(200)),
        (page(404), refusal(404, "ERROR_AI_NOT_EXISTS")),
        (FINE[0], refusal(404, "ERROR_AI_NOT_EXISTS")),
        (FINE[0], NoAnswer("timeout", "says")),
        (refusal(404, "ERROR_RESOURCE_NOT_FOUND"),) * 2,
        (refusal(404, "SOMETHING_ELSE"),) * 2,
        (refusal(410, "ERROR_RESOURCE_RECLAIMED"),) * 2,
        (refusal(403, "UNSUPPORTED_PARAMETER_VALUES"), refusal(403, "UNSUPPORTED_FILE_TYPES")),
        (refusal(500, "UNSUPPORTED_PARAMETER_VALUES"), refusal(500, "UNSUPPORTED_FILE_TYPES")),
        (refusal(401, "ERROR_USER_NOT_EXISTS"), refusal(429, "ERROR_NOT_ENOUGH_CREDITS")),
        (exchange(422, {"detail": [{"loc": ["body"]}]}),) * 2,
        (exchange(400, {"type": "about:blank", "title": "no"}),) * 2,
    ],
)
def test_a_server_that_differs_in_one_answer_or_still_judges_calls_is_checked_to_the_end(
    answers: tuple[Exchange | NoAnswer, ...],
) -> None:
    assert reason(*answers) is None


def test_a_retired_edition_expects_the_retirement() -> None:
    gone = refusal(404, "ERROR_AI_NOT_EXISTS")
    assert reason_to_stop((gone, gone), RETIRED, HOST) is None


@pytest.mark.parametrize(
    ("location", "says"),
    [
        ("https://new.example.org/api?token=t", "to https://new.example.org: give the final address"),
        ("/login", "elsewhere"),
        ("https://user:secret@new.example.org/", "elsewhere"),
        ("http://[", "elsewhere"),
        ("javascript:alert(1)", "elsewhere"),
        ("https://exa\x1bmple.org/", "elsewhere"),
    ],
)
def test_a_redirect_is_told_without_what_the_address_may_hide(location: str, says: str) -> None:
    moved = page(307, location=location)
    stop = reason_to_stop((moved, moved), EDITION, HOST)
    assert stop is not None
    assert says in stop.says
    assert "the key is sent nowhere else" in stop.says
    assert "secret" not in stop.says


@pytest.mark.parametrize(
    ("name", "asked"),
    [("retired", False), ("dns", False), ("no_credits", False), ("slow_down", False), ("timeout", False)]
    + [(name, True) for name in ("key_refused", "outage", "gateway", "firewall", "wrong_path", "not_the_api")],
)
def test_only_a_doubtful_reason_needs_a_witness(name: str, asked: bool) -> None:
    assert needs_witness(Stop(name, "says")) is asked


def test_a_witness_from_the_api_speaks_against_a_page_and_one_that_lets_the_key_in_against_its_refusal() -> None:
    balance = exchange(200, {"request_id": "r", "error_code": 0, "data": [{"balance": 1}]})
    assert speaks_against(balance, Stop("gateway", "says"))
    assert speaks_against(balance, Stop("key_refused", "says"))
    assert speaks_against(refusal(404, "ERROR_AI_NOT_EXISTS"), Stop("wrong_path", "says"))
    assert not speaks_against(refusal(401, "ERROR_USER_NOT_EXISTS"), Stop("key_refused", "says"))
    assert not speaks_against(page(502), Stop("gateway", "says"))
