"""The files of a user's editions: which there are, and where in one of them an error is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from livephoto.contract.keys import line_of
from livephoto.contract.strict import ContractError

ENVIRONMENT = "LIVEPHOTO_EDITIONS"
"""The variable that names a user's folders of editions, separated as those of PATH are."""

_KEY_OF_MESSAGE = re.compile(r"(?:\.|: )([\w\-.\[\]]+)")
_LINE_OF_MESSAGE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True, slots=True)
class EditionFile:
    """One edition file, read."""

    path: Path
    text: str


def named_folders() -> tuple[Path, ...]:
    """Return the folders that the environment names; none where it names none."""
    return tuple(Path(name) for name in os.environ.get(ENVIRONMENT, "").split(os.pathsep) if name)


def read_files(folders: Iterable[Path]) -> tuple[EditionFile, ...]:
    """Return the edition files (`*.toml`) of the folders, by name. Raises ContractError where one cannot be read.

    An empty file holds no edition: a shell makes one before the command that fills it begins.
    """
    paths = [path for folder in folders for path in _files_of(folder)]
    return tuple(file for file in map(_read, paths) if file.text.strip())


@contextmanager
def errors_with_lines(file: EditionFile) -> Iterator[None]:
    """Give a ContractError about `file` the line of the key that it names: `mine.toml:12: errors.X.status: …`."""
    try:
        yield
    except ContractError as error:
        raise ContractError(_with_line(str(error), file)) from None


def _files_of(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise ContractError(f"{folder} is no folder of editions; --editions or {ENVIRONMENT} names it")
    return sorted(path for path in folder.glob("*.toml") if path.is_file() and not path.name.startswith("."))


def _read(path: Path) -> EditionFile:
    try:
        return EditionFile(path, path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ContractError(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ContractError(f"{path} is no UTF-8 text: byte {error.start}") from None


def _with_line(message: str, file: EditionFile) -> str:
    rest = message.removeprefix(str(file.path))
    key, told = _KEY_OF_MESSAGE.match(rest), _LINE_OF_MESSAGE.search(rest)
    line = int(told[1]) if told else line_of(file.text, key[1]) if key else None
    return f"{file.path}:{line}: {rest.lstrip('.: ')}" if line else f"{file.path}: {rest.lstrip('.: ')}"
