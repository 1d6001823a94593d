"""What makes the mock's video: `canned`, a fixed clip, or `animated`, made from the photo that was sent."""

from mock_server.engines.base import Engine, EngineError, UndecodablePhotoError
from mock_server.engines.factory import ENGINES, animate, create_engine

__all__ = ["ENGINES", "Engine", "EngineError", "UndecodablePhotoError", "animate", "create_engine"]
