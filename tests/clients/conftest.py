"""What the tests of clients not written here share: their tools, photos as files, and what an answer holds."""

from __future__ import annotations

import base64
import io
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import pytest

from contract_tests.photos import PhotoSpec, build
from livephoto.contract import failure

REQUIRED = ("chromium", "curl")


@dataclass(frozen=True, slots=True)
class Film:
    """What a video's container and its decoded frames tell; sides in px, duration in seconds."""

    codec: str
    pixel_format: str
    width: int
    height: int
    frames: int
    duration: float


@pytest.fixture(autouse=True)
def straight_to_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a proxy of the machine's out: these clients read it from the environment, and loopback is not behind it."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1")


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """Gives a tool's path. Where it is missing the test is skipped, or fails if all tools are asked for."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None and name in REQUIRED and os.environ.get("LIVEPHOTO_REQUIRE_ALL") == "1":
            pytest.fail(f"{name} is not on the PATH, and LIVEPHOTO_REQUIRE_ALL=1 asks for it: install {name}")
        if path is None:
            pytest.skip(f"{name} is not on the PATH")
        return path

    return find


@pytest.fixture(scope="session")
def photo() -> bytes:
    return build(PhotoSpec(width=400, height=500))


@pytest.fixture
def photo_file(tmp_path: Path) -> Callable[..., Path]:
    """Gives the path of a photo made to measure: `photo_file(size=20_000_000)`."""

    def write(**spec: Any) -> Path:
        path = tmp_path / "portrait.jpg"
        path.write_bytes(build(PhotoSpec(**({"width": 400, "height": 500} | spec))))
        return path

    return write


@pytest.fixture(scope="session")
def film() -> Callable[[dict[str, Any]], Film]:
    """Decodes every frame of the video in a successful answer's body."""

    def decode(body: dict[str, Any]) -> Film:
        video = base64.b64decode(body["data"]["video"], validate=True)
        with av.open(io.BytesIO(video), "r", format="mp4") as container:
            stream = container.streams.video[0]
            assert stream.duration is not None
            assert stream.time_base is not None
            duration = float(stream.duration * stream.time_base)
            frames = len(list(container.decode(stream)))
            context = stream.codec_context
            return Film(context.name, str(context.pix_fmt), context.width, context.height, frames, duration)

    return decode


@pytest.fixture(scope="session")
def refused() -> Callable[[dict[str, Any], Any, str], bool]:
    """Tells whether a body is, field by field, the envelope with which `mock` refuses for a rule."""

    def check(body: dict[str, Any], mock: Any, rule_name: str) -> bool:
        rule = mock.edition.rules[rule_name]
        assert body == failure(mock.edition, rule.code, body["request_id"], body["log_id"], rule)
        return True

    return check
