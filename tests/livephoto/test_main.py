from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from livephoto import __main__ as command
from livephoto._version import __version__

HEAVY = (
    "rich",
    "fastapi",
    "PIL",
    "numpy",
    "av",
    "httpx",
    "mock_server",
    "contract_tests",
    "livephoto.commands.contract",
)


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return python("-m", "livephoto", *arguments)


def test_the_module_runs_as_the_command() -> None:
    result = run("--version")

    assert (result.returncode, result.stdout, result.stderr) == (0, f"livephoto {__version__}\n", "")


def test_the_help_names_every_verb_of_the_project() -> None:
    result = run("--help")

    assert result.returncode == 0
    assert result.stdout.startswith("Usage: livephoto [OPTIONS] VERB [ARGS]...")
    names = [line.split()[0] for line in result.stdout.partition("Verbs:")[2].splitlines() if line.strip()]
    assert {"animate", "contract", "demo", "mock"} <= set(names)


def test_the_help_loads_nothing_heavy_and_no_verb() -> None:
    code = f"""
import sys
from livephoto.__main__ import main
sys.argv = ["livephoto", "--help"]
try:
    main()
finally:
    loaded = [name for name in {HEAVY!r} if name in sys.modules]
    sys.stderr.write(",".join(loaded))
"""
    result = python("-c", code)

    assert (result.returncode, result.stderr) == (0, "")


def test_without_its_extra_the_command_says_in_one_line_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "livephoto.commands.group", raising=False)
    monkeypatch.setitem(sys.modules, "typer", None)

    with pytest.raises(SystemExit) as stopped:
        command.main()

    assert stopped.value.code == 2
    assert capsys.readouterr().err == 'The livephoto command needs its extra: pip install "livephoto[cli]"\n'


def test_another_missing_module_is_not_taken_for_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "livephoto.commands.group", raising=False)
    monkeypatch.setitem(sys.modules, "livephoto.commands.loading", None)

    with pytest.raises(ModuleNotFoundError):
        command.main()


def test_an_error_is_one_line_on_standard_error() -> None:
    result = run("contract", "show", "2031-01")

    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.startswith("livephoto contract: no edition '2031-01'; there are: legacy-a")
    assert result.stderr.count("\n") == 1


def shell(command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-c", command, "sh", sys.executable], capture_output=True, text=True, check=False)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device there")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", ["contract list", "contract show --json", "--help", "--version"])
@pytest.mark.parametrize(
    ("redirected", "reason"), [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")]
)
def test_output_that_cannot_be_written_is_one_line_and_exit_status_1(
    arguments: str, redirected: str, reason: str, unbuffered: str
) -> None:
    result = shell(f'PYTHONUNBUFFERED={unbuffered} "$1" -m livephoto {arguments} {redirected}')

    assert (result.returncode, result.stderr) == (1, f"livephoto: cannot write to standard output: {reason}\n")


@pytest.mark.skipif(sys.platform == "win32", reason="no such shell there")
def test_a_wrong_use_stays_one_where_nothing_was_to_be_written() -> None:
    assert shell('"$1" -m livephoto contract show nobody >&-').returncode == 2
    assert shell('"$1" -m livephoto contract show nobody >&- 2>&-').returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGPIPE there")
@pytest.mark.parametrize("arguments", [["contract", "show"], ["contract", "list"], ["--help"]])
def test_a_reader_that_leaves_early_is_no_error_worth_a_word(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "livephoto", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["contract", "show", "a", "b"], "unexpected extra argument"),
        (["contract", "export", "--format", "nope"], "'nope' is not one of"),
        (["animate"], "Missing argument"),
        (["animate", "--nonsense"], "--nonsense"),
    ],
)
def test_wrong_arguments_are_told_in_one_line(arguments: list[str], says: str) -> None:
    done = subprocess.run([sys.executable, "-m", "livephoto", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"livephoto {arguments[0]}: ")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
