"""What it costs to animate a portrait, beside encoding the same frames and doing nothing else.

    python benchmarks/renderer.py [--rounds 9] [--portrait FILE] [--json FILE] [--assert]

Two clips of 50 frames: the avatar at 512 px, and the whole picture at 1280 x 720. In each round the same process takes
turns: photo bytes to base64; encode-only of the frames that this gives; a plain FFmpeg zoom (`zoompan`) of the same
length and size, photo bytes to MP4 with the same encoder. Ratios are to encode-only in the same round, and figures are
medians; the least of the rounds stands beside, for on a machine with other work the median tells of that work.
Memory and start are those of fresh processes; clips a second those of the server's own pool, beside one thread of this
process; and the server's start is that of `livephoto mock`, until it says its URL, and until it has answered its first
portrait. Needs Linux and the extra `animated`.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import av
import httpx
from av.filter import Graph
from av.video.frame import VideoFrame
from PIL import Image, ImageOps

from livephoto.contract import LivePhotoType, load_edition
from mock_server.engines import Options, animate, warm_up
from mock_server.engines.encode import encode
from mock_server.engines.pool import Pool
from mock_server.engines.rendering import stage
from mock_server.engines.worker import Worker

WHOLE, ENCODE, ZOOM = "photo to base64", "encode-only", "ffmpeg zoompan"
FPS, FRAMES = 25, 50
ZOOMPAN = f"z='1+0.045*(0.5-0.5*cos(2*PI*on/{FRAMES}))':x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2':d={FRAMES}:fps={FPS}"
BARS = {"512 avatar": 1.6, "1280x720": 1.3}
MEMORY_BARS = {"512 avatar": 200, "4000x4000 JPEG, full body": 300}


@dataclass(frozen=True)
class Taken:
    """One run: milliseconds by the clock and of the processor."""

    wall: float
    cpu: float


def main() -> int:
    """Measure, print, and return the exit status."""
    arguments = _arguments()
    photos = _photos(arguments.portrait.read_bytes())
    warm_up()
    clips = {name: _rounds(photos[name], kind, arguments.rounds) for name, kind in CLIPS.items()}
    memory = {name: _peak(photo, kind) for name, (photo, kind) in _heavy(photos).items()}
    start = _start() | {f"server, {engine} engine": _server_start(engine, photos) for engine in ENGINES}
    many = _clips_a_second(photos["512 avatar"])
    print(_report(clips, memory, start, many))
    if arguments.json:
        rounds = {
            name: {what: [asdict(one) for one in taken] for what, taken in clip.items()} for name, clip in clips.items()
        }
        arguments.json.write_text(
            json.dumps({"ms": rounds, "peak_mb": memory, "start_s": start, "clips_s": many}, indent=1)
        )
    kept = all(_ratio(clips[name], WHOLE, part) <= bar for name, bar in BARS.items() for part in ("wall", "cpu"))
    return 1 if arguments.hold and not (kept and all(memory[name] < bar for name, bar in MEMORY_BARS.items())) else 0


ENGINES = ("canned", "animated")
CLIPS = {"512 avatar": LivePhotoType.AVATAR, "1280x720": LivePhotoType.FULL_BODY}


def _photos(portrait: bytes) -> dict[str, bytes]:
    with Image.open(io.BytesIO(portrait)) as image:
        wide = ImageOps.pad(image, (1280, 720), Image.Resampling.LANCZOS, color=(180, 178, 182))
        large = image.resize((4000, 4000), Image.Resampling.BICUBIC)
    return {"512 avatar": portrait, "1280x720": _jpeg(wide), "4000x4000": _jpeg(large)}


def _jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=92)
    return file.getvalue()


def _heavy(photos: dict[str, bytes]) -> dict[str, tuple[bytes, LivePhotoType]]:
    return {
        "512 avatar": (photos["512 avatar"], LivePhotoType.AVATAR),
        "1280x720": (photos["1280x720"], LivePhotoType.FULL_BODY),
        "4000x4000 JPEG, avatar": (photos["4000x4000"], LivePhotoType.AVATAR),
        "4000x4000 JPEG, full body": (photos["4000x4000"], LivePhotoType.FULL_BODY),
    }


def _rounds(photo: bytes, kind: LivePhotoType, rounds: int) -> dict[str, list[Taken]]:
    scene, _ = stage(photo, kind, Options())
    frames, size = list(scene.frames()), (scene.width, scene.height)
    contestants: dict[str, Callable[[], object]] = {
        ENCODE: lambda: encode(frames, size, FPS),
        WHOLE: lambda: base64.b64encode(animate(photo, kind)),
        ZOOM: lambda: _zoom(photo, size),
    }
    taken: dict[str, list[Taken]] = {name: [] for name in contestants}
    for number in range(rounds + 1):
        for name, contestant in contestants.items():
            one = _taken(contestant)
            if number:  # the first warms up
                taken[name].append(one)
    return taken


def _taken(act: Callable[[], object]) -> Taken:
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return Taken(1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu))


def _zoom(photo: bytes, size: tuple[int, int]) -> bytes:
    """Return what `ffmpeg -i PHOTO -vf zoompan` makes, with our encoder."""
    with av.open(io.BytesIO(photo), "r") as container:
        (picture,) = container.decode(video=0)
    graph = Graph()
    zoom = graph.add("zoompan", f"{ZOOMPAN}:s={size[0]}x{size[1]}")
    to_yuv, sink = graph.add("format", "yuv420p"), graph.add("buffersink")
    graph.link_nodes(
        graph.add_buffer(
            template=None,
            width=picture.width,
            height=picture.height,
            format=picture.format,
            time_base=picture.time_base,
        ),
        zoom,
        to_yuv,
        sink,
    )
    graph.configure()
    graph.push(picture)
    pulled = (graph.pull() for _ in range(FRAMES))
    return encode((frame for frame in pulled if isinstance(frame, VideoFrame)), size, FPS)


_IN_A_FRESH_PROCESS = """
import re, sys, time
before = time.perf_counter()
from mock_server.engines import animate, warm_up
warm_up()
loaded = time.perf_counter() - before
photo = sys.stdin.buffer.read()
for _ in range(int(sys.argv[1])):
    animate(photo, int(sys.argv[2]))
