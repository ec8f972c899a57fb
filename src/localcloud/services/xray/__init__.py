"""AWS X-Ray: groups and sampling rules are kept; traces are moto's."""

from localcloud.services.xray.service import Tracing

__all__ = ["Tracing"]
