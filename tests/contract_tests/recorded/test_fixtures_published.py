from __future__ import annotations

import hashlib
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from livephoto.recordings.scan_folder import folder_suspicions

ROOT = Path(__file__).parents[3]
FIXTURES = ROOT / "fixtures"


def toml(*names: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(FIXTURES.joinpath(*names).read_text(encoding="utf-8"))


def listed() -> set[str]:
    """The SHA-256 of everything that somebody looked at."""
    return {row["sha256"] for row in (toml("LISTED.toml") | toml("imports", "PROVENANCE.toml")).values()}


def test_nothing_under_fixtures_looks_like_a_key_an_address_or_somebodys_portrait() -> None:
    assert folder_suspicions(FIXTURES, listed()) == []


def test_the_list_names_nothing_that_is_not_there() -> None:
    there = {hashlib.sha256(file.read_bytes()).hexdigest() for file in FIXTURES.rglob("*") if file.is_file()}

    assert listed() <= there
    assert all(row["shows"] for row in toml("LISTED.toml").values())


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("somebody.jpg", (ROOT / "mock_server" / "assets" / "portrait.jpg").read_bytes(), "a picture"),
        ("notes.md", b"ask jane.doe@firma.de", "an e-mail address"),
        ("call.har", b'{"value": "sk-4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c"}', "a key"),
    ],
)
def test_what_does_not_belong_there_is_found(name: str, content: bytes, says: str, tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "recordings" / "2026-01", tmp_path / "2026-01")
    (tmp_path / "2026-01" / name).write_bytes(content)

    found = folder_suspicions(tmp_path, listed())
    assert found
    assert all(each.startswith(f"2026-01/{name}: ") for each in found)
    assert any(says in each for each in found)
