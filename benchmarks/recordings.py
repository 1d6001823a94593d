"""How fast recordings are judged, in how much memory, and what it costs to record. Prints Markdown.

    python benchmarks/recordings.py [--exchanges 10000] [--videos 500] [--calls 200] [--keep DIR]

`livephoto replay` runs in a process of its own, held to one core, on a folder of successes: a photo of 5 MB each, told
of by its hash, and a video of 2 MB. `--videos` are distinct, as many as the judge remembers; the exchanges beyond are
later recordings of the same answers. Each is held against every edition. Rates are of CPU time, and of the clock in
brackets, which other work on the machine moves more. `livephoto record` stands between a client and the mock; what it
adds is the difference to the same calls without it. Linux only.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
import httpx
import numpy as np
from measuring.processes import Server, free_port, started

from livephoto.contract import DEFAULT_EDITION, encode, load_edition, success
from livephoto.recordings.captured import Captured
from livephoto.recordings.form import read_form
from livephoto.recordings.store import Store
from mock_server.engines.mp4 import index_first

EDITION = load_edition(DEFAULT_EDITION)
CLIP = Path(__file__).parents[1] / "mock_server" / "assets" / "avatar.mp4"
VIDEO_BYTES, PHOTO_BYTES = 2_000_000, 5_000_000
WHEN = datetime(2026, 1, 1, tzinfo=UTC)
KEY = "a-key-of-the-benchmark"
_ONCE = 200
"""Exchanges of which none may show what was seen before."""
MOST_MB, LEAST, LEAST_DECODED = 300, 200, 20
"""What replay is held to: MB of resident memory, exchanges a second without and with the videos decoded."""


# --- the recordings ---------------------------------------------------------------------------------------------------


def video() -> bytes:
    """Return the mock's clip with a camera's grain in it, encoded to about 2 MB."""
    grain, file = np.random.default_rng(1), io.BytesIO()
    with av.open(str(CLIP)) as clip, av.open(file, "w", format="mp4") as made:
        source = clip.streams.video[0]
        stream = made.add_stream("libx264", rate=25, options={"preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = source.width, source.height, "yuv420p"
        stream.bit_rate = VIDEO_BYTES * 8 * 25 // source.frames
        for frame in clip.decode(source):
            picture = frame.to_ndarray(format="rgb24").astype(np.int16)
            noisy = np.clip(picture + grain.normal(0, 12, picture.shape), 0, 255).astype(np.uint8)
            made.mux(stream.encode(av.VideoFrame.from_ndarray(noisy, format="rgb24")))
        made.mux(stream.encode(None))
    return index_first(file.getvalue())


def another(clip: bytes, number: int) -> bytes:
    """Return the same clip as a file of its own: a box that players pass over stands at its end."""
    return clip + (16).to_bytes(4, "big") + b"free" + number.to_bytes(8, "big")


def captured(clip: bytes, number: int) -> Captured:
    photo = number.to_bytes(8, "big") + bytes(PHOTO_BYTES - 8)
    request = httpx.Request(
        "POST",
        f"https://api.example.com{EDITION.request.path}",
        headers={EDITION.request.key_header: KEY},
        files={EDITION.request.image_field.name: ("me.jpg", b"\xff\xd8\xff" + photo[3:], "image/jpeg")},
    )
    content = request.read()
    body = encode(success(EDITION, f"request-{number}", f"log-{number}", {"video": b64encode(clip).decode()}))
    return Captured(
        method="POST",
        url=str(request.url),
        request_headers=request.headers.multi_items(),
        form=read_form(request.headers["content-type"], content),
        request_body_sha256=hashlib.sha256(content).hexdigest(),
        request_body_size=len(content),
        status=200,
        answer_headers=(("content-type", EDITION.response.media_type),),
        body=body,
        cut=False,
        started=WHEN + timedelta(seconds=number),
        seconds=2.5,
        edition=EDITION.id,
    )


def make(folder: Path, exchanges: int, videos: int, clip: bytes) -> None:
    """Record `videos` answers; then each again at a later time, until there are as many exchanges."""
    store = Store(folder)
    hars = [store.add(captured(another(clip, number), number)) for number in range(min(videos, exchanges))]
    for number in range(len(hars), exchanges):
        har = json.loads(hars[number % len(hars)].read_bytes())
        started = WHEN + timedelta(seconds=number)
        har["log"]["entries"][0]["startedDateTime"] = started.isoformat()
        name = f"{started:%Y%m%dT%H%M%S.%f}Z-live-photo-200-{number:08x}.har"
        (folder / name).write_text(json.dumps(har, indent=1), encoding="utf-8")


# --- replay -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """One process: what it took."""

    exchanges: int
    wall: float
    cpu: float
    peak_mb: float

    @property
    def rates(self) -> str:
        """Exchanges a second of CPU, and of the clock."""
        return f"{self.exchanges / self.cpu:,.0f} ({self.exchanges / self.wall:,.0f})"


def replayed(paths: Sequence[Path], *more: str) -> Run:
    """Replay files or folders in a process of its own, on one core."""
    command = [sys.executable, "-m", "livephoto", "replay", *map(str, paths), "--format", "json", *more]
    begun, core = time.perf_counter(), {min(os.sched_getaffinity(0))}
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(command, stdout=out, preexec_fn=lambda: os.sched_setaffinity(0, core))
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        report = json.load(out)
    differ = [each["id"] for each in report["probes"] if each["outcome"] != "agrees"]
    if child.returncode or differ:
        raise SystemExit(f"replay ended with {child.returncode}; not as they should be: {differ[:3]}")
    cpu = used.ru_utime + used.ru_stime
    return Run(len(report["probes"]), time.perf_counter() - begun, cpu, used.ru_maxrss * 1024 / 1e6)


# --- the proxy --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Calls:
    """The same call again and again: milliseconds each, of the clock, and of the CPU of the server asked."""

    wall: float
    cpu: float
    peak_mb: float


def called(server: Server, port: int, photo: bytes, calls: int) -> Calls:
    field = EDITION.request.image_field.name
    times = []
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as http:
        for number in range(calls + 5):
            if number == 5:  # the first ones load and open what the others find
                before = server.cpu_seconds()
            begun = time.perf_counter()
            answer = http.post(
                EDITION.request.path,
                headers={EDITION.request.key_header: KEY},
                files={field: ("me.jpg", photo, "image/jpeg")},
            )
            times.append(time.perf_counter() - begun)
            if answer.status_code != 200 or len(answer.content) < 300_000:
                raise SystemExit(f"the answer was {answer.status_code} with {len(answer.content)} bytes")
    cpu = (server.cpu_seconds() - before) / calls
    return Calls(statistics.median(times[5:]) * 1000, cpu * 1000, server.peak_mb())


def overhead(folder: Path, photo: bytes, calls: int, *mock: str) -> tuple[Calls, Calls]:
    """Return what the calls take without the proxy, and through it."""
    front, behind = free_port(), free_port()
    cli = [sys.executable, "-m", "livephoto"]
    upstream = [*cli, "mock", "--engine", "canned", "--port", str(behind), *mock]
    proxy = [*cli, "record", "--upstream", f"http://127.0.0.1:{behind}", "--out", str(folder / "out")]
    with ExitStack() as stack:
        mocked = stack.enter_context(started("mock", upstream, {}, behind, folder / "mock.log"))
        recorder = stack.enter_context(started("record", [*proxy, "--port", str(front)], {}, front, folder / "p.log"))
        for port in (behind, front):
            wait_for(port)
        return called(mocked, behind, photo, calls), called(recorder, front, photo, calls)


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            httpx.get(f"http://127.0.0.1:{port}/", trust_env=False, timeout=10)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"nobody answered on port {port}")


def grainy(size: int) -> bytes:
    from measuring.photos import photo

    return photo(size)


# --- the report -------------------------------------------------------------------------------------------------------


def replay_table(folder: Path, small: Path, once: int) -> Iterator[str]:
    """Yield the figures of a folder of large videos, and of one of clips like the mock's own."""
    hars = sorted(folder.glob("*.har"))
    size = sum(har.stat().st_size for har in hars) / len(hars) / 1000
    videos = [body.stat().st_size for body in (folder / "bodies").iterdir()]
    about = f"{len(videos):,} distinct videos of {statistics.mean(videos) / 1e6:.1f} MB, {size:.1f} KB of HAR each"
    yield f"{len(hars):,} exchanges, {about}.\n"
    yield "| replay | exchanges | a second of CPU (of the clock) | held to | peak resident MB | held to |"
    yield "| --- | --: | --: | --: | --: | --: |"
    yield row("videos not decoded", replayed([folder], "--no-video"), LEAST)
    yield row("videos decoded, each once and then remembered", replayed([folder]), LEAST_DECODED)
    yield row("large videos, every one decoded", replayed(hars[:once]), LEAST_DECODED)
    yield row("the mock's clip of 0.24 MB, every one decoded", replayed([small]), LEAST_DECODED)


