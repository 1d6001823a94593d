from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.exchange import Answer
from contract_tests.no_answer import NoAnswer
from contract_tests.pace import Pace
from contract_tests.probes import Probe
from contract_tests.purse import may_be_billed
from contract_tests.recordings.against import Again
from contract_tests.report import Report
from contract_tests.target import Target
from livephoto.contract import EDITION_ORDER, load_edition, load_editions
from livephoto.contract.image_header import read_header
from livephoto.recordings.model import RecordedExchange
from livephoto.recordings.reading import read_recordings
from mock_server import Settings, create_app

EDITION = load_edition("2026-01")
PRICE = EDITION.billing.credits_per_success
URL, KEY = "http://127.0.0.1:8300", "another-secret-key-4712"

Change = Callable[[Probe, Answer | NoAnswer], Answer | NoAnswer]


class Watched(Target):
    """A mock in this process, behind something that may change its answers; what it was sent is kept."""

    def __init__(self, edition: str, change: Change) -> None:
        transport = httpx.ASGITransport(create_app(Settings(edition=edition, engine="canned")))  # type: ignore[arg-type]
        super().__init__(URL, KEY, load_edition(edition), transport=transport)
        self.change, self.asked, self.billed = change, list[Probe](), 0

    async def send(self, probe: Probe) -> Answer | NoAnswer:
        self.asked.append(probe)
        answer = self.change(probe, await super().send(probe))
        self.billed += PRICE * may_be_billed(answer) * (probe.cost != "free")
        return answer

    def sent(self) -> list[Probe]:
        """Every probe but the first look's."""
        return [probe for probe in self.asked if probe.id not in ("image-missing", "image-not-an-image")]


def again(
    exchanges: Path | Iterable[RecordedExchange],
    edition: str = "2026-01",
    allowed: int = 0,
    change: Change = lambda probe, answer: answer,
) -> tuple[Report, Watched]:
    watched = Watched(edition, change)

    async def go() -> Report:
        async with watched:
            run = Again(watched, EDITION, load_editions(), allowed, Pace(at_a_time=2))
            return await run.run(read_recordings(exchanges) if isinstance(exchanges, Path) else exchanges)

    return asyncio.run(go()), watched


def edited(change: Callable[[dict[str, Any]], object], status: int | None = None) -> Change:
    def apply(probe: Probe, answer: Answer | NoAnswer) -> Answer | NoAnswer:
        assert isinstance(answer, Answer)
        body = json.loads(answer.body)
        change(body)
        return Answer(status or answer.status, answer.headers, json.dumps(body).encode())

    return apply


def kinds(report: Report) -> list[tuple[str, str]]:
    return [(finding.kind, finding.severity) for finding in report.findings]


@pytest.mark.parametrize("edition", EDITION_ORDER)
def test_the_mock_that_was_recorded_has_not_changed_since(edition: str, every_probe) -> None:
    report, watched = again(every_probe(edition), edition)
    assert (report.verdict, report.findings, report.spent, watched.billed) == ("conforms", (), 0, 0)
    assert sum(result.outcome == "agrees" for result in report.probes) > 10


def test_by_default_nothing_is_sent_that_could_be_billed(every_probe) -> None:
    report, watched = again(every_probe("2026-01"))
    assert {probe.cost for probe in watched.asked} == {"free"}
    whys = {result.why for result in report.probes if result.outcome == "not_checked"}
    assert whys >= {f"it could cost {PRICE} credits; 0 of 0 are left to spend"}


def test_with_credits_the_others_are_sent_and_never_cost_more_than_was_allowed(every_probe) -> None:
    report, watched = again(every_probe("2026-01"), allowed=2 * PRICE)
    assert report.spent == watched.billed == 2 * PRICE
    assert report.verdict == "conforms"
    outcomes = [result.outcome for result in report.probes if result.paid]
    assert outcomes.count("agrees") == 2


