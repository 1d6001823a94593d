from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

IMPORTS = Path(__file__).parents[4] / "fixtures" / "imports"


@pytest.fixture
def imports() -> Path:
    """The folder of recordings in other tools' formats."""
    return IMPORTS


@pytest.fixture
def interaction() -> Callable[..., dict[str, Any]]:
    """Gives a vcrpy interaction of the endpoint, with what is given in place of its request's and answer's keys."""

    def make(request: dict[str, Any] | None = None, response: dict[str, Any] | None = None) -> dict[str, Any]:
        return {
            "request": {
                "method": "POST",
                "uri": "https://www.ailabapi.com/api/portrait/effects/live-photo",
                "headers": {"ailabapi-api-key": ["correct-horse"]},
                "body": None,
            }
            | (request or {}),
            "response": {
                "status": {"code": 401, "message": "Unauthorized"},
                "headers": {"Content-Type": ["application/json"], "Date": ["Sat, 31 Jan 2026 10:15:00 GMT"]},
                "body": {"string": '{"error_code":401}'},
            }
            | (response or {}),
        }

    return make


@pytest.fixture
def cassette(tmp_path: Path, interaction: Callable[..., dict[str, Any]]) -> Callable[..., Path]:
    """Writes interactions as a cassette; JSON is YAML, too."""

    def write(*interactions: Any, name: str = "cassette.yaml", **more: Any) -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"interactions": list(interactions or [interaction()]), "version": 1} | more))
        return file

    return write
