from __future__ import annotations

import asyncio
import json
import tracemalloc
from collections.abc import Callable, Mapping
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract_tests.checking import Check
from contract_tests.exchange import Answer
from contract_tests.finding import Finding
from contract_tests.no_answer import NoAnswer
from contract_tests.pace import Pace
from contract_tests.probes import Probe, probes
from contract_tests.report import ProbeResult, Report
from contract_tests.stopping import SENTINELS, WITNESS
from contract_tests.target import Target
from livephoto.contract import Edition, load_edition, load_editions

EDITION = load_edition("2026-01")
PRICE = EDITION.billing.credits_per_success
PROBES = probes(EDITION, files("mock_server").joinpath("assets/portrait.jpg").read_bytes())
PAID = [probe.id for probe in PROBES if probe.cost == "paid"]
JSON = {"content-type": "application/json"}
URL = "http://127.0.0.1:8300"

Reply = Answer | NoAnswer


def refusal(status: int, code: str, **headers: str) -> Answer:
    body = {"request_id": "r", "log_id": "l", "error_code": status, "error_detail": {"code": code}}
    return Answer(status, {**JSON, **headers}, json.dumps(body).encode())


def success(status: int = 200, data: Any = None) -> Answer:
    body = {"request_id": "r", "log_id": "l", "error_code": 0, "data": data or {"video": "AAAA"}}
    return Answer(status, JSON, json.dumps(body).encode())


BILLED: dict[str, Reply] = {
    "success": success(),
    "success with another status": success(201),
    "success, cut": Answer(200, JSON, b'{"data": ', cut=True),
    "a gateway's page before a success": Answer(504, {"content-type": "text/html"}, b"<html>"),
    "silence after a success": NoAnswer("timeout", "no whole answer"),
    "broken off after a success": NoAnswer("cut_off", "broken off"),
}
FREE: dict[str, Reply] = {
    "refusal": refusal(400, "UNSUPPORTED_PARAMETER_VALUES"),
    "slow down": refusal(429, "EXCEEDING_LIMITS", **{"retry-after": "1"}),
    "page": Answer(403, {"content-type": "text/html"}, b"<html>"),
    "refused": NoAnswer("refused", "nobody listens", sent=False),
}


class Fake(Target):
    """Answers as it is told, and counts what it bills: any call but one that no server can make a video of."""

    def __init__(self, reply: Callable[[Probe], Reply | str]) -> None:
        super().__init__(URL, "a-key", EDITION)
        self.reply, self.asked, self.billed, self.at_once, self.most_at_once = reply, list[Probe](), 0, 0, 0

    async def send(self, probe: Probe) -> Reply:
        self.asked.append(probe)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        reply = self.reply(probe)
        if isinstance(reply, str):
            self.billed += PRICE * (reply in BILLED and probe.cost != "free")
            return (BILLED | FREE)[reply]
        return reply

    def names(self) -> list[str]:
        return [probe.id for probe in self.asked]


async def no_sleep(seconds: float) -> None:
    pass


def run(target: Target, allowed: int = 1000, *, editions: list[Edition] | None = None, **options: Any) -> Report:
    async def go() -> Report:
        pace = options.pop("pace", Pace(sleep=no_sleep))
        chosen = options.pop("probes", PROBES)
        return await Check(target, EDITION, editions or [EDITION], allowed, pace, **options).run(chosen)

    return asyncio.run(go())


def by_rule(probe: Probe) -> Answer:
    """Answers as the edition says, but for the video."""
    rule = probe.asked.expected(EDITION)
    if rule is not None:
        return refusal(EDITION.status_of(rule.code), rule.code)
    return success(data=[{"balance": 100}]) if probe.asked.credits_query else success()


def replying(answers: Mapping[str, Reply], rest: Callable[[Probe], Reply | str] = by_rule) -> Fake:
    return Fake(lambda probe: answers.get(probe.id) or rest(probe))


def alike(reply: Reply | str) -> Fake:
    return Fake(lambda probe: reply)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 400), st.integers(0, 5), st.integers(1, 12), st.data())
