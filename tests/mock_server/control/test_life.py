from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import httpx
import pytest

from livephoto.pseudonym import pseudonym
from mock_server import Settings, create_app, running
from mock_server.building import create_service
from mock_server.serving import LeanApp


def ask(app, method, path):
    async def go() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://mock") as http:
            return await http.request(method, path)

    return asyncio.run(go())


def test_health_counts_from_the_start_of_the_mock_though_the_control_api_is_loaded_later():
    service = create_service(Settings(engine="canned"))
    service.started -= 100
    health = ask(LeanApp(service), "GET", "/__admin/health").json()
    service.close()
    assert health["uptimeInSeconds"] >= 100
    assert (health["status"], health["edition"], health["engine"]) == ("healthy", "2026-01", "canned")


def test_a_reset_forgets_everything(benches):
    bench = benches(credits=44)
    stub = {"requiredScenarioState": "Started", "newScenarioState": "on", "response": {"error": "AI_SERVICE_TIMEOUT"}}
    bench.admin("POST", "/scenarios", {"name": "once", "stubs": [stub]})
    for _ in range(3):
        bench.call()
    answer = bench.admin("POST", "/reset")
    assert answer.json() == {"says": "forgotten: journal, counts, accounts, scenarios"}
    assert bench.get("/requests")["requests"] == []
    assert bench.get("/scenarios")["scenarios"] == []
    assert [bench.call().status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("kept", ["journal", "counts", "accounts", "scenarios"])
def test_a_reset_can_keep_something(benches, kept):
    bench = benches(credits=44)
    stub = {"requiredScenarioState": "Started", "newScenarioState": "on", "response": {"error": "AI_SERVICE_TIMEOUT"}}
    bench.admin("POST", "/scenarios", {"name": "once", "stubs": [stub]})
    assert [bench.call().status_code for _ in range(3)] == [504, 200, 200]
    everything = {"journal": False, "counts": False, "accounts": False, "scenarios": False}
    bench.admin("POST", "/reset", {name: name != kept for name in everything})
    entries = bench.get("/requests")["meta"]["total"]
    states = [each["state"] for each in bench.get("/scenarios")["scenarios"]]
    spent = bench.get(f"/credits/{pseudonym('k')}")["spent"]
    nothing = (0, [], 0)
    expected = {"journal": (3, [], 0), "counts": nothing, "accounts": (0, [], 44), "scenarios": (0, ["Started"], 0)}
    assert (entries, states, spent) == expected[kept]


def test_a_reset_that_keeps_everything_forgets_nothing(bench):
    everything = {"journal": False, "counts": False, "accounts": False, "scenarios": False}
    assert bench.admin("POST", "/reset", everything).json() == {"says": "forgotten: nothing"}


def test_shutdown_ends_the_server_after_its_answer():
    before = set(threading.enumerate())
    with running(create_app(Settings(engine="canned"))) as url:
        (server,) = [thread for thread in set(threading.enumerate()) - before if thread.name == "mock"]
        answer = httpx.post(f"{url}/__admin/shutdown", trust_env=False)
        assert (answer.status_code, answer.json()) == (202, {"says": "the mock ends once calls in flight are answered"})
        server.join(30)
        assert not server.is_alive()


def test_shutdown_ends_the_command_with_status_0():
    command = [sys.executable, "-m", "livephoto", "mock", "--port", "0", "--engine", "canned"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = process.stdout.readline().split()[-1]
    assert httpx.post(f"{url}/__admin/shutdown", trust_env=False).status_code == 202
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in errors


def test_a_mock_inside_another_program_does_not_end_it():
    answer = ask(create_app(Settings(engine="canned")), "POST", "/__admin/shutdown")
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["detail"] == "this mock runs inside another program and ends with it"
