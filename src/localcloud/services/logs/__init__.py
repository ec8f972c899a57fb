"""Amazon CloudWatch Logs: groups, streams and events on disk, with real filter patterns and real retention."""

from localcloud.services.logs.service import Logs

__all__ = ["Logs"]