def test_a_server_never_bills_more_than_was_allowed_whatever_it_answers(
    allowed: int, earlier: int, at_a_time: int, data: st.DataObject
) -> None:
    spent = min(earlier * PRICE, allowed)
    replies = data.draw(st.lists(st.sampled_from([*BILLED, *FREE]), min_size=1, max_size=8))
    fake = Fake(lambda probe: replies[PROBES.index(probe) % len(replies)] if probe.cost != "free" else by_rule(probe))
    report = run(fake, allowed, spent=spent, pace=Pace(at_a_time=at_a_time, sleep=no_sleep))
    assert spent + fake.billed <= report.spent <= allowed


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 200), st.sets(st.sampled_from([probe.id for probe in PROBES])), st.sampled_from(sorted(BILLED)))
def test_a_resumed_run_spends_only_what_the_first_one_left(allowed: int, first: set[str], reply: str) -> None:
    known: dict[str, tuple[ProbeResult, tuple[Finding, ...]]] = {}
    fake = Fake(lambda probe: reply if probe.cost != "free" else by_rule(probe))
    begun = run(
        fake,
        allowed,
        probes=[probe for probe in PROBES if probe.id in first],
        on_result=lambda result, findings: known.update({result.id: (result, findings)}),
    )
    answered = {name for name, (result, _) in known.items() if result.outcome in ("agrees", "differs")}
    fake.asked.clear()
    report = run(fake, allowed, known=known, spent=begun.spent)
    assert fake.billed <= report.spent <= allowed
    assert not (answered & set(fake.names())) - {WITNESS}
    assert {result.id for result in report.probes} == {probe.id for probe in PROBES}


def test_without_credits_nothing_is_sent_that_could_be_billed() -> None:
    fake = replying({})
    report = run(fake, 0)
    assert {probe.cost for probe in fake.asked} == {"free"}
    skipped = [result for result in report.probes if result.outcome == "not_checked"]
    assert {result.id for result in skipped} == {probe.id for probe in PROBES if probe.cost != "free"}
    assert {result.why for result in skipped} == {f"it could cost {PRICE} credits; 0 of 0 are left to spend"}
    assert (report.spent, report.stop) == (0, None)


@pytest.mark.parametrize("shuffled", [PROBES, PROBES[::-1]])
def test_free_probes_come_first_then_risky_then_paid_ones(shuffled: tuple[Probe, ...]) -> None:
    fake = replying({})
    run(fake, probes=shuffled)
    costs = [probe.cost for probe in fake.asked[:-1]]
    assert costs == sorted(costs, key=["free", "risky", "paid"].index)
    assert fake.names()[-1] == WITNESS


def test_one_success_is_all_that_one_price_buys() -> None:
    fake = replying({})
    report = run(fake, PRICE)
    paid = [probe.id for probe in fake.asked if probe.cost == "paid"]
    assert len(paid) == 1
    assert report.spent == PRICE


def test_a_call_whose_answer_never_came_counts_as_spent() -> None:
    report = run(replying({PAID[0]: NoAnswer("timeout", "no whole answer within 30 s")}), PRICE)
    assert report.spent == PRICE
    outcomes = [result.outcome for result in report.probes if result.paid]
    assert outcomes == ["no_answer", *["not_checked"] * (len(PAID) - 1)]


def test_no_more_calls_are_in_flight_than_the_pace_allows() -> None:
    for at_a_time in (1, 3):
        fake = replying({})
        run(fake, pace=Pace(at_a_time=at_a_time))
        assert fake.most_at_once == at_a_time


def test_calls_start_as_far_apart_as_the_pace_says() -> None:
    now, starts = 0.0, list[float]()

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    def reply(probe: Probe) -> Reply:
        starts.append(now)
        return by_rule(probe)

    run(Fake(reply), pace=Pace(at_a_time=1, apart=0.5, clock=lambda: now, sleep=sleep))
    assert all(abs(after - before - 0.5) < 1e-9 for before, after in pairwise(starts))


def test_a_server_that_asks_to_wait_is_asked_once_more_after_that_time() -> None:
    slept, slow = list[float](), refusal(429, "EXCEEDING_LIMITS", **{"retry-after": "7"})
    fake = Fake(
        lambda probe: slow if fake.names().count(probe.id) == 1 and probe.id == "image-empty" else by_rule(probe)
    )

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    report = run(fake, 0, pace=Pace(sleep=sleep))
    assert slept == [7.0]
    assert report.stop is None
    evidence = next(result for result in report.probes if result.id == "image-empty").evidence
    assert evidence is not None
    assert evidence.startswith("status 400")


