"""The kinds that `--report KIND=PATH` takes, and the module that writes each."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from contract_tests.files import demand_writable, write_file
from contract_tests.report import Report
from livephoto.commands.console import CommandError

_WRITERS = {
    "json": "json_object",
    "junit": "junit",
    "html": "html_page",
    "sarif": "sarif",
    "markdown": "markdown",
}


def parse(text: str) -> tuple[str, Path]:
    """Return the kind and the path of a text KIND=PATH, which can be written to. Raises CommandError."""
    kind, _, path = text.partition("=")
    if kind not in _WRITERS or not path:
        raise CommandError(f"--report takes KIND=PATH with one of {', '.join(_WRITERS)}, as in junit=report.xml")
    file = Path(path).expanduser()
    demand_writable(file)
    return kind, file


def render(kind: str, report: Report) -> str:
    """Return the report as text of that kind."""
    text: str = import_module(f"contract_tests.reports.{_WRITERS[kind]}").render(report)
    return text


def write(kind: str, path: Path, report: Report) -> None:
    """Write the report; the file is there whole or not at all. Raises CommandError."""
    write_file(path, render(kind, report).encode())
