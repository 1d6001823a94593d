"""A span a call, by OpenTelemetry, where its SDK is installed and the environment asks for it (`OTEL_*`)."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from livephoto._version import __version__
from mock_server.journal.entry import Entry

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor
    from opentelemetry.sdk.trace.export import SpanExporter

_SERVICE_NAME = "livephoto-mock"
_WANTED = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER")

_log = logging.getLogger("livephoto.mock")


@dataclass(frozen=True, slots=True)
class Tracing:
    """Makes spans of entries."""

    watch: Callable[[Entry], None]
    close: Callable[[], None]
    """Send what is left."""


def tracing(environment: Mapping[str, str] = os.environ) -> Tracing | None:
    """Return what the environment asks for: None where it asks for nothing, or what it asks for is not installed.

    Spans go to the OTLP endpoint, over HTTP; with `OTEL_TRACES_EXPORTER=console` to standard error.
    """
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true" or not any(environment.get(name) for name in _WANTED):
        return None
    chosen = environment.get("OTEL_TRACES_EXPORTER", "otlp")
    if chosen == "none":
        return None
    try:
        return tracing_to(_processor(chosen), environment.get("OTEL_SERVICE_NAME") or _SERVICE_NAME)
    except ImportError as error:
        _log.warning("OTEL_* is set, but %s is not installed: pip install 'livephoto[otel]'", error.name)
        return None


def tracing_to(processor: SpanProcessor, service_name: str = _SERVICE_NAME) -> Tracing:
    """Return tracing into a processor. Raises ImportError without the SDK."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import SpanKind, Status, StatusCode
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    # A provider of our own: a program that the mock runs inside may have one for itself.
    provider = TracerProvider(resource=Resource.create({"service.name": service_name}), shutdown_on_exit=False)
    provider.add_span_processor(processor)
    tracer, contexts = provider.get_tracer("livephoto.mock", __version__), TraceContextTextMapPropagator()

    def watch(entry: Entry) -> None:
        began = int(datetime.fromisoformat(entry["at"]).timestamp() * 1_000_000) * 1000
        parent = contexts.extract({"traceparent": entry["traceparent"]}) if entry["traceparent"] else None
        name = f"{entry['method']} {entry['path']}" if entry["status"] != 404 else entry["method"]
        span = tracer.start_span(
            name, context=parent, kind=SpanKind.SERVER, start_time=began, attributes=attributes(entry)
        )
        status = entry["status"]
        if status is None or status >= 500:
            span.set_status(Status(StatusCode.ERROR, entry["code"] or entry["verdict"]))
        span.end(began + int(entry["durationMs"]["total"] * 1_000_000))

    return Tracing(watch, provider.shutdown)


def attributes(entry: Entry) -> dict[str, Any]:
    """Return a span's attributes: OpenTelemetry's names where it has them; what there is not is left out."""
    photo = entry["photo"]
    told = {
        "http.request.method": entry["method"],
        "url.path": entry["path"],
        "http.response.status_code": entry["status"],
        "http.request.body.size": entry["bodyBytes"],
        "http.response.body.size": entry["answerBytes"],
        "error.type": entry["code"],
        "livephoto.request_id": entry["requestId"],
        "livephoto.rule": entry["rule"],
        "livephoto.basis": entry["basis"],
        "livephoto.verdict": entry["verdict"],
        "livephoto.scenario": entry["scenario"],
        "livephoto.key": entry["key"],
        "livephoto.credits": entry["credits"],
        "livephoto.engine": entry["engine"],
        "livephoto.render_ms": entry["durationMs"]["render"],
        "livephoto.photo.sha256": photo["sha256"] if photo else None,
        "livephoto.photo.bytes": photo["bytes"] if photo else None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _processor(chosen: str) -> SpanProcessor:
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    return BatchSpanProcessor(_exporter(chosen))


def _exporter(chosen: str) -> SpanExporter:
    if chosen == "console":
        from opentelemetry.sdk.trace.export import ConsoleSpanExporter

        return ConsoleSpanExporter(out=sys.stderr)
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return OTLPSpanExporter()