def test_statuses_that_moved_since_the_recording_are_told(every_probe) -> None:
    report, _ = again(every_probe("2025-12"), "2026-01")
    found = {(each.kind, each.where, each.expected, each.observed) for each in report.findings}
    assert ("status_changed", "rule:image_missing", 422, 400) in found
    assert {kind for kind, *_ in found} == {"status_changed"}
    assert report.findings[0].says.startswith("since the recording, status changed at ")
    assert report.matches[0].edition == "2026-01"


def test_a_retirement_since_the_recording_is_a_breaking_change(recorded: Callable[..., Path]) -> None:
    report, _ = again(recorded("image-missing", "success-default"), "2026-02-retired", allowed=PRICE)
    assert ("endpoint_retired", "breaking") in kinds(report)
    assert report.spent == 0


@pytest.mark.parametrize(
    ("change", "status", "found"),
    [
        (lambda body: body.update(request_id="another", log_id="another"), None, []),
        (lambda body: body["error_detail"].update(code="ERROR_PARAMETERS"), None, [("code_changed", "breaking")]),
        (lambda body: body["error_detail"].update(code="ERROR_NEW"), None, [("code_unknown", "compatible")]),
        (lambda body: body.update(trace="1"), None, [("field_added", "info")]),
        (lambda body: body.pop("request_id"), None, [("field_missing", "breaking")]),
        (lambda body: body.update(error_code="400"), None, [("field_retyped", "breaking")]),
        (lambda body: body["error_detail"].update(code=None), None, [("code_missing", "breaking")]),
        (lambda body: body.update(error_code=422), 422, [("status_changed", "breaking")]),
        (lambda body: body.update(error_code=0, error_detail={}, data={}), 200, [("rule_dropped", "compatible")]),
    ],
)
def test_a_change_is_told_in_the_judges_kinds(change, status, found, recorded: Callable[..., Path]) -> None:
    report, _ = again(recorded("image-missing"), change=edited(change, status))
    assert set(kinds(report)) >= set(found)
    if not found:
        assert report.findings == ()


def test_ids_in_texts_are_no_change(recorded: Callable[..., Path]) -> None:
    exchange = next(read_recordings(recorded("image-missing")))
    texts = iter(("a fault, request 3f2a77be-1b", "a fault, request 99ab12cd-77"))

    def with_id(body: dict[str, Any]) -> None:
        body["error_msg"] = next(texts)

    body = json.loads(exchange.answer.content.read())
    with_id(body)
    text = json.dumps(body).encode()
    content = replace(exchange.answer.content, kept=text, size=len(text))
    before = replace(exchange, answer=replace(exchange.answer, content=content))

    def change(probe: Probe, answer: Answer | NoAnswer) -> Answer | NoAnswer:
        mine = probe.id not in ("image-missing", "image-not-an-image")
        return edited(with_id)(probe, answer) if mine else answer

    assert again([before], change=change)[0].findings == ()


def test_a_success_that_is_refused_now_is_breaking_and_the_reverse_is_told(recorded: Callable[..., Path]) -> None:
    refused = json.dumps(
        {"request_id": "r", "log_id": "l", "error_code": 400, "error_detail": {"code": "ERROR_ILLEGAL_FILE"}}
    ).encode()

    def refuse(probe: Probe, answer: Answer | NoAnswer) -> Answer | NoAnswer:
        assert isinstance(answer, Answer)
        return Answer(400, answer.headers, refused) if probe.cost == "paid" else answer

    report, _ = again(recorded("success-default"), allowed=PRICE, change=refuse)
    assert ("success_refused", "breaking") in kinds(report)


def test_a_photo_that_was_not_kept_is_stood_in_for_by_one_of_its_measure(recorded: Callable[..., Path]) -> None:
    exchange = next(read_recordings(recorded("success-default")))
    report, watched = again([exchange], allowed=PRICE)
    assert report.probes[0].outcome == "agrees"
    assert any("1 uploads were not kept" in note for note in report.notes)
    name, file, content = watched.sent()[0].parts[0]
    assert (name, file) == ("image_target", "file.jpg")
    assert len(content()) == exchange.request.files[0].body.size
    assert read_header(content()) == exchange.request.files[0].image


