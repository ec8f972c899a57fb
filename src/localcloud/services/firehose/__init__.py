"""Amazon Data Firehose: records gathered on disk and written to buckets, several in one object."""

from localcloud.services.firehose.service import Firehose

__all__ = ["Firehose"]
