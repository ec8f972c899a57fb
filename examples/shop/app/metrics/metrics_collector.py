"""What is counted for Prometheus. Each process answers for itself under ``GET /metrics``."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

REQUESTS = Counter("shop_requests", "Requests answered.", ("endpoint", "method", "status"), registry=REGISTRY)
LATENCY = Histogram(
    "shop_request_seconds",
    "Time to answer a request.",
    ("endpoint", "method"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
IN_FLIGHT = Gauge("shop_requests_in_flight", "Requests being worked on.", registry=REGISTRY)
ORDERS = Counter("shop_orders", "Orders by what became of them.", ("status",), registry=REGISTRY)
MESSAGES = Counter("shop_messages", "Queue messages handled.", ("topic", "outcome"), registry=REGISTRY)
CACHE = Counter("shop_cache", "Look-ups in the cache.", ("outcome",), registry=REGISTRY)
