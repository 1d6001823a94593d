"""From a photo's bytes to a video: open, find the face, frame, move, encode."""

from __future__ import annotations

from contextlib import closing

import cv2

from livephoto.contract import LivePhotoType
from mock_server.engines.ahead import ahead
from mock_server.engines.base import Clip, NoFaceError
from mock_server.engines.encode import encode
from mock_server.engines.face import nets
from mock_server.engines.face.finding import Found, find_faces
from mock_server.engines.framing import frame_of
from mock_server.engines.options import Options
from mock_server.engines.photo import longest_side, open_photo
from mock_server.engines.scene import Scene
from mock_server.engines.shown import cut, head_of, moved
from mock_server.malloc import return_large

_AHEAD = 8
"""Frames drawn before the encoder takes them."""


def render_clip(photo: bytes, kind: LivePhotoType, options: Options) -> Clip:
    """Return the clip of a photo, see `mock_server.engines.render`. Raises UndecodablePhotoError, NoFaceError."""
    scene, found = stage(photo, kind, options)
    size = scene.width, scene.height
    with closing(ahead(scene.frames(), _AHEAD)) as frames:
        video = encode(frames, size, options.fps, options.codec)
    return Clip(video, found.level, _sizes(found, photo), *size, options.frames)


def stage(photo: bytes, kind: LivePhotoType, options: Options) -> tuple[Scene, Found]:
    """Return what there is to be drawn, and the faces found in the photo, in px of it as it was decoded."""
    rgb = open_photo(photo, kind, options.size)
    found = find_faces(rgb)
    face = found.largest
    if face is None and options.faces == "strict":
        raise NoFaceError("no face was found in the photo; send one that shows a face, or animate it as a picture")
    head = None if face is None else head_of(face)
    height, width = rgb.shape[:2]
    frame = frame_of(width, height, kind, avatar_side=options.size, head=head)
    scene = Scene(
        cut(rgb, frame),
        None if face is None else moved(face, frame),
        breathes=kind is LivePhotoType.FULL_BODY,
        frames=options.frames,
        fps=options.fps,
    )
    return scene, found


def _sizes(found: Found, photo: bytes) -> tuple[tuple[int, int], ...]:
    scale = longest_side(photo) / found.longest_side
    return tuple((round(width * scale), round(height * scale)) for width, height in found.sizes)


def warm_up() -> None:
    """Load the nets, keep OpenCV to the calling thread, and large photos from staying in memory."""
    cv2.setNumThreads(1)
    return_large()
    nets.load()
