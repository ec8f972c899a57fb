"""
Traces after OpenTelemetry: one span a request or message, in the trace of whoever caused it (W3C ``traceparent``).

Spans are recorded only for a span processor that exports them. Their ids are there in any case and in every log line,
which is enough to follow a purchase from the browser to the mail.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import propagate, trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON
from opentelemetry.trace import Span, SpanKind

from app.config.settings import ProcessSettings

_tracer = trace.get_tracer("shop")


def configure_tracing(process: ProcessSettings, processor: SpanProcessor | None = None) -> None:
    """Give spans their ids in this process, and their contents to ``processor``."""
    resource = Resource.create(
        {
            "service.name": process.service_name,
            "service.version": process.app_version,
            "deployment.environment.name": process.environment,
        }
    )
    provider = TracerProvider(resource=resource, sampler=ALWAYS_ON if processor else ALWAYS_OFF)
    if processor:
        provider.add_span_processor(processor)
    trace.set_tracer_provider(provider)


@contextmanager
def span(name: str, headers: Mapping[str, str], kind: SpanKind) -> Iterator[Span]:
    """A span within the trace that ``headers`` (lower case) name, or of a new trace."""
    with _tracer.start_as_current_span(name, context=propagate.extract(headers), kind=kind) as current:
        yield current


def outgoing_headers() -> dict[str, str]:
    """What a request or message of ours must carry so that its work joins the current trace."""
    headers: dict[str, str] = {}
    propagate.inject(headers)
    return headers
