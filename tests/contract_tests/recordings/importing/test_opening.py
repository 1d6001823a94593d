from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path

import pytest

from contract_tests.recordings.importing.opening import Noted, open_recordings
from livephoto.contract.image_header import ImageHeader
from livephoto.pseudonym import pseudonym
from livephoto.recordings.model import RecordingError

SAMPLES = (
    "vcrpy-9-requests.yaml",
    "vcrpy-9-httpx.yaml",
    "vcrpy-9-requests.json",
    "vcrpy-4-requests.yaml",
    "vcrpy-4-httpx.yaml",
    "pytest-recording-0.14.yaml",
    "cassetter-0.16.yaml",
    "cassetter-0.16.toml",
    "betamax-0.9.json",
    "playwright-1.65.har",
    "chromium-devtools.har",
)
WITH_PHOTO = (
    "vcrpy-9-requests.yaml",
    "vcrpy-9-httpx.yaml",
    "vcrpy-4-requests.yaml",
    "cassetter-0.16.yaml",
    "cassetter-0.16.toml",
)
LIVE, CREDITS = "/api/portrait/effects/live-photo", "/api/common/query-credits"


def test_every_sample_says_where_it_comes_from_and_is_the_one_that_was_looked_at(imports):
    rows = tomllib.loads((imports / "PROVENANCE.toml").read_text(encoding="utf-8"))
    assert set(rows) == set(SAMPLES) == {file.name for file in imports.iterdir()} - {"PROVENANCE.toml"}
    for name, row in rows.items():
        assert row["made_with"]
        assert row["shows"]
        assert row["sha256"] == hashlib.sha256((imports / name).read_bytes()).hexdigest(), name


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_read_to_its_end(imports, name):
    found = list(open_recordings(imports / name))
    assert found
    for exchange in found:
        assert exchange.request.path in (LIVE, CREDITS)
        assert exchange.request.method in ("GET", "POST")
        assert exchange.answer.status in (200, 400, 401)
        assert exchange.started is not None
        assert exchange.started.year == 2026
        assert exchange.tool
        assert exchange.source == imports / name


@pytest.mark.parametrize("name", SAMPLES)
def test_no_key_is_left(imports, name):
    keys = {each.request.headers.get("ailabapi-api-key") for each in open_recordings(imports / name)}
    assert "correct-horse" in (imports / name).read_text(encoding="utf-8")
    assert keys - {None} == {pseudonym("correct-horse")}
    assert "correct-horse" not in repr(list(open_recordings(imports / name)))


@pytest.mark.parametrize("name", WITH_PHOTO)
def test_the_photo_is_told_by_its_hash_its_format_and_its_size(imports, name):
    exchange = next(each for each in open_recordings(imports / name) if each.request.files)
    (part,) = exchange.request.files
    assert (part.name, part.filename, part.media_type) == ("image_target", "file.jpg", "image/jpeg")
    assert part.body.size == 1483
    assert part.image == ImageHeader("JPEG", 64, 80)
    assert exchange.request.multipart


def test_the_same_photo_is_the_same_whoever_recorded_it(imports):
    hashes = {
        part.body.sha256
        for name in WITH_PHOTO
        for each in open_recordings(imports / name)
        for part in each.request.files
    }
    assert len(hashes) == 1


@pytest.mark.parametrize("name", SAMPLES)
def test_answers_are_the_bodies_that_clients_saw(imports, name):
    for exchange in open_recordings(imports / name):
        if exchange.answer.content.kept is None:
            assert any(each.startswith("the answer's body") for each in exchange.missing)
            continue
        body = json.loads(exchange.answer.content.read())
        assert body["error_code"] == (0 if exchange.answer.status == 200 else exchange.answer.status)


@pytest.mark.parametrize("name", ["betamax-0.9.json", "chromium-devtools.har"])
def test_an_upload_whose_bytes_were_lost_is_no_empty_file(imports, name):
    exchange = next(each for each in open_recordings(imports / name) if each.request.files)
    assert exchange.request.fields == (("type", "0"),)
    assert exchange.request.files[0].body.sha256 == ""
    assert exchange.request.files[0].image is None
    assert "the bytes of the file 'image_target'" in exchange.missing


def test_a_har_without_a_body_says_how_to_export_it(imports):
    exchange = list(open_recordings(imports / "chromium-devtools.har"))[1]
    assert any("export the HAR again" in each for each in exchange.missing)


def test_what_is_not_of_this_api_is_counted_and_left_out(imports):
    noted = Noted()
    found = list(open_recordings(imports / "chromium-devtools.har", noted))
    assert [each.number for each in found] == [4, 5, 6]
    assert noted.unrelated == {"page or static file": 3, "CORS preflight": 1}


def test_content_decides_what_a_file_is(imports, tmp_path):
    for number, name in enumerate(SAMPLES):
        renamed = tmp_path / f"{number}.json"
        renamed.write_bytes((imports / name).read_bytes())
        assert len(list(open_recordings(renamed))) == len(list(open_recordings(imports / name))), name


