"""What it costs to read a large video: time, processor and memory, beside a client that only reads the answer.

    python benchmarks/client.py [--mb 20] [--rounds 7] [--only NAME,NAME]

Every measurement is one call in a fresh process, the variants take turns, and the table shows medians. Ratios are to
plain httpx reading the answer and decoding nothing, in the same round; to its AsyncClient for ours. "extra RSS" is the
peak over the moment before the call, imports and client included in that moment; "over the video" takes off the bytes
that the call returns. Linux only: the peak is reset through /proc/self/clear_refs.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import hashlib
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import livephoto
    from livephoto import LivePhoto

FLOOR, ASYNC_FLOOR = "only read", "only read, awaited"
KEY = "benchmark"
PHOTO = b"\xff\xd8\xff\xe0" + bytes(200_000)


# --- the server -------------------------------------------------------------------------------------------------------


def video(megabytes: float) -> bytes:
    return b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + random.Random(3).randbytes(int(megabytes * 1_000_000))


class Answering(asyncio.Protocol):
    """Reads a request to its end and answers it with prepared bytes."""

    answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.received, self.awaited = transport, b"", 0

    def data_received(self, data: bytes) -> None:
        if not self.awaited:
            self.received += data
            head, found, body = self.received.partition(b"\r\n\r\n")
            if not found:
                return
            lengths = [line[15:] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            self.awaited, data, self.received = int(lengths[0]) if lengths else 0, body, b""
        self.awaited -= len(data)
        if self.awaited <= 0:
            self.awaited = 0
            self.transport.write(self.answer)


async def serve(listening: socket.socket, megabytes: float) -> None:
    body = (
        b'{"request_id":"r","log_id":"l","error_code":0,"error_msg":"","error_detail":{"status_code":200,"code":"",'
        b'"code_message":"","message":""},"data":{"video":"' + base64.b64encode(video(megabytes)) + b'"}}'
    )
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    Answering.answer = head.encode() + body
    server = await asyncio.get_running_loop().create_server(Answering, sock=listening)
    await server.serve_forever()


@contextmanager
def server(megabytes: float) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        # The port is bound before the child starts, so a request may wait in its queue, but is never refused.
        command = [sys.executable, __file__, "--serve", str(listening.fileno()), "--mb", str(megabytes)]
        child = subprocess.Popen(command, pass_fds=[listening.fileno()])
    try:
        yield url
    finally:
        child.terminate()
        child.wait()


# --- the variants: each returns the act to be measured, with everything it needs already imported ---------------------


def only_read(url: str, out: Path) -> Callable[[], bytes]:
    import httpx

    http = httpx.Client(base_url=url, timeout=60)
    return lambda: http.post("/", files={"image_target": ("photo.jpg", PHOTO, "image/jpeg")}).content


def only_read_awaited(url: str, out: Path) -> Callable[[], bytes]:
    import httpx

    http = httpx.AsyncClient(base_url=url, timeout=60)
    run = runner().run
    return lambda: run(http.post("/", files={"image_target": ("photo.jpg", PHOTO, "image/jpeg")})).content


def by_hand(url: str, out: Path) -> Callable[[], bytes]:
    import httpx

    http = httpx.Client(base_url=url, timeout=60)
    form = {"image_target": ("photo.jpg", PHOTO, "image/jpeg")}
    return lambda: base64.b64decode(http.post("/", files=form).json()["data"]["video"])


def to_memory(url: str, out: Path) -> Callable[[], bytes]:
    import livephoto

    client = livephoto.Client(KEY, base_url=url, check=False)
    return lambda: client.animate(PHOTO).video


def without_pybase64(url: str, out: Path) -> Callable[[], bytes]:
    sys.modules["pybase64"] = None  # type: ignore[assignment]
    return to_memory(url, out)


def to_file(url: str, out: Path) -> Callable[[], Path | None]:
    import livephoto

    client = livephoto.Client(KEY, base_url=url, check=False)
    return lambda: client.animate(PHOTO, to=out).path


def async_to_memory(url: str, out: Path) -> Callable[[], bytes]:
    # The coroutine returns no bytes: asyncio.Runner makes the repr of its task's result, all 20 MB of it.
    run, client = awaited(url)
    return lambda: run(client.animate(PHOTO)).video


def async_to_file(url: str, out: Path) -> Callable[[], Path | None]:
    run, client = awaited(url)
    return lambda: run(client.animate(PHOTO, to=out)).path


def awaited(url: str) -> tuple[Callable[[Coroutine[Any, Any, LivePhoto]], LivePhoto], livephoto.AsyncClient]:
    import livephoto

    return runner().run, livephoto.AsyncClient(KEY, base_url=url, check=False)


def runner() -> asyncio.Runner:
    import anyio._backends._asyncio  # noqa: F401 - what httpx would import during the call

    runner = asyncio.Runner()
    runner.run(asyncio.sleep(0))
    return runner


VARIANTS: dict[str, Callable[[str, Path], Callable[[], bytes | Path | None]]] = {
    FLOOR: only_read,
    "by hand": by_hand,
    "Client": to_memory,
    "Client, to a file": to_file,
    "Client, without pybase64": without_pybase64,
    ASYNC_FLOOR: only_read_awaited,
    "AsyncClient": async_to_memory,
    "AsyncClient, to a file": async_to_file,
}
AWAITED = {"AsyncClient", "AsyncClient, to a file"}


# --- one measurement --------------------------------------------------------------------------------------------------


def rss(field: str) -> float:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) * 1024 / 1e6


def measure(name: str, url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        act = VARIANTS[name](url, Path(folder) / "video.mp4")
        before = rss("VmRSS:")
        Path("/proc/self/clear_refs").write_text("5")
        cpu, wall = time.process_time(), time.perf_counter()
        result = act()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        extra = rss("VmHWM:") - before
        returned = len(result) / 1e6 if isinstance(result, bytes) else 0.0
        content = result.read_bytes() if isinstance(result, Path) else result or b""
        digest = hashlib.sha256(content).hexdigest() if name not in (FLOOR, ASYNC_FLOOR) else ""
    print(json.dumps({"wall": wall, "cpu": cpu, "extra": extra, "over": extra - returned, "digest": digest}))


def measure_apart(name: str, url: str) -> dict[str, float]:
    command = [sys.executable, __file__, "--measure", name, "--url", url]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "NO_PROXY": "*"})
    row: dict[str, Any] = json.loads(done.stdout)
    expected = hashlib.sha256(video(ARGUMENTS.mb)).hexdigest()
    if row.pop("digest") not in ("", expected):
        raise SystemExit(f"{name}: another video came out")
    return row


# --- the table --------------------------------------------------------------------------------------------------------


def table(rounds: list[dict[str, dict[str, float]]]) -> Iterator[str]:
    yield "| variant | wall, of only read | CPU, of only read | wall s | CPU s | extra RSS MB | over the video MB |"
    yield "|---|---|---|---|---|---|---|"
    for name in rounds[0]:
        own = [row[name] for row in rounds]
        floors = [row[ASYNC_FLOOR if name in (ASYNC_FLOOR, *AWAITED) else FLOOR] for row in rounds]
        ratios = [
            statistics.median(row[key] / floor[key] for row, floor in zip(own, floors, strict=True))
            for key in ("wall", "cpu")
        ]
        columns = ("wall", "cpu", "extra", "over")
        wall, cpu, extra, over = (statistics.median(row[key] for row in own) for key in columns)
        yield f"| {name} | {ratios[0]:.2f} | {ratios[1]:.2f} | {wall:.3f} | {cpu:.3f} | {extra:.1f} | {over:.1f} |"


def main() -> None:
    wanted = {FLOOR, ASYNC_FLOOR, *ARGUMENTS.only.split(",")} if ARGUMENTS.only else VARIANTS.keys()
    names = [name for name in VARIANTS if name in wanted]
    with server(ARGUMENTS.mb) as url:
        measure_apart(FLOOR, url)
        rounds = [{name: measure_apart(name, url) for name in names} for _ in range(ARGUMENTS.rounds)]
    print(f"one video of {ARGUMENTS.mb:g} MB, {ARGUMENTS.rounds} rounds, Python {sys.version.split()[0]}\n")
    print("\n".join(table(rounds)))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=float, default=20.0, help="size of the video in MB (10^6 bytes)")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", default="", help="names of variants, with commas between")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    ARGUMENTS = arguments()
    if ARGUMENTS.serve is not None:
        asyncio.run(serve(socket.socket(fileno=ARGUMENTS.serve), ARGUMENTS.mb))
    elif ARGUMENTS.measure:
        measure(ARGUMENTS.measure, ARGUMENTS.url)
    else:
        main()
