from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from make_recordings import FIXTURES, PROVENANCE, make, put, settled, wanted

from livephoto.contract import EDITION_ORDER, load_edition
from livephoto.recordings.reading import read_recordings


def hars(folder: Path) -> dict[str, Any]:
    # A photo that is drawn may have other bytes with another version of Pillow: its pixels are compared, not its hash.
    return {file.stem: settled(json.loads(file.read_bytes()), photos=False) for file in folder.glob("*.har")}


def bodies(folder: Path) -> set[str]:
    return {file.name for file in (folder / "bodies").glob("*")}


@pytest.mark.parametrize("edition", EDITION_ORDER)
def test_the_recordings_are_what_the_mock_answers_today(edition: str, tmp_path: Path) -> None:
    make(tmp_path, load_edition(edition))
    made, kept = hars(tmp_path), hars(FIXTURES / edition)

    stale = {name for name in made.keys() | kept.keys() if made.get(name) != kept.get(name)}
    stale |= bodies(tmp_path) ^ bodies(FIXTURES / edition)
    assert not stale, f"fixtures/recordings/{edition} is stale; run: python tools/make_recordings.py {edition}"


def test_no_other_folder_stands_among_them() -> None:
    assert {file.name for file in FIXTURES.iterdir()} == {*EDITION_ORDER, "PROVENANCE.md"}
    assert (FIXTURES / "PROVENANCE.md").read_text(encoding="utf-8") == PROVENANCE


def test_together_they_stay_small() -> None:
    assert sum(file.stat().st_size for file in FIXTURES.rglob("*") if file.is_file()) < 3_000_000


@pytest.mark.parametrize("edition", EDITION_ORDER)
def test_each_names_its_edition_its_outcome_and_its_probe(edition: str) -> None:
    exchanges = list(read_recordings(FIXTURES / edition))

    assert {each.edition for each in exchanges} == {edition}
    assert all(each.outcome for each in exchanges)
    assert {each.source.stem for each in exchanges if each.source} == {
        each.id for each in wanted(load_edition(edition))
    }


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Recordings as they were made, and as they are kept: the same."""
    for name in ("made", "kept"):
        shutil.copytree(FIXTURES / "2026-04", tmp_path / name)
        (tmp_path / name / "bodies").mkdir(exist_ok=True)
    return tmp_path / "made", tmp_path / "kept"


def test_what_is_right_is_left_as_it_is(pair: tuple[Path, Path]) -> None:
    made, kept = pair
    old = (kept / "image-missing.har").read_text(encoding="utf-8").replace('"livephoto 0.', '"livephoto 9.')
    (kept / "image-missing.har").write_text(old, encoding="utf-8")

    assert list(put(made, kept)) == []
    assert (kept / "image-missing.har").read_text(encoding="utf-8") == old


def test_what_changed_is_replaced_and_what_went_is_removed(pair: tuple[Path, Path]) -> None:
    made, kept = pair
    changed = (kept / "image-missing.har").read_text(encoding="utf-8").replace('"status": 404', '"status": 400')
    (kept / "image-missing.har").write_text(changed, encoding="utf-8")
    (kept / "long-gone.har").write_text("{}", encoding="utf-8")
    (kept / "image-empty.har").unlink()
    (kept / "bodies" / "nobodys.mp4").write_bytes(b"")

    assert sorted(put(made, kept)) == ["image-empty.har", "image-missing.har", "long-gone.har", "nobodys.mp4"]
    assert hars(made) == hars(kept)
    assert bodies(kept) == set()
