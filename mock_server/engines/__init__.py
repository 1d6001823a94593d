"""What makes the mock's video: `canned`, a fixed clip, or `animated`, made from the photo that was sent.

from mock_server.engines import animate

video = animate(photo_bytes)
"""

from mock_server.engines.base import Clip, Engine, EngineError, Film, Level, NoFaceError, UndecodablePhotoError
from mock_server.engines.factory import ENGINES, animate, create_engine, render, warm_up
from mock_server.engines.options import Options

__all__ = [
    "ENGINES",
    "Clip",
    "Engine",
    "EngineError",
    "Film",
    "Level",
    "NoFaceError",
    "Options",
    "UndecodablePhotoError",
    "animate",
    "create_engine",
    "render",
    "warm_up",
]
