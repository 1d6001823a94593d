"""The contestants of the benchmark of the server."""

from __future__ import annotations

from collections.abc import Callable

from measuring.contestant import Contestant

from peers.kit import AbsentError, Kit
from peers.node_apps import mockoon, prism, wiremock
from peers.python_apps import bare, mock, naive

__all__ = ["PEERS", "AbsentError", "Kit", "bare", "mock"]

PEERS: dict[str, Callable[[Kit], Contestant]] = {
    "naive": naive,
    "prism": prism,
    "mockoon": mockoon,
    "wiremock": wiremock,
}
"""Makers by the name that `--peers` takes; each raises AbsentError where its peer is not installed."""
