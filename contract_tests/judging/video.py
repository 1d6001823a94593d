"""The video itself: does it decode, and is it the kind of clip that it was."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import av

from contract_tests.finding import Finding
from contract_tests.judging.bands import Band, band_of
from contract_tests.judging.bench import Case
from contract_tests.together import default_type
from livephoto.contract.model import LivePhotoType

_MOST_FRAMES = 3000
_REMEMBERED = 500
"""Videos whose facts are remembered."""
_FRAMES_LOST = 1
"""Frames by which a whole file may fall short of what it announces."""
_FULL_RANGE = {"yuv420p": "yuvj420p"}
_SAME_SHAPE = 0.04
"""Difference of two width-to-height ratios below which they are taken for the same."""
_CONTAINERS = {b"\x1aE\xdf\xa3": "webm", b"GIF8": "gif", b"RIFF": "avi or webp", b"OggS": "ogg", b"FLV": "flv"}
_NAMES = {LivePhotoType.AVATAR: "avatar", LivePhotoType.FULL_BODY: "full body"}
_STILLS = {b"\xff\xd8\xff": "a JPEG image", b"\x89PNG": "a PNG image", b"BM": "a BMP image"}


_known: dict[bytes, VideoFacts | str] = {}
"""What was seen of videos, by their SHA-256, the oldest first."""


class NoVideoError(Exception):
    """The bytes are no video that decodes; the message says why."""


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What a decoder sees."""

    container: str
    codec: str
    pixels: str
    width: int
    height: int
    frames: int
    """Frames that could be decoded."""
    announced: int
    """Frames that the container says it holds; 0 where it does not say."""
    damaged: int
    """Frames that the decoder had to mend."""
    rate: float
    """Frames a second."""
    audio: bool
    index_first: bool

    @property
    def seconds(self) -> float:
        """Length of the clip."""
        return self.frames / self.rate if self.rate else 0.0


def look(video: bytes) -> VideoFacts:
    """Return the facts of a video, every frame decoded. Raises NoVideoError.

    One answer is held against every edition, and many answers carry one clip: the last few hundred are remembered, by
    their hashes.
    """
    seen = _facts(video)
    if isinstance(seen, str):
        raise NoVideoError(seen)
    return seen


@lru_cache(maxsize=2)
def _facts(video: bytes) -> VideoFacts | str:
    digest = hashlib.sha256(video).digest()
    seen = _known.get(digest) or _look(video)
    _known[digest] = seen
    if len(_known) > _REMEMBERED:
        _known.pop(next(iter(_known)), None)
    return seen


def _look(video: bytes) -> VideoFacts | str:
    """Return the facts, or why there are none."""
    try:
        with av.open(io.BytesIO(video), "r") as container:
            stream = next(iter(container.streams.video), None)
            if stream is None:
                return "it holds no picture track"
            frames, damaged = _count(container, stream)
            context = stream.codec_context
            return VideoFacts(
                container_of(video) or container.format.name,
                context.name,
                context.pix_fmt or "",
                context.width,
                context.height,
                frames,
                stream.frames,
                damaged,
                float(stream.average_rate or Fraction(0)),
                bool(container.streams.audio),
                _index_first(video),
            )
    except (av.error.FFmpegError, ValueError, OverflowError, MemoryError) as error:
        return f"it does not decode: {str(error).partition(':')[0].lower()}"


def container_of(video: bytes) -> str | None:
    """Return the container by its first bytes, None for one that is not known here."""
    if video[4:8] == b"ftyp":
        return "mov" if video[8:12] == b"qt  " else "mp4"
    return next((name for magic, name in (_CONTAINERS | _STILLS).items() if video.startswith(magic)), None)


def judge_video(case: Case, video: bytes) -> Iterator[Finding]:
    """Yield what is wrong with a decoded payload."""
    container = container_of(video)
    if container != "mp4":
        says = f"the payload is {container or 'no container that is known'}, not MP4"
        kind = "video_container_changed" if container else "video_undecodable"
        yield case.finding(kind, "video:container", "mp4", container or "unknown", says, "observed")
        return
    if not case.exchange.decode:
        return
    fault, facts = _decoded(video)
    if fault or facts is None:
        yield case.finding("video_undecodable", "video", "a video", fault, f"the video is broken: {fault}", "observed")
        return
    asked = case.exchange.asked.type
    shown = default_type(case.edition) if asked is None else asked
    if shown is not None:
        yield from _against(case, facts, band_of(shown))
        yield from _type_shown(case, facts, shown)