@pytest.mark.parametrize(("wait", "slept"), [("31", []), ("soon", [1.0, 1.0]), ("20", [20.0])])
def test_the_patience_of_a_run_is_bounded(wait: str, slept: list[float]) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    report = run(alike(refusal(429, "EXCEEDING_LIMITS", **{"retry-after": wait})), pace=Pace(sleep=sleep))
    assert report.stop is not None
    assert report.stop.reason == "slow_down"
    assert waited == slept


@pytest.mark.parametrize(
    ("reply", "reason", "verdict"),
    [
        (refusal(404, "ERROR_AI_NOT_EXISTS"), "retired", "retired"),
        (refusal(401, "ERROR_USER_NOT_EXISTS"), "key_refused", "unreachable"),
        (refusal(429, "ERROR_NOT_ENOUGH_CREDITS"), "no_credits", "unreachable"),
        (Answer(502, {"content-type": "text/html"}, b"<html>"), "gateway", "unreachable"),
        (Answer(200, {"content-type": "text/html"}, b"<html>"), "not_the_api", "unreachable"),
        (Answer(404, {"content-type": "text/html"}, b"<html>"), "wrong_path", "unreachable"),
        (NoAnswer("dns", "the name is not known", sent=False), "dns", "unreachable"),
    ],
)
def test_a_check_that_is_pointless_ends_after_its_first_free_calls(reply: Reply, reason: str, verdict: str) -> None:
    fake = alike(reply)
    report = run(fake)
    assert report.stop is not None
    assert (report.stop.reason, report.verdict, report.spent) == (reason, verdict, 0)
    assert set(fake.names()) <= {*SENTINELS, WITNESS}
    rest = [result for result in report.probes if result.id not in fake.names()]
    assert {(result.outcome, result.why) for result in rest} == {("not_checked", report.stop.says)}


@pytest.mark.parametrize("status", [200, 403, 404, 502])
def test_pages_at_one_endpoint_are_drift_where_another_endpoint_speaks_for_the_api(status: int) -> None:
    page = Answer(status, {"content-type": "text/html"}, b"<html>")
    report = run(replying(dict.fromkeys(SENTINELS, page)), 0)
    assert report.stop is None
    assert report.verdict == "drift"
    assert "not_json" in {finding.kind for finding in report.findings}


@pytest.mark.parametrize("name", ["image-missing", "image-empty", "path-unknown"])
@pytest.mark.parametrize("reply", [Answer(502, {"content-type": "text/html"}, b"<html>"), NoAnswer("cut_off", "broke")])
def test_one_strange_answer_does_not_end_the_check(name: str, reply: Reply) -> None:
    report = run(replying({name: reply}), 0)
    assert report.stop is None
    assert report.verdict == "drift"
    found = {finding.kind for finding in report.findings if finding.probe == name}
    assert found & {"not_json", "answer_cut"}


def test_a_free_call_that_broke_off_is_asked_once_more() -> None:
    fake = Fake(
        lambda probe: NoAnswer("cut_off", "broke") if fake.names().count("image-missing") == 1 else by_rule(probe)
    )
    report = run(fake, 0)
    assert fake.names().count("image-missing") == 2
    assert not [finding for finding in report.findings if finding.kind == "answer_cut"]


def test_silence_to_every_costly_call_is_drift_while_a_free_call_is_still_answered() -> None:
    fake = Fake(lambda probe: NoAnswer("cut_off", "broke") if probe.cost == "paid" else by_rule(probe))
    report = run(fake)
    assert report.stop is None
    assert report.verdict == "drift"
    cut = {finding.probe for finding in report.findings if finding.kind == "answer_cut"}
    assert cut == {probe.id for probe in PROBES if probe.cost == "paid"}


def test_a_server_that_goes_away_in_the_middle_ends_the_check() -> None:
    fake = Fake(lambda probe: by_rule(probe) if len(fake.asked) < 12 else NoAnswer("refused", "nobody", sent=False))
    report = run(fake, pace=Pace(at_a_time=1))
    assert report.stop is not None
    assert (report.stop.reason, report.verdict) == ("cut_off", "unreachable")
    assert len(fake.asked) <= 12 + 4
    assert report.spent == 0


