"""Descriptions of security group rules, what finds NAT gateways, and machines from Amazon's own images."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib.resources import files
from typing import Any


def correct() -> None:
    _keep_descriptions_of_rules()
    _tag_dhcp_options()
    _know_amazons_images()
    _size_volumes_by_their_image()
    _switch_monitoring()
    _show_groups_of_interfaces()
    _delete_networks_with_their_default_lists()
    _find_nat_gateways_by_tag()
    _list_route_53_s_checkers()


def _keep_descriptions_of_rules() -> None:
    """moto shows the description of a rule only if the rule names an address range."""
    from moto.ec2.models.security_groups import SecurityGroupRule

    plain_init, plain_eq = SecurityGroupRule.__init__, SecurityGroupRule.__eq__

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        plain_init(self, *args, **kwargs)
        prefix_list = kwargs.get("prefix_list_id") or (args[7] if len(args) > 7 else None)
        self.prefix_list_description = (prefix_list or {}).get("Description")

    def description(self: Any) -> str | None:
        found: str | None = (
            self.ip_range.get("Description")
            or self.source_group.get("Description")
            or vars(self).get("prefix_list_description")
        )
        return found

    def __eq__(self: Any, other: Any) -> bool:
        """A rule is the same rule whatever its description says."""
        if not self.source_group or not other.source_group:
            return bool(plain_eq(self, other))
        described = self.source_group
        same_text = {"Description": other.source_group.get("Description")}
        self.source_group = {
            name: text for name, text in {**described, **same_text}.items() if name != "Description" or text is not None
        }
        try:
            return bool(plain_eq(self, other))
        finally:
            self.source_group = described

    SecurityGroupRule.__init__ = __init__
    SecurityGroupRule.description = property(description)
    SecurityGroupRule.__eq__ = __eq__


def _tag_dhcp_options() -> None:
    from moto.ec2.responses.dhcp_options import DHCPOptions

    plain = DHCPOptions.create_dhcp_options

    def create_dhcp_options(self: Any) -> Any:
        answer = plain(self)
        options = answer.result["DhcpOptions"]
        options.add_tags(self._parse_tag_specification().get("dhcp-options", {}))
        return answer

    DHCPOptions.create_dhcp_options = create_dhcp_options


def _know_amazons_images() -> None:
    """
    The images that the public parameters of SSM name.

    moto has a list of images of its own, which takes seconds to load and is not loaded here.
    """
    from moto.ec2.models.amis import Ami, AmiBackend

    plain = AmiBackend.describe_images

    def describe_images(self: Any, ami_ids: Any = (), *args: Any, **kwargs: Any) -> Any:
        for unknown in set(ami_ids or ()) - self.amis.keys():
            if name := _public_images(self.region_name).get(unknown):
                self.amis[unknown] = Ami(
                    self,
                    unknown,
                    name=name,
                    owner_id="137112412989",
                    owner_alias="amazon",
                    public=True,
                    virtualization_type="hvm",
                    architecture="arm64" if "arm64" in name else "x86_64",
                    root_device_type="ebs",
                    root_device_name="/dev/xvda",
                )
        return plain(self, ami_ids, *args, **kwargs)

    AmiBackend.describe_images = describe_images


@cache
def _public_images(region: str) -> dict[str, str]:
    """Image id → name, of the parameters below ``/aws/service/ami-amazon-linux-latest``."""
    folder = files("moto.ssm").joinpath("resources", "ami-amazon-linux-latest")
    try:
        packed = folder.joinpath(f"{region}.json.gz").read_bytes()
    except FileNotFoundError:
        return {}
    parameters = json.loads(gzip.decompress(packed))
    return {one["Value"]: one["Name"].rpartition("/")[2] for one in parameters}


def _size_volumes_by_their_image() -> None:
    """A volume of no size is as large as its image; Amazon's are 8 GiB."""
    from moto.ec2.responses.instances import InstanceResponse

    plain = InstanceResponse._validate_block_device_mapping

    def check(device_mapping: dict[str, Any]) -> None:
        volume = device_mapping.get("Ebs")
        if isinstance(volume, dict) and not volume.get("SnapshotId"):
            volume.setdefault("VolumeSize", 8)
        plain(device_mapping)

    InstanceResponse._validate_block_device_mapping = staticmethod(check)


