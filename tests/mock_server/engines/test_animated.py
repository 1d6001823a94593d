from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise

import av
import numpy as np
import pytest
from PIL import Image

from contract_tests.photos import PhotoSpec, build
from livephoto.contract import LivePhotoType
from mock_server.engines import UndecodablePhotoError, animate, create_engine
from mock_server.engines.canned import CannedEngine
from mock_server.engines.framing import frame_of

PHOTO = build(PhotoSpec(width=300, height=400))
KINDS = list(LivePhotoType)


def frames(video: bytes) -> list[np.ndarray]:
    with av.open(io.BytesIO(video), "r") as container:
        return [frame.to_ndarray(format="rgb24").astype(float) for frame in container.decode(video=0)]


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    return 10 * np.log10(255**2 / max(np.mean((one - other) ** 2), 1e-9))


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.name)
def clip(request):
    return request.param, animate(PHOTO, request.param)


def check_stream(video: bytes) -> tuple[int, int]:
    with av.open(io.BytesIO(video), "r") as container:
        assert [stream.type for stream in container.streams] == ["video"]
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        assert stream.average_rate == 25
        assert stream.frames == 50
        assert stream.duration * stream.time_base == Fraction(2)
        colours = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
        assert tuple(map(int, colours)) == (1, 1, 1, 1)
        assert context.width % 2 == context.height % 2 == 0
        return context.width, context.height


def test_a_clip_is_two_seconds_of_h264_that_browsers_play(clip):
    size = check_stream(clip[1])
    assert size == {LivePhotoType.AVATAR: (512, 512), LivePhotoType.FULL_BODY: (300, 400)}[clip[0]]
    assert len(frames(clip[1])) == 50


def test_a_player_finds_the_index_before_the_data(clip):
    assert 0 < clip[1].index(b"moov") < clip[1].index(b"mdat")


def test_the_first_frame_is_the_photo(clip):
    kind, video = clip
    with Image.open(io.BytesIO(PHOTO)) as image:
        frame = frame_of(*image.size, kind)
        shown = image.convert("RGB").resize(frame.size, Image.Resampling.LANCZOS, box=frame.box)
        assert psnr(frames(video)[0], np.asarray(shown, dtype=float)) > 32


def test_the_picture_moves_calmly_and_the_loop_closes(clip):
    seen = frames(clip[1])
    steps = [np.abs(after - before).mean() for before, after in pairwise(seen)]
    assert np.abs(seen[25] - seen[0]).mean() > 1
    assert np.abs(seen[-1] - seen[0]).mean() < np.abs(seen[25] - seen[0]).mean() / 4
    assert np.abs(seen[0] - seen[-1]).mean() <= 1.5 * max(steps)


def test_the_same_photo_gives_the_same_bytes_in_another_process(clip):
    code = (
        "import hashlib, sys; from livephoto.contract import LivePhotoType; from mock_server.engines import animate;"
        f"print(hashlib.sha256(animate(sys.stdin.buffer.read(), LivePhotoType({int(clip[0])}))).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", code], input=PHOTO, capture_output=True, check=True).stdout.decode()
    assert other.strip() == hashlib.sha256(clip[1]).hexdigest()
    assert animate(PHOTO, clip[0]) == clip[1]


def test_types_and_photos_differ():
    other = build(PhotoSpec(width=300, height=400, seed=9))
    assert len({animate(photo, kind) for photo in (PHOTO, other) for kind in KINDS}) == 4


@pytest.mark.parametrize(
    "spec",
    [
        PhotoSpec(mode="grey"),
        PhotoSpec(mode="cmyk"),
        PhotoSpec(progressive=True),
        PhotoSpec(format="png", mode="rgba"),
        PhotoSpec(format="png", mode="palette"),
        PhotoSpec(format="bmp"),
        PhotoSpec(width=1, height=1),
        PhotoSpec(width=1, height=4000),
        PhotoSpec(width=4000, height=3),
        PhotoSpec(width=161, height=163),
    ],
    ids=lambda spec: f"{spec.format}-{spec.mode}-{spec.width}x{spec.height}",
)
@pytest.mark.parametrize("kind", KINDS)
def test_any_photo_that_the_api_takes_becomes_a_clip(spec, kind):
    assert max(check_stream(animate(build(spec), kind))) <= 1280


def test_a_large_photo_is_shown_no_larger_than_1280():
    assert check_stream(animate(build(PhotoSpec(width=3000, height=2000)), LivePhotoType.FULL_BODY)) == (1280, 852)


@pytest.mark.parametrize("data", [b"", b"no image", PHOTO[:1000], build(PhotoSpec(damage="truncated"))])
def test_what_cannot_be_decoded_is_said_so(data):
    with pytest.raises(UndecodablePhotoError, match="cannot be decoded"):
        animate(data)


def test_the_canned_engine_answers_with_clips_of_the_same_kind():
    clips = [create_engine("canned").render(b"", kind) for kind in KINDS]
    assert isinstance(create_engine("canned"), CannedEngine)
    assert len(set(clips)) == 2
    for clip in clips:
        check_stream(clip)
