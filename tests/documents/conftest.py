from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
PORTRAIT = Path(__file__).parents[2] / "mock_server" / "assets" / "portrait.jpg"


@pytest.fixture
def desk(tmp_path: Path, mocks: Callable[..., Any]) -> dict[str, Any]:
    """A folder with a portrait, and the variables that a reader would have set: how to run what a page shows."""
    (tmp_path / "portrait.jpg").write_bytes(PORTRAIT.read_bytes())
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    keys = {"LIVEPHOTO_BASE_URL": mocks(engine="animated").base_url, "AILAB_API_KEY": "docs", "NO_PROXY": "*"}
    return {"cwd": tmp_path, "env": os.environ | keys | {"PATH": path}, "capture_output": True, "text": True}
