"""Numbers and traces: Prometheus, CloudWatch (embedded metric format), OpenTelemetry."""
