"""Luck that is the same in every run and on every replica: a function of a seed and of a count."""

from __future__ import annotations

import hashlib
import math
from statistics import NormalDist

from mock_server.scenarios.stub import Delay

_BITS = 52
"""So few that half a step more than the largest is still below 1."""
_NORMAL = NormalDist()


def draw(seed: str, count: int, what: str = "") -> float:
    """Return a number from 0 to 1, neither included; `what` tells draws for the same call apart."""
    digest = hashlib.blake2b(f"{seed}\0{count}\0{what}".encode(), digest_size=8).digest()
    return ((int.from_bytes(digest) >> (64 - _BITS)) + 0.5) / float(1 << _BITS)


def length(delay: Delay, luck: float) -> float:
    """Return the seconds of a delay for a number from 0 to 1."""
    if delay.kind == "uniform":
        return delay.middle + delay.spread * (2 * luck - 1)
    if delay.kind == "lognormal":
        return min(delay.middle * math.exp(delay.spread * _NORMAL.inv_cdf(luck)), delay.longest)
    return delay.middle


def noise(seed: str, count: int, size: int = 256) -> bytes:
    """Return bytes that look random."""
    return hashlib.shake_128(f"{seed}\0{count}".encode()).digest(size)
