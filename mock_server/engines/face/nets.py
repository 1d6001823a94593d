"""Loads the nets that ship, and lets one thread at a time use them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from threading import RLock

import cv2
import numpy as np

from mock_server.engines.face.points import Floats

LOCK = RLock()
"""OpenCV's nets keep their last input: hold this from the first use of one to the last."""


class Net:
    """One net, and the names of its outputs."""

    def __init__(self, file: str, outputs: tuple[str, ...]) -> None:
        weights = files("mock_server.engines").joinpath("assets", file).read_bytes()
        self._net = cv2.dnn.readNetFromTFLite(np.frombuffer(weights, dtype=np.uint8))
        self._outputs = outputs

    def __call__(self, picture: Floats) -> list[Floats]:
        """Return the outputs for a picture (height, width, 3)."""
        self._net.setInput(np.ascontiguousarray(picture.transpose(2, 0, 1)[None]))
        return [np.asarray(output, dtype=np.float32) for output in self._net.forward(self._outputs)]


@cache
def detector() -> Net:
    """Return BlazeFace: boxes and six points of each (896, 16), and how sure it is (896, 1), as logits."""
    return Net("face_detection_short_range.tflite", ("regressors", "classificators"))


@cache
def mesh() -> Net:
    """Return Face Mesh: 468 points (x, y, depth) in px of its input, and whether it is a face at all, as a logit."""
    return Net("face_landmark.tflite", ("conv2d_21", "conv2d_31"))


@cache
def eye() -> Net:
    """Return the iris net: contours of an eye and its brow, 71 points (x, y, depth) in px of its input."""
    return Net("iris_landmark.tflite", ("output_eyes_contours_and_brows",))


def load() -> None:
    """Load all three."""
    with LOCK:
        for net in (detector, mesh, eye):
            net()


def sigmoid(logits: Floats) -> Floats:
    """Return logits as probabilities."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -80, 80))), dtype=np.float32)
