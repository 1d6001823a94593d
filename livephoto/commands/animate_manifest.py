"""What was animated into a folder: one JSON line a photo, so that a later run pays for nothing twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

NAME = "livephoto-manifest.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. sha256: of the photo's bytes, in hexadecimal. output: the video's name within the folder."""

    photo: str
    sha256: str
    type: int
    output: str
    status: Literal["done", "failed"]
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
        for row in self._rows():
            self._note(row)

    def find(self, sha256: str, kind: int) -> Path | None:
        """Return the video made from that photo as that type, if it is still there."""
        name = self._done.get((sha256, kind))
        return self._folder / name if name and (self._folder / name).is_file() else None

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
            case {"status": "done", "sha256": str(sha256), "type": int(kind), "output": str(output)}:
                self._done[sha256, kind] = output
                self._outputs.add(output)
