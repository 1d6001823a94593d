"""Contestants in Python: the mock itself, the bare app, the naive app."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from measuring.contestant import Contestant

from peers.kit import AbsentError, Kit

_HERE = Path(__file__).parent


def mock() -> Contestant:
    """Return the mock server as a user starts it, with the engine that does no work."""
    command = [sys.executable, "-m", "livephoto", "mock", "--engine", "canned", "--port"]
    return Contestant("mock_server", lambda port: [*command, str(port)], version("livephoto"))


def bare(kit: Kit) -> Contestant:
    """Return the bare ASGI app, whose figures the others are divided by."""
    kit.success.save(kit.folder, "success")
    kit.refusal.save(kit.folder, "refusal")
    return Contestant("bare ASGI app", _app("bare.py", kit), version("uvicorn"))


def naive(kit: Kit) -> Contestant:
    """Return the hand-written FastAPI app. Raises AbsentError without python-multipart."""
    extra = kit.home / "python"
    if find_spec("python_multipart") is None and not (extra / "python_multipart").is_dir():
        raise AbsentError(f"FastAPI's forms need: pip install --target {extra} python-multipart")
    video = json.loads(kit.success.body)["data"]["video"]
    (kit.folder / "clip.mp4").write_bytes(base64.b64decode(video))
    environment = {"PYTHONPATH": str(extra)}
    return Contestant("naive FastAPI", _app("naive.py", kit), version("fastapi"), environment, exact=False)


def _app(script: str, kit: Kit) -> Callable[[int], list[str]]:
    return lambda port: [sys.executable, str(_HERE / script), str(port), str(kit.folder)]
