from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from contract_tests.recordings.replay_verb import replay
from livephoto.commands.console import CommandError
from livephoto.contract import load_edition

PRICE = load_edition("2026-01").billing.credits_per_success
KEY = "a-very-secret-key-4713"

app = typer.Typer()
app.command()(replay)


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("LIVEPHOTO_BASE_URL", "AILAB_API_KEY", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def trouble(*arguments: object) -> str:
    result = run(*arguments)
    assert isinstance(result.exception, CommandError), result.output
    assert (result.exception.exit_code, result.stdout) == (2, "")
    return str(result.exception)


def aged(folder: Path, year: str = "2020") -> Path:
    for file in folder.glob("*.har"):
        har = json.loads(file.read_text())
        entry = har["log"]["entries"][0]
        entry["startedDateTime"] = f"{year}{entry['startedDateTime'][4:]}"
        file.write_text(json.dumps(har))
    return folder


def test_recordings_that_conform_are_exit_status_0(recorded: Callable[..., Path]) -> None:
    result = run(recorded("image-missing", "success-default"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("conforms: 0 breaking, 0 compatible, ")
    assert "held against 2026-01, which the recordings name as theirs" in result.stdout


def test_breaking_drift_is_exit_status_1_and_a_lesser_one_by_request(recorded: Callable[..., Path]) -> None:
    folder = recorded("image-missing", "image-truncated-jpeg", edition="2025-12")
    assert run(folder, "--edition", "2026-01").exit_code == 1
    assert run(folder, "--edition", "legacy-a").exit_code == 0
    alive = recorded("image-missing", folder="alive")
    assert run(alive, "--edition", "2026-04").exit_code == 0
    assert run(alive, "--edition", "2026-04", "--fail-on", "compatible").exit_code == 1


def test_retired_recordings_are_exit_status_1_unless_the_edition_is_retired(recorded: Callable[..., Path]) -> None:
    folder = recorded("image-missing", edition="2026-02-retired")
    result = run(folder, "--edition", "2026-01")
    assert (result.exit_code, result.stdout.partition(":")[0]) == (1, "retired")
    assert run(folder).exit_code == 0


def test_where_nothing_can_be_judged_it_is_exit_status_3(recorded: Callable[..., Path]) -> None:
    folder = recorded("success-default")
    next((folder / "bodies").iterdir()).unlink()
    result = run(folder)
    assert result.exit_code == 3
    assert "none of the 1 recordings can be judged" in result.stdout


def test_several_files_and_folders_are_read_in_one_run(recorded: Callable[..., Path]) -> None:
    first, second = recorded("image-missing"), recorded("image-empty", folder="others")
    result = run(first, next(second.glob("*.har")), "--format", "json")
    found = json.loads(result.stdout)
    assert [probe["rule"] for probe in found["probes"]] == ["image_missing", "image_empty"]
    assert found["target"] == f"{first}, {next(second.glob('*.har'))}"


def test_the_json_object_is_that_of_check(recorded: Callable[..., Path]) -> None:
    found = json.loads(
        run(recorded("image-missing", edition="2025-12"), "--edition", "2026-01", "--format=json").stdout
    )
    keys = ["schema", "target", "edition", "verdict", "matches", "credits", "probes", "findings"]
    assert list(found) == keys
    assert (found["schema"], found["verdict"]) == ("livephoto-check/1", "drift")
    assert found["credits"] == {"spent": 0, "allowed": 0}
    assert {frozenset(each) for each in found["probes"]} == {frozenset({"id", "rule", "paid", "outcome", "ms"})}


def test_every_kind_of_report_is_written_with_its_notes(recorded: Callable[..., Path]) -> None:
    kinds = {"json": "a.json", "junit": "a.xml", "html": "a.html", "sarif": "a.sarif", "markdown": "a.md"}
    result = run(recorded("image-missing"), *(f"--report={kind}={path}" for kind, path in kinds.items()))
    assert result.exit_code == 0
    assert json.loads(Path("a.sarif").read_text())["runs"]
    for path in ("a.json", "a.xml", "a.html", "a.md"):
        assert "which the recordings name as theirs" in Path(path).read_text()


def test_a_baseline_accepts_what_is_known(recorded: Callable[..., Path]) -> None:
    folder = recorded("image-truncated-jpeg", edition="2025-12")
    flags = ("--edition", "2026-01", "--baseline", "known.json")
    assert run(folder, *flags, "--baseline-update").exit_code == 0
    assert run(folder, *flags).exit_code == 0
    assert run(folder, "--edition", "2026-01").exit_code == 1


def test_a_file_that_is_no_recording_is_told_and_the_others_are_judged(recorded: Callable[..., Path]) -> None:
    folder = recorded("image-missing")
    (folder / "broken.har").write_text('{"log": {"version": "1.2", "entries": [{"request": 1}]}}')
    result = run(folder)
    assert result.exit_code == 0
    assert "1 agree, 0 differ, 1 not checked" in result.stdout
    assert "broken.har" in result.stdout


def test_old_recordings_are_warned_of_and_fail_where_an_age_was_given(recorded: Callable[..., Path]) -> None:
    folder = aged(recorded("image-missing"))
    warned = run(folder)
    assert (warned.exit_code, warned.stderr) == (0, "")
    assert "1 recordings are older than 365d, the oldest " in warned.stdout
    failed = run(folder, "--max-age", "180d")
    assert failed.exit_code == 1
    assert "1 recordings are older than 180d" in failed.stderr
    assert run(folder, "--max-age", "99y").exit_code == 0


def test_recordings_without_a_date_fail_where_an_age_was_given(recorded: Callable[..., Path]) -> None:
    body = json.loads(next(recorded("image-missing").glob("*.har")).read_text())["log"]["entries"][0]["response"]
    Path("bare.json").write_text(body["content"]["text"])
    assert run("bare.json").exit_code == 0
    failed = run("bare.json", "--max-age", "180d")
    assert (failed.exit_code, "do not say when" in failed.stderr) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "nowhere does not exist"),
        (["."], "holds no recordings"),
        ([".", "--max-age", "soon"], "180d"),
        ([".", "--report", "pdf=x"], "junit=report.xml"),
        ([".", "--baseline", "no.json"], "--baseline-update"),
        ([".", "--max-credits", "22"], "--against URL"),
        ([".", "--against", "http://127.0.0.1:1"], "AILAB_API_KEY"),
        ([".", "--against", "http://127.0.0.1:1/api", "--api-key", KEY], "leave the path out"),
    ],
)
def test_wrong_use_is_exit_status_2_and_says_what_would_be_right(arguments: list[str], message: str) -> None:
    said = trouble(*arguments)
    assert message in said
    assert KEY not in said