def row(name: str, run: Run, least: int) -> str:
    return f"| {name} | {run.exchanges:,} | {run.rates} | {least} | {run.peak_mb:,.0f} | {MOST_MB} |"


def proxy_table(scratch: Path, calls: int) -> Iterator[str]:
    small, large = grainy(200_000), grainy(PHOTO_BYTES)
    served = scratch / "served"
    Store(served).add(answered_with_a_large_video(large))
    yield "| recording | ms a call without | through `record` | added | CPU ms of `record` | its peak resident MB |"
    yield "| --- | --: | --: | --: | --: | --: |"
    for name, photo, options in (
        ("photo of 200 KB, answer of 326 KB", small, ()),
        ("photo of 5 MB, answer of 2.7 MB", large, ("--recordings", str(served))),
    ):
        folder = Path(tempfile.mkdtemp(dir=scratch))
        without, through = overhead(folder, photo, calls, *options)
        added = through.wall - without.wall
        figures = f"{without.wall:.1f} | {through.wall:.1f} | {added:.1f} | {through.cpu:.1f} | {through.peak_mb:.0f}"
        yield f"| {name} | {figures} |"


def answered_with_a_large_video(photo: bytes) -> Captured:
    request = httpx.Request(
        "POST",
        f"https://api.example.com{EDITION.request.path}",
        files={EDITION.request.image_field.name: ("me.jpg", photo, "image/jpeg")},
    )
    form = read_form(request.headers["content-type"], request.read())
    made = captured(video(), 0)
    return Captured(
        method=made.method,
        url=made.url,
        request_headers=made.request_headers,
        form=form,
        request_body_sha256=None,
        request_body_size=0,
        status=200,
        answer_headers=made.answer_headers,
        body=made.body,
        cut=False,
        started=WHEN,
        seconds=1.0,
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exchanges", type=int, default=10_000)
    parser.add_argument("--videos", type=int, default=500, help="distinct ones, 2 MB of disk each")
    parser.add_argument("--calls", type=int, default=200, help="through the proxy, for each kind")
    parser.add_argument("--keep", type=Path, help="make the recordings there, and leave them; used again if present")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch) / "recordings"
        if not folder.exists():
            make(folder, options.exchanges, options.videos, video())
        small, once = Path(scratch) / "small", min(_ONCE, options.videos)
        make(small, once, once, CLIP.read_bytes())
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before.\n")
        print("\n".join(replay_table(folder, small, once)), flush=True)
        print()
        print("\n".join(proxy_table(Path(scratch), options.calls)))
    print(f"\nPeak resident MB of this script: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6:.0f}.")


if __name__ == "__main__":
    main()
