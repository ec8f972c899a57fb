"""The service as the gateway sees it."""

from __future__ import annotations

from localcloud.services.cloudfront.distributions import Distributions
from localcloud.services.cloudfront.functions import Functions
from localcloud.services.cloudfront.policies import Policies


class CloudFront(Distributions, Policies, Functions):
    """Amazon CloudFront. Key groups, public keys and key value stores are moto's; the rest of it is not here."""
