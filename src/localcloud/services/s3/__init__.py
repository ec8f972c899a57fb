"""Amazon S3: objects on disk, in an engine of our own; moto keeps what is configured on buckets."""
