"""Tags that all resources share are set once, and never twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aerostat.graph import Graph, Ref, Resource
from aerostat.terraform.writing.default_tags import default_tags, own_tags

keys = st.sampled_from(["Application", "Environment", "Owner", "Name", "Service"])
values = st.sampled_from(["a", "b"]) | st.just(Ref("aws_vpc.main", "id"))
tags = st.dictionaries(keys, values)


def graph(*of: dict[str, object]) -> Graph:
    resources = [Resource(type="aws_vpc", name=f"n{n}", arguments={"tags": one}) for n, one in enumerate(of)]  # type: ignore[dict-item]
    return Graph({one.address: one for one in resources}, regions={"": "us-east-1"})


@given(st.lists(tags, min_size=1, max_size=5))
def test_both_places_together_are_what_the_graph_says(many: list[dict[str, object]]) -> None:
    """Every resource ends up with exactly its tags, and no key is in both places."""
    of = graph(*many)
    shared = default_tags(of)

    for one in of.resources.values():
        own = own_tags(one, shared)
        assert not shared.keys() & own.keys()
        if one.arguments["tags"]:
            assert one.arguments["tags"] == {**shared, **own}


def test_a_name_is_never_shared() -> None:
    """Not even by a single resource."""
    assert {"Owner": "me"} == default_tags(graph({"Name": "main", "Owner": "me"}))


def test_a_value_that_is_not_known_beforehand_is_never_shared() -> None:
    """The provider would plan changes without end."""
    assert {} == default_tags(graph({"Vpc": Ref("aws_vpc.main", "id")}))
