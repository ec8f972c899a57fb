"""
Operations with which moto claims that something was done which nobody did: builds that succeeded, commands that ran.

Their services keep what they are told (projects, pipelines, documents); what would have to run is refused.
"""

from __future__ import annotations

from localcloud.api import Service
from localcloud.services.refusals import refusal


class Builds(Service):
    """AWS CodeBuild."""

    name = "codebuild"
    start_build = start_build_batch = retry_build = refusal("builds")


class Pipelines(Service):
    """AWS CodePipeline."""

    name = "codepipeline"
    start_pipeline_execution = refusal("executions of pipelines")


class Commands(Service):
    """AWS Systems Manager."""

    name = "ssm"
    send_command = start_automation_execution = refusal("commands on machines")
