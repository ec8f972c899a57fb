"""One module: the resources of one region, a file for each family, and what goes in and out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aerostat.errors import AerostatBug
from aerostat.graph import Resource
from aerostat.terraform.writing import facts
from aerostat.terraform.writing.outline import Outline
from aerostat.terraform.writing.outputs import Output, outputs
from aerostat.terraform.writing.resource_block import local_values, resource_blocks
from aerostat.terraform.writing.settings import PROVIDER, PROVIDER_VERSION, TERRAFORM
from aerostat.terraform.writing.shared_values import by_user, shared_values
from aerostat.terraform.writing.syntax import Attribute, Block, Item, Raw, paragraphs
from aerostat.terraform.writing.wiring import Crossing, Wiring, local_address

_OURS = frozenset({"versions", "variables", "outputs"})


def module_files(name: str, outline: Outline) -> Iterator[tuple[str, Sequence[Item]]]:
    """The name of each file of the module, and what it has in it; those with nothing in it are not needed."""
    wiring = outline.wiring
    families: dict[str, list[Resource]] = {}
    for resource in wiring.graph.resources.values():
        if resource.module == name and resource.mode != "input":
            families.setdefault(resource.family or "main", []).append(resource)
    if taken := _OURS & families.keys():
        raise AerostatBug(
            f"a family of resources may not be called {', '.join(sorted(taken))}: the module has that file"
        )
    shared = shared_values(one for resources in families.values() for one in resources)
    sharing = by_user(shared)
    yield "versions.tf", [versions()]
    for family, resources in families.items():
        above = local_values([one for one in shared if one.family == family], name, outline)
        yield f"{family}.tf", paragraphs(above, *resource_blocks(resources, outline, sharing))
    yield "variables.tf", _variables(name, wiring)
    yield "outputs.tf", paragraphs(*([output_block(one)] for one in module_outputs(name, wiring)))


def versions() -> Block:
    provider = {"source": PROVIDER, "version": PROVIDER_VERSION}
    return Block(
        "terraform",
        (),
        paragraphs(
            [Attribute("required_version", TERRAFORM)],
            [Block("required_providers", (), (Attribute("aws", provider),))],
        ),
    )


def module_outputs(name: str, wiring: Wiring) -> Iterator[Output]:
    """What people ask for, then what other modules need."""
    yield from people_outputs(name, wiring)
    crossing = {one.output: one for one in wiring.crossings if one.source.module == name}
    for output, one in crossing.items():
        yield Output(
            name=output,
            description=f"{_description(one)}, for other modules",
            value=Raw(f"{local_address(one.source)}.{one.attribute}"),
            is_sensitive=facts.is_sensitive(one.source, one.attribute),
            is_ephemeral=one.source.mode == "ephemeral",
        )


def people_outputs(name: str, wiring: Wiring) -> Iterator[Output]:
    return outputs([one for one in wiring.graph.resources.values() if one.module == name])


def output_block(output: Output) -> Block:
    body = [Attribute("description", output.description), Attribute("value", output.value)]
    body += [Attribute("sensitive", True)] if output.is_sensitive else []
    body += [Attribute("ephemeral", True)] if output.is_ephemeral else []
    return Block("output", (output.name,), tuple(body))


def input_attributes(resource: Resource, wiring: Wiring) -> list[Attribute]:
    """The start of the variable of something that the deployer brings, the same in the root and in its modules."""
    attributes = [
        Attribute("description", f"Value of {resource.origin or resource.name}"),
        Attribute("type", Raw("string")),
        Attribute("sensitive", True),
    ]
    return attributes if resource.name in wiring.recorded_inputs else [*attributes, Attribute("ephemeral", True)]


def _variables(name: str, wiring: Wiring) -> tuple[Item, ...]:
    brought = [Block("variable", (one.name,), tuple(input_attributes(one, wiring))) for one in inputs(name, wiring)]
    handed = [_variable(one, wiring) for one in wiring.crossings if one.user == name]
    return paragraphs(*([block] for block in (*brought, *handed)))


def inputs(name: str, wiring: Wiring) -> Sequence[Resource]:
    """What the deployer brings to this module."""
    return tuple(wiring.inputs.get(name, {}).values())


def _variable(crossing: Crossing, wiring: Wiring) -> Block:
    source = crossing.source
    body = [
        Attribute("description", f"{_description(crossing)} in {wiring.folder(source.module)}"),
        Attribute("type", Raw(facts.type_of(source, crossing.attribute))),
    ]
    body += [Attribute("sensitive", True)] if facts.is_sensitive(source, crossing.attribute) else []
    body += [Attribute("ephemeral", True)] if source.mode == "ephemeral" else []
    return Block("variable", (wiring.variable(source, crossing.attribute),), tuple(body))


def _description(crossing: Crossing) -> str:
    return f"`{crossing.attribute}` of {local_address(crossing.source)}"
