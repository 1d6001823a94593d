"""What was animated into a folder, so that a later run pays for nothing twice: JSON lines, the later ones hold.

A photo has a line before it is sent and one when it is done or failed: with the first alone, as after a power cut, it
may have been billed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

NAME = "livephoto-manifest.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. sha256: of the photo's bytes, in hexadecimal. output: the video's name within the folder.

    at: when, in UTC, as in 2026-01-08T12:00:00Z.
    """

    photo: str
    sha256: str
    type: int
    output: str
    status: Literal["started", "done", "failed"]
    at: str
    request_id: str | None = None
    log_id: str | None = None
    error: str | None = None
    maybe_billed: bool = False


class Manifest:
    """The manifest of `folder`; each entry is on the disk as soon as it is added. Raises OSError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / NAME
        self._done: dict[tuple[str, int], str] = {}
        self._outputs: set[str] = set()
        self._started: dict[tuple[str, int], str] = {}
        self._doubtful: dict[tuple[str, int], str] = {}
        for row in self._rows():
            self._note(row)

    def find(self, sha256: str, kind: int) -> Path | None:
        """Return the video made from that photo as that type, if it is still there."""
        name = self._done.get((sha256, kind))
        return self._folder / name if name and (self._folder / name).is_file() else None

    def unanswered(self, sha256: str, kind: int) -> str | None:
        """Return when that photo was sent as that type and may have been billed without a video; "" if not known."""
        return self._doubtful.get((sha256, kind), self._started.get((sha256, kind)))

    def wrote(self, output: Path) -> bool:
        """Tell whether a video of that name came from an earlier run."""
        return output.name in self._outputs

    def add(self, entry: Entry) -> None:
        """Append a line."""
        row = asdict(entry)
        line = json.dumps({name: value for name, value in row.items() if value is not None and value is not False})
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
        self._note(row)

    def _rows(self) -> Iterator[dict[str, Any]]:
        if not self._file.exists():
            return
        text = self._file.read_text(encoding="utf-8", errors="replace")
        for line in text.splitlines():
            try:
                row = json.loads(line)
            except ValueError:  # a line that a crash cut short
                continue
            if isinstance(row, dict):
                yield row
        if text and not text.endswith("\n"):
            with self._file.open("a", encoding="utf-8") as file:
                file.write("\n")

    def _note(self, row: dict[str, Any]) -> None:
        match row:
            case {"status": str(status), "sha256": str(sha256), "type": int(kind), "output": str(output)}:
                key, at = (sha256, kind), str(row.get("at", ""))
            case _:
                return
        if status == "started":
            self._started[key] = at
            return
        self._started.pop(key, None)
        if status == "done":
            self._doubtful.pop(key, None)
            self._done = {other: name for other, name in self._done.items() if name != output} | {key: output}
            self._outputs.add(output)
        elif row.get("maybe_billed"):
            self._doubtful[key] = at
