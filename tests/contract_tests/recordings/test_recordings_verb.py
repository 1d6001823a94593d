from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from contract_tests.recordings.importing.opening import open_recordings
from contract_tests.recordings.recordings_verb import recordings
from livephoto.commands.console import CommandError
from livephoto.recordings.captured import recaptured
from livephoto.recordings.store import Store

IMPORTS = Path(__file__).parents[3] / "fixtures" / "imports"
Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Runs the verb; an error that the command would print as one line is raised."""

    def act(*arguments: object) -> Result:
        result = CliRunner().invoke(recordings, [str(each) for each in arguments])
        if isinstance(result.exception, CommandError):
            raise result.exception
        return result

    return act


@pytest.fixture
def aged(recorded: Callable[..., Path]) -> Callable[..., Path]:
    """Records a success and a refusal once for each age in days, in one folder."""

    def make(*days: int) -> Path:
        found = list(open_recordings(recorded("success-avatar", "key-missing", folder="now")))
        folder = recorded("success-avatar", folder="now").parent / "aged"
        store = Store(folder)
        for day in days:
            for each in found:
                started = datetime.now(UTC) - timedelta(days=day)
                store.add(replace(recaptured(each), started=started))
        settle(folder)
        return folder

    return make


def settle(folder: Path) -> None:
    """Make stored bodies two hours old."""
    for body in (folder / "bodies").iterdir():
        os.utime(body, (time.time() - 7200,) * 2)


def test_the_verb_is_light_to_import() -> None:
    heavy = ("av", "httpx", "multipart", "pydantic", "rich", "yaml", "contract_tests.judge")
    code = (
        "import sys, contract_tests.recordings.recordings_verb;"
        f"sys.exit(','.join(each for each in {heavy!r} if each in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_part_has_its_examples(run: Run) -> None:
    for part in ("ls", "show", "prune", "import"):
        assert f"livephoto recordings {part}" in run(part, "--help").stdout
    assert isinstance(recordings, typer.Typer)


# --- ls ---------------------------------------------------------------------------------------------------------------


def test_ls_tells_what_was_asked_and_what_came(run: Run, recorded: Callable[..., Path]) -> None:
    result = run("ls", recorded("success-avatar", "key-missing"))
    head, *rows = result.stdout.splitlines()
    assert head.split() == ["RECORDING", "DATE", "AGE", "EDITION", "WHAT", "ANSWER", "PHOTO", "BYTES"]
    assert len(rows) == 2
    success = next(row for row in rows if "live photo, type 0" in row)
    assert ("  0m " in success, " 2026-01 " in success, "  200  " in success, "JPEG " in success) == (True,) * 4
    assert any("401 ERROR_USER_NOT_EXISTS" in row for row in rows)
    assert (result.exit_code, result.stderr) == (0, "")


def test_ls_as_json_is_one_object(run: Run) -> None:
    result = run("ls", IMPORTS / "vcrpy-9-requests.yaml", "--format", "json")
    told = json.loads(result.stdout)
    assert told["schema"] == "livephoto-recordings/1"
    assert [each["recording"] for each in told["recordings"]] == [
        "vcrpy-9-requests.yaml",
        "vcrpy-9-requests.yaml#2",
        "vcrpy-9-requests.yaml#3",
    ]
    first = told["recordings"][0]
    assert (first["edition"], first["what"], first["status"], first["code"]) == (
        "2026-01",
        "live photo, type 0",
        200,
        None,
    )
    assert first["photo"] == "JPEG 64 x 80, 1,483 bytes"
    assert datetime.fromisoformat(first["date"]).tzinfo
    assert told["recordings"][1]["code"] == "ERROR_USER_NOT_EXISTS"
    assert told["recordings"][2]["what"] == "credits"


def test_ls_does_not_need_the_video(run: Run, recorded: Callable[..., Path]) -> None:
    folder = recorded("success-avatar")
    for video in (folder / "bodies").glob("*.mp4"):
        video.unlink()
    assert " 200 " in run("ls", folder).stdout


def test_ls_tells_what_it_left_out_and_why(run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.har").write_text("{")
    (tmp_path / "other.json").write_text("{}")
    (tmp_path / "chromium.har").write_bytes((IMPORTS / "chromium-devtools.har").read_bytes())
    result = run("ls", tmp_path)
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 4
    assert "broken.har is no HAR" in result.stderr
    assert "other.json is no recording" in result.stderr
    assert "3 not of this API: page or static file" in result.stderr


# --- show -------------------------------------------------------------------------------------------------------------


def test_show_tells_all_but_the_secrets(run: Run, recorded: Callable[..., Path]) -> None:
    (file,) = recorded("success-avatar").glob("*.har")
    shown = run("show", file).stdout
    assert "key-" in shown
    assert "sk-a-very-secret" not in shown
    assert "POST http://127.0.0.1:8300/api/portrait/effects/live-photo" in shown
    assert "file image_target" in shown
    assert '"error_code": 0' in shown
    assert "characters)" in shown
    assert shown.endswith("Held against 2026-01: no findings\n")
    assert len(shown) < 5000


def test_show_holds_it_against_the_edition_asked_for(run: Run, recorded: Callable[..., Path]) -> None:
    (file,) = recorded("image-truncated-jpeg").glob("*.har")
    assert "Held against 2026-01: no findings" in run("show", file).stdout
    against = run("show", file, "--edition", "2025-09").stdout
    assert "Held against 2025-09: " in against
    assert "breaking" in against


def test_show_asks_which_where_there_are_several(run: Run) -> None:
    file = IMPORTS / "chromium-devtools.har"
    with pytest.raises(CommandError, match="holds 3 exchanges of this API; choose one by number: 5, 6, 7"):
        run("show", file)
    assert "401" in run("show", file, 7).stdout
    with pytest.raises(CommandError, match="choose one"):
        run("show", file, 1)


def test_show_wants_a_file_not_a_folder(run: Run, recorded: Callable[..., Path]) -> None:
    with pytest.raises(CommandError, match="is a folder; give one of its files"):
        run("show", recorded("success-avatar", "key-missing"))


def test_show_says_what_keeps_it_from_judging(run: Run, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be judged: "):
        run("show", IMPORTS / "chromium-devtools.har", 6)
    answer = tmp_path / "answer.json"
    answer.write_text('{"request_id": ""}')
    with pytest.raises(CommandError, match="cannot be judged: the recording holds no HTTP status"):
        run("show", answer)
    with pytest.raises(CommandError, match="No such file"):
        run("show", tmp_path / "nowhere.har")


# --- prune ------------------------------------------------------------------------------------------------------------


def test_prune_removes_what_is_too_old(run: Run, aged: Callable[..., Path]) -> None:
    folder = aged(400, 200, 1)
    result = run("prune", folder, "--older-than", "180d")
    assert len(list(folder.glob("*.har"))) == 2
    assert result.stdout.splitlines()[-1].startswith("4 recordings and 0 bodies removed, ")
    assert all(each.started > datetime.now(UTC) - timedelta(days=2) for each in open_recordings(folder))


def test_prune_takes_the_bodies_that_only_old_recordings_name(run: Run, aged: Callable[..., Path]) -> None:
    folder = aged(400)
    held = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    result = run("prune", folder, "--older-than", "180d")
    assert result.stdout.splitlines()[-1] == f"2 recordings and 1 bodies removed, {held:,} bytes"
    assert not any(file.is_file() for file in folder.rglob("*"))


def test_prune_shows_first_where_asked(run: Run, aged: Callable[..., Path]) -> None:
    folder = aged(400)
    before = sorted(folder.rglob("*"))
    result = run("prune", folder, "--older-than", "180d", "--dry-run")
    assert sorted(folder.rglob("*")) == before
    assert result.stdout.count("would remove ") == 3
    assert "2 recordings and 1 bodies would be removed" in result.stdout


def test_prune_removes_bodies_that_nobody_names(run: Run, aged: Callable[..., Path]) -> None:
    folder = aged(400)
    stray = folder / "bodies" / f"{'0' * 64}.mp4"
    stray.write_bytes(b"stray")
    assert run("prune", folder, "--older-than", "9y").stdout.startswith("0 recordings and 0 bodies removed")
    assert run("prune", folder, "--unreferenced").stdout.startswith("0 recordings"), "it may be about to be named"
    settle(folder)
    assert run("prune", folder, "--unreferenced").stdout.splitlines() == [
        f"removed {stray}",
        "0 recordings and 1 bodies removed, 5 bytes",
    ]
    assert len(list(open_recordings(folder))) == 2


def test_prune_removes_nothing_where_a_recording_cannot_be_read(run: Run, aged: Callable[..., Path]) -> None:
    folder = aged(400)
    (folder / "broken.har").write_text("{")
    before = sorted(folder.rglob("*"))
    with pytest.raises(CommandError, match=r"broken\.har is no HAR"):
        run("prune", folder, "--older-than", "1d", "--unreferenced")
    assert sorted(folder.rglob("*")) == before


def test_prune_keeps_what_says_no_date(run: Run, tmp_path: Path) -> None:
    har = json.loads((IMPORTS / "playwright-1.65.har").read_bytes())
    for entry in har["log"]["entries"]:
        entry["startedDateTime"] = ""
    (tmp_path / "undated.har").write_text(json.dumps(har))
    result = run("prune", tmp_path, "--older-than", "0d")
    assert (tmp_path / "undated.har").exists()
    assert result.stderr == "6 exchanges say no date and stay\n"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "nothing to look for"),
        (["--older-than", "old"], "'old' is no age; write"),
    ],
)
def test_prune_wants_to_know_what_to_look_for(run: Run, tmp_path: Path, options: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        run("prune", tmp_path, *options)


def test_prune_wants_a_folder(run: Run, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is no folder"):
        run("prune", tmp_path / "nowhere", "--unreferenced")
    with pytest.raises(CommandError, match=r"holds no \.har file"):
        run("prune", tmp_path, "--unreferenced")


# --- import -----------------------------------------------------------------------------------------------------------


def test_import_makes_recordings_of_ours(run: Run, tmp_path: Path) -> None:
    result = run("import", IMPORTS / "vcrpy-9-requests.yaml", "--out", tmp_path)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 3
    assert "3 exchanges imported" in result.stderr
    given, made = list(open_recordings(IMPORTS / "vcrpy-9-requests.yaml")), list(open_recordings(tmp_path))
    assert {each.request.identity for each in made} == {each.request.identity for each in given}
    assert {each.answer.content.sha256 for each in made} == {each.answer.content.sha256 for each in given}
    assert "correct-horse" not in "".join(file.read_text() for file in tmp_path.glob("*.har"))
    assert not list(tmp_path.rglob("*.jpg"))


def test_what_was_not_recorded_stays_unknown_after_an_import(run: Run, tmp_path: Path) -> None:
    run("import", IMPORTS / "playwright-1.65.har", "--out", tmp_path)
    made = next(each for each in open_recordings(tmp_path) if each.answer.status == 200)
    assert made.missing == ("the request's body",)
    assert made.tool.startswith("Playwright 1.65.1; imported by livephoto ")
    (file,) = tmp_path.glob("*live-photo-200*.har")
    assert "image" not in run("show", file).stdout.partition("Held against")[2]


def test_import_again_adds_nothing(run: Run, tmp_path: Path) -> None:
    run("import", IMPORTS, "--out", tmp_path)
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    run("import", IMPORTS, "--out", tmp_path)
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


def test_import_says_what_it_could_not_take(run: Run, tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text('{"error_code": 404}')
    result = run("import", IMPORTS / "chromium-devtools.har", tmp_path / "answer.json", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "chromium-devtools.har#6: left out: the answer's body: export the HAR again" in result.stderr
    assert "answer.json: left out: the recording does not say when it was made; give --date" in result.stderr
    assert "2 exchanges imported" in result.stderr


def test_import_takes_a_date_for_what_says_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text('{"error_code": 404}')
    assert run("import", tmp_path / "answer.json", "--date", "2026-01-31", "-o", tmp_path / "out").exit_code == 0
    (made,) = open_recordings(tmp_path / "out")
    assert made.started == datetime(2026, 1, 31, tzinfo=UTC)
    assert (made.request.url, made.answer.status) == ("", 404)
    assert made.missing[-1] == "when it was recorded: told at import"


def test_import_refuses_what_looks_like_a_secret(run: Run, tmp_path: Path) -> None:
    har: dict[str, Any] = json.loads((IMPORTS / "playwright-1.65.har").read_bytes())
    secret = '{"error_code": 400, "error_msg": "write to somebody@mail.invalid.org"}'
    for entry in har["log"]["entries"][3:]:
        entry["response"]["content"] = {"size": len(secret), "mimeType": "application/json", "text": secret}
    (tmp_path / "a.har").write_text(json.dumps(har))
    result = run("import", tmp_path / "a.har", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "left out: not recorded, it may give away a secret: an e-mail address" in result.stderr
    assert not list((tmp_path / "out").glob("*.har"))
