from __future__ import annotations

import asyncio
import json
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import httpx
import pages
import pytest
from told import COMMON, PAGE
from typer.testing import CliRunner

from livephoto.commands import loading
from livephoto.commands.group import app
from livephoto.contract.diff import changes
from livephoto.contract.edition_files import ENVIRONMENT
from livephoto.contract.loader import load_edition
from mock_server import Settings, create_app

LEARN = EntryPoint("learn", "contract_tests.learning.learn_verb:learn", "livephoto.contract.commands")
CONTRACT = EntryPoint("contract", "livephoto.commands.contract:contract", "livephoto.commands")
CHECK = EntryPoint("check", "contract_tests.commands:check", "livephoto.commands")


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    groups = {
        "livephoto.contract.commands": {"learn": LEARN},
        "livephoto.commands": {"contract": CONTRACT, "check": CHECK},
    }
    monkeypatch.setattr(loading, "find_verbs", groups.__getitem__)
    for name in (ENVIRONMENT, "LIVEPHOTO_BASE_URL", "AILAB_API_KEY", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def documents(tmp_path: Path) -> list[str]:
    """Pages of the edition 2026-01."""
    edition = load_edition("2026-01")
    reference = f"{edition.request.method} {edition.request.path}"
    (tmp_path / PAGE).write_text(pages.as_mdx(pages.endpoint_page(edition), reference), encoding="utf-8")
    (tmp_path / COMMON).write_text(pages.as_mdx(pages.response_page(edition)), encoding="utf-8")
    return ["--docs", str(tmp_path / PAGE), "--docs", str(tmp_path / COMMON)]


@pytest.fixture
def editions(tmp_path: Path) -> Path:
    folder = tmp_path / "editions"
    folder.mkdir()
    return folder


def run(*arguments: object, status: int = 0) -> Any:
    result = CliRunner().invoke(app, [str(each) for each in arguments])
    assert result.exit_code == status, result.output
    return result


def learn(*arguments: object, status: int = 0) -> Any:
    return run("contract", "learn", "--id", "2026-11", *arguments, status=status)


def test_the_help_of_contract_names_what_another_package_brings() -> None:
    shown = run("contract", "--help").stdout

    assert "learn    Write an edition file of what pages, a report or recordings show" in " ".join(shown.split("\n"))
    assert "--editions DIR" in run("contract", "learn", "--help").stdout


def test_a_verb_whose_extra_is_missing_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "missing_extra", lambda verb: "livephoto[check]" if verb.name == "learn" else None)

    assert "(needs livephoto[check])" in " ".join(run("contract", "--help").stdout.split())


def test_an_unknown_verb_of_contract_names_near_ones() -> None:
    assert run("contract", "lern", status=2).stderr == "livephoto contract: no verb 'lern'; near: learn\n"


def test_what_is_learnt_makes_the_check_of_the_pages_conform(documents: list[str], editions: Path) -> None:
    before = run("check", *documents, "--edition", "2025-12", "--format", "json", status=1)
    (editions / "2026-11.toml").write_text(learn(*documents, "--extends", "2025-12").stdout, encoding="utf-8")
    after = run("check", *documents, "--edition", "2026-11", "--editions", editions, "--format", "json")

    assert json.loads(before.stdout)["verdict"] == "drift"
    assert json.loads(after.stdout)["verdict"] == "conforms"
    assert changes(load_edition("2026-11", [editions]), load_edition("2026-01")) == ()


def test_the_mock_follows_what_was_learnt(
    documents: list[str], editions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (editions / "2026-11.toml").write_text(learn(*documents, "--extends", "2025-12").stdout, encoding="utf-8")
    monkeypatch.setenv(ENVIRONMENT, str(editions))
    mock = create_app(Settings(edition="2026-11", engine="canned"))
    request = load_edition("2026-11").request

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(mock), base_url="http://mock") as client:  # type: ignore[arg-type]
            headers = {request.key_header: "mock-ERROR_HIGH_RESOLUTION"}
            return await client.post(request.path, headers=headers, files={"image_target": b"x"})

    answer = asyncio.run(ask())
    assert (answer.status_code, answer.headers["X-Livephoto-Edition"]) == (413, "2026-11")


def test_the_newest_edition_is_built_on_where_none_is_named(documents: list[str]) -> None:
    assert 'extends = "2026-04"' in learn(*documents).stdout


def test_what_could_not_be_learnt_goes_to_standard_error_a_line_each(tmp_path: Path) -> None:
    found = {
        "kind": "video_codec_changed",
        "severity": "breaking",
        "where": "video:codec",
        "expected": "h264",
        "observed": "vp9",
        "basis": "documented",
        "probe": "ok",
        "says": "the codec is vp9",
        "fingerprint": "0" * 12,
    }
    probe = {"id": "ok", "rule": None, "paid": True, "outcome": "differs", "ms": 1.0}
    report = {"schema": "livephoto-check/1", "target": "http://there", "edition": "2026-01"}
    (tmp_path / "r.json").write_text(json.dumps(report | {"findings": [found], "probes": [probe]}), encoding="utf-8")
    told = learn("--report", tmp_path / "r.json", "--date", "2026-11-02")

    assert told.stderr.splitlines() == [
        "not learnt: video:codec: the codec is vp9: no place in an edition file",
        "nothing differs from 2026-01: the file changes nothing",
    ]
    assert 'where = "http://there"\ndate = "2026-11-02"' in told.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "learnt from what? give --docs, --report or --recordings, one of them"),
        (["--docs", "a", "--report", "b"], "learnt from what?"),
        (["--report", "away.json"], "cannot read away.json: No such file"),
        (["--recordings", "away"], "away does not exist"),
        (["--docs", "away.mdx"], "away.mdx"),
    ],
)
def test_wrong_use_is_one_line(arguments: list[str], says: str) -> None:
    told = learn(*arguments, status=2)

    assert says in told.stderr
    assert (told.stderr.count("\n"), told.stdout) == (1, "")


def test_an_id_that_is_taken_is_refused(documents: list[str]) -> None:
    told = run("contract", "learn", "--id", "2026-01", *documents, status=2)

    assert told.stderr.endswith("--id 2026-01 is taken by the edition 2026-01; choose another\n")


def test_a_date_that_is_no_day_is_refused(documents: list[str]) -> None:
    assert "'soon' is no day such as 2026-11-02" in learn(*documents, "--date", "soon", status=2).stderr
