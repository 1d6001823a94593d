"""What a caller may choose about a clip, and within what bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Codec = Literal["h264", "vp9"]
Faces = Literal["any", "strict"]

CODECS: tuple[str, ...] = get_args(Codec)
FACES: tuple[str, ...] = get_args(Faces)
SECONDS = (1.0, 6.0)
FRAMES_A_SECOND = (10, 50)
SIZES = (64, 1024)


@dataclass(frozen=True, slots=True)
class Options:
    """Choices for one clip. Raises ValueError for one that is out of its bounds."""

    seconds: float = 2.0
    """Length of the clip, 1 to 6."""
    fps: int = 25
    """Frames a second, 10 to 50."""
    size: int = 512
    """Sides of an avatar, px: even, 64 to 1024. The size of a full body follows from the photo."""
    codec: Codec = "h264"
    """What encodes the MP4: "h264" plays everywhere; "vp9" is free of x264 and its licence."""
    faces: Faces = "any"
    """"strict": a photo without a face is refused; "any": it is moved as a picture."""

    def __post_init__(self) -> None:
        _check_range("seconds", self.seconds, SECONDS)
        _check_range("fps", self.fps, FRAMES_A_SECOND)
        _check_range("size", self.size, SIZES)
        if self.fps != int(self.fps) or self.size != int(self.size):
            raise ValueError(f"fps and size are whole numbers, not {self.fps} and {self.size}")
        if self.size % 2:
            raise ValueError(f"size is {self.size}; it must be even, for chroma has half the size")
        _check_choice("codec", self.codec, CODECS)
        _check_choice("faces", self.faces, FACES)

    @property
    def frames(self) -> int:
        """Number of frames, at least 10."""
        return round(self.seconds * self.fps)


def _check_range(name: str, value: float, bounds: tuple[float, float]) -> None:
    low, high = bounds
    if not low <= value <= high:  # so written, it refuses NaN too
        raise ValueError(f"{name} is {value}; it must be from {low:g} to {high:g}")


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ValueError(f"{name} is {value!r}; it must be one of {', '.join(choices)}")
