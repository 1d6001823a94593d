"""Mutations of the video and of how it is written down."""

from __future__ import annotations

import gzip
import zlib
from base64 import b64decode, b64encode, urlsafe_b64encode

from drifting.clips import clip, damaged, plain
from drifting.editing import put
from drifting.mutation import Mutation, on_success


def _video(make):
    return on_success(put("data.video", make))


def _clip(**options):
    return _video(lambda _: clip(**options))


ENCODINGS = (
    Mutation("video-a-url", 8, "breaking", reply=_video("https://example.org/live/1.mp4")),
    Mutation("video-a-path", 8, "breaking", reply=_video("/live/1.mp4")),
    Mutation("video-a-data-uri", 8, "breaking", reply=_video(lambda text: f"data:video/mp4;base64,{text}")),
    Mutation("video-url-safe", 8, "breaking", reply=_video(lambda text: urlsafe_b64encode(b64decode(text)).decode())),
    Mutation(
        "video-wrapped",
        8,
        "breaking",
        reply=_video(lambda text: "\r\n".join(text[at : at + 76] for at in range(0, len(text), 76))),
    ),
    Mutation("video-unpadded", 8, "breaking", reply=_video(lambda text: text.rstrip("="))),
    Mutation("video-cut-in-the-text", 8, "breaking", reply=_video(lambda text: text[: len(text) // 2 // 4 * 4])),
    Mutation("video-hexadecimal", 8, "breaking", reply=_video(lambda text: b64decode(text).hex())),
    Mutation("video-encoded-twice", 8, "breaking", reply=_video(lambda text: b64encode(text.encode()).decode())),
    Mutation(
        "video-gzipped", 8, "breaking", reply=_video(lambda text: b64encode(gzip.compress(b64decode(text), 1)).decode())
    ),
    Mutation(
        "video-deflated",
        8,
        "breaking",
        reply=_video(lambda text: b64encode(zlib.compress(b64decode(text), 1)).decode()),
    ),
    Mutation("video-is-words", 8, "breaking", reply=_video(b64encode(b"not a video, sorry" * 20).decode())),
    Mutation("video-is-webm", 8, "breaking", reply=_clip(codec="libvpx", container="webm")),
    Mutation("video-is-quicktime", 8, "breaking", reply=_clip(container="mov")),
    Mutation("video-is-a-jpeg", 8, "breaking", reply=_video(b64encode(b"\xff\xd8\xff\xe0" + bytes(5000)).decode())),
    Mutation("video-is-a-gif", 8, "breaking", reply=_video(b64encode(b"GIF89a" + bytes(5000)).decode())),
)

CLIPS = (
    Mutation(
        "mp4-cut-in-half", 24, "breaking", reply=_video(lambda _: b64encode(plain()[: len(plain()) // 2]).decode())
    ),
    Mutation(
        "mp4-without-its-last-tenth",
        24,
        "breaking",
        reply=_video(lambda _: b64encode(plain()[: len(plain()) * 9 // 10]).decode()),
    ),
    Mutation("mp4-head-alone", 24, "breaking", reply=_video(lambda _: b64encode(plain()[:2000]).decode())),
    Mutation("mp4-noise-in-the-middle", 24, "breaking", reply=_video(lambda _: damaged())),
    Mutation("vp9-in-mp4", 24, "breaking", reply=_clip(codec="libvpx-vp9")),
    Mutation("hevc-in-mp4", 24, "breaking", reply=_clip(codec="libx265")),
    Mutation("mpeg4-part-2", 24, "breaking", reply=_clip(codec="mpeg4")),
    Mutation("pixels-444", 24, "breaking", reply=_clip(pixels="yuv444p")),
    Mutation("five-frames-a-second", 24, "compatible", reply=_clip(rate=5, frames=10)),
    Mutation("thumbnail-size", 24, "compatible", reply=_clip(width=64, height=64)),
    Mutation("very-large", 24, "compatible", reply=_clip(width=1536, height=1536, frames=25)),
    Mutation("one-frame", 24, "compatible", reply=_clip(frames=1)),
    Mutation("half-a-minute", 24, "compatible", reply=_clip(width=128, height=128, frames=750)),
    Mutation("with-sound", 24, "compatible", reply=_clip(audio=True)),
    Mutation("index-at-the-end", 24, "compatible", reply=_clip(index_first=False)),
)
