from __future__ import annotations

import pytest

from contract_tests.recordings.importing.relevance import unrelated
from livephoto.recordings.model import Content, RecordedAnswer, RecordedExchange, RecordedRequest

LIVE = "/api/portrait/effects/live-photo"


def exchange(url: str, method: str = "POST", tool: str = "Firefox 150", kind: str = "application/json"):
    answer = RecordedAnswer(200, {"content-type": kind}, Content("", 0))
    return RecordedExchange(RecordedRequest(method, url, {}), answer, None, tool=tool)


@pytest.mark.parametrize(
    "url",
    [
        f"https://www.ailabapi.com{LIVE}",
        f"http://127.0.0.1:8300{LIVE}/",
        f"https://gateway.example/v1/ailab{LIVE}?a=1",
        "https://www.ailabapi.com/api/common/query-credits",
        "",
    ],
)
def test_a_call_of_the_api_is_one_whatever_its_host(url):
    assert unrelated(exchange(url)) is None
    assert unrelated(exchange(url, "GET")) is None


@pytest.mark.parametrize(
    ("url", "method", "kind", "what"),
    [
        (f"https://www.ailabapi.com{LIVE}", "OPTIONS", "", "CORS preflight"),
        ("https://app.example/", "GET", "text/html", "page or static file"),
        ("https://app.example/live-photo.mjs", "GET", "application/octet-stream", "page or static file"),
        ("https://www.ailabapi.com/api/portrait/effects/x", "POST", "application/json", "other endpoint of the vendor"),
        ("https://stats.example/collect", "POST", "application/json", "other address"),
        ("data:image/png;base64,AAAA", "GET", "image/png", "browser's own"),
    ],
)
def test_all_else_is_named(url, method, kind, what):
    assert unrelated(exchange(url, method, kind=kind)) == what


@pytest.mark.parametrize(("method", "what"), [("OPTIONS", "CORS preflight"), ("HEAD", "HEAD request")])
def test_what_has_no_answer_to_judge_is_none_of_ours_whoever_recorded_it(method, what):
    assert unrelated(exchange(f"https://www.ailabapi.com{LIVE}", method, tool="livephoto 0.1.0")) == what


def test_what_our_recorder_wrote_is_taken_whole_else():
    assert unrelated(exchange("https://www.ailabapi.com/nowhere", tool="livephoto 0.1.0")) is None
