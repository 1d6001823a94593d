"""What more workers bring, and what a shared state costs.

    python benchmarks/replicas.py [--seconds 3] [--workers 1,2,4]

A photo of 200 KB and a form without a file, over 16 connections, on the mock with so many workers; its state in memory,
and in a Redis or Valkey server started for it. One run of each, turn by turn. Needs Linux, wrk, and redis-server or
valkey-server. wrk and the store take their share of the same cores: on two of them, more than two workers show nothing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from measuring.loads import Load, make_loads
from measuring.processes import Server, StartError, free_port, machine_cpu_seconds, started
from measuring.wrk import LoadError, Wrk

from livephoto.contract import load_edition

_MEMORY = "memory://"
_SERVE = """
import sys
from mock_server.serving import bind
from mock_server.settings import Settings
from mock_server.workers import serve_workers

settings = Settings(engine="canned", workers=int(sys.argv[2]), state=sys.argv[3])
serve_workers(settings, bind("127.0.0.1", int(sys.argv[1])))
"""


def main() -> int:
    """Measure, print, and return the exit status."""
    arguments = _arguments()
    try:
        with tempfile.TemporaryDirectory(prefix="livephoto-bench-") as folder, _store(Path(folder)) as url:
            rows = list(_measure(arguments.workers, arguments.seconds, url, Path(folder)))
    except (LoadError, StartError) as error:
        print(f"replicas: {error}", file=sys.stderr)
        return 2
    system = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    print(f"{dt.datetime.now(dt.UTC).date()}, {system}, one run of {arguments.seconds} s each\n")
    print("| load | workers | state | calls/s | p50 ms | p99 ms | CPU ms a call | other work, cores |")
    print("| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    print(*rows, sep="\n")
    return 0


def _measure(workers: Sequence[int], seconds: int, store: str, folder: Path) -> Iterator[str]:
    wrk, (small, _, refused) = Wrk(folder), make_loads(load_edition())
    for count in workers:
        for name, url in (("memory", _MEMORY), ("store", store)):
            port = free_port()
            command = [sys.executable, "-c", _SERVE, str(port), str(count), url]
            with started(f"{count} workers", command, {}, port, folder / "log") as server:
                server.first_answer(small)
                for load in (small, refused):
                    yield f"| {load.says} | {count} | {name} | {_burst(wrk, server, load, seconds)} |"


def _burst(wrk: Wrk, server: Server, load: Load, seconds: int) -> str:
    server.settle()
    before, machine_before = server.cpu_seconds(), machine_cpu_seconds()
    burst = wrk.burst(server.port, load, seconds)
    used, machine = server.cpu_seconds() - before, machine_cpu_seconds() - machine_before
    if fault := burst.fault_under(load, may_lose=False):
        raise LoadError(fault)
    rate, others = burst.requests / burst.seconds, (machine - used) / burst.seconds
    return f"{rate:,.0f} | {burst.p50_ms:.1f} | {burst.p99_ms:.1f} | {used / burst.requests * 1e3:.2f} | {others:.2f}"


@contextmanager
def _store(folder: Path) -> Iterator[str]:
    command = shutil.which("valkey-server") or shutil.which("redis-server")
    if command is None:
        raise StartError("neither valkey-server nor redis-server is installed: apt-get install redis-server (Debian)")
    socket = folder / "store"
    options = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no", "--dir", str(folder)]
    process = subprocess.Popen([command, *options], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        if not any("ready to accept connections" in line.lower() for line in process.stdout):
            raise StartError(f"{command} ended before it was ready")
        yield f"unix://{socket}"
    finally:
        process.kill()
        process.communicate()


def _counts(text: str) -> list[int]:
    counts = [int(count) for count in text.split(",")]
    if min(counts) < 1:
        raise argparse.ArgumentTypeError("a mock has 1 worker or more")
    return counts


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=3, help="length of one measurement (3)")
    parser.add_argument("--workers", type=_counts, default=[1, 2, 4], help="with commas between (1,2,4)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