def test_a_stand_in_in_which_no_face_is_found_is_no_change(recorded: Callable[..., Path]) -> None:
    rule = EDITION.rules["no_face"]
    status = EDITION.status_of(rule.code)
    body = {"request_id": "r", "log_id": "l", "error_code": status, "error_detail": {"code": rule.code}}

    def faceless(probe: Probe, answer: Answer | NoAnswer) -> Answer | NoAnswer:
        assert isinstance(answer, Answer)
        return Answer(status, answer.headers, json.dumps(body).encode()) if probe.cost == "paid" else answer

    lost, kept = (
        recorded("success-default", folder="lost"),
        recorded("success-default", folder="kept", keep_photos=True),
    )
    assert "success_refused" not in dict(kinds(again(lost, allowed=PRICE, change=faceless)[0]))
    assert "success_refused" in dict(kinds(again(kept, allowed=PRICE, change=faceless)[0]))


def test_a_photo_that_was_kept_is_sent_as_it_was(recorded: Callable[..., Path], probe_named) -> None:
    report, watched = again(recorded("success-default", keep_photos=True), allowed=PRICE)
    assert watched.sent()[0].parts[0][2]() == probe_named("success-default").parts[0][2]()
    assert not any("not kept" in note for note in report.notes)


def test_a_call_is_sent_with_no_key_or_nobodys_where_it_was_recorded_so(recorded: Callable[..., Path]) -> None:
    names = ["key-missing-good-photo", "key-unknown-good-photo"]
    report, watched = again(recorded(*names))
    assert [(probe.key, probe.cost) for probe in watched.sent()] == [("none", "free"), ("unknown", "free")]
    assert [result.outcome for result in report.probes] == ["agrees", "agrees"]


def test_what_an_account_or_chance_brought_about_is_not_asked_again(recorded: Callable[..., Path]) -> None:
    poor = recorded("success-default", credits=0)
    report, watched = again(poor, allowed=PRICE)
    assert report.probes[0].outcome == "not_checked"
    assert "no request brings that about" in str(report.probes[0].why)
    assert watched.sent() == []


def test_a_target_that_is_not_there_is_unreachable_and_asked_no_more(every_probe) -> None:
    def silent(probe: Probe, answer: Answer | NoAnswer) -> NoAnswer:
        return NoAnswer("refused", "nobody listens", sent=False)

    report, watched = again(every_probe("2026-01"), change=silent)
    assert (report.verdict, len(watched.asked)) == ("unreachable", 2)
    assert {result.outcome for result in report.probes} == {"not_checked"}


def test_a_target_that_falls_silent_is_given_up(every_probe) -> None:
    def tires(probe: Probe, answer: Answer | NoAnswer) -> Answer | NoAnswer:
        return answer if probe.id.startswith("image-") else NoAnswer("timeout", "no answer in time")

    report, watched = again(every_probe("2026-01"), change=tires)
    assert report.verdict == "unreachable"
    assert len(watched.sent()) < 10


def test_an_account_without_credits_is_told_before_anything_else_is_sent(every_probe) -> None:
    code = EDITION.rules["credits_short"].code
    body = {"request_id": "r", "log_id": "l", "error_code": 429, "error_detail": {"code": code}}

    def poor(probe: Probe, answer: Answer | NoAnswer) -> Answer | NoAnswer:
        assert isinstance(answer, Answer)
        return Answer(EDITION.status_of(code), answer.headers, json.dumps(body).encode())

    report, watched = again(every_probe("2026-01"), change=poor)
    assert report.stop is not None
    assert (report.stop.reason, watched.sent()) == ("no_credits", [])
