from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from fractions import Fraction

import av
import cv2
import numpy as np
import pytest
from PIL import Image

from contract_tests.photos import PhotoSpec, build
from livephoto.contract import LivePhotoType
from mock_server.engines import (
    Level,
    NoFaceError,
    Options,
    UndecodablePhotoError,
    animate,
    create_engine,
    render,
    warm_up,
)
from mock_server.engines.canned import CannedEngine

DRAWN_FACE = build(PhotoSpec(width=300, height=400))
AVATAR, FULL_BODY = KINDS = list(LivePhotoType)


def landscape() -> bytes:
    y, x = np.mgrid[0:400, 0:300]
    bands = np.stack([120 + 90 * np.sin(x / 23 + y / 60), 110 + 80 * np.cos(y / 17), 90 + 0.3 * y], axis=2)
    file = io.BytesIO()
    Image.fromarray(bands.astype(np.uint8)).save(file, "JPEG", quality=95)
    return file.getvalue()


NO_FACE = landscape()


def frames(video: bytes) -> list[np.ndarray]:
    with av.open(io.BytesIO(video), "r") as container:
        return [frame.to_ndarray(format="rgb24").astype(float) for frame in container.decode(video=0)]


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.name)
def drift(request):
    return request.param, animate(NO_FACE, request.param)


def check_stream(video: bytes, codec: str = "h264", seconds: int = 2, fps: int = 25) -> tuple[int, int]:
    with av.open(io.BytesIO(video), "r") as container:
        assert [stream.type for stream in container.streams] == ["video"]
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.name, context.pix_fmt) == (codec, "yuv420p")
        assert stream.average_rate == fps
        assert stream.frames == seconds * fps
        assert stream.duration * stream.time_base == Fraction(seconds)
        colours = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
        assert tuple(map(int, colours)) == (1, 1, 1, 1)
        assert context.width % 2 == context.height % 2 == 0
        assert 0 < video.index(b"moov") < video.index(b"mdat")
        return context.width, context.height


def digest(video: bytes) -> str:
    return hashlib.sha256(video).hexdigest()


@pytest.mark.parametrize("kind", KINDS)
def test_a_clip_is_two_seconds_of_h264_that_browsers_play(kind, rendered):
    clip = rendered("plain", kind).clip
    assert check_stream(clip.video) == (clip.width, clip.height) == {0: (512, 512), 1: (410, 512)}[kind]
    assert clip.frames == 50
    assert len(rendered("plain", kind).frames) == 50


def test_what_was_found_is_told(rendered):
    assert rendered("plain", AVATAR).clip.level is Level.MESH
    ((width, height),) = rendered("plain", AVATAR).clip.faces
    assert 80 < width < height < 120
    assert render(NO_FACE).level is Level.NO_FACE
    assert render(NO_FACE).faces == ()
    assert render(DRAWN_FACE).level is Level.MESH


def test_sizes_of_faces_are_told_in_px_of_the_photo_as_it_was_sent(portrait):
    with Image.open(io.BytesIO(portrait("plain"))) as image:
        file = io.BytesIO()
        image.resize((3280, 4096 - 8)).save(file, "JPEG")
    ((width, height),) = render(file.getvalue()).faces
    assert 640 < width < height < 960


def test_the_largest_of_several_faces_moves(portrait):
    two = Image.new("RGB", (1000, 600), (180, 178, 182))
    with Image.open(io.BytesIO(portrait("close-up"))) as image:
        two.paste(image, (500, 0))
        two.paste(image.resize((320, 400)), (20, 100))
    file = io.BytesIO()
    two.save(file, "BMP")
    clip = render(file.getvalue(), FULL_BODY, Options(seconds=1, fps=10))
    assert len(clip.faces) == 2
    assert clip.faces[0][0] > clip.faces[1][0]
    seen = frames(clip.video)
    moved = np.abs(seen[3] - seen[0])
    assert moved[:, 500:].mean() > 20 * moved[:, :460].mean()


def test_a_photo_without_a_face_is_refused_where_one_is_asked_for(portrait):
    with pytest.raises(NoFaceError, match="no face was found"):
        animate(NO_FACE, faces="strict")
    assert animate(portrait("plain"), faces="strict")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("threads", [1, 2, 4])
def test_the_same_photo_gives_the_same_bytes_however_many_threads_opencv_has(kind, threads, rendered, portrait):
    before = cv2.getNumThreads()
    cv2.setNumThreads(threads)
    try:
        assert digest(animate(portrait("plain"), kind)) == digest(rendered("plain", kind).clip.video)
    finally:
        cv2.setNumThreads(before)


