from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from capturing import STARTED, capture

from livephoto.recordings.model import RecordingError
from livephoto.recordings.reading import read_recordings, recording_files
from livephoto.recordings.store import Store


def test_a_folder_is_read_in_the_order_of_time_whatever_its_files_are_called(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for seconds in (30, 10, 20):
        file = store.add(capture(body=str(seconds).encode(), started=STARTED + timedelta(seconds=seconds)))
    file.rename(tmp_path / "a browsers.har")

    assert [each.answer.content.read() for each in read_recordings(tmp_path)] == [b"10", b"20", b"30"]


def test_a_file_alone_is_read(tmp_path: Path) -> None:
    file = Store(tmp_path).add(capture())

    assert [each.source for each in read_recordings(file)] == [file]


def test_a_file_that_tells_no_time_comes_first(tmp_path: Path) -> None:
    own = Store(tmp_path).add(capture())
    for name, started in {"a.har": "soon", "b.har": "2099-01-01T00:00:00"}.items():
        (tmp_path / name).write_text(json.dumps({"log": {"entries": [{"startedDateTime": started}]}}))

    assert recording_files(tmp_path) == [tmp_path / "a.har", own, tmp_path / "b.har"]


def test_where_there_is_nothing_the_command_that_records_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(RecordingError, match="`livephoto record` makes"):
            list(read_recordings(path))
