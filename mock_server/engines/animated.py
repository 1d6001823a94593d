"""The engine that brings the photo itself to life."""

from __future__ import annotations

from livephoto.contract import LivePhotoType
from mock_server.engines.options import Options
from mock_server.engines.rendering import render_clip


class AnimatedEngine:
    """Makes a clip of two seconds from the photo that was sent; one without a face is moved as a picture."""

    name = "animated"
    version = "animated-2"
    needs_photo = True

    def render(self, photo: bytes, kind: LivePhotoType) -> bytes:
        """Return an H.264 MP4 of `photo`, see `mock_server.engines.animate`. Raises UndecodablePhotoError."""
        return render_clip(photo, kind, Options()).video
