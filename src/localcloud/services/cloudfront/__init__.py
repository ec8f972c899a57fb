"""Amazon CloudFront: distributions and what belongs to them are kept and shown. There is no edge on this machine."""

from localcloud.services.cloudfront.service import CloudFront

__all__ = ["CloudFront"]
