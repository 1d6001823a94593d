from __future__ import annotations

import httpx
import pytest

from contract_tests.photos import PhotoSpec, build
from mock_server import Settings, create_app, running
from mock_server.audit_verb import Asked, AuditFailed, ask, exit_status, text

PHOTO = build(PhotoSpec())


def answering(status=200, **answer) -> httpx.MockTransport:
    return httpx.MockTransport(lambda _: httpx.Response(status, **answer))


def test_a_real_mock_is_asked_about_one_key():
    with running(create_app(Settings(engine="canned"))) as url, httpx.Client(base_url=url, trust_env=False) as http:
        for key in ("twice", "once", "twice"):
            answer = http.post(
                "/api/portrait/effects/live-photo",
                files={"image_target": ("a", PHOTO)},
                headers={"ailabapi-api-key": key},
            )
            assert answer.status_code == 200
        all_of_them, once, twice = ask(Asked(url)), ask(Asked(url + "/", key="once")), ask(Asked(url, key="twice"))
    assert [finding["kind"] for finding in all_of_them["findings"]] == ["duplicate_billed"]
    assert (once["calls"], once["findings"], exit_status(once)) == (1, [], 0)
    assert (twice["calls"], exit_status(twice)) == (2, 1)
    assert text(once) == "no findings in 1 call; 22 credits billed, 0 of them wasted"
    said = text(twice).splitlines()
    assert said[0].startswith("error: duplicate_billed: photo ")
    assert said[0].endswith("22 credits too many [22 credits] (calls #1, #3)")
    assert said[1] == "1 finding in 2 calls; 44 credits billed, 22 of them wasted"


@pytest.mark.parametrize(
    ("severity", "fail_on", "status"),
    [("warning", "warning", 1), ("warning", "error", 0), ("error", "error", 1), ("error", "never", 0)],
)
def test_what_counts_as_a_failure_can_be_said(severity, fail_on, status):
    assert exit_status({"findings": [{"severity": severity}]}, fail_on) == status


def test_the_key_is_not_sent_and_the_token_is():
    seen = []

    def answer(request):
        seen.append(request)
        return httpx.Response(200, json={"schema": "livephoto-audit/1", "findings": []})

    ask(Asked("http://mock", token="t" * 16, key="secret"), httpx.MockTransport(answer))
    assert "secret" not in str(seen[0].url)
    assert seen[0].url.params["key"].startswith("key-")
    assert seen[0].headers["authorization"] == "Bearer " + "t" * 16


@pytest.mark.parametrize(
    ("transport", "says"),
    [
        (answering(401, json={"errors": [{"title": "x", "detail": "send a token"}]}), "send a token"),
        (answering(200, text="<html>"), "is no livephoto mock"),
        (answering(200, json=[1]), "is no livephoto mock"),
        (answering(404, json={"error_code": 404}), "answered 404"),
    ],
)
def test_what_is_no_audit_is_wrong_use(transport, says):
    with pytest.raises(AuditFailed, match=says) as caught:
        ask(Asked("http://mock"), transport)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("url", "status"), [("http://127.0.0.1:1", 3), ("nonsense", 2), ("ftp://x", 2), ("http://", 2)]
)
def test_an_address_without_a_mock_is_one_line(url, status):
    with pytest.raises(AuditFailed) as caught:
        ask(Asked(url))
    assert caught.value.exit_code == status
    assert "\n" not in str(caught.value)
