"""Numbers and names that more than one part of the shop must agree on."""

CORRELATION_HEADER = "X-Correlation-ID"
IDEMPOTENCY_HEADER = "Idempotency-Key"
CURRENCY = "EUR"

#: How soon a client should try again when a system we need is away.
RETRY_AFTER_SECONDS = 5

#: An order that nobody pays gives its stock back after this long.
UNPAID_ORDER_MINUTES = 30
