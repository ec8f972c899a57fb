"""The graph in which everything can be deleted."""

from aerostat.graph.resource import Graph, Resource
from aerostat.terraform.protection import holds_on, released


def a_resource(type, **arguments):
    return Resource(type=type, name="main", arguments=arguments)


def test_protection_is_turned_off_and_nothing_else_changes():
    database = a_resource("aws_db_instance", deletion_protection=True, skip_final_snapshot=False)
    graph = Graph({database.address: database, "aws_vpc.main": a_resource("aws_vpc", cidr_block="10.0.0.0/16")})

    after = released(graph).resources

    assert {"deletion_protection": False, "skip_final_snapshot": False} == after["aws_db_instance.main"].arguments
    assert graph.resources["aws_vpc.main"] == after["aws_vpc.main"]


def test_buckets_and_repositories_may_be_full():
    assert True is released_one(a_resource("aws_s3_bucket", bucket="b")).arguments["force_destroy"]
    assert True is released_one(a_resource("aws_ecr_repository", name="r")).arguments["force_delete"]


def test_only_what_is_protected_needs_a_step():
    """A database that never was protected is not touched first."""
    assert holds_on(a_resource("aws_db_instance", deletion_protection=True))
    assert not holds_on(a_resource("aws_db_instance", deletion_protection=False))
    assert not holds_on(a_resource("aws_db_instance"))
    assert holds_on(a_resource("aws_lb", enable_deletion_protection=True))
    assert not holds_on(a_resource("aws_vpc"))


def test_releasing_twice_is_releasing_once():
    graph = Graph({"aws_s3_bucket.main": a_resource("aws_s3_bucket")})

    assert released(graph) == released(released(graph))


def released_one(resource):
    return released(Graph({resource.address: resource})).resources[resource.address]