def test_a_byte_order_mark_does_no_harm(cassette):
    file = cassette(name="cassette.json")
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert len(list(open_recordings(file))) == 1


def test_a_har_whose_log_comes_late_is_one(imports, tmp_path):
    har = json.loads((imports / "playwright-1.65.har").read_bytes())
    file = tmp_path / "late.json"
    file.write_text(json.dumps({"comment": "first"} | har))
    assert len(list(open_recordings(file))) == 3


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is no recording"),
        (b"%PDF-1.7", "is no recording"),
        (b"\x00\x00\x00\x20ftypisom", "is no recording"),
        (b"PK\x03\x04rest", "ZIP archive; unpack it"),
        (b'{"name": "package"}', "is no recording"),
        (b'["a"]', "is no recording"),
        (b"{", "no JSON that can be read"),
        (b"[" * 100_000, "no JSON that can be read"),
        (b'{"log": {}}', "is no HAR"),
        (b"interactions: 7\nversion: 1\n", "no list of interactions"),
        (b"interactions: []\nversion: 2\n", "its version is 2"),
        (b"interactions:\n- request: {", "line 3"),
        (b"interactions: [[1]]\n", "interaction 1: it has no request"),
        (b"- request:\n    uri: x\n", "before vcrpy 1.0"),
        (b"version = 1\n[[interactions]\n", "no TOML cassette that can be read"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(tmp_path, content, says):
    file = tmp_path / "unknown"
    file.write_bytes(content)
    with pytest.raises(RecordingError, match=says) as caught:
        list(open_recordings(file))
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(RecordingError, match="No such file"):
        list(open_recordings(tmp_path / "nowhere.har"))


def test_a_file_over_the_bound_is_not_read(cassette, monkeypatch):
    monkeypatch.setattr("contract_tests.recordings.importing.opening.LARGEST_YAML", 100)
    monkeypatch.setattr("contract_tests.recordings.importing.opening.LARGEST_WHOLE", 100)
    file = cassette()
    for name in ("big.json", "big.yaml"):
        again = file.with_name(name)
        again.write_bytes(b"interactions:\n" * 20 if name.endswith("yaml") else file.read_bytes())
        with pytest.raises(RecordingError, match="at most 100 are read"):
            list(open_recordings(again))


def test_a_folder_is_read_by_time_with_all_its_kinds(imports, tmp_path, cassette, interaction):
    later = interaction(response={"headers": {"Date": ["Sun, 01 Feb 2026 00:00:00 GMT"]}})
    first = {**interaction(), "recorded_at": "2020-01-01T00:00:00+00:00"}
    cassette(later, name="here/a.yaml")
    cassette(interaction(), name="here/deep/er/b.yml")
    cassette(first, name="here/c.json")
    (tmp_path / "here" / "z.har").write_bytes((imports / "playwright-1.65.har").read_bytes())
    (tmp_path / "here" / "answer.json").write_text('{"error_code": 404}')
    found = [each.source.name for each in open_recordings(tmp_path / "here")]
    assert found == ["c.json", "b.yml", "a.yaml", "z.har", "z.har", "z.har", "answer.json"]


def test_a_folders_other_files_are_passed_over_and_named_where_they_might_be_taken_for_recordings(tmp_path, cassette):
    cassette(name="here/a.yaml")
    for name, content in {
        "README.md": "interactions:",
        "settings.toml": "a = 1",
        "bodies/0.json": '{"error_code": 1}',
        f"{'0' * 40}.json": '{"error_code": 1}',
        "compose.yaml": "version: '3'",
        ".hidden/a.json": "{",
    }.items():
        (tmp_path / "here" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "here" / name).write_text(content)
    noted = Noted()
    assert len(list(open_recordings(tmp_path / "here", noted))) == 1
    assert noted == Noted(no_recordings=[tmp_path / "here" / name for name in ("compose.yaml", "settings.toml")])


def test_a_folder_without_a_recording_is_told(tmp_path):
    with pytest.raises(RecordingError, match="holds no recordings"):
        list(open_recordings(tmp_path))


def test_one_broken_file_of_a_folder_is_told_and_the_others_are_read(tmp_path, cassette):
    cassette(name="here/a.yaml")
    (tmp_path / "here" / "b.har").write_text("{")
    (tmp_path / "here" / "c.json").write_text("{")
    noted = Noted()
    assert [each.source.name for each in open_recordings(tmp_path / "here", noted)] == ["a.yaml"]
    assert [Path(line.split()[0]).name for line in noted.problems] == ["b.har", "c.json"]
    with pytest.raises(RecordingError):
        list(open_recordings(tmp_path / "here"))


def test_a_broken_interaction_leaves_those_before_it(cassette, interaction):
    noted = Noted()
    file = cassette(interaction(), {"request": {}})
    assert len(list(open_recordings(file, noted))) == 1
    assert noted.problems == [f"{file}, interaction 2: it has no response"]
