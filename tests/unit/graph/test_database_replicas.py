"""Read replicas, as Terraform has to know them."""

from __future__ import annotations

from aerostat.graph import compile_graph
from tests.unit.graph.everything import everything


def test_terraform_knows_that_a_replica_is_encrypted():
    """RDS makes a replica as its source is; what is not said, the AWS provider would replace the replica for."""
    graph = compile_graph(everything(), {})
    replicas = [
        one
        for one in graph.resources.values()
        if one.type == "aws_db_instance" and "replicate_source_db" in one.arguments
    ]

    assert {"", "eu_west_1"} <= {one.module for one in replicas}
    assert all(one.arguments["storage_encrypted"] is True for one in replicas)
