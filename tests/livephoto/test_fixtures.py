from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from livephoto.contract import EDITION_ORDER
from livephoto.errors import LivePhotoError
from livephoto.retry import Retry

ANSWERS = Path(__file__).parents[2] / "fixtures" / "answers"
PROVENANCE: dict[str, dict[str, Any]] = tomllib.loads((ANSWERS / "PROVENANCE.toml").read_text(encoding="utf-8"))


def test_every_answer_says_where_it_comes_from() -> None:
    assert {file.stem for file in ANSWERS.glob("*.json")} == set(PROVENANCE)


@pytest.mark.parametrize("name", PROVENANCE)
def test_the_provenance_is_whole(name: str) -> None:
    row = PROVENANCE[name]
    assert row["source"]
    assert row["basis"] in ("documented", "observed", "derived")
    assert set(row["editions"]) <= set(EDITION_ORDER)
    assert "left_out" in row or row["basis"] != "derived"


@pytest.mark.parametrize("name", PROVENANCE)
def test_every_answer_is_read_as_what_it_is(name: str, twin: Any, answers: dict[str, Any], photo: bytes) -> None:
    row = PROVENANCE[name]
    twin.make(lambda request: httpx.Response(row["status"], json=answers[name]), retry=Retry(attempts=1))
    asked = twin.credits if row["reads_as"] == "Credits" else lambda: twin.animate(photo)
    result = outcome_of(asked)
    assert type(result).__name__ == row["reads_as"]
    assert getattr(result, "code", None) == row.get("code")
    assert getattr(result, "status", 200) == row["status"]
    assert getattr(result, "maybe_billed", False) == (row["reads_as"] == "BrokenAnswer")


def outcome_of(act: Callable[[], object]) -> object:
    try:
        return act()
    except LivePhotoError as error:
        return error
