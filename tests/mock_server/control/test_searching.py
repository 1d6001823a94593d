from __future__ import annotations

import pytest


def test_calls_are_counted_by_pattern(bench):
    bench.call("mine")
    bench.call("mine", name="image")
    bench.call("other")
    assert bench.admin("POST", "/requests/count", {}).json() == {"count": 3, "requestJournalDisabled": False}
    assert bench.admin("POST", "/requests/count", {"key": "mine"}).json()["count"] == 2
    assert bench.admin("POST", "/requests/count", {"key": "mine", "billed": True}).json()["count"] == 1
    assert bench.admin("POST", "/requests/count", {"rule": "image_missing"}).json()["count"] == 1


@pytest.mark.parametrize("name", ["path", "url", "urlPath"])
def test_the_path_goes_by_wiremocks_names_too(bench, name):
    bench.call()
    assert bench.admin("POST", "/requests/count", {name: "/api/portrait/effects/live-photo"}).json()["count"] == 1
    assert bench.admin("POST", "/requests/count", {name: "/other"}).json()["count"] == 0


def test_calls_are_found_oldest_first(bench):
    bench.call("a")
    bench.call("b")
    found = bench.admin("POST", "/requests/find", {"method": "POST", "status": 200}).json()
    assert [each["number"] for each in found["requests"]] == [1, 2]
    assert found["meta"] == {"total": 2}


def test_exactly_one_billed_call_for_a_photo_can_be_verified(bench):
    bench.call()
    digest = bench.get("/requests/1")["photo"]["sha256"]
    wanted = {"request": {"photo": digest, "billed": True}, "exactly": 1}
    assert bench.admin("POST", "/requests/verify", wanted).json()["holds"] is True
    bench.call()
    found = bench.admin("POST", "/requests/verify", wanted).json()
    assert (found["holds"], found["count"], found["calls"]) == (False, 2, [1, 2])
    assert found["says"].startswith("not as wanted: exactly 1 call (billed, photo ")


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("/requests/count", {"statuss": 1}, "statuss: there is no such field"),
        ("/requests/count", {"status": "ok"}, "status: it should be a valid integer"),
        ("/requests/find", {"photo": "zz"}, "photo takes a SHA-256"),
        ("/requests/verify", {"request": {}}, "a verification takes exactly, atLeast or atMost"),
        ("/requests/verify", {"exactly": -1}, "exactly: it should be greater than or equal to 0"),
        ("/requests/find", None, "the body: Field required"),
    ],
)
def test_nonsense_is_one_clear_line(shared, path, body, says):
    answer = shared.admin("POST", path, body)
    (error,) = answer.json()["errors"]
    assert answer.status_code == 422
    assert error["detail"].startswith(says)
