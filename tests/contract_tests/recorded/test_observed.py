from __future__ import annotations

import asyncio
import base64
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.photos import PhotoSpec, build
from livephoto.contract import EDITION_ORDER, load_edition
from mock_server import Settings, create_app

FIXTURES = Path(__file__).parents[3] / "fixtures"
KEY = "observer"


def toml(*names: str) -> dict[str, dict[str, Any]]:
    """The tables of a file under fixtures/."""
    return tomllib.loads(FIXTURES.joinpath(*names).read_text(encoding="utf-8"))


OBSERVED = toml("observed", "answers.toml")
DIFFERENCES = toml("observed", "differences.toml")
WITH_ANSWER = [name for name, row in OBSERVED.items() if "answer" in row]

JPEG = ("portrait.jpg", build(PhotoSpec()), "image/jpeg")
REQUESTS: dict[str, dict[str, Any]] = {
    "portrait": {"files": {"image_target": JPEG}},
    "jpeg-named-avif": {"files": {"image_target": ("probe.avif", JPEG[1], "image/avif")}},
    "gif": {"files": {"image_target": ("portrait.gif", build(PhotoSpec(format="gif", mode="palette")), "image/gif")}},
    "tiny": {"files": {"image_target": ("p.jpg", build(PhotoSpec(width=32, height=32, size=1400)), "image/jpeg")}},
    "no-face": {"files": {"image_target": JPEG}, "headers": {"prefer": "error=no_face"}},
    "service-error": {"files": {"image_target": JPEG}, "headers": {"prefer": "error=upstream_error"}},
    "urlencoded": {"data": {"type": "0"}},
    "type-7": {"files": {"image_target": JPEG}, "data": {"type": "7"}},
    "type-7-without-credits": {"files": {"image_target": JPEG}, "data": {"type": "7"}, "credits": 0},
    "without-credits": {"files": {"image_target": JPEG}, "credits": 0},
    "unknown-key": {"files": {"image_target": JPEG}, "key": "invalid-key"},
    "unknown-path": {"method": "GET", "path": "/api/common/query-async-task-result"},
}


@pytest.mark.parametrize("name", OBSERVED)
def test_an_observed_answer_says_where_it_was_published_and_how_sure_we_are(name: str) -> None:
    row = OBSERVED[name]
    assert all(row[key] for key in ("says", "endpoint", "source", "live_photo"))
    assert row["learnt"] in ("measured", "read from code")
    assert row["confidence"] in ("high", "medium", "low")
    assert row["confidence"] == "high" or row["learnt"] != "measured"
    assert row["date"] == "unknown" or date.fromisoformat(row["date"])
    assert row["status"] == "unknown" or 100 <= row["status"] <= 599
    assert row["edition"] in EDITION_ORDER
    assert row["request"] in REQUESTS


@pytest.mark.parametrize("name", OBSERVED)
def test_what_was_not_reported_is_marked_unknown(name: str) -> None:
    row = OBSERVED[name]
    reported = set(row.get("fields", {}))
    shown = reported | {field.rpartition(".")[0] for field in reported}
    envelope = set(load_edition(row["edition"]).response.fields) if row.get("enveloped", True) else set()

    assert set(row["unknown"]) == envelope - shown


@pytest.mark.parametrize("name", WITH_ANSWER)
def test_the_body_made_for_the_client_holds_what_was_observed(name: str) -> None:
    row = OBSERVED[name]
    provenance = toml("answers", "PROVENANCE.toml")[row["answer"]]
    body = json.loads((FIXTURES / "answers" / f"{row['answer']}.json").read_bytes())

    assert provenance["source"].startswith(f"{name}:")
    assert provenance["status"] == row["status"]
    assert [item for item, differs in compared(row, row["status"], body) if differs] == []


def test_every_body_made_from_an_observation_names_it() -> None:
    named = {row["answer"]: name for name, row in OBSERVED.items() if "answer" in row}
    sources = {name: row["source"].partition(":")[0] for name, row in toml("answers", "PROVENANCE.toml").items()}

    assert {name: source for name, source in sources.items() if source in OBSERVED} | {
        "always-200": "claim-always-200"
    } == named


@pytest.mark.parametrize("name", OBSERVED)
def test_an_observed_answer_is_the_mocks_or_a_listed_difference(name: str) -> None:
    row = OBSERVED[name]
    answer = asyncio.run(ask(row["edition"], **REQUESTS[row["request"]]))
    found = dict(compared(row, answer.status_code, answer.json(), answer.headers.get("x-livephoto-rule")))
    listed = DIFFERENCES.get(name, {})

    assert {item for item, differs in found.items() if differs} == set(listed)
    assert all(listed.values())


def test_differences_are_of_answers_that_were_observed() -> None:
    assert set(DIFFERENCES) <= set(OBSERVED)


async def ask(
    edition: str,
    *,
    method: str = "POST",
    path: str | None = None,
    key: str = KEY,
    credits: int | None = None,
    headers: dict[str, str] | None = None,
    **body: Any,
) -> httpx.Response:
    """What the mock of an edition answers."""
    app = create_app(Settings(edition=edition, engine="canned", credits=credits))
    request = app.service.edition.request
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://mock") as http:
        sent = {request.key_header: key} | (headers or {})
        return await http.request(method, path or request.path, headers=sent, **body)


def compared(row: dict[str, Any], status: int, body: Any, rule: str | None = None) -> Iterator[tuple[str, bool]]:
    """Each thing that was reported, and whether an answer has it otherwise."""
    if row["status"] != "unknown":
        yield "status", row["status"] != status
    if rule is not None and "rule" in row:
        yield "rule", row["rule"] != rule
    if not row.get("enveloped", True):
        yield "enveloped", "error_code" in body
    for path, value in row.get("fields", {}).items():
        yield path, not same(value, at(body, path))
    for text in row.get("holds", ()):
        yield text, text not in json.dumps(body, ensure_ascii=False)


def at(body: Any, path: str) -> Any:
    """What stands at a dotted path, None where nothing does."""
    for name in path.split("."):
        body = body.get(name) if isinstance(body, dict) else None
    return body


def same(reported: Any, value: Any) -> bool:
    """Whether a value is the one that was reported."""
    if reported == "<base64>":
        return isinstance(value, str) and bool(re.match("[A-Za-z0-9+/]", value)) and bool(base64.b64decode(value))
    return bool(reported == value)
