"""How the tiers divide a VPC."""

from __future__ import annotations

from ipaddress import IPv4Network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aerostat.graph.families.subnets import NoRoom, division
from aerostat.model import Network, Subnets

cidrs = st.sampled_from(["10.0.0.0/16", "10.7.0.0/18", "10.1.0.0/20", "172.16.4.0/22", "172.16.0.0/24", "10.0.0.0/26"])
numbers = st.one_of(st.just(0), st.integers(0, 40))
tiers = st.builds(Subnets, first=numbers, zones=st.integers(1, 3))
networks = st.builds(
    Network,
    zones=st.integers(2, 4),
    public=tiers,
    app=tiers,
    database=st.one_of(st.none(), tiers),
    cache=st.one_of(st.none(), tiers),
)


@settings(max_examples=400, deadline=None)
@given(networks, cidrs)
def test_subnets_never_overlap_and_are_in_the_vpc(network: Network, cidr: str) -> None:
    """Either there is no room, or every tier has one block a zone, apart from all others and inside the VPC."""
    try:
        divided = division(network, cidr)
    except NoRoom:
        return
    blocks = [IPv4Network(block) for tier in divided.values() for block in tier]

    assert network.zones == len(divided["public"]) == len(divided["private"])
    for tier, wanted in (("database", network.database), ("cache", network.cache)):
        assert (wanted.zones if wanted else 0) == len(divided.get(tier, ()))
    for place, block in enumerate(blocks):
        assert block.subnet_of(IPv4Network(cidr))
        assert block.prefixlen <= 28
        assert not any(block.overlaps(other) for other in blocks[:place])


@settings(max_examples=200, deadline=None)
@given(st.integers(2, 4), st.integers(1, 3), st.integers(1, 3))
def test_a_large_vpc_has_room_for_every_tier(zones: int, database: int, cache: int) -> None:
    """A /16 holds four tiers without a number, and says so for no combination."""
    network = Network(zones=zones, database=Subnets(zones=database), cache=Subnets(zones=cache))

    assert 4 == len(division(network, "10.0.0.0/16"))


@pytest.mark.parametrize(
    ("cidr", "public", "private"),
    [
        ("10.0.0.0/16", "10.0.0.0/20", "10.0.128.0/20"),
        ("172.16.0.0/24", "172.16.0.0/28", "172.16.0.128/28"),
        ("10.0.0.0/26", "10.0.0.0/28", "10.0.0.32/28"),
    ],
)
def test_without_numbers_the_halves_are_public_and_private(cidr: str, public: str, private: str) -> None:
    """The division of blueprints that give no number: what exists keeps its addresses."""
    divided = division(Network(), cidr)

    assert (public, private) == (divided["public"][0], divided["private"][0])


def test_a_number_is_that_of_a_24() -> None:
    """The four tiers of a production network, as its document has them."""
    network = Network(
        zones=3,
        public=Subnets(first=1),
        app=Subnets(first=10),
        database=Subnets(first=20),
        cache=Subnets(first=30),
    )

    divided = division(network, "10.0.0.0/16")

    assert {
        "public": ("10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"),
        "private": ("10.0.10.0/24", "10.0.11.0/24", "10.0.12.0/24"),
        "database": ("10.0.20.0/24", "10.0.21.0/24"),
        "cache": ("10.0.30.0/24", "10.0.31.0/24"),
    } == divided


def test_a_tier_without_a_number_makes_room_for_those_that_have_one() -> None:
    """Numbers choose first, wherever they are in the order of tiers."""
    divided = division(Network(database=Subnets(first=0), cache=Subnets(first=128)), "10.0.0.0/16")

    assert ("10.0.128.0/24", "10.0.129.0/24") == divided["cache"]
    assert ("10.0.144.0/20", "10.0.160.0/20") == divided["private"]


@pytest.mark.parametrize(
    ("network", "cidr", "why"),
    [
        (Network(public=Subnets(first=20)), "10.0.0.0/20", "subnets 20 to 21 of tier public are not in 10.0.0.0/20"),
        (
            Network(public=Subnets(first=1), app=Subnets(first=2)),
            "10.0.0.0/16",
            "no room for 2 subnets of tier private",
        ),
        (Network(zones=3), "10.0.0.0/26", "no room for 3 subnets of tier private beside public"),
    ],
)
def test_what_does_not_fit_is_said(network: Network, cidr: str, why: str) -> None:
    """The tier, and what is in its way."""
    with pytest.raises(NoRoom, match=why):
        division(network, cidr)
