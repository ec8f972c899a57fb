"""
Traces after OpenTelemetry: one span a request or message, in the trace of whoever caused it (W3C ``traceparent``).

Spans are made but exported nowhere unless a span processor is added; their ids are in every log line, which is
enough to follow a purchase from the browser to the mail.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import propagate, trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import Span, SpanKind

_tracer = trace.get_tracer("shop")


def configure_tracing(*, service: str, version: str, environment: str) -> None:
    """Make spans real in this process. Without this call they cost nothing and have no ids."""
    resource = Resource.create(
        {"service.name": service, "service.version": version, "deployment.environment.name": environment}
    )
    trace.set_tracer_provider(TracerProvider(resource=resource))


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
