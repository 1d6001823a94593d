from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from livephoto.commands import loading
from livephoto.commands.console import CommandError

MODULE = '''
def far() -> None:
    """Come from afar."""
    print("far")


def near() -> None:
    """Never be called: the group has one of its own."""
'''


class Group(loading.LoadingGroup):
    brought_by = "some.verbs"


app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None)


@app.callback()
def group() -> None:
    """Have verbs."""


@app.command()
def near() -> None:
    """Be at home."""
    typer.echo("near")


@pytest.fixture(autouse=True)
def verbs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "far_verbs.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    points = {name: EntryPoint(name, f"far_verbs:{name}", "some.verbs") for name in ("far", "near")}
    monkeypatch.setattr(loading, "find_verbs", {"some.verbs": points}.__getitem__)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


def test_a_group_has_verbs_of_its_own_and_those_that_are_brought() -> None:
    assert (run("near"), run("far")) == ("near\n", "far\n")


def test_the_help_names_both_its_own_first_and_each_once() -> None:
    lines = [line.split(maxsplit=1) for line in run("--help").splitlines()]

    assert [line for line in lines if line and line[0] in ("near", "far")] == [
        ["near", "Be at home."],
        ["far", "Come from afar."],
    ]


def test_a_verb_that_is_brought_takes_editions_too() -> None:
    assert "--editions DIR" in run("far", "--help")


def test_an_unknown_verb_is_refused_with_near_ones() -> None:
    with pytest.raises(CommandError, match="no verb 'nera'; near: near"):
        run("nera")