def test_recordings_of_other_servers_alone_are_wrong_use_and_counted() -> None:
    page = {
        "startedDateTime": "2026-01-09T12:00:00Z",
        "time": 1,
        "request": {"method": "GET", "url": "https://example.org/app.js", "headers": []},
        "response": {"status": 200, "headers": [], "content": {"size": 2, "mimeType": "text/javascript", "text": "{}"}},
    }
    Path("page.har").write_text(json.dumps({"log": {"version": "1.2", "entries": [page]}}))
    said = trouble("page.har")
    assert said.startswith("no recording of this API in page.har; left out as none of this API's: 1 (")


def test_an_unknown_edition_is_wrong_use(recorded: Callable[..., Path]) -> None:
    assert run(recorded("image-missing"), "--edition", "2019-01").exit_code != 0


def test_against_a_server_only_free_calls_are_made_by_default(recorded: Callable[..., Path], mocks) -> None:
    folder = recorded("image-missing", "success-default", edition="2025-12")
    result = run(folder, "--against", mocks(edition="2026-01").base_url, "--api-key", KEY)
    assert result.exit_code == 1
    assert "status changed at rule:image_missing: 422 then, 400 now" in result.stdout
    assert f"it could cost {PRICE} credits; 0 of 0 are left to spend" in result.stdout
    assert KEY not in result.output


def test_against_a_server_the_rest_is_sent_within_the_credits(recorded: Callable[..., Path], mock) -> None:
    folder = recorded("image-missing", "success-default", "success-avatar")
    flags = ("--against", mock.base_url, "--api-key", KEY, "--max-credits", PRICE, "--format", "json")
    found = json.loads(run(folder, *flags).stdout)
    assert (found["verdict"], found["target"]) == ("conforms", mock.base_url)
    assert found["credits"] == {"spent": PRICE, "allowed": PRICE}
    assert sorted(probe["outcome"] for probe in found["probes"]) == ["agrees", "agrees", "not_checked"]
    assert any("stood in for them" in note for note in found["notes"])


def test_against_nobody_it_is_exit_status_3(recorded: Callable[..., Path], free_port: int) -> None:
    result = run(recorded("image-missing"), "--against", f"http://127.0.0.1:{free_port}", "--api-key", KEY)
    assert result.exit_code == 3
    assert result.stdout.startswith("unreachable: ")


def test_the_verb_is_light_to_import() -> None:
    heavy = "{'av', 'httpx', 'PIL', 'rich', 'jinja2', 'numpy', 'multipart', 'contract_tests.recordings.replaying'}"
    code = f"import sys, contract_tests.recordings.replay_verb; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
