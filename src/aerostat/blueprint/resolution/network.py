"""Regions and networks."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from aerostat import model
from aerostat.blueprint.document.network import (
    BastionSection,
    NetworkSection,
    Regions,
    RegionSection,
    SubnetsSection,
)

_SECOND_NUMBER = 2**16
_ALL_ADDRESSES = 2**32


def regions(section: Regions, network: NetworkSection) -> Mapping[str, model.Region]:
    """All regions by name, the primary one first."""
    named = section if isinstance(section, Mapping) else dict.fromkeys(section, RegionSection())
    return {
        name: model.Region(name=name, role=model.Role(one.role), cidr=one.cidr or _counted_up(network.cidr, index))
        for index, (name, one) in enumerate(named.items())
    }


def _counted_up(cidr: str, count: int) -> str:
    """``10.0.0.0/16`` counted up once is ``10.1.0.0/16``: networks of one application must not overlap."""
    first = ipaddress.IPv4Network(cidr)
    address = (int(first.network_address) + count * _SECOND_NUMBER) % _ALL_ADDRESSES
    return f"{ipaddress.IPv4Address(address)}/{first.prefixlen}"


def network(section: NetworkSection) -> model.Network:
    tiers = section.subnets
    everywhere = model.Subnets(zones=section.zones)
    return model.Network(
        cidr=section.cidr,
        zones=section.zones,
        nat=section.nat,
        public=_tier(tiers.public, section.zones) or everywhere,
        app=_tier(tiers.app, section.zones) or everywhere,
        database=_tier(tiers.database, section.zones),
        cache=_tier(tiers.cache, section.zones),
        endpoints=section.endpoints,
        acls=section.acls,
        flow_logs=section.flow_logs,
        bastion=_bastion(section.bastion),
        session_manager=section.session_manager,
    )


def _tier(section: SubnetsSection | None, zones: int) -> model.Subnets | None:
    if section is None:
        return None
    return model.Subnets(first=section.first, zones=section.zones or zones)


def _bastion(section: BastionSection | None) -> model.Bastion | None:
    if section is None:
        return None
    return model.Bastion(allowed_from=section.allowed_from, instance=section.instance)
