from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from typer.testing import CliRunner

from livephoto._version import __version__
from livephoto.commands import group, loading
from livephoto.commands.verbs import GROUP

MODULE = '''
import typer

from livephoto.commands.console import CommandError
from livephoto.contract import ContractError
from livephoto.errors import LivePhotoError

FAULTS = {
    "command": CommandError("it stopped", 3),
    "contract": ContractError("no edition 'x'"),
    "client": LivePhotoError("no answer"),
    "pipe": BrokenPipeError(),
    "keys": KeyboardInterrupt(),
}


def greet(name: str, fault: str = "") -> None:
    """Greet somebody.

    Warmly.
    """
    if fault:
        raise FAULTS[fault]
    typer.echo(f"hello {name}")


many = typer.Typer(help="Do many things.")


@many.command()
def one() -> None:
    """Do one."""
    typer.echo("one")


@many.command()
def two() -> None:
    """Do two."""
'''


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    (tmp_path / "greeting_verbs.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    points = [
        EntryPoint("greet", "greeting_verbs:greet", GROUP),
        EntryPoint("many", "greeting_verbs:many", GROUP),
        EntryPoint("lost", "no_such_module:lost", GROUP),
    ]
    monkeypatch.setattr(loading, "find_verbs", lambda group: {point.name: point for point in points})
    monkeypatch.setattr(loading, "missing_extra", lambda verb: "brand[heavy]" if verb.name == "lost" else None)
    return CliRunner()


def test_the_help_names_every_verb_and_the_extra_that_brings_a_missing_one(run: CliRunner) -> None:
    result = run.invoke(group.app, ["--help"])

    assert result.exit_code == 0
    lines = {line.split()[0]: line.split(maxsplit=1)[-1] for line in result.stdout.splitlines() if line.split()}
    assert lines["greet"] == "Greet somebody."
    assert lines["many"] == "Do many things."
    assert lines["lost"].strip() == "(needs brand[heavy])"
    assert "Examples:" in result.stdout


def test_a_function_is_a_verb(run: CliRunner) -> None:
    result = run.invoke(group.app, ["greet", "you"])

    assert (result.exit_code, result.stdout) == (0, "hello you\n")


def test_a_verb_has_its_own_help(run: CliRunner) -> None:
    result = run.invoke(group.app, ["greet", "--help"])

    assert result.exit_code == 0
    assert "Warmly." in result.stdout


def test_an_app_is_a_verb_with_verbs_of_its_own(run: CliRunner) -> None:
    result = run.invoke(group.app, ["many", "one"])

    assert (result.exit_code, result.stdout) == (0, "one\n")


@pytest.mark.parametrize(
    ("fault", "exit_code", "line"),
    [
        ("command", 3, "livephoto greet: it stopped\n"),
        ("contract", 2, "livephoto greet: no edition 'x'\n"),
        ("client", 1, "livephoto greet: no answer\n"),
        ("pipe", 141, ""),
        ("keys", 130, ""),
    ],
)
def test_a_known_error_is_one_line_and_an_exit_status(run: CliRunner, fault: str, exit_code: int, line: str) -> None:
    result = run.invoke(group.app, ["greet", "you", "--fault", fault])

    assert (result.exit_code, result.stderr, result.stdout) == (exit_code, line, "")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["gret"], "livephoto: no verb 'gret'; near: greet\n"),
        (["zzz"], "livephoto: no verb 'zzz'; there are: greet, many, lost\n"),
        (["lost"], "livephoto: lost cannot be loaded: No module named 'no_such_module'\n"),
        (["lost", "--help"], "livephoto: lost cannot be loaded: No module named 'no_such_module'\n"),
    ],
)
def test_a_verb_that_is_not_there_is_one_line(run: CliRunner, arguments: list[str], line: str) -> None:
    result = run.invoke(group.app, arguments)

    assert (result.exit_code, result.stderr, result.stdout) == (2, line, "")


def test_without_a_verb_the_help_is_shown(run: CliRunner) -> None:
    assert "Verbs:" in run.invoke(group.app, []).output


def test_the_version_is_printed() -> None:
    result = CliRunner().invoke(group.app, ["--version"])

    assert (result.exit_code, result.stdout) == (0, f"livephoto {__version__}\n")


def test_a_shell_is_offered_the_verbs_that_can_be_loaded(run: CliRunner) -> None:
    env = {"_LIVEPHOTO_COMPLETE": "complete_bash", "COMP_WORDS": "livephoto ", "COMP_CWORD": "1"}
    result = run.invoke(group.app, [], prog_name="livephoto", env=env)

    assert result.stdout.split() == ["greet", "many"]
