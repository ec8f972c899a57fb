"""Rules compile to exactly these routes. One case a file: the rules above, the routes below."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from localcloud.running.envoy_routes import Routing, route_configuration
from localcloud.services.elbv2.attributes import APPLICATION, HTTP_GROUP

CASES = sorted(Path(__file__).with_name("golden").glob("*.json"))
GROUPS = {f"arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/{name}/0": HTTP_GROUP for name in ("blue", "green")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_rules_compile_to_routes(case: Path) -> None:
    """To accept a change, replace "routes" in the file by what this test prints."""
    document = json.loads(case.read_text())
    routing = Routing(port=80, protocol="HTTP", attributes=APPLICATION, target_groups=GROUPS, retries=False)

    configuration = route_configuration("listener", document["rules"], routing)
    routes = configuration["virtual_hosts"][0]["routes"]

    assert document["routes"] == routes, json.dumps(routes, indent=1)