# Not getrusage: its peak begins with that of the process that started this one.
print(loaded, int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]) * 1024 / 1e6)
"""


def _fresh(photo: bytes, clips: int, kind: LivePhotoType) -> tuple[float, float]:
    """Return the seconds to import and load everything, and the peak MB after so many clips."""
    command = [sys.executable, "-c", _IN_A_FRESH_PROCESS, str(clips), str(int(kind))]
    said = subprocess.run(command, input=photo, capture_output=True, check=True).stdout.split()
    return float(said[0]), float(said[1])


def _peak(photo: bytes, kind: LivePhotoType) -> float:
    return _fresh(photo, 5, kind)[1]


def _start() -> dict[str, list[float]]:
    return {"import and load of everything": [_median(_fresh(b"", 0, LivePhotoType.AVATAR)[0] for _ in range(5))]}


def _server_start(engine: str, photos: dict[str, bytes]) -> list[float]:
    """Return the seconds until the server says its URL, and until it has answered its first portrait."""
    starts = [_one_server_start(engine, photos["512 avatar"]) for _ in range(5)]
    return [_median(until) for until in zip(*starts, strict=True)]


def _one_server_start(engine: str, photo: bytes) -> tuple[float, float]:
    command = [sys.executable, "-m", "livephoto", "mock", "--port", "0", "--print-url", "--engine", engine]
    request, before = load_edition().request, time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        up = time.perf_counter() - before
        files_, key = {request.image_field.name: photo}, {request.key_header: "k"}
        httpx.post(url + request.path, files=files_, headers=key, timeout=60, trust_env=False).raise_for_status()
        answered = time.perf_counter() - before
        server.terminate()
    return up, answered


def _clips_a_second(photo: bytes, clips: int = 24) -> dict[str, float]:
    """Return how many avatars a second one thread of this process makes, and the server's pool."""
    rates = {"one thread, no pool": _rate(lambda: [animate(photo) for _ in range(clips)], clips)}
    for size in (1, 2):
        pool = Pool(lambda: Worker(Options(), b"", 60), size, clips)
        _all(pool, photo, 2 * size)
        rates[f"{size} worker{'s' * (size > 1)} of the pool"] = _rate(partial(_all, pool, photo, clips), clips)
        pool.close()
    return rates


def _all(pool: Pool, photo: bytes, clips: int) -> None:
    for film in [pool.submit(photo, LivePhotoType.AVATAR) for _ in range(clips)]:
        film.result()


def _rate(act: Callable[[], object], clips: int) -> float:
    before = time.perf_counter()
    act()
    return clips / (time.perf_counter() - before)


def _median(values: Iterable[float]) -> float:
    return float(statistics.median(values))


def _ratio(clip: dict[str, list[Taken]], name: str, part: str) -> float:
    pairs = zip(clip[name], clip[ENCODE], strict=True)
    return float(statistics.median(getattr(one, part) / getattr(floor, part) for one, floor in pairs))


def _report(
    clips: dict[str, dict[str, list[Taken]]],
    memory: dict[str, float],
    start: dict[str, list[float]],
    many: dict[str, float],
) -> str:
    lines = [
        f"- machine: {os.cpu_count()} cores, {platform.machine()}; load average at the end {os.getloadavg()[0]:.1f}",
        f"- Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in ("av", "opencv-python-headless", "numpy", "pillow")),
        "",
        "| clip | | CPU ms | least | times encode-only | wall ms | least | times encode-only |",
        "| --- | --- | --: | --: | --: | --: | --: | --: |",
    ]
    for name, clip in clips.items():
        for what, taken in clip.items():
            cells = (cell for part in ("cpu", "wall") for cell in _cells(clip, what, taken, part))
            lines.append(f"| {name} | {what} | {' | '.join(cells)} |")
    lines += ["", "| worker | peak MB | bar |", "| --- | --: | --: |"]
    lines += [f"| {name} | {peak:.0f} | {MEMORY_BARS.get(name, '')} |" for name, peak in memory.items()]
    lines += ["", "| start | up, s | first portrait answered, s |", "| --- | --: | --: |"]
    lines += [f"| {what} | {' | '.join(f'{one:.2f}' for one in until)} |" for what, until in start.items()]
    lines += ["", *(f"- {who}: {rate:.1f} avatars/s" for who, rate in many.items())]
    lines += [f"- bars, CPU and wall: {', '.join(f'{name} at most {bar} times' for name, bar in BARS.items())}"]
    return "\n".join(lines)


def _cells(clip: dict[str, list[Taken]], what: str, taken: Sequence[Taken], part: str) -> list[str]:
    values = [getattr(one, part) for one in taken]
    return [f"{statistics.median(values):.0f}", f"{min(values):.0f}", f"{_ratio(clip, what, part):.2f}"]


def _arguments() -> argparse.Namespace:
    portrait = Path(str(files("mock_server").joinpath("assets", "portrait.jpg")))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9, help="measurements of each clip (9)")
    parser.add_argument("--portrait", type=Path, default=portrait, help="another photo of a face")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything measured to this file")
    parser.add_argument("--assert", dest="hold", action="store_true", help="exit with 1 if a bar is missed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
