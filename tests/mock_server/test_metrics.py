from __future__ import annotations

from mock_server.metrics import RENDER_BUCKETS, Metrics


def test_calls_bytes_credits_and_renders_are_counted(entry):
    metrics = Metrics()
    metrics.count(entry())
    metrics.count(entry(durationMs={"read": 0, "total": 9, "render": 60_000}))
    metrics.count(
        entry(rule="image_missing", status=400, credits=0, durationMs={"read": 0, "total": 9, "render": None})
    )
    metrics.count(
        entry(status=None, verdict="client gone", credits=0, durationMs={"read": 0, "total": 9, "render": None})
    )
    assert metrics.calls == {
        ("", "200", "answered"): 2,
        ("image_missing", "400", "answered"): 1,
        ("", "", "client gone"): 1,
    }
    assert (metrics.received, metrics.sent, metrics.credits) == (4800, 20000, 44)
    assert metrics.renders == [1, *[0] * (len(RENDER_BUCKETS) - 1), 1]
    assert metrics.render_seconds == 60.002
