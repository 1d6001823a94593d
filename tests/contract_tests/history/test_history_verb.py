from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from contract_tests.history.history_verb import history
from contract_tests.history.ledger import line_of
from livephoto.commands.console import CommandError

app = typer.Typer()
app.command()(history)


@pytest.fixture
def ledger(tmp_path: Path, make_run: Any, make_finding: Any) -> Path:
    runs = [make_run(0), make_run(1, make_finding()), make_run(2, make_finding("<script>alert(1)</script>"))]
    file = tmp_path / "h.ndjson"
    file.write_text("".join(f"{line_of(run)}\n" for run in runs), encoding="utf-8")
    return file


def run(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(each) for each in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_text_says_since_when_and_what_came_and_went(ledger: Path) -> None:
    lines = run(ledger).splitlines()

    assert lines[0] == "http://here against 2026-01: drift since 2026-11-02 06:00 UTC (3 runs)"
    rows = {line[:16]: line for line in lines if line.startswith("2026-11-")}
    assert rows["2026-11-02 06:00"].split()[2:6] == ["drift", "1", "breaking", "1"]
    assert "1 came, 1 went" in rows["2026-11-03 06:00"]
    assert lines[lines.index("Gone (1)") + 2].split()[:1] == ["breaking"]
    assert "2026-11-02 06:00 to 2026-11-03 06:00" in lines[lines.index("Gone (1)") + 2]


def test_json_has_a_schema_and_the_spans_of_each_finding(ledger: Path, make_finding: Any) -> None:
    told = json.loads(run(ledger, "--format", "json"))
    (series,) = told["series"]
    by_mark = {found["fingerprint"]: found for found in series["findings"]}

    assert told["schema"] == "livephoto-timeline/1"
    assert (series["verdict"], series["since"]) == ("drift", "2026-11-02T06:00:00+00:00")
    assert by_mark[make_finding().fingerprint]["spans"] == [
        {"from": "2026-11-02T06:00:00+00:00", "gone": "2026-11-03T06:00:00+00:00"}
    ]
    assert [len(step["came"]) for step in series["runs"]] == [0, 1, 1]


def test_the_page_has_a_picture_escapes_what_was_said_and_loads_nothing(ledger: Path, tmp_path: Path) -> None:
    run(ledger, "--html", tmp_path / "out.html")
    page = (tmp_path / "out.html").read_text(encoding="utf-8")

    assert page.count("<svg") == 1
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "prefers-color-scheme: dark" in page
    assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", page)
    assert 'class="drift" x=' in page


def test_an_empty_history_says_so(tmp_path: Path) -> None:
    file = tmp_path / "h.ndjson"
    file.touch()

    assert run(file) == f"{file} holds no run yet\n"


def test_only_the_newest_runs_are_listed(tmp_path: Path, make_run: Any) -> None:
    file = tmp_path / "h.ndjson"
    file.write_text("".join(f"{line_of(make_run(day))}\n" for day in range(35)), encoding="utf-8")

    assert "Runs, UTC (the last 30; 5 before them)" in run(file)


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="there is no history"):
        run(tmp_path / "away.ndjson")
