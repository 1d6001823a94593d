"""Under which conditions figures were taken: without them they say nothing."""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version
from statistics import median

from measuring.contestant import Contestant
from measuring.rounds import Sample

_LIBRARIES = ("uvicorn", "httptools", "uvloop", "fastapi", "starlette", "multipart")


def conditions(
    contestants: Sequence[Contestant],
    samples: Sequence[Sample],
    absent: dict[str, str],
    *,
    seconds: int,
    wrk_version: str,
) -> dict[str, str]:
    """Return what a reader of the figures must know, as label -> text."""
    kernel = ".".join(platform.release().split(".")[:2])
    others = [sample.others_cores for sample in samples]
    rounds = max(sample.round for sample in samples)
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()} {kernel}",
        "other work meanwhile": f"{median(others):.2f} cores in the median, {max(others):.2f} at most",
        "taken": f"{rounds} rounds of {seconds} s",
        "Python": f"{platform.python_version()}; " + ", ".join(f"{name} {version(name)}" for name in _LIBRARIES),
        "wrk": wrk_version,
        "servers": ", ".join(f"{each.name} {each.version}" for each in contestants),
        **{f"absent: {name}": why for name, why in absent.items()},
        **{f"lost by {name}": f"{count} answers" for name, count in _lost(samples).items()},
    }


def _lost(samples: Sequence[Sample]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for sample in samples:
        if sample.lost:
            counts[sample.contestant] += sample.lost
    return counts
