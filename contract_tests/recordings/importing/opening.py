"""Opens recordings of any kind: what a file holds decides how it is read, not what it is called."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contract_tests.recordings.importing.bare import bare_answer, resembles_answer
from contract_tests.recordings.importing.cassettes import read_interaction
from contract_tests.recordings.importing.folders import files_in
from contract_tests.recordings.importing.imported import recorded
from contract_tests.recordings.importing.kinds import HEAD, Kind, kind_of
from contract_tests.recordings.importing.relevance import unrelated
from contract_tests.recordings.importing.yaml_stream import LISTS, yaml_interactions
from livephoto.recordings.model import RecordedExchange, RecordingError
from livephoto.recordings.reading import read_recordings

LARGEST_WHOLE = 256 << 20
"""Bytes of a JSON or TOML file, which is read in one piece."""

LARGEST_YAML = 1 << 30
"""Bytes of a YAML cassette, which is read an interaction at a time."""

_TAKES = "what is read: HAR, cassettes of vcrpy, pytest-recording, cassetter or betamax, an answer's body as JSON"


@dataclass
class Noted:
    """What was met on the way and is no exchange to judge; filled while the exchanges are read."""

    problems: list[str] = field(default_factory=list)
    """A line for each file that could not be read, or not to its end."""
    unrelated: Counter[str] = field(default_factory=Counter)
    """How many exchanges are not of this API, by what they are: page or static file, CORS preflight, …"""
    no_recordings: list[Path] = field(default_factory=list)
    """Files of a folder that are none, though their names might be a recording's."""


def open_recordings(path: Path, noted: Noted | None = None) -> Iterator[RecordedExchange]:
    """Yield the exchanges of this API in a file, or in a folder's files by time, with what is `missing` in each.

    A file that is no recording raises RecordingError; with `noted` its line goes there and the next file follows.
    Exchanges that are not of this API are left out, and counted in `noted`. One exchange is in memory at a time, but
    for cassettes and answers in JSON or TOML, which are read whole.
    """
    noted, strict = noted or Noted(), noted is None
    try:
        files = files_in(path)
    except OSError as error:
        raise RecordingError(f"cannot read {path}: {error.strerror}") from None
    if not files:
        raise RecordingError(f"{path} holds no recordings; `livephoto record` makes them")
    for file in files:
        try:
            yield from _of_this_api(_exchanges(file, noted if path.is_dir() else None), noted)
        except RecordingError as error:
            if strict:
                raise
            noted.problems.append(str(error))


def _of_this_api(exchanges: Iterable[RecordedExchange], noted: Noted) -> Iterator[RecordedExchange]:
    for exchange in exchanges:
        other = unrelated(exchange)
        if other is None:
            yield exchange
        else:
            noted.unrelated[other] += 1


def _exchanges(file: Path, noted: Noted | None) -> Iterator[RecordedExchange]:
    """Yield what a file holds; one of a folder that is no recording goes to `noted`, one asked for by name raises."""
    kind, size = _looked_at(file)
    if kind is Kind.HAR:
        yield from read_recordings(file)
    elif kind is Kind.YAML:
        _check_size(file, size, LARGEST_YAML)
        yield from _interactions(yaml_interactions(file), file)
    elif kind is Kind.JSON or kind is Kind.TOML:
        _check_size(file, size, LARGEST_WHOLE)
        yield from _from_document(file, _parsed(file, kind), noted)
    elif kind is Kind.ZIP:
        raise RecordingError(f"{file} is a ZIP archive; unpack it and give the HAR inside")
    else:
        _no_recording(file, noted)


def _looked_at(file: Path) -> tuple[Kind, int]:
    try:
        with file.open("rb") as opened:
            return kind_of(opened.read(HEAD), file.suffix.lower()), file.stat().st_size
    except OSError as error:
        raise RecordingError(f"cannot read {file}: {error.strerror}") from None


def _from_document(file: Path, document: Any, noted: Noted | None) -> Iterator[RecordedExchange]:
    found = next((document[name] for name in LISTS if name in document), None) if isinstance(document, dict) else None
    if isinstance(found, list):
        yield from _interactions(iter(found), file)
    elif isinstance(document, dict) and "log" in document:
        yield from read_recordings(file)
    elif resembles_answer(document):
        yield recorded(bare_answer(document, file.read_bytes()), "a body alone", file, 0)
    else:
        _no_recording(file, noted)


def _interactions(kept: Iterator[Any], file: Path) -> Iterator[RecordedExchange]:
    for number, interaction in enumerate(kept):
        try:
            imported = read_interaction(interaction)
        except (RecordingError, ValueError) as error:
            raise RecordingError(f"{file}, interaction {number + 1}: {error}") from None
        yield recorded(imported, "a cassette", file, number)


def _parsed(file: Path, kind: Kind) -> Any:
    try:
        text = file.read_bytes().decode("utf-8-sig")
        return tomllib.loads(text) if kind is Kind.TOML else json.loads(text)
    except OSError as error:
        raise RecordingError(f"cannot read {file}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise RecordingError(f"{file} is no {kind} that can be read: {error}") from None


def _check_size(file: Path, size: int, most: int) -> None:
    if size > most:
        raise RecordingError(f"{file} has {size:,} bytes; at most {most:,} are read: split it")


def _no_recording(file: Path, noted: Noted | None) -> None:
    if noted is None:
        raise RecordingError(f"{file} is no recording; {_TAKES}")
    noted.no_recordings.append(file)
