from __future__ import annotations

import json
from pathlib import Path

import pytest

from contract_tests.reports.writers import parse, render, write
from livephoto.commands.console import CommandError


@pytest.mark.parametrize("kind", ["json", "junit", "html", "sarif", "markdown"])
def test_each_kind_is_written_to_its_path(kind, make_report, tmp_path):
    write(kind, tmp_path / "report", make_report())
    assert (tmp_path / "report").read_text(encoding="utf-8") == render(kind, make_report())


@pytest.mark.parametrize("kind", ["json", "junit", "html", "sarif", "markdown"])
def test_each_kind_survives_half_characters(kind, make_report, tmp_path):
    write(kind, tmp_path / "report", make_report("\ud800"))
    assert (tmp_path / "report").stat().st_size > 0


@pytest.mark.parametrize("text", ["", "junit", "junit=", "pdf=x", "=x"])
def test_a_report_that_cannot_be_meant_is_refused_with_an_example(text):
    with pytest.raises(CommandError, match=r"junit=report\.xml"):
        parse(text)


def test_a_path_is_made_ready_and_left_empty(tmp_path):
    assert parse(f"json={tmp_path}/new/a=b.json") == ("json", tmp_path / "new" / "a=b.json")
    assert list((tmp_path / "new").iterdir()) == []


def test_a_path_that_cannot_be_written_is_told_at_once(tmp_path):
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file" / "x.json"):
        with pytest.raises(CommandError, match="cannot write"):
            parse(f"json={path}")


def test_a_report_replaces_an_older_one(make_report, tmp_path: Path):
    path = tmp_path / "report.json"
    path.write_text("old")
    write("json", path, make_report())
    assert json.loads(path.read_text())["schema"] == "livephoto-check/1"
    assert [file.name for file in tmp_path.iterdir()] == ["report.json"]