def test_a_retirement_that_only_good_calls_show_is_a_retirement() -> None:
    gone = refusal(404, "ERROR_AI_NOT_EXISTS")
    report = run(Fake(lambda probe: gone if probe.cost == "paid" else by_rule(probe)))
    assert (report.verdict, report.stop, report.spent) == ("retired", None, 0)


def test_one_good_call_that_finds_nobody_is_drift_where_others_succeed() -> None:
    report = run(replying({"success-png": refusal(404, "ERROR_AI_NOT_EXISTS")}))
    assert report.verdict == "drift"


def test_a_balance_that_falls_faster_than_the_price_is_found() -> None:
    balances = iter([1000, 1000 - 2 * PRICE])
    fake = Fake(
        lambda probe: success(data=[{"balance": next(balances)}]) if probe.asked.credits_query else by_rule(probe)
    )
    report = run(fake, PRICE)
    assert [finding.observed for finding in report.findings if finding.kind == "price_changed"] == [2 * PRICE]


def test_an_unclear_bill_is_not_compared() -> None:
    fake = replying({PAID[0]: NoAnswer("timeout", "no whole answer")})
    report = run(fake, PRICE)
    assert not {"price_changed", "failure_billed"} & {finding.kind for finding in report.findings}
    assert fake.names().count(WITNESS) == 1


def test_every_result_is_told_as_it_comes() -> None:
    told: list[str] = []
    report = run(replying({}), on_result=lambda result, findings: told.append(result.id))
    assert sorted(told) == sorted(result.id for result in report.probes)


def test_the_default_mock_conforms(mock: Any) -> None:
    async def go() -> Report:
        async with Target(mock.base_url, "a-key", EDITION) as target:
            return await Check(target, EDITION, load_editions(), 1000).run(PROBES)

    report = asyncio.run(go())
    assert (report.verdict, report.stop) == ("conforms", None)
    assert report.matches[0].edition == EDITION.id
    assert {result.outcome for result in report.probes} == {"agrees"}
    assert report.spent == PRICE * sum(probe.cost == "paid" for probe in PROBES)


MANY_LISTS = Answer(200, JSON, b"[" + b"[]," * 10_000_000 + b"[]]")


def only_costly(reply: Reply) -> Fake:
    return Fake(lambda probe: by_rule(probe) if probe.cost == "free" else reply)


def test_answers_are_let_go_of_once_they_are_judged() -> None:
    fake = Fake(lambda probe: by_rule(probe) if probe.cost == "free" else Answer(200, JSON, bytes(4 << 20), cut=True))
    tracemalloc.start()
    run(fake)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len([probe for probe in fake.asked if probe.cost != "free"]) > 20
    assert peak < 40 << 20


def test_a_body_of_millions_of_lists_is_drift_and_takes_no_memory() -> None:
    tracemalloc.start()
    report = run(only_costly(MANY_LISTS), PRICE)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (report.verdict, report.spent) == ("drift", PRICE)
    assert peak < 64 << 20


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":' * 900 + b"1" + b"}" * 900,
        b'{"error_code": 0, "data": ' + b'{"a":' * 900 + b"1" + b"}" * 901,
        b'{"error_code": ' + b"9" * 5000 + b"}",
        b'{"error_code": 0, "data": {"video": ' + b"[" * 900 + b"]" * 900 + b"}}",
        b"[" * 100_000,
    ],
    ids=["deep", "deep data", "long number", "deep video", "too deep"],
)
def test_an_answer_made_to_hurt_is_drift(body: bytes) -> None:
    report = run(only_costly(Answer(200, JSON, body)), PRICE)
    assert (report.verdict, report.spent) == ("drift", PRICE)


async def _says_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


def test_a_server_that_hangs_costs_one_time_limit_and_nothing_else() -> None:
    async def go() -> tuple[Report, float]:
        loop = asyncio.get_running_loop()
        server = await asyncio.start_server(_says_nothing, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        begun = loop.time()
        async with Target(url, "a-key", EDITION, 0.2) as target:
            report = await Check(target, EDITION, [EDITION], 1000).run(PROBES)
        server.close()
        return report, loop.time() - begun

    report, seconds = asyncio.run(go())
    assert report.stop is not None
    assert (report.stop.reason, report.verdict, report.spent) == ("timeout", "unreachable", 0)
    assert [result.outcome for result in report.probes if result.id in SENTINELS] == ["no_answer"] * len(SENTINELS)
    assert seconds >= 0.2
