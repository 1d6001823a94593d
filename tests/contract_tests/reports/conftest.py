from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contract_tests.finding import Finding
from contract_tests.report import Documents, Limit, Match, ProbeResult, Report, Stop, ThreeWay

MakeReport = Callable[..., Report]
MakeFinding = Callable[..., Finding]


def finding(says: str = "it differs", **more: Any) -> Finding:
    given: dict[str, Any] = {
        "kind": "status_changed",
        "severity": "breaking",
        "where": "rule:image_too_wide",
        "expected": 413,
        "observed": 422,
        "basis": "documented",
        "probe": "image-too-wide",
        "says": says,
    }
    return Finding(**given | more)


def make(text: str | None = None, **more: Any) -> Report:
    """A report with something of everything; `text` stands wherever a server's words may."""
    texts = {} if text is None else {"where": text, "observed": text, "expected": {text: [text]}, "source": f"{text}:3"}

    def said(usual: str) -> str:
        return usual if text is None else text

    given: dict[str, Any] = {
        "target": "http://127.0.0.1:8300",
        "edition": "2026-01",
        "verdict": "drift",
        "matches": (
            Match("2025-12", 1.0),
            Match("2025-09", 1.0),
            Match("2026-01", 0.9999, ("image-too-wide", "type-word")),
        ),
        "spent": 22,
        "allowed": 44,
        "probes": (
            ProbeResult("image-too-wide", "image_too_wide", False, "differs", 12.1, evidence=said("status 422")),
            ProbeResult("image-too-high", "image_too_wide", False, "agrees", 2.0),
            ProbeResult("type-word", "type_not_integer", False, "agrees", 3.0),
            ProbeResult("success-avatar", None, True, "agrees", 30.0),
            ProbeResult("success-png", None, True, "not_checked", why=said("no credits are left")),
            ProbeResult("body-json", "body_not_multipart", False, "no_answer", why=said("timed out")),
        ),
        "findings": (
            finding(said("FILE_RESOLUTION_EXCEEDS_LIMITS is answered with status 422"), **texts),
            finding(said("a new field"), kind="field_added", severity="compatible", probe="type-word", **texts),
            finding(said("another text"), kind="message_changed", severity="info", probe="type-word", **texts),
        ),
        "accepted": (finding(said("known"), kind="field_missing", probe="success-avatar", **texts),),
        "explored": (Limit("bytes", 3_000_000, True, 9, 1, True, said("bytes up to 3,000,000 are taken")),),
        "stop": Stop("cut_off", text) if text is not None else None,
    }
    if text is not None:
        page = (text, "endpoint", "markdown")
        given["documents"] = Documents((page,), 3, (Match("2025-09", 0.5),), (text,))
        given["three_way"] = (ThreeWay(text, {"edition": text, "wire": 1, "documents": 2}, (), text),)
    return Report(**given | more)


@pytest.fixture
def make_finding() -> MakeFinding:
    return finding


@pytest.fixture
def make_report() -> MakeReport:
    return make


HOSTILE = (
    "<script>alert(1)</script>",
    "]]></failure><testcase name='x'/>",
    '"onmouseover="alert(1)',
    "&amp; &lt; &#60; {{ 7 * 7 }} {% raw %}",
    "| a | b |\n| --- | --- |\n# heading\n![x](http://evil.test/x.png) `code` @everyone #12 <img src=x>",
    "\r\n::error file=x::injected\n::set-output name=a::b %0A::stop-commands::x",
    "\x00\x07\x1b[31mred\x1b]8;;http://evil.test\x07\u202e\ufffe\ud800",
    "x" * 100_000,
    "",
)


@pytest.fixture(
    params=HOSTILE, ids=["script", "cdata", "attribute", "entities", "table", "command", "control", "long", "empty"]
)
def hostile(request: pytest.FixtureRequest) -> str:
    """A text that a server may have answered with to do mischief in a report."""
    text: str = request.param
    return text
