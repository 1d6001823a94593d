"""The engine that does no work: a fixed clip for each type, whatever the photo."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from livephoto.contract import LivePhotoType

_CLIPS = {LivePhotoType.AVATAR: "avatar.mp4", LivePhotoType.FULL_BODY: "full-body.mp4"}


class CannedEngine:
    """Answers with clips made beforehand from the portrait that ships."""

    name = "canned"
    version = "canned-2"
    needs_photo = False

    def render(self, photo: bytes, kind: LivePhotoType) -> bytes:
        """Return the fixed clip of that type."""
        return _clip(_CLIPS[kind])


@cache
def _clip(name: str) -> bytes:
    return files("mock_server").joinpath("assets", name).read_bytes()
