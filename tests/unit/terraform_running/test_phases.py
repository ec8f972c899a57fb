"""Types to parts of an architecture."""

import pytest

from aerostat.terraform.reading.phases import PHASES, family_of, phase_of


@pytest.mark.parametrize(
    ("type", "family", "phase"),
    [
        ("aws_vpc", "network", "network"),
        ("aws_vpc_security_group_ingress_rule", "security", "security"),
        ("aws_route_table_association", "network", "network"),
        ("aws_route53_record", "edge", "edge"),
        ("aws_lb_listener", "load_balancer", "services"),
        ("aws_lambda_function", "functions", "services"),
        ("aws_db_instance", "database", "data"),
        ("aws_cloudwatch_event_rule", "messaging", "data"),
        ("aws_cloudwatch_log_group", "observability", "monitoring"),
        ("aws_cloudfront_distribution", "edge", "edge"),
        ("aws_iam_role", "iam", "security"),
        ("random_id", "other", "other"),
    ],
)
def test_the_longest_prefix_decides(type, family, phase):
    assert (family, phase) == (family_of(type), phase_of(type))
    assert phase in PHASES