def _switch_monitoring() -> None:
    """moto shows whether an instance is monitored in detail, but cannot be told later."""
    from moto.core.responses import ActionResult
    from moto.ec2.responses.instances import InstanceResponse

    def switched(self: Any, state: str) -> Any:
        instances = [self.ec2_backend.get_instance(one) for one in self._get_param("InstanceIds", [])]
        for instance in instances:
            instance.monitoring_state = state
        shown = [{"InstanceId": instance.id, "Monitoring": instance.monitoring} for instance in instances]
        return ActionResult({"InstanceMonitorings": shown})

    InstanceResponse.monitor_instances = lambda self: switched(self, "enabled")
    InstanceResponse.unmonitor_instances = lambda self: switched(self, "disabled")


def _show_groups_of_interfaces() -> None:
    """An instance shows the security groups that were asked for its first interface."""
    from moto.ec2.models.instances import Instance

    plain = Instance.__init__

    def __init__(self: Any, ec2_backend: Any, *args: Any, **kwargs: Any) -> None:
        plain(self, ec2_backend, *args, **kwargs)
        if not self.security_groups:
            asked = [group for interface in kwargs.get("nics") or () for group in interface.get("Groups", ())]
            found = [ec2_backend.get_security_group_from_id(group) for group in asked]
            self.security_groups = [group for group in found if group]

    Instance.__init__ = __init__


def _delete_networks_with_their_default_lists() -> None:
    """A VPC's default network ACL goes with it: nobody else can delete it."""
    from moto.ec2.models.vpcs import VPCBackend

    plain = VPCBackend.delete_vpc

    def delete_vpc(self: Any, vpc_id: str) -> Any:
        deleted = plain(self, vpc_id)
        for identifier in [one.id for one in self.network_acls.values() if one.vpc_id == vpc_id]:
            del self.network_acls[identifier]
        return deleted

    VPCBackend.delete_vpc = delete_vpc


def _list_route_53_s_checkers() -> None:
    """AWS keeps a list of the addresses from which Route 53 checks, in every region; these are the first of them."""
    from moto.ec2.models.managed_prefixes import ManagedPrefixListBackend

    plain = ManagedPrefixListBackend.create_default_pls

    def create_default_pls(self: Any) -> None:
        plain(self)
        self._create_aws_managed_prefix_list(
            name=f"com.amazonaws.{self.region_name}.route53-healthchecks",
            address_family="IPv4",
            entries=[{"Cidr": cidr, "Description": "default"} for cidr in ("15.177.0.0/18", "54.228.16.0/26")],
        )

    ManagedPrefixListBackend.create_default_pls = create_default_pls


def _find_nat_gateways_by_tag() -> None:
    """moto shows them all, whatever their tags; and one that nobody called private is public."""
    from moto.ec2.models.nat_gateways import NatGatewayBackend
    from moto.ec2.utils import generic_filter

    plain_describe, plain_create = NatGatewayBackend.describe_nat_gateways, NatGatewayBackend.create_nat_gateway

    def describe_nat_gateways(self: Any, filters: Any, nat_gateway_ids: list[str] | None) -> list[Any]:
        by_tag = {name: values for name, values in (filters or {}).items() if name.startswith("tag")}
        return list(generic_filter(by_tag, plain_describe(self, filters, nat_gateway_ids)))

    def create_nat_gateway(
        self: Any,
        subnet_id: str,
        allocation_id: str,
        tags: dict[str, str] | None = None,
        connectivity_type: str | None = None,
    ) -> Any:
        return plain_create(self, subnet_id, allocation_id, tags, connectivity_type or "public")

    NatGatewayBackend.describe_nat_gateways = describe_nat_gateways
    NatGatewayBackend.create_nat_gateway = create_nat_gateway
