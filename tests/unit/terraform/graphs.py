"""Small graphs, made by hand, and what is written of them."""

from __future__ import annotations

import textwrap
from typing import Any

from aerostat.graph import Graph, Ref, Resource
from aerostat.terraform.writing import Settings, project

HEADER = "# Written by Aerostat from aerostat.yaml; add your own files beside it.\n\n"
REGIONS = {"": "eu-central-1", "eu_west_1": "eu-west-1", "global": "us-east-1"}


def graph(*resources: Resource, regions: dict[str, str] | None = None) -> Graph:
    return Graph({one.address: one for one in resources}, regions=regions or {"": "us-east-1"})


#: What `resource` takes as the resource's own; everything else is an argument.
_OWN = Resource.__dataclass_fields__.keys() - {"type", "name"}


def resource(address: str, /, family: str = "things", **more: Any) -> Resource:
    """A resource with its arguments and, among them, what is its own: module, mode, comment."""
    type, _, name = address.partition(".")
    own = {key: more.pop(key) for key in tuple(more) if key in _OWN}
    return Resource(type=type, name=name, family=family, arguments=more, **own)


def written(of: Graph, path: str, settings: Settings = Settings()) -> str:  # noqa: B008
    """A file without its header."""
    text = project(of, settings)[path]
    assert text.startswith(HEADER)
    return text.removeprefix(HEADER)


def expect(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


def several_regions() -> Graph:
    """A database with a replica elsewhere, DNS that belongs nowhere, and a value that the deployer brings."""
    return graph(
        resource("variable.token", environment_variable="API_TOKEN", mode="input", origin="secrets.API_TOKEN"),
        resource("aws_kms_key.main", tags={"Owner": "me"}),
        resource("aws_ssm_parameter.token", name="/token", value_wo=Ref("variable.token", "value")),
        resource("aws_db_instance.orders", family="database", tags={"Owner": "me", "Name": "orders"}),
        resource("aws_lb.main", family="load_balancer"),
        resource(
            "aws_db_instance.orders",
            family="database",
            module="eu_west_1",
            replicate_source_db=Ref("aws_db_instance.orders", "arn"),
            depends_on=("aws_kms_key.main",),
            tags={"Owner": "me"},
        ),
        resource("aws_lb.main", family="load_balancer", module="eu_west_1"),
        resource(
            "aws_route53_record.app",
            module="global",
            name="shop.example.com",
            type="CNAME",
            records=[Ref("aws_lb.main", "dns_name"), Ref("module.eu_west_1.aws_lb.main", "dns_name")],
        ),
        regions=REGIONS,
    )
