"""How long a test waits for its mock: the first of a session, one with other settings, and one as good as new.

python benchmarks/fixtures.py [ROUNDS]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

BEGAN = time.perf_counter()

import httpx  # noqa: E402 - what comes before is part of what is measured

from contract_tests.photos import PhotoSpec, build  # noqa: E402
from livephoto.contract import EDITION_ORDER, load_edition  # noqa: E402
from mock_server.testing.host import Host, ProcessHost, SocketHost  # noqa: E402
from mock_server.testing.mock import LivePhotoMock  # noqa: E402
from mock_server.testing.pool import Pool  # noqa: E402

IMPORTED = time.perf_counter()
PATH = load_edition().request.path


def timed(act: Callable[[], object]) -> float:
    """Return the milliseconds that `act` takes."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def use(host: Host, key: str, photo: bytes) -> None:
    """Leave behind what a test leaves: a scenario, an answer, calls."""
    mock = LivePhotoMock(host, key)
    mock.scenario("flaky")
    mock.answer_next("upstream_busy")
    if isinstance(host, SocketHost):
        for _ in range(5):
            httpx.post(
                host.url + PATH, headers={"ailabapi-api-key": key}, files={"image_target": photo}, trust_env=False
            )


def main(rounds: int) -> None:
    """Measure and print."""
    photo, pool = build(PhotoSpec()), Pool()
    print(f"imports: {(IMPORTED - BEGAN) * 1000:.0f} ms, once a session")
    for kind in (SocketHost, ProcessHost):
        starts = [timed(partial(pool.host, kind, edition, "canned")) for edition in EDITION_ORDER]
        resets = []
        for number in range(rounds):
            host = pool.host(kind, EDITION_ORDER[-1], "canned")
            use(host, f"test-{number}", photo)
            resets.append(timed(partial(pool.host, kind, EDITION_ORDER[-1], "canned")))
        resets.sort()
        print(
            f"{kind.__name__}: first {starts[0]:.1f} ms; another edition {statistics.median(starts[1:]):.1f} ms,"
            f" at most {max(starts[1:]):.1f} ms; as good as new {statistics.median(resets):.2f} ms,"
            f" at most {resets[-1]:.2f} ms ({rounds} rounds)"
        )
    print(f"end of the session: {timed(pool.close):.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
