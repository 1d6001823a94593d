"""The engine that brings the photo itself to life."""

from __future__ import annotations

from livephoto.contract import LivePhotoType
from mock_server.engines.options import Options


class AnimatedEngine:
    """Makes a clip from the photo that was sent. Light until it is used: the mock uses it in other processes."""

    name = "animated"
    version = "animated-2"
    needs_photo = True

    def __init__(self, options: Options) -> None:
        self.options = options

    def render(self, photo: bytes, kind: LivePhotoType) -> bytes:
        """Return an MP4 of `photo`, see `mock_server.engines.animate`. Raises UndecodablePhotoError, NoFaceError."""
        from mock_server.engines.rendering import render_clip

        return render_clip(photo, kind, self.options).video
