from __future__ import annotations

import json
import re

import pytest

from livephoto.commands.console import CommandError, facts, heading, show, show_json, table

LONG = "a long text with brackets [bold]as they are[/bold] and :smile: " + "x" * 300


@pytest.fixture(autouse=True)
def no_wishes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


def test_a_pipe_gets_plain_aligned_text_of_which_nothing_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    show("title", heading("Part"), table(("name", "text"), [("a", LONG), ("longer", "short")]))

    assert capsys.readouterr().out.splitlines() == [
        "title",
        "",
        "Part",
        "name    text",
        f"a       {LONG}",
        "longer  short",
    ]


def test_names_and_values_stand_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    show(facts([("a", 1), ("longer", LONG)]))

    assert capsys.readouterr().out.splitlines() == ["a       1", f"longer  {LONG}"]


def test_a_narrow_terminal_folds_long_cells_and_loses_no_letter(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm")
    show(table(("name", "text"), [("a_name_in_one_piece", LONG)]))
    out = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)

    assert max(map(len, out.splitlines())) <= 40
    assert "a_name_in_one_piece" in out
    assert out.count("x") == LONG.count("x") + len("text".replace("te", "").replace("t", ""))


def test_a_terminal_gets_colours_unless_it_wants_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    rows = [("a rule", "assumed")]
    show(table(("rule", "basis"), rows))
    coloured = capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    show(table(("rule", "basis"), rows))
    plain = capsys.readouterr().out

    assert "\x1b[33massumed" in coloured
    assert "\x1b[33m" not in plain


def test_json_is_one_value(capsys: pytest.CaptureFixture[str]) -> None:
    show_json({"a": [1, None]})

    assert json.loads(capsys.readouterr().out) == {"a": [1, None]}


def test_an_error_ends_a_verb_as_wrong_use_unless_it_says_otherwise() -> None:
    assert CommandError("no").exit_code == 2
    assert CommandError("no", 3).exit_code == 3
