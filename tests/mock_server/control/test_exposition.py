from __future__ import annotations

import os

from prometheus_client.parser import text_string_to_metric_families

from mock_server.control.exposition import exposition
from mock_server.metrics import Metrics


def samples(page: str) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families(page)
    return {
        (sample.name, *(value for name, value in sorted(sample.labels.items()) if name != "worker")): sample.value
        for family in families
        for sample in family.samples
    }


def test_prometheus_own_parser_reads_what_was_counted(bench):
    bench.call()
    bench.call(name="image")
    answer = bench.admin("GET", "/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    found = samples(answer.text)
    assert found["livephoto_calls_total", "", "200", "answered"] == 1
    assert found["livephoto_calls_total", "image_missing", "400", "answered"] == 1
    assert found["livephoto_credits_total",] == 22
    assert found["livephoto_render_seconds_count",] == 1
    assert found["livephoto_sent_bytes_total",] > found["livephoto_received_bytes_total",] > 0


def test_a_reset_leaves_counters_alone(bench):
    bench.call()
    bench.admin("POST", "/reset")
    assert samples(bench.admin("GET", "/metrics").text)["livephoto_credits_total",] == 22


def test_every_series_says_which_worker_it_is_of():
    page = exposition(Metrics(), "2026-01").decode()
    assert f'livephoto_credits_total{{worker="{os.getpid()}"}} 0.0' in page
    assert 'livephoto_mock_info{edition="2026-01"' in page


def test_buckets_add_up(entry):
    metrics = Metrics()
    for milliseconds in (5, 20, 20, 99_000):
        metrics.count(entry(durationMs={"read": 0, "total": 1, "render": milliseconds}))
    found = samples(exposition(metrics, "2026-01").decode())
    assert [found["livephoto_render_seconds_bucket", bound] for bound in ("0.01", "0.05", "30.0", "+Inf")] == [
        1,
        3,
        3,
        4,
    ]
    assert found["livephoto_render_seconds_sum",] == 99.045
