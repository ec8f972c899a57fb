"""
What the laptop's engine makes of an environment is what Terraform makes of it, as far as the engine knows its types.

Both speak to the same API, so the comparison is of what AWS has afterwards, not of what was asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aerostat import blueprint
from aerostat.graph import compile_graph
from tests.real.aws_provider import needs_ports_of_browsers
from tests.real.terraform_gate2.both_engines import differences, is_engines, made_by_the_engine
from tests.real.terraform_gate2.life import Life
from tests.real.terraform_gate2.on_aws import EXAMPLES

pytestmark = [pytest.mark.real, pytest.mark.timeout(9000), pytest.mark.xdist_group("provider")]

#: Arguments that only AWS's environments have, so that the laptop's engine need not know them → what they set.
PRODUCTIONS = {
    "aws_db_instance": {
        "enabled_cloudwatch_logs_exports": ["EnabledCloudwatchLogsExports"],
        "iam_database_authentication_enabled": ["IAMDatabaseAuthenticationEnabled"],
        "monitoring_interval": ["MonitoringInterval"],
        "monitoring_role_arn": ["MonitoringRoleArn"],
        "parameter_group_name": ["DBParameterGroups.DBParameterGroupName"],
        "performance_insights_enabled": ["PerformanceInsightsEnabled"],
        "backup_window": ["PreferredBackupWindow"],
        "maintenance_window": ["PreferredMaintenanceWindow"],
    },
    "aws_ecs_task_definition": {"runtime_platform": ["runtimePlatform"]},
    "aws_elasticache_replication_group": {
        "maintenance_window": ["Members.PreferredMaintenanceWindow"],
        "multi_az_enabled": ["MultiAZ"],
    },
    "aws_iam_role": {
        "description": ["Description"],
        "max_session_duration": ["MaxSessionDuration"],
        "permissions_boundary": ["PermissionsBoundary"],
    },
    "aws_lb": {
        "access_logs": ["Attributes.access_logs.s3.bucket", "Attributes.access_logs.s3.enabled"],
        "enable_deletion_protection": ["Attributes.deletion_protection.enabled"],
    },
}
#: What else differs, and why.
ALLOWED = {
    ("aws_ecs_service", "availabilityZoneRebalancing"): "version 5 of the provider says no where ECS, and 6, say yes",
    ("aws_ecs_task_definition", "tags"): "the engine notes which release a revision is",
}


@needs_ports_of_browsers
@pytest.mark.parametrize("example", ["web-worker"])
def test_both_engines_make_the_same(example: str, lives: Callable[[str], Life], tmp_path: Path) -> None:
    """The same resources with the same settings, except what only production asks for."""
    life = lives(example)
    tmp_path.chmod(0o755)  # the databases' own user passes through

    engines = made_by_the_engine(life.place.environment, tmp_path)

    known = [one for one in compile_graph(life.place.environment, {}).resources.values() if is_engines(one)]
    productions = {(type, path) for type, one in PRODUCTIONS.items() for paths in one.values() for path in paths}
    assert sum(one.mode == "managed" for one in known) == len(engines)
    different = differences(engines, life.inventory)
    assert {} == {key: found for key, found in different.items() if key not in productions | ALLOWED.keys()}
    assert productions | ALLOWED.keys() == different.keys(), "what is the same by now need not be allowed to differ"


@pytest.mark.parametrize("example", [one.name for one in EXAMPLES.iterdir() if (one / "aerostat.yaml").exists()])
def test_only_production_asks_for_what_the_engine_does_not_know(example: str) -> None:
    """No laptop's graph has an argument that the comparison above leaves out."""
    graph = compile_graph(blueprint.resolve(blueprint.load(EXAMPLES / example / "aerostat.yaml"), "local"), {})

    asked = {(one.type, argument) for one in graph.resources.values() if is_engines(one) for argument in one.arguments}

    assert set() == asked & {(type, argument) for type, one in PRODUCTIONS.items() for argument in one}
