"""Amazon SQS: queues whose cost does not depend on how full they are, and whose messages survive us."""

from localcloud.services.sqs.service import Queues

__all__ = ["Queues"]
