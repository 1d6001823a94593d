from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livephoto.recordings import har_stream
from livephoto.recordings.har_stream import read_entries
from livephoto.recordings.model import RecordingError


def written(tmp_path: Path, text: str | bytes) -> Path:
    file = tmp_path / "a.har"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(
    st.lists(st.dictionaries(st.text(max_size=5), JSON, max_size=4), max_size=4),
    st.dictionaries(st.text(max_size=5), JSON, max_size=3),
    st.booleans(),
    st.integers(1, 60),
)
def test_entries_are_those_of_a_whole_parse(
    tmp_path_factory: pytest.TempPathFactory,
    entries: list[dict[str, object]],
    beside: dict[str, object],
    last: bool,
    piece: int,
) -> None:
    creator = {"name": "a tool", "version": "1"}
    parts = [("creator", creator), ("entries", entries), *beside.items()]
    log = dict(reversed(parts) if last else parts) | {"entries": entries, "creator": creator}
    file = written(
        tmp_path_factory.mktemp("har"), json.dumps({"x": [1], "log": log, "y": 2}, ensure_ascii=last, indent=1)
    )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(har_stream, "_PIECE", piece)
        found = list(read_entries(file))

    assert [entry for _, entry in found] == entries
    assert {tool for tool, _ in found} <= {"a tool 1", ""}


@pytest.mark.parametrize("number", ["2.5", "2e5", "2E+5", "-2.5e-5"])
@pytest.mark.parametrize("piece", range(1, 8))
def test_a_number_may_be_cut_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str, piece: int) -> None:
    monkeypatch.setattr(har_stream, "_PIECE", piece)
    file = written(tmp_path, f'{{"log": {{"x": {number}, "entries": [{{"a": {number}}}]}}, "y": {number}}}')

    assert list(read_entries(file)) == [("", {"a": float(number)})]


def test_a_byte_order_mark_is_no_part_of_it(tmp_path: Path) -> None:
    file = written(tmp_path, b'\xef\xbb\xbf{"log": {"creator": 5, "entries": [{"a": 1}]}}')

    assert list(read_entries(file)) == [("", {"a": 1})]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "the file is no JSON object"),
        (b"[]", "the file is no JSON object"),
        (b"PK\x03\x04\xff", "not text in UTF-8"),
        (b"<html>", "the file is no JSON object"),
        (b"{}", "it has no log.entries"),
        (b'{"log": []}', "log is no JSON object"),
        (b'{"log": {"entries": {}}}', "log.entries is no array"),
        (b'{"log": {"entries": [1]}}', "log.entries holds what is no object"),
        (b'{"log": {"entries": [{} {}]}}', "stands where a comma was due"),
        (b'{"log": {"entries": [{}', "it ends too early"),
        (b'{"log": {"entries": [{"a": tru', "it ends too early, or is no JSON"),
        (b'{"log": {"entries": []}} {', "something follows its end"),
        (b'{"log": {"entries": []}', "it ends too early"),
        (b'{"log": {5: []}}', "log is no JSON object"),
        (b'{"log": ' + b"[" * 200_000, "log is no JSON object"),
        (b'{"a": ' + b"[" * 200_000, "nested too deeply"),
    ],
)
def test_what_is_no_har_is_refused_in_one_line(tmp_path: Path, text: bytes, says: str) -> None:
    with pytest.raises(RecordingError, match=says) as raised:
        list(read_entries(written(tmp_path, text)))

    assert "a.har" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"cannot read .*none\.har: No such file"):
        list(read_entries(tmp_path / "none.har"))


def test_the_entries_before_a_damage_are_read(tmp_path: Path) -> None:
    entries = read_entries(written(tmp_path, '{"log": {"entries": [{"a": 1}, {"b": '))

    assert next(entries) == ("", {"a": 1})
    with pytest.raises(RecordingError, match="damaged"):
        next(entries)


def test_a_value_beyond_the_bound_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(har_stream, "LARGEST_BODY", 1000)
    monkeypatch.setattr(har_stream, "_PIECE", 100)
    file = written(tmp_path, json.dumps({"log": {"entries": [{"a": 1}, {"text": "x" * 5000}]}}))

    with pytest.raises(RecordingError, match="longer than 1,000 characters"):
        list(read_entries(file))
