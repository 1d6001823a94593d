from __future__ import annotations

import asyncio
import json
import logging

import pytest

from livephoto.contract import load_edition
from livephoto.pseudonym import pseudonym
from mock_server.scenarios.choosing import Seen, Tries, choose
from mock_server.scenarios.errors import ScenarioError, UnknownScenario
from mock_server.scenarios.registry import Scenarios
from mock_server.state.memory import MemoryState

EDITION = load_edition()


def one(name="one", **stub):
    return {"name": name, "stubs": [stub]}


def made(*sources, clock=lambda: 0.0, state=None) -> Scenarios:
    return Scenarios(EDITION, state or MemoryState(10), sources, clock)


def run(*acts):
    async def main():
        return [await act for act in acts]

    return asyncio.run(main())


class SharedState(MemoryState):
    """A state that other replicas are at work on."""

    shared = True


def test_without_scenarios_calls_have_nothing_to_do_with_them():
    assert not made().busy
    assert made("flaky").busy


def test_newer_scenarios_come_first_and_replace_those_of_their_name():
    scenarios = made("slow")
    run(scenarios.add(one("a")), scenarios.add(one("b")), scenarios.add(one("a")))
    assert scenarios.names() == ["a", "b", "slow"]
    run(scenarios.remove("b"), scenarios.remove("slow"))
    assert scenarios.names() == ["a"]
    run(scenarios.reset())
    assert scenarios.names() == ["slow"]


def test_all_can_be_replaced_at_once_or_none():
    scenarios = made("slow")
    with pytest.raises(ScenarioError, match=r"\[1\]\.stubs"):
        run(scenarios.replace_all([one("a"), {"name": "b", "stubs": []}]))
    with pytest.raises(ScenarioError, match="twice"):
        run(scenarios.replace_all([one("a"), one("a")]))
    assert scenarios.names() == ["slow"]
    run(scenarios.replace_all([one("a"), one("b")]))
    assert scenarios.names() == ["a", "b"]


def test_a_ready_made_scenario_is_put_in_by_its_name():
    scenarios = made()
    run(scenarios.add("flaky"))
    assert scenarios.names() == ["flaky"]
    with pytest.raises(UnknownScenario, match="there are: flaky"):
        run(scenarios.add("flakey"))


def test_the_next_answers_come_before_all_others():
    scenarios = made("slow")
    (name,) = run(scenarios.answer_next({"error": "no_face"}, times=2, request={"key": "secret"}))
    assert scenarios.names() == [name, "slow"]
    stub = scenarios.active[0].stubs[0]
    assert (stub.turn.times, stub.pattern.key) == (2, pseudonym("secret"))


def test_keys_are_never_shown():
    scenarios = made()
    run(scenarios.add(one(request={"key": "secret"})))
    (overview,) = run(scenarios.overview())
    assert "secret" not in json.dumps([scenarios.show(), overview])
    assert pseudonym("secret") in json.dumps(scenarios.show())


def test_states_are_shown_set_and_begin_anew_with_a_scenario_put_in_again():
    scenarios = made()
    document = one(requiredScenarioState="Started", newScenarioState="over")

    async def main():
        await scenarios.add(document)
        await scenarios.set_state("one", "over")
        shown = (await scenarios.overview())[0]
        assert (shown["name"], shown["state"], shown["possibleStates"]) == ("one", "over", ["Started", "over"])
        await scenarios.set_state("one")
        assert (await scenarios.overview())[0]["state"] == "Started"
        await scenarios.set_state("one", "over")
        await scenarios.add(document)
        assert (await scenarios.overview())[0]["state"] == "Started"
        await scenarios.set_state("one", "over")
        await scenarios.reset_states()
        assert (await scenarios.overview())[0]["state"] == "Started"

    asyncio.run(main())
    with pytest.raises(UnknownScenario, match=r"'two'.*known here: one"):
        run(scenarios.set_state("two"))
    with pytest.raises(ScenarioError, match="no state 'x'; it has: Started, over"):
        run(scenarios.set_state("one", "x"))


