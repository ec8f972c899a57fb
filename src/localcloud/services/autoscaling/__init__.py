"""Application Auto Scaling: targets, policies and scheduled actions, as they were asked for."""

from localcloud.services.autoscaling.service import ApplicationAutoScaling

__all__ = ["ApplicationAutoScaling"]
