from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from livephoto.commands.group import app
from livephoto.contract.edition_files import ENVIRONMENT

MINE = """
id = "2026-11"
title = "what I saw in November"
extends = "2026-01"
date = "2026-11-02"

[[sources]]
where = "my notes"
what = "what I saw"

[errors]
ERROR_NO_FACE_IN_FILE = { status = 418 }
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    (tmp_path / "2026-11.toml").write_text(MINE, encoding="utf-8")
    return str(tmp_path)


def run(*arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == status, result.output
    return result.stderr if status else result.stdout


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_folder_may_be_named_before_a_verb_and_behind_it(folder: str, place: int) -> None:
    words = ["contract", "show", "2026-11"]
    words[place:place] = ["--editions", folder]

    assert run(*words).startswith("2026-11: what I saw in November\n")


def test_the_folder_may_be_named_in_the_environment(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, folder)

    assert "418" in run("contract", "diff", "2026-01", "2026-11")


def test_the_flag_goes_before_the_environment(folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "elsewhere"))

    assert "2026-11" in run("contract", "list", "--editions", folder)


def test_the_environment_is_as_it_was_when_the_verb_is_done(folder: str) -> None:
    run("contract", "list", "--editions", folder)

    assert ENVIRONMENT not in os.environ


def test_the_list_names_the_file_of_a_users_edition(folder: str) -> None:
    head, *lines = run("contract", "list", "--editions", folder).splitlines()
    rows: list[dict[str, Any]] = json.loads(run("contract", "list", "--json", "--editions", folder))["editions"]

    assert head.split()[-1] == "file"
    assert lines[-1].split()[-1] == str(Path(folder, "2026-11.toml"))
    assert {row["id"]: row["file"] for row in rows if row["file"]} == {"2026-11": str(Path(folder, "2026-11.toml"))}


def test_explain_and_export_know_it(folder: str) -> None:
    assert "2026-11" in run("contract", "explain", "418", "--editions", folder)
    document = json.loads(run("contract", "export", "2026-11", "--editions", folder))
    assert document["info"]["version"] == "2026-11"


@pytest.mark.parametrize("words", ["--editions DIR contract list", "contract list --editions DIR"])
def test_a_wrong_file_is_one_line_before_any_work(folder: str, words: str) -> None:
    file = Path(folder, "2026-11.toml")
    file.write_text(f"{MINE}\nEXTRA = 1\n", encoding="utf-8")

    told = run(*(folder if word == "DIR" else word for word in words.split()), status=2)
    assert told == f"livephoto contract: {file}:14: errors.EXTRA: expected a table, found int\n"


@pytest.mark.parametrize("verb", ["check", "replay", "record", "mock", "recordings"])
def test_every_verb_that_knows_editions_takes_the_folder(verb: str) -> None:
    assert "--editions DIR" in run(verb, "--help")
