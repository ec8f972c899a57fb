"""The service as the gateway sees it."""

from __future__ import annotations

from localcloud.services.elbv2.limits import Limits
from localcloud.services.elbv2.listeners import Listeners
from localcloud.services.elbv2.load_balancers import LoadBalancers
from localcloud.services.elbv2.rules import Rules
from localcloud.services.elbv2.tags import Tags
from localcloud.services.elbv2.target_groups import TargetGroups
from localcloud.services.elbv2.targets import Targets


class ElasticLoadBalancing(LoadBalancers, Listeners, Rules, TargetGroups, Targets, Tags, Limits):
    """Elastic Load Balancing v2. Trust stores and resource policies are not here."""
