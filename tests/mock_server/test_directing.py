from __future__ import annotations

import asyncio
import hashlib
from contextlib import asynccontextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx
import pytest

from contract_tests.photos import PhotoSpec, build
from livephoto.contract import load_edition
from livephoto.pseudonym import pseudonym
from mock_server import Settings, create_app

PHOTO = build(PhotoSpec())
OTHER = build(PhotoSpec(width=80))
EDITION = load_edition()
PRICE = EDITION.billing.credits_per_success


class Here:
    """A mock in this process, told what to do."""

    def __init__(self, *documents, **settings) -> None:
        self.app = create_app(Settings(**{"engine": "canned", "credits": 100 * PRICE, **settings}))
        self.documents = documents

    @asynccontextmanager
    async def http(self):
        await self.app.service.scenarios.replace_all(self.documents)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://mock") as http:
            yield http

    def calls(self, *calls):
        """The answers to calls: keyword arguments of `call`."""

        async def run():
            async with self.http() as http:
                return [await call(http, **each) for each in calls]

        return asyncio.run(run())

    def answers(self, count: int):
        return self.calls(*[{}] * count)

    def spent(self, key: str = "k") -> int:
        return asyncio.run(self.app.service.ledger.account(key)).spent

    def notes(self):
        return asyncio.run(self.app.service.state.notes())


async def call(http, photo=PHOTO, key="k", kind=None, **headers):
    headers = {EDITION.request.key_header: key, **headers}
    data = {"type": kind} if kind is not None else {}
    return await http.post(EDITION.request.path, files={"image_target": photo}, data=data, headers=headers)


def scenario(*stubs, **more):
    return {"name": "mine", "stubs": [*stubs], **more}


def statuses(answers):
    return [answer.status_code for answer in answers]


def test_an_answer_says_which_scenario_and_stub_made_it_and_costs_nothing():
    mock = Here(scenario({"when": {"times": 1}, "response": {"error": "no_face", "headers": {"X-Extra": "yes"}}}))
    refused, usual = mock.answers(2)
    assert refused.status_code == 422
    assert (refused.headers["x-livephoto-scenario"], refused.headers["x-livephoto-stub"]) == ("mine", "0")
    assert (refused.headers["x-livephoto-rule"], refused.headers["x-extra"]) == ("no_face", "yes")
    assert "x-livephoto-scenario" not in usual.headers
    assert mock.spent() == PRICE
    assert [note["scenario"] for note in mock.notes()] == ["mine", None]


def test_retirement_at_a_moment():
    mock = Here(scenario({"when": {"after": 2}, "response": {"retired": True}}))
    answers = mock.answers(4)
    assert statuses(answers) == [200, 200, 404, 404]
    assert answers[2].headers["x-livephoto-rule"] == "endpoint_retired"


def test_a_quota_refuses_with_the_documented_code_and_says_when_to_come_back():
    mock = Here(scenario({"quota": {"perDay": 1}}))
    _, over, _ = mock.calls({}, {}, {"key": "another"})
    assert over.json()["error_detail"]["code"] == EDITION.rules["too_many_calls"].code
    assert 0 < int(over.headers["retry-after"]) <= 86_400
    assert (mock.spent(), mock.spent("another")) == (PRICE, PRICE)


def test_stubs_by_key_type_and_photo():
    digest = hashlib.sha256(OTHER).hexdigest()
    mock = Here(
        scenario(
            {"request": {"key": "a"}, "response": {"error": "upstream_busy"}},
            {"request": {"key": pseudonym("b")}, "response": {"error": "upstream_timeout"}},
            {"request": {"type": 1}, "response": {"error": "no_face"}},
            {"request": {"photo": digest}, "response": {"error": "image_undecodable"}},
        ),
        journal_size=0,
    )
    answers = mock.calls({"key": "a"}, {"key": "b"}, {"kind": "1"}, {"photo": OTHER}, {}, {"kind": "0"})
    rules = [answer.headers.get("x-livephoto-rule") for answer in answers]
    assert rules == ["upstream_busy", "upstream_timeout", "no_face", "image_undecodable", None, None]


def test_other_paths_are_left_alone_unless_they_are_named():
    async def balance(mock):
        async with mock.http() as http:
            headers = {EDITION.request.key_header: "k"}
            return (await http.get(EDITION.credits_query.path, headers=headers)).status_code

    stub = {"response": {"error": "upstream_busy"}}
    everywhere = {**stub, "request": {"path": "*"}}
    assert asyncio.run(balance(Here(scenario(stub)))) == 200
    assert asyncio.run(balance(Here(scenario(everywhere)))) == EDITION.status_of("AI_SERVICE_FLOW_RESTRICTION")


