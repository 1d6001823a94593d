from __future__ import annotations

import json

import httpx
import pytest

from mock_server import Settings, create_app, running


def read(lines) -> tuple[int, dict[str, object]]:
    """The next event of a stream: its id and its data."""
    fields: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        if name:
            fields[name] = value
        elif not line and "data" in fields:
            assert fields["event"] == "request"
            return int(fields["id"]), json.loads(fields["data"])
    raise AssertionError("the stream ended")


def test_calls_are_told_as_they_come(bench):
    bench.call("old")
    with bench.http.stream("GET", "/__admin/requests/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        assert next(lines) == ": the journal"
        bench.call("new")
        number, entry = read(lines)
    assert number == entry["number"] == 2
    assert entry == bench.get("/requests/2")


@pytest.mark.parametrize(("query", "headers"), [("?after=1", {}), ("", {"last-event-id": "1"})])
def test_a_follower_can_go_on_where_it_stopped(bench, query, headers):
    for _ in range(3):
        bench.call()
    with bench.http.stream("GET", f"/__admin/requests/events{query}", headers=headers) as stream:
        lines = stream.iter_lines()
        assert [read(lines)[0], read(lines)[0]] == [2, 3]


def test_a_follower_does_not_keep_the_mock_from_ending():
    app = create_app(Settings(engine="canned"))
    with running(app) as url:
        http = httpx.Client(base_url=url, trust_env=False, timeout=30)
        stream = http.stream("GET", "/__admin/requests/events")
        lines = stream.__enter__().iter_lines()
        assert next(lines) == ": the journal"
        assert http.post("/__admin/shutdown").status_code == 202
        assert list(lines) == [""]
        stream.__exit__(None, None, None)
        http.close()