def _decoded(video: bytes) -> tuple[str, VideoFacts | None]:
    try:
        facts = look(video)
    except NoVideoError as error:
        return str(error), None
    if facts.frames == 0:
        return "it holds no frame", None
    if facts.frames < _MOST_FRAMES and facts.frames < facts.announced - _FRAMES_LOST:
        return "it ends before its last frame", None
    return ("some of its frames are damaged" if facts.damaged else ""), facts


def _against(case: Case, facts: VideoFacts, band: Band) -> Iterator[Finding]:
    if facts.codec not in band.codecs:
        says = f"the video is {facts.codec}; we take it to be {' or '.join(band.codecs)}"
        yield case.finding("video_codec_changed", "video:codec", list(band.codecs), facts.codec, says, "observed")
    if facts.pixels not in (band.pixels, _FULL_RANGE.get(band.pixels)):
        says = f"the video's pixels are {facts.pixels}, not {band.pixels}, the one form that every player takes"
        yield case.finding("video_codec_changed", "video:pixels", band.pixels, facts.pixels, says, "observed")
    for name, value in (
        ("seconds", facts.seconds),
        ("rate", facts.rate),
        ("width", facts.width),
        ("height", facts.height),
    ):
        low, high = getattr(band, name)
        if not low <= value <= high:
            says = f"the video's {name} is {value:g}, outside our band from {low:g} to {high:g}"
            yield case.finding("video_changed", f"video:{name}", [low, high], round(value, 3), says, "observed")
    facts_that_hold: tuple[tuple[str, object, object], ...] = (
        ("audio", band.audio, facts.audio),
        ("index_first", True, facts.index_first),
    )
    for name, expected, observed in facts_that_hold:
        if observed != expected:
            says = f"the video's {name} is {observed}; we take it to be {expected}"
            yield case.finding("video_changed", f"video:{name}", expected, observed, says, "observed")


def _type_shown(case: Case, facts: VideoFacts, kind: LivePhotoType) -> Iterator[Finding]:
    """Yield a finding where the picture's shape shows the other type: an avatar is a square, a full body the photo.

    Of a photo that is a square itself, nothing can be told.
    """
    photo = case.exchange.notes.get("photo_shape")
    if photo is None or abs(photo - 1) < 2 * _SAME_SHAPE or not facts.height:
        return
    shape = facts.width / facts.height
    square, whole = abs(shape - 1) < _SAME_SHAPE, abs(shape - photo) < _SAME_SHAPE * photo
    if not (whole if kind is LivePhotoType.AVATAR else square):
        return
    other, shown = LivePhotoType(not kind), "the whole photo" if whole else "a square"
    if case.exchange.asked.type is None:
        says = f"a call without a type gives {shown}: the default has changed from {_NAMES[kind]} to {_NAMES[other]}"
        yield case.finding("default_changed", "field:type", int(kind), int(other), says)
    else:
        says = f"type {kind:d} gives {shown}, as type {other:d} does"
        yield case.finding("type_ignored", "field:type", "a video of its own", "the other type's", says)


def _count(container: av.container.InputContainer, stream: av.VideoStream) -> tuple[int, int]:
    count = damaged = 0
    for frame in container.decode(stream):
        count += 1
        damaged += frame.is_corrupt
        if count >= _MOST_FRAMES:
            break
    return count, damaged


def _index_first(video: bytes) -> bool:
    """Tell whether the MP4's index stands before its pictures, so that players begin before the file is whole."""
    position = 0
    while position + 8 <= len(video):
        size, name = int.from_bytes(video[position : position + 4], "big"), video[position + 4 : position + 8]
        if name in (b"moov", b"mdat"):
            return name == b"moov"
        if size < 8:
            break
        position += size
    return False
