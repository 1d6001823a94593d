from __future__ import annotations

import socket

import httpx
import pytest


def test_calls_are_listed_the_newest_first(bench):
    for key in ("a", "b", "c"):
        bench.call(key)
    body = bench.get("/requests")
    assert [each["number"] for each in body["requests"]] == [3, 2, 1]
    assert (body["meta"], body["requestJournalDisabled"]) == ({"total": 3}, False)
    body = bench.get("/requests?limit=1")
    assert ([each["number"] for each in body["requests"]], body["meta"]["total"]) == ([3], 3)
    assert [each["number"] for each in bench.get("/requests?after=1")["requests"]] == [3, 2]


def test_the_list_can_begin_at_a_moment(bench):
    bench.call()
    bench.call()
    second = bench.get("/requests")["requests"][0]
    found = bench.get("/requests", params={"since": second["at"]})["requests"]
    assert [each["number"] for each in found] == [2]


def test_one_call_is_shown_by_id_and_by_number(bench):
    bench.call()
    (entry,) = bench.get("/requests")["requests"]
    assert bench.get(f"/requests/{entry['id']}") == bench.get("/requests/1") == entry
    answer = bench.admin("GET", "/requests/7")
    assert (answer.status_code, answer.json()["errors"][0]["detail"]) == (
        404,
        "the journal has no call '7'; it keeps the last 1000",
    )


def test_what_is_kept_is_what_was_answered(bench):
    answer = bench.call(type="1")
    entry = bench.get("/requests/1")
    assert entry["requestId"] == answer.json()["request_id"]
    assert (entry["status"], entry["credits"], entry["fields"]) == (200, 22, {"type": "1"})
    assert entry["answerBytes"] == len(answer.content)
    assert [part["name"] for part in entry["parts"]] == ["type", "image_target"]


def test_the_journal_can_be_emptied_and_nothing_else(benches):
    bench = benches(credits=100)
    bench.call()
    assert bench.admin("DELETE", "/requests").status_code == 204
    assert bench.get("/requests")["requests"] == []
    assert bench.get("/credits")["accounts"] == []
    bench.call()
    assert bench.get("/requests")["requests"][0]["number"] == 2
    assert bench.get("/credits")["accounts"][0]["balance"] == 56


def test_refused_calls_are_unmatched_with_words(bench):
    bench.call()
    bench.call(name="image")
    bench.call(type="2")
    assert [each["number"] for each in bench.get("/requests/unmatched")["requests"]] == [3, 2]
    misses = bench.get("/requests/unmatched/near-misses")["nearMisses"]
    assert [miss["says"] for miss in misses] == [
        ["`type` = 2; it takes 0 (avatar) or 1 (full body)"],
        ["you sent `image`, expected `image_target`"],
    ]
    assert misses[0]["request"]["number"] == 3
    assert misses[0]["distance"] == 1


def test_without_a_journal_the_lists_say_so(benches):
    bench = benches(journal_size=0)
    assert bench.call().status_code == 200
    body = bench.get("/requests")
    assert (body["requests"], body["requestJournalDisabled"]) == ([], True)


def test_asking_the_control_api_leaves_no_entry(bench):
    bench.get("/health")
    assert bench.get("/requests")["meta"]["total"] == 0


def test_a_wrong_moment_is_one_line(shared):
    answer = shared.admin("GET", "/requests?since=yesterday")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["detail"].startswith("since takes a moment")


def test_a_client_that_goes_away_leaves_an_entry_of_what_it_sent(bench):
    head = (
        "POST /api/portrait/effects/live-photo HTTP/1.1\r\nHost: x\r\nAilabApi-Api-Key: k\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n"
        '--b\r\nContent-Disposition: form-data; name="image_target"; filename="a.jpg"\r\n\r\n'
    )
    host, _, port = bench.base_url.removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head.encode() + b"x" * 5000)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100) == b""
    with bench.http.stream("GET", "/__admin/requests/events?after=0") as stream:
        next(line for line in stream.iter_lines() if line.startswith("data: "))
    entry = bench.get("/requests/1")
    assert (entry["verdict"], entry["status"], entry["credits"]) == ("client gone", None, 0)
    assert (entry["parts"][0]["name"], entry["photo"]["sha256"]) == ("image_target", None)
    assert 4000 < entry["photo"]["bytes"] <= 5000


def test_a_blind_retry_of_a_billed_call_is_seen_from_the_fault_to_the_audit(bench):
    response = {"fault": "CONNECTION_RESET_BY_PEER", "at": "video", "billed": True}
    bench.admin("POST", "/scenarios", {"name": "cut", "stubs": [{"when": {"times": 1}, "response": response}]})
    with pytest.raises(httpx.TransportError):
        bench.call()
    assert bench.call().status_code == 200
    second, first = bench.get("/requests")["requests"]
    assert (first["verdict"], first["scenario"], first["credits"]) == ("fault", "cut", 22)
    assert (second["verdict"], second["credits"]) == ("answered", 22)
    (finding,) = bench.get("/audit")["findings"]
    assert (finding["kind"], finding["calls"], finding["credits"]) == ("duplicate_billed", [1, 2], 22)
    assert "the answer to #1 was lost or spoilt on its way" in finding["says"]


def test_replicas_show_the_same_journal(benches, store_url):
    one, other = benches(state=store_url), benches(state=store_url)
    one.call("a")
    other.call("b")
    for bench in (one, other):
        body = bench.get("/requests")
        assert [each["number"] for each in body["requests"]] == [2, 1]
        assert bench.get("/requests/1") == body["requests"][1]
    assert len(one.get("/credits")["accounts"]) == 2
    assert other.get("/settings")["shared"] is True