def test_counts_begin_anew_with_a_scenario_put_in_again():
    state = MemoryState(10)
    scenarios = made(state=state)

    async def main():
        seen = Seen("POST", EDITION.request.path, "")
        for _ in range(2):
            await scenarios.add(one(when={"times": 1}))
            plans = [await choose(scenarios.active, seen, state, early=False, tries=Tries()) for _ in range(2)]
            assert [plan is not None for plan in plans] == [True, False]

    asyncio.run(main())


def test_who_asks_by_name_counts_by_key_and_leaves_the_rest_alone():
    scenarios = made()
    run(scenarios.add({**one("mine"), "askedOnly": True}))
    assert scenarios.active == ()
    assert not scenarios.busy
    for name in ("mine", "flaky"):
        asked = scenarios.asked(name)
        assert asked is not None
        assert asked.per[0] == "key"
    assert scenarios.asked("nothing") is None
    assert scenarios.asked("../../etc/passwd") is None


def test_a_file_is_read_anew_when_it_changes(tmp_path, caplog):
    now, path = [0.0], tmp_path / "s.json"
    path.write_text(json.dumps(one("first")))
    scenarios = made(str(path), clock=lambda: now[0])
    assert scenarios.busy
    path.write_text(json.dumps([one("second"), one("third")]))
    run(scenarios.refresh())
    assert scenarios.names() == ["first"]
    now[0] = 1.0
    run(scenarios.refresh())
    assert scenarios.names() == ["second", "third"]


def test_a_broken_file_keeps_the_former_one_and_says_line_and_key_in_one_line(tmp_path, caplog):
    now, path = [0.0], tmp_path / "s.toml"
    path.write_text('name = "first"\n[[stubs]]\n')
    scenarios = made(str(path), clock=lambda: now[0])
    path.write_text('name = "second"\n[[stubs]]\n[stubs.response]\nerror = "NO_SUCH"\n')
    with caplog.at_level(logging.ERROR, "livephoto.mock"):
        for now[0] in (1.0, 2.0, 3.0):
            run(scenarios.refresh())
    assert scenarios.names() == ["first"]
    (said,) = [record.getMessage() for record in caplog.records]
    assert f"{path}, line 4: stubs[0].response.error: edition 2026-01 has no error 'NO_SUCH'" in said
    assert "\n" not in said
    path.unlink()
    now[0] = 4.0
    run(scenarios.refresh())
    assert scenarios.names() == ["first"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[{"name": "a", "stubs": [{}]},\n{"name": "a", "stubs": [{}]}]', r"line 2: \[1\]\.name: .*twice"),
        (
            '{"scenarios": [{"name": "a",\n"stubs": [{"when":\n{"times": "x"}}]}]}',
            r"line 3: scenarios\[0\]\.stubs\[0\]",
        ),
    ],
)
def test_a_mistake_at_the_start_is_an_error_with_its_line(tmp_path, text, says):
    path = tmp_path / "s.json"
    path.write_text(text)
    with pytest.raises(ScenarioError, match=says):
        made(str(path))


def test_a_source_that_is_neither_file_nor_name_is_an_error():
    with pytest.raises(ScenarioError, match=r"cannot read scenario file flakey\.json: no such file"):
        made("flakey.json")
    with pytest.raises(ScenarioError, match="no file and no ready-made scenario 'flakey'; there are: flaky"):
        made("flakey")


def test_replicas_share_what_was_put_in():
    state = SharedState(10)
    first, second = made("slow", state=state), made("slow", state=state)

    async def main():
        await first.add(one("a"))
        await second.refresh()
        assert second.names() == ["a", "slow"]
        assert second.active[0].identity == first.active[0].identity
        await asyncio.gather(first.add(one("b")), second.add(one("c")))
        await second.remove("slow")
        await first.refresh()
        assert sorted(first.names()) == sorted(second.names()) == ["a", "b", "c"]

    asyncio.run(main())


def test_a_replica_of_another_edition_leaves_alone_what_it_does_not_know(caplog):
    state = SharedState(10)
    newer, older = Scenarios(load_edition("2025-12"), state), Scenarios(load_edition("legacy-a"), state)

    async def main():
        await newer.add(one(response={"error": "ERROR_TASK_REVOKED"}))
        await older.refresh()

    asyncio.run(main())
    assert older.names() == []
    assert "another replica's scenario cannot be used here" in caplog.text