def test_the_same_photo_gives_the_same_bytes_in_another_process(rendered, portrait):
    code = (
        "import hashlib, sys; from mock_server.engines import animate, warm_up; warm_up();"
        "print(hashlib.sha256(animate(sys.stdin.buffer.read())).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", code], input=portrait("plain"), capture_output=True, check=True)
    assert done.stdout.decode().strip() == digest(rendered("plain", AVATAR).clip.video)


def test_warming_up_keeps_opencv_to_one_thread_and_changes_no_clip(rendered, portrait):
    before = cv2.getNumThreads()
    try:
        warm_up()
        assert cv2.getNumThreads() == 1
        assert digest(animate(portrait("plain"))) == digest(rendered("plain", AVATAR).clip.video)
    finally:
        cv2.setNumThreads(before)


def test_a_clip_is_as_long_as_quick_and_as_large_as_it_was_asked_for(portrait):
    clip = render(portrait("plain"), AVATAR, Options(seconds=3, fps=12, size=128))
    assert check_stream(clip.video, seconds=3, fps=12) == (128, 128)
    assert clip.frames == 36


def test_vp9_is_there_for_whoever_wants_no_x264(portrait):
    video = animate(portrait("small"), codec="vp9")
    assert check_stream(video, "vp9") == (512, 512)
    seen = frames(video)
    assert len(seen) == 50
    assert np.abs(seen[16] - seen[0])[100:400, 150:350].mean() > 5
    assert video == animate(portrait("small"), codec="vp9")


def test_a_picture_without_a_face_moves_calmly_and_the_loop_closes(drift):
    seen = frames(drift[1])
    assert np.abs(seen[25] - seen[0]).mean() > 1
    assert np.abs(seen[-1] - seen[0]).mean() < np.abs(seen[25] - seen[0]).mean() / 2


def test_types_and_photos_differ(drift):
    clips = {animate(photo, kind) for photo in (NO_FACE, DRAWN_FACE) for kind in KINDS}
    assert len(clips) == 4
    assert drift[1] in clips


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


@pytest.mark.parametrize("mode", ["grey", "palette", "16 bits", "CMYK", "alpha", "turned", "animated"])
def test_a_face_is_found_in_any_kind_of_image(mode, portrait):
    with Image.open(io.BytesIO(portrait("plain"))) as image:
        file, exif = io.BytesIO(), Image.Exif()
        if mode == "grey":
            image.convert("L").save(file, "PNG")
        elif mode == "palette":
            image.quantize(128).save(file, "PNG")
        elif mode == "16 bits":
            Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257).save(file, "PNG")
        elif mode == "CMYK":
            image.convert("CMYK").save(file, "JPEG")
        elif mode == "alpha":
            image.convert("RGBA").save(file, "PNG")
        elif mode == "turned":
            exif[0x0112] = 6
            image.rotate(90, expand=True).save(file, "JPEG", exif=exif)
        else:
            image.save(file, "PNG", save_all=True, append_images=[Image.new("RGB", image.size)])
    clip = render(file.getvalue(), FULL_BODY, Options(seconds=1, fps=10))
    assert clip.level is Level.MESH
    assert (clip.width, clip.height) == (410, 512)


def test_a_large_photo_is_shown_no_larger_than_1280():
    video = animate(build(PhotoSpec(width=3000, height=2000)), FULL_BODY, seconds=1, fps=10)
    assert check_stream(video, seconds=1, fps=10) == (1280, 852)


@pytest.mark.parametrize("data", [b"", b"no image", DRAWN_FACE[:1000], build(PhotoSpec(damage="truncated"))])
def test_what_cannot_be_decoded_is_said_so(data):
    with pytest.raises(UndecodablePhotoError, match="cannot be decoded"):
        animate(data)


def test_the_engine_of_the_server_makes_the_same_clips(rendered, portrait):
    assert create_engine("animated").render(portrait("plain"), AVATAR) == rendered("plain", AVATAR).clip.video


def test_the_canned_engine_answers_with_clips_of_the_same_kind():
    clips = [create_engine("canned").render(b"", kind) for kind in KINDS]
    assert isinstance(create_engine("canned"), CannedEngine)
    assert len(set(clips)) == 2
    for clip in clips:
        check_stream(clip)
