from __future__ import annotations

import pytest

TWICE = {
    "name": "busy",
    "stubs": [{"request": {"key": "k"}, "when": {"times": 2}, "response": {"error": "AI_SERVICE_FLOW_RESTRICTION"}}],
}
STATES = {
    "name": "states",
    "stubs": [
        {"requiredScenarioState": "Started", "newScenarioState": "failed", "response": {"error": "AI_SERVICE_TIMEOUT"}}
    ],
}


def test_a_scenario_is_put_in_acts_and_shows_in_the_journal(bench):
    answer = bench.admin("POST", "/scenarios", TWICE)
    assert (answer.status_code, answer.json()) == (201, {"says": "scenario 'busy' is in, before all others"})
    assert [bench.call().status_code for _ in range(3)] == [503, 503, 200]
    (shown,) = bench.get("/scenarios")["scenarios"]
    assert (shown["name"], shown["state"]) == ("busy", "Started")
    assert shown["scenario"]["stubs"][0]["request"]["key"].startswith("key-")
    found = bench.admin("POST", "/requests/find", {"scenario": "busy"}).json()["requests"]
    assert [each["code"] for each in found] == ["AI_SERVICE_FLOW_RESTRICTION"] * 2
    assert bench.get("/requests/unmatched")["requests"] == []


def test_states_are_moved_and_reset(bench):
    bench.admin("POST", "/scenarios", STATES)
    assert [bench.call().status_code for _ in range(2)] == [504, 200]
    assert bench.get("/scenarios")["scenarios"][0]["state"] == "failed"
    assert bench.admin("PUT", "/scenarios/states/state", {"state": "Started"}).status_code == 200
    assert [bench.call().status_code for _ in range(2)] == [504, 200]
    assert bench.admin("PUT", "/scenarios/states/state").json() == {"says": "scenario 'states' is in state 'Started'"}
    assert bench.call().status_code == 504
    assert bench.admin("POST", "/scenarios/reset").status_code == 200
    assert bench.call().status_code == 504


def test_a_scenario_can_be_removed_and_its_name_is_gone(bench):
    bench.admin("POST", "/scenarios", TWICE)
    assert bench.admin("DELETE", "/scenarios/busy").status_code == 204
    assert bench.call().status_code == 200
    answer = bench.admin("DELETE", "/scenarios/busy")
    assert answer.status_code == 404
    assert "no scenario 'busy'" in answer.json()["errors"][0]["detail"]


def test_what_ships_can_be_put_in_by_name(bench):
    names = [each["name"] for each in bench.get("/scenarios/ready-made")["scenarios"]]
    assert names
    assert bench.admin("POST", "/scenarios", names[0]).status_code == 201
    assert bench.get("/scenarios")["scenarios"][0]["name"] == names[0]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "says"),
    [
        ("POST", "/scenarios", {"name": "a"}, 422, "stubs: missing"),
        ("POST", "/scenarios", {"name": "a", "stubs": [{"respons": {}}]}, 422, "stubs[0].respons: unknown key"),
        ("POST", "/scenarios", "no-such", 404, "no ready-made scenario 'no-such'"),
        ("POST", "/scenarios", [1], 422, "the body is a scenario"),
        ("PUT", "/scenarios/none/state", {"state": "x"}, 404, "no scenario 'none' is in"),
        ("PUT", "/scenarios/none/state", {"stat": "x"}, 422, "stat: there is no such field"),
    ],
)
def test_a_mistake_is_one_line_that_says_where(shared, method, path, body, status, says):
    answer = shared.admin(method, path, body)
    assert answer.status_code == status
    assert says in answer.json()["errors"][0]["detail"]