def test_a_sunset_header_names_a_moment_ahead():
    mock = Here(scenario({"response": {"sunsetInSeconds": 3600}}))
    (answer,) = mock.answers(1)
    (note,) = mock.notes()
    ahead = parsedate_to_datetime(answer.headers["sunset"]) - datetime.fromisoformat(note["at"])
    assert answer.status_code == 200
    assert ahead.total_seconds() == pytest.approx(3600, abs=1)


def test_another_status_around_the_same_body():
    (answer,) = Here(scenario({"response": {"status": 202}})).answers(1)
    assert answer.status_code == 202
    assert answer.json()["error_code"] == 0


def test_a_call_behind_an_error_can_be_billed_all_the_same():
    mock = Here(scenario({"response": {"error": "upstream_timeout", "billed": True}}))
    (answer,) = mock.answers(1)
    assert answer.status_code == 504
    assert answer.json()["error_detail"]["code"] == "AI_SERVICE_TIMEOUT"
    assert mock.spent() == PRICE


def test_what_the_rules_refuse_is_not_billed_behind_a_fault_either():
    mock = Here(scenario({"response": {"fault": "GATEWAY_HTML_502", "billed": True}}))
    (answer,) = mock.calls({"photo": b"no photo"})
    assert answer.status_code == 502
    assert mock.spent() == 0
    assert mock.notes()[0]["code"] is None


def test_a_refusal_passes_a_fault_that_needs_a_video():
    mock = Here(scenario({"response": {"fault": "NOT_A_VIDEO"}}))
    (answer,) = mock.calls({"photo": b"no photo"})
    assert answer.headers["x-livephoto-rule"] == "image_format_unsupported"


def test_what_a_request_asks_for_itself_goes_before_scenarios():
    mock = Here(scenario({"when": {"times": 1}, "response": {"error": "upstream_busy"}}))
    by_header, by_key, first = mock.calls({"Prefer": "error=no_face"}, {"key": "mock-no_face"}, {})
    assert statuses([by_header, by_key, first]) == [422, 422, 503]


@pytest.mark.parametrize("prefer", ["fault=EARLY_REFUSAL", "error=image_missing, delay=0", "scenario=retired"])
def test_the_journal_says_what_asked_for_an_answer_and_calls_it_no_near_miss(prefer):
    mock = Here()
    mock.calls({"Prefer": prefer})
    assert mock.notes()[0]["asked"] in (prefer, "delay=0, error=image_missing", "scenario")
    assert asyncio.run(mock.app.service.journal.near_misses()) == []


def test_a_scenario_that_only_delays_hides_no_near_miss():
    mock = Here(scenario({"response": {"fixedDelayMilliseconds": 0}}))
    mock.calls({"photo": b"no photo"})
    (miss,) = asyncio.run(mock.app.service.journal.near_misses())
    assert miss.entry["scenario"] is not None
    assert miss.says[0].startswith("this is no image")


def test_a_scenario_asked_for_by_name_acts_on_that_call_and_counts_by_key():
    mock = Here()
    ask = {"Prefer": "scenario=fails-twice"}
    answers = mock.calls(ask, {}, {"key": "b", **ask}, ask, ask)
    assert statuses(answers) == [503, 200, 503, 503, 200]
    assert [answer.headers.get("preference-applied") for answer in answers] == [
        "scenario=fails-twice",
        None,
        *["scenario=fails-twice"] * 3,
    ]


def test_an_unknown_scenario_is_said_to_be_ignored():
    (answer,) = Here().calls({"Prefer": "scenario=nothing"})
    assert answer.status_code == 200
    assert answer.headers["x-livephoto-ignored"] == "scenario=nothing"
    assert "preference-applied" not in answer.headers


def test_a_scenario_can_wait_to_be_asked_for():
    mock = Here(scenario({"response": {"error": "no_face"}}, askedOnly=True))
    assert statuses(mock.calls({}, {"Prefer": "scenario=mine"})) == [200, 422]


@pytest.mark.parametrize("moment", ["before-reading", "while-reading", "before-answer"])
def test_a_delay_and_an_error_go_together(moment):
    mock = Here(scenario({"response": {"error": "no_face", "fixedDelayMilliseconds": 1, "delayAt": moment}}))
    assert statuses(mock.answers(2)) == [422, 422]


def test_scenarios_can_be_there_from_the_start(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text('name = "mine"\n[[stubs]]\nresponse = { error = "no_face" }\n')
    mock = Here(scenarios=(str(path), "flaky"))
    assert mock.app.service.scenarios.names() == ["mine", "flaky"]


def test_a_fault_inside_the_mock_is_still_one_documented_answer(monkeypatch, caplog):
    mock = Here(scenario({"response": {}}))

    async def fail(*_):
        raise RuntimeError("out of luck")

    monkeypatch.setattr(mock.app.service, "respond", fail)
    (answer,) = mock.answers(1)
    assert answer.headers["x-livephoto-rule"] == "server_fault"
    assert "out of luck" in caplog.text
