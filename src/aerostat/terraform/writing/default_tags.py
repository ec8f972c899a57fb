"""
The tags that every resource has, which the provider sets once.

A key is never in both places: the provider would show a difference for ever
(hashicorp/terraform-provider-aws#18311, #19583).
"""

from __future__ import annotations

from collections.abc import Mapping

from aerostat.graph import Graph, Resource, Value

#: What tells resources apart stays with them, also where there is only one.
_OWN = "Name"


def default_tags(graph: Graph) -> Mapping[str, str]:
    """Key and value of the tags that all tagged resources share, in the order of the first."""
    tagged = [tags for one in graph.resources.values() if (tags := _tags(one))]
    if not tagged:
        return {}
    shared = {key: value for key, value in tagged[0].items() if isinstance(value, str) and key != _OWN}
    for tags in tagged[1:]:
        shared = {key: value for key, value in shared.items() if tags.get(key) == value}
    return shared


def own_tags(resource: Resource, defaults: Mapping[str, str]) -> Mapping[str, Value]:
    """What is left for the resource itself to say."""
    return {key: value for key, value in _tags(resource).items() if key not in defaults}


def _tags(resource: Resource) -> Mapping[str, Value]:
    tags = resource.arguments.get("tags")
    return tags if isinstance(tags, Mapping) else {}
