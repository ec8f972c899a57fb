"""The VPC and its parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from aerostat.provision.handlers.base import Arguments, Attributes, Difference, Handler, Site, or_none
from aerostat.provision.handlers.ec2 import Ec2Handler

_NAT_SECONDS = 600
_DNS = {"enable_dns_support": "EnableDnsSupport", "enable_dns_hostnames": "EnableDnsHostnames"}


class Vpc(Ec2Handler):
    type = "aws_vpc"
    is_foundation = True
    forces_replacement = frozenset({"cidr_block"})
    kind = "vpc"
    describes = ("describe_vpcs", "Vpcs", "VpcId")
    id_filter = "vpc-id"
    absent = "InvalidVpcID.NotFound"
    deletes = ("delete_vpc", "VpcId")

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("ec2").create_vpc(
            CidrBlock=arguments["cidr_block"], TagSpecifications=self.tagging(arguments)
        )
        attributes = self.attributes(made["Vpc"], arguments)
        return self.modify(site, Difference(attributes=attributes, arguments=arguments, changed=frozenset(arguments)))

    def modify(self, site: Site, difference: Difference) -> Attributes:
        # EC2 takes one attribute a request.
        for name, value in difference.picked(_DNS).items():
            site.client("ec2").modify_vpc_attribute(VpcId=difference.attributes["id"], **{name: {"Value": value}})
        return difference.attributes


class InternetGateway(Ec2Handler):
    type = "aws_internet_gateway"
    forces_replacement = frozenset({"vpc_id"})
    kind = "internet-gateway"
    describes = ("describe_internet_gateways", "InternetGateways", "InternetGatewayId")
    id_filter = "internet-gateway-id"
    absent = "InvalidInternetGatewayID.NotFound"
    deletes = ("delete_internet_gateway", "InternetGatewayId")

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        found = super().find(site, arguments)
        if found is not None:
            self._attach(site, found["id"], arguments["vpc_id"])
        return found

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("ec2").create_internet_gateway(TagSpecifications=self.tagging(arguments))
        attributes = self.attributes(made["InternetGateway"], arguments)
        self._attach(site, attributes["id"], arguments["vpc_id"])
        return attributes

    def delete(self, site: Site, attributes: Attributes) -> None:
        site.tell("detaching from the VPC")
        client = site.client("ec2")
        or_none(
            lambda: client.detach_internet_gateway(InternetGatewayId=attributes["id"], VpcId=attributes["vpc_id"]),
            "Gateway.NotAttached",
            self.absent,
        )
        super().delete(site, attributes)

    def attributes(self, described: Mapping[str, Any], arguments: Arguments) -> Attributes:
        return {"id": described["InternetGatewayId"], "vpc_id": arguments["vpc_id"]}

    def _attach(self, site: Site, gateway: str, vpc: str) -> None:
        client = site.client("ec2")
        or_none(
            lambda: client.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc), "Resource.AlreadyAssociated"
        )


class Subnet(Ec2Handler):
    type = "aws_subnet"
    is_foundation = True
    forces_replacement = frozenset({"vpc_id", "cidr_block", "availability_zone"})
    kind = "subnet"
    describes = ("describe_subnets", "Subnets", "SubnetId")
    id_filter = "subnet-id"
    absent = "InvalidSubnetID.NotFound"
    deletes = ("delete_subnet", "SubnetId")

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("ec2").create_subnet(
            VpcId=arguments["vpc_id"],
            CidrBlock=arguments["cidr_block"],
            AvailabilityZone=arguments["availability_zone"],
            TagSpecifications=self.tagging(arguments),
        )
        return self.attributes(made["Subnet"], arguments)


class RouteTable(Ec2Handler):
    type = "aws_route_table"
    forces_replacement = frozenset({"vpc_id"})
    kind = "route-table"
    describes = ("describe_route_tables", "RouteTables", "RouteTableId")
    id_filter = "route-table-id"
    absent = "InvalidRouteTableID.NotFound"
    deletes = ("delete_route_table", "RouteTableId")

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("ec2").create_route_table(
            VpcId=arguments["vpc_id"], TagSpecifications=self.tagging(arguments)
        )
        return self.attributes(made["RouteTable"], arguments)


class Route(Handler):
    type = "aws_route"
    forces_replacement = frozenset({"route_table_id", "destination_cidr_block"})

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        return self.observe(site, {"": _route_attributes(arguments)})[""]

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        site.client("ec2").create_route(**_route_request(arguments))
        return _route_attributes(arguments)

    def modify(self, site: Site, difference: Difference) -> Attributes:
        site.client("ec2").replace_route(**_route_request(difference.arguments))
        return difference.attributes

    def delete(self, site: Site, attributes: Attributes) -> None:
        client = site.client("ec2")
        or_none(
            lambda: client.delete_route(
                RouteTableId=attributes["route_table_id"], DestinationCidrBlock=attributes["destination_cidr_block"]
            ),
            "InvalidRoute.NotFound",
            "InvalidRouteTableID.NotFound",
        )

    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        tables = [attributes["route_table_id"] for attributes in known.values()]
        routes = {
            (table["RouteTableId"], route.get("DestinationCidrBlock"))
            for table in _route_tables(site, "route-table-id", tables)
            for route in table["Routes"]
        }
        return {
            address: one if (one["route_table_id"], one["destination_cidr_block"]) in routes else None
            for address, one in known.items()
        }


def _route_request(arguments: Arguments) -> dict[str, str]:
    target = (
        {"GatewayId": arguments["gateway_id"]}
        if "gateway_id" in arguments
        else {"NatGatewayId": arguments["nat_gateway_id"]}
    )
    return {
        "RouteTableId": arguments["route_table_id"],
        "DestinationCidrBlock": arguments["destination_cidr_block"],
        **target,
    }


def _route_attributes(arguments: Arguments) -> Attributes:
    table, destination = arguments["route_table_id"], arguments["destination_cidr_block"]
    return {"id": f"{table} {destination}", "route_table_id": table, "destination_cidr_block": destination}


class RouteTableAssociation(Handler):
    type = "aws_route_table_association"
    forces_replacement = frozenset({"subnet_id", "route_table_id"})

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        for table in _route_tables(site, "association.subnet-id", [arguments["subnet_id"]]):
            for association in table["Associations"]:
                if association.get("SubnetId") == arguments["subnet_id"]:
                    return self._moved(site, association, arguments)
        return None

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("ec2").associate_route_table(
            SubnetId=arguments["subnet_id"], RouteTableId=arguments["route_table_id"]
        )
        return {"id": made["AssociationId"]}

    def delete(self, site: Site, attributes: Attributes) -> None:
        client = site.client("ec2")
        or_none(
            lambda: client.disassociate_route_table(AssociationId=attributes["id"]), "InvalidAssociationID.NotFound"
        )

    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        wanted = [attributes["id"] for attributes in known.values()]
        existing = {
            association["RouteTableAssociationId"]
            for table in _route_tables(site, "association.route-table-association-id", wanted)
            for association in table["Associations"]
        }
        return {address: one if one["id"] in existing else None for address, one in known.items()}

    def _moved(self, site: Site, association: Mapping[str, Any], arguments: Arguments) -> Attributes:
        """The association, leading to the table that the arguments name."""
        if association["RouteTableId"] == arguments["route_table_id"]:
            return {"id": association["RouteTableAssociationId"]}
        made = site.client("ec2").replace_route_table_association(
            AssociationId=association["RouteTableAssociationId"], RouteTableId=arguments["route_table_id"]
        )
        return {"id": made["NewAssociationId"]}


def _route_tables(site: Site, filter: str, values: list[str]) -> list[Mapping[str, Any]]:
    found = site.client("ec2").describe_route_tables(Filters=[{"Name": filter, "Values": values}])
    return list(found["RouteTables"])


class ElasticIp(Ec2Handler):
    type = "aws_eip"
    forces_replacement = frozenset({"domain"})
    kind = "elastic-ip"
    describes = ("describe_addresses", "Addresses", "AllocationId")
    id_filter = "allocation-id"
    absent = "InvalidAllocationID.NotFound"
    deletes = ("release_address", "AllocationId")

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("ec2").allocate_address(
            Domain=arguments["domain"], TagSpecifications=self.tagging(arguments)
        )
        return self.attributes(made, arguments)


class NatGateway(Ec2Handler):
    type = "aws_nat_gateway"
    forces_replacement = frozenset({"allocation_id", "subnet_id"})
    kind = "natgateway"
    describes = ("describe_nat_gateways", "NatGateways", "NatGatewayId")
    id_filter = "nat-gateway-id"
    extra_filters: ClassVar[Mapping[str, list[str]]] = {"state": ["pending", "available"]}
    absent = "NatGatewayNotFound"
    deletes = ("delete_nat_gateway", "NatGatewayId")

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("ec2").create_nat_gateway(
            AllocationId=arguments["allocation_id"],
            SubnetId=arguments["subnet_id"],
            TagSpecifications=self.tagging(arguments),
        )
        return self.attributes(made["NatGateway"], arguments)

    def settle(self, site: Site, attributes: Attributes) -> None:
        def is_available() -> bool:
            return bool(self._describe(site, {"nat-gateway-id": [attributes["id"]], "state": ["available"]}))

        site.wait("the NAT gateway to be available", is_available, seconds=_NAT_SECONDS)

    def delete(self, site: Site, attributes: Attributes) -> None:
        super().delete(site, attributes)
        living = {"nat-gateway-id": [attributes["id"]], "state": ["pending", "available", "deleting"]}
        site.wait("the NAT gateway to be gone", lambda: not self._describe(site, living), seconds=_NAT_SECONDS)
