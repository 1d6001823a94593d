"""Where scenarios come from: a file, JSON or TOML, that is read anew when it changes; or those that ship."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn

from mock_server.scenarios.errors import Key, ScenarioError
from mock_server.scenarios.positions import Lines, json_lines, line_of, toml_lines

_PAUSE = 1.0
"""Seconds between two looks at a file."""
_LARGEST = 4 * 1024 * 1024
"""Bytes that a scenario file may have."""

Documents = list[dict[str, Any]]


class ScenarioFile:
    """A file of scenarios: one, a list of them, or an object with a list `scenarios`."""

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self.path = path
        self._clock = clock
        self._looked = clock()
        self._mark = self._marked()
        self._lines: Lines = {}
        self._places: Sequence[Key] = ()

    def changed(self) -> bool:
        """Tell whether the file is another than when it was last looked at; looks once a second at most."""
        now = self._clock()
        if now - self._looked < _PAUSE:
            return False
        self._looked, before = now, self._mark
        self._mark = self._marked()
        return self._mark != before

    def read(self) -> Documents:
        """Return its documents. Raises ScenarioError, with the line."""
        self._mark = self._marked()
        text = self._text()
        document = self._parsed(text)
        self._places = ()
        try:
            documents, self._places = _documents(document)
        except ScenarioError as error:
            raise self.at(error, 0) from None
        for number, each in enumerate(documents):
            if not isinstance(each, dict):
                raise self.at(ScenarioError("a scenario is an object with name and stubs"), number)
        return documents

    def at(self, error: ScenarioError, number: int) -> ScenarioError:
        """Return an error of its `number`-th document with the file's name and line."""
        key = (*self._places[number], *error.key) if number < len(self._places) else error.key
        line = line_of(self._lines, key)
        return ScenarioError(error.says, key, f"{self.path}" + (f", line {line}" if line else ""))

    def _text(self) -> str:
        try:
            if self.path.stat().st_size > _LARGEST:
                self._refuse(f"a scenario file may have {_LARGEST:,} bytes")
            return self.path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise ScenarioError(
                f"cannot read scenario file {self.path}: {(error.strerror or str(error)).lower()}"
            ) from None
        except UnicodeDecodeError as error:
            self._refuse(f"no UTF-8 text (byte {error.start})")

    def _parsed(self, text: str) -> Any:
        try:
            if self.path.suffix.lower() == ".toml":
                document, self._lines = tomllib.loads(text), toml_lines(text)
            elif self.path.suffix.lower() == ".json":
                document = json.loads(text, parse_constant=self._refuse_constant)
                self._lines = json_lines(text)
            else:
                self._refuse("neither JSON nor TOML by its name; end it in .json or .toml")
        except json.JSONDecodeError as error:
            raise ScenarioError(f"{error.msg} (column {error.colno})", (), self._line(error.lineno)) from None
        except tomllib.TOMLDecodeError as error:
            self._refuse(str(error))
        except RecursionError:
            self._refuse("nested too deep")
        except ScenarioError as error:
            where = f"{self.path}, {error.where}" if error.where.startswith("line") else error.where
            raise ScenarioError(error.says, error.key, where) from None
        return document

    def _line(self, number: int) -> str:
        return f"{self.path}, line {number}"

    def _refuse(self, says: str) -> NoReturn:
        raise ScenarioError(says, (), str(self.path))

    def _refuse_constant(self, name: str) -> NoReturn:
        self._refuse(f"{name} is no number that JSON has")

    def _marked(self) -> tuple[int, int, int] | None:
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino


def _documents(document: Any) -> tuple[list[Any], Sequence[Key]]:
    """Return the scenarios in a file's document, and where each stands in it. Raises ScenarioError."""
    around: Key = ()
    if isinstance(document, dict) and "scenarios" in document:
        extra = next((name for name in document if name != "scenarios"), None)
        if extra is not None:
            raise ScenarioError("unknown key beside scenarios", (extra,))
        listed, around = document["scenarios"], ("scenarios",)
    elif isinstance(document, list):
        listed = document
    else:
        return [document], [()]
    if not isinstance(listed, list):
        raise ScenarioError("scenarios must be a list", around)
    return listed, [(*around, number) for number in range(len(listed))]


@cache
def ready_made() -> Mapping[str, dict[str, Any]]:
    """Return the scenarios that ship, by name."""
    text = files("mock_server.scenarios").joinpath("ready-made.toml").read_text(encoding="utf-8")
    return {each["name"]: each for each in tomllib.loads(text)["scenarios"]}
