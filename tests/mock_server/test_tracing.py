from __future__ import annotations

import logging
import sys

import pytest

from mock_server.tracing import tracing, tracing_to

pytest.importorskip("opentelemetry.sdk")
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.fixture
def exporter():
    return InMemorySpanExporter()


@pytest.fixture
def watch(exporter):
    traces = tracing_to(SimpleSpanProcessor(exporter))
    yield traces.watch
    traces.close()


def test_a_call_is_a_span_with_its_times_and_attributes(entry, watch, exporter):
    watch(entry(ms=250.0))
    (span,) = exporter.get_finished_spans()
    assert (span.name, span.kind) == ("POST /api/portrait/effects/live-photo", SpanKind.SERVER)
    assert span.start_time == 1_700_000_000 * 10**9
    assert span.end_time - span.start_time == 250 * 10**6
    assert span.attributes["http.response.status_code"] == 200
    assert span.attributes["livephoto.credits"] == 22
    assert span.attributes["livephoto.photo.sha256"] == "ab" * 32
    assert "livephoto.rule" not in span.attributes
    assert span.resource.attributes["service.name"] == "livephoto-mock"
    assert span.status.status_code is StatusCode.UNSET


def test_the_span_belongs_to_the_callers_trace(entry, watch, exporter):
    watch(entry(traceparent=f"00-{TRACE}-{PARENT}-01"))
    (span,) = exporter.get_finished_spans()
    assert f"{span.context.trace_id:032x}" == TRACE
    assert f"{span.parent.span_id:016x}" == PARENT


@pytest.mark.parametrize("changes", [{"status": 503, "code": "X"}, {"status": None, "verdict": "fault"}])
def test_what_went_wrong_on_the_servers_side_is_an_error(entry, watch, exporter, changes):
    watch(entry(**changes))
    (span,) = exporter.get_finished_spans()
    assert span.status.status_code is StatusCode.ERROR


def test_an_odd_trace_context_is_survived(entry, watch, exporter):
    watch(entry(traceparent="nonsense"))
    assert len(exporter.get_finished_spans()) == 1


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"OTEL_SERVICE_NAME": "x"},
        {"OTEL_TRACES_EXPORTER": "none"},
        {"OTEL_SDK_DISABLED": "true", "OTEL_TRACES_EXPORTER": "console"},
    ],
)
def test_nothing_is_traced_unless_the_environment_asks(environment):
    assert tracing(environment) is None


def test_the_console_can_be_asked_for(entry, capsys):
    traces = tracing({"OTEL_TRACES_EXPORTER": "console", "OTEL_SERVICE_NAME": "here"})
    assert traces is not None
    traces.watch(entry())
    traces.close()
    assert '"service.name": "here"' in capsys.readouterr().err


def test_a_missing_sdk_is_one_warning(monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace.export", None)
    with caplog.at_level(logging.WARNING):
        assert tracing({"OTEL_TRACES_EXPORTER": "console"}) is None
    assert "pip install 'livephoto[otel]'" in caplog.text
