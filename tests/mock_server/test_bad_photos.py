from __future__ import annotations

import base64
import io
import os
import re
import struct
import sys
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from contract_tests.judging.video import look
from contract_tests.photos import PhotoSpec, build
from livephoto.contract import load_edition
from mock_server.engines.options import Options
from mock_server.rules import DETECTORS

EDITION = load_edition()
MEMORY = 300
"""MB that a process of the engine may have taken at its peak, whatever it was sent."""


def saved(image: Image.Image, format: str = "PNG", **more: object) -> bytes:
    file = io.BytesIO()
    image.save(file, format, **more)
    return file.getvalue()


def noise(width: int, height: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(1).integers(0, 255, (height // 8, width // 8, 3), np.uint8)).resize(
        (width, height)
    )


def sixteen_bits(channels: int) -> bytes:
    pixels = np.random.default_rng(1).integers(0, 65535, (300, 200, channels), np.uint16)
    return cv2.imencode(".png", pixels)[1].tobytes()


def several_frames() -> bytes:
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("red", "green", "blue")]
    return saved(frames[0], save_all=True, append_images=frames[1:], duration=100)


def transparent_palette() -> bytes:
    return saved(noise(200, 300).quantize(16), transparency=3)


def turned(orientation: int, junk: bytes = b"") -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = saved(noise(320, 240), "JPEG", exif=exif.tobytes())
    start = photo.index(b"Exif") + 6
    return photo[:start] + junk + photo[start + len(junk) :]


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width: int, height: int, lines: bytes, more: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), more, chunk(b"IDAT", zlib.compress(lines, 9)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


PHOTOS: dict[str, Callable[[], bytes]] = {
    "one pixel, JPEG": lambda: saved(Image.new("RGB", (1, 1)), "JPEG"),
    "one pixel, PNG": lambda: saved(Image.new("RGBA", (1, 1))),
    "one pixel, BMP": lambda: saved(Image.new("RGB", (1, 1)), "BMP"),
    "a sliver": lambda: saved(noise(4000, 24).resize((4000, 3))),
    "an upright sliver": lambda: saved(noise(24, 4000).resize((3, 4000)), "JPEG"),
    "as large as allowed, JPEG": lambda: saved(noise(4095, 4095), "JPEG"),
    "as large as allowed, progressive": lambda: saved(noise(4095, 4095), "JPEG", progressive=True),
    "as large as allowed, PNG with alpha": lambda: saved(Image.new("RGBA", (4095, 4095), (200, 90, 30, 128))),
    "as large as allowed, 16 bits": lambda: saved(Image.new("I;16", (4095, 4095), 30000)),
    "as large as allowed, 1 bit": lambda: saved(Image.new("1", (4095, 4095), 1), "BMP"),
    "16 bits, grey": lambda: sixteen_bits(1),
    "16 bits, colour": lambda: sixteen_bits(3),
    "16 bits, colour and alpha": lambda: sixteen_bits(4),
    "palette": lambda: saved(noise(200, 300).quantize(16)),
    "palette with a transparent colour": transparent_palette,
    "grey and alpha": lambda: saved(noise(200, 300).convert("LA")),
    "CMYK": lambda: build(PhotoSpec(mode="cmyk")),
    "an animated PNG": several_frames,
    "EXIF orientation 99": lambda: turned(99),
    "EXIF orientation 0": lambda: turned(0),
    "EXIF that is none": lambda: turned(6, b"\xff\x00\xff\x00\xff\xff\xff\xff"),
    "truncated JPEG": lambda: build(PhotoSpec(width=640, height=640, damage="truncated")),
    "truncated PNG": lambda: build(PhotoSpec(format="png", damage="truncated")),
    "truncated BMP": lambda: build(PhotoSpec(format="bmp", damage="truncated")),
    "truncated JPEG with its end": lambda: build(PhotoSpec(width=640, height=640, damage="truncated")) + b"\xff\xd9",
    "PNG of too few lines": lambda: png_of(2000, 2000, bytes(251)),
    "PNG of too many lines": lambda: png_of(200, 200, bytes(26 * 200_000)),
    "PNG with a wrong checksum": lambda: build(PhotoSpec(format="png", damage="bad-crc")),
    "a bomb of pixels": lambda: png_of(50_000, 50_000, bytes(6251 * 1000)),
    "a bomb of pixels that says less": lambda: png_of(1000, 1000, bytes(126 * 500_000)),
    "a bomb of text": lambda: png_of(
        200, 200, bytes(26 * 200), chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(200_000_000), 9))
    ),
    "a bomb of a colour profile": lambda: png_of(
        200, 200, bytes(26 * 200), chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(200_000_000), 9))
    ),
}


@cache
def photo(name: str) -> bytes:
    return PHOTOS[name]()


def peaks() -> list[float]:
    """The most memory (MB) that each process of an engine of ours has taken."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if b"engines.working" in status.with_name("cmdline").read_bytes():
                text = status.read_text()
                found += [int(kilobytes) * 1024 / 1e6 for kilobytes in re.findall(r"VmHWM:\s+(\d+) kB", text)]
        except OSError:
            continue
    return found


@pytest.mark.parametrize("kind", ["0", "1"], ids=["avatar", "full body"])
@pytest.mark.parametrize("name", PHOTOS)
def test_whatever_is_sent_gets_a_video_or_a_documented_refusal(mocks, name, kind):
    mock = mocks(engine="animated", clip=Options(faces="any", seconds=1, fps=10, size=128))
    answer = mock.post(photo(name), type=kind)
    if answer.status_code == 200:
        assert look(base64.b64decode(answer.json()["data"]["video"])).frames == 10
    else:
        assert answer.headers["x-livephoto-rule"] in {*DETECTORS, "no_face"}
        assert answer.json()["error_detail"]["code"] in EDITION.errors
        assert 400 <= answer.status_code < 500
    if sys.platform == "linux" and "PYTEST_XDIST_WORKER" not in os.environ:
        assert max(peaks()) < MEMORY
