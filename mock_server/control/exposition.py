"""The mock's counters in Prometheus' text format, by Prometheus' own library; nothing of it is global."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from livephoto._version import __version__
from mock_server.metrics import RENDER_BUCKETS, Metrics

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


def exposition(metrics: Metrics, edition: str) -> bytes:
    """Return the page that Prometheus reads."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Page(metrics, edition))
    return generate_latest(registry)


class _Page:
    def __init__(self, metrics: Metrics, edition: str) -> None:
        self._metrics = metrics
        self._edition = edition
        # Replicas behind one port answer in turn; their counts must not be taken for one counter that jumps.
        self._worker = str(os.getpid())

    def collect(self) -> Iterator[Metric]:
        """Give each family of samples."""
        info = InfoMetricFamily("livephoto_mock", "The mock, and the edition that it behaves like.")
        info.add_metric([], {"version": __version__, "edition": self._edition})
        yield info
        calls = CounterMetricFamily(
            "livephoto_calls", "Calls by what became of them.", labels=["rule", "status", "verdict", "worker"]
        )
        for (rule, status, verdict), count in sorted(self._metrics.calls.items()):
            calls.add_metric([rule, status, verdict, self._worker], count)
        yield calls
        yield self._counter("livephoto_received_bytes", "Bytes of request bodies.", self._metrics.received)
        yield self._counter("livephoto_sent_bytes", "Bytes of answers' bodies.", self._metrics.sent)
        yield self._counter("livephoto_credits", "Credits billed.", self._metrics.credits)
        yield self._renders()

    def _counter(self, name: str, says: str, value: int) -> Metric:
        family = CounterMetricFamily(name, says, labels=["worker"])
        family.add_metric([self._worker], value)
        return family

    def _renders(self) -> Metric:
        bounds = [*(str(bound) for bound in RENDER_BUCKETS), "+Inf"]
        counts = accumulate(self._metrics.renders)
        family = HistogramMetricFamily("livephoto_render_seconds", "How long clips took to make.", labels=["worker"])
        buckets = [(bound, float(count)) for bound, count in zip(bounds, counts, strict=True)]
        family.add_metric([self._worker], buckets, self._metrics.render_seconds)
        return family
