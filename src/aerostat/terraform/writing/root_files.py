"""The root of an environment: providers, state, one call for each region's module, inputs and outputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aerostat.graph import Resource
from aerostat.graph.names import label
from aerostat.model import StateStorage
from aerostat.terraform.writing.module_files import (
    input_attributes,
    inputs,
    output_block,
    people_outputs,
    versions,
)
from aerostat.terraform.writing.outline import Outline
from aerostat.terraform.writing.outputs import Output
from aerostat.terraform.writing.syntax import Attribute, Block, Item, Raw, paragraphs
from aerostat.terraform.writing.wiring import Wiring

#: What everybody asks for.
_FIRST = frozenset({"url", "urls"})


def root_files(outline: Outline) -> dict[str, Sequence[Item]]:
    """What each file of the root has in it, by name."""
    wiring = outline.wiring
    files: dict[str, Sequence[Item]] = {
        "versions.tf": [versions()],
        "providers.tf": _providers(outline),
        "backend.tf": _backend(outline.settings.state, _regions(wiring)[0]),
        "variables.tf": _variables(wiring),
        "main.tf": paragraphs(*([_module_call(name, wiring)] for name in wiring.modules)),
        "outputs.tf": paragraphs(*([output_block(one)] for one in root_outputs(wiring))),
    }
    return {file: items for file, items in files.items() if items}


def root_outputs(wiring: Wiring) -> list[Output]:
    """
    Those of the modules: by their own names for the primary region and for what belongs to none, with the region
    before the name for the others. So another region, added later, renames none. The URLs stand first.
    """
    return sorted(_root_outputs(wiring), key=lambda one: one.name not in _FIRST)


def _root_outputs(wiring: Wiring) -> Iterator[Output]:
    taken = set[str]()
    for name in wiring.modules:
        module = wiring.module(name)
        for one in people_outputs(name, wiring):
            is_plain = one.name not in taken and (name == wiring.modules[0] or wiring.folder(name) == name)
            taken.add(one.name)
            yield Output(
                name=one.name if is_plain else f"{module}_{one.name}",
                description=one.description if is_plain else f"{one.description} ({wiring.folder(name)})",
                value=Raw(f"module.{module}.{one.name}"),
                is_sensitive=one.is_sensitive,
            )


def _providers(outline: Outline) -> tuple[Item, ...]:
    """One for each region. Several share their tags through a local value."""
    primary, *others = _regions(outline.wiring)
    tags, account = outline.shared_tags, outline.settings.account
    if not others:
        return (_provider(primary, "", tags, account),)
    shared = [Block("locals", (), (Attribute("tags", tags),))] if tags else []
    named = Raw("local.tags") if tags else tags
    aliases = {primary: "", **{region: label(region) for region in others}}
    return paragraphs(shared, *([_provider(region, alias, named, account)] for region, alias in aliases.items()))


def _provider(region: str, alias: str, tags: Raw | Mapping[str, str], account: str) -> Block:
    settings = [
        *([Attribute("alias", alias)] if alias else []),
        Attribute("region", region),
        *([Attribute("allowed_account_ids", [account])] if account else []),
    ]
    default_tags = [Block("default_tags", (), (Attribute("tags", tags),))] if tags else []
    return Block("provider", ("aws",), paragraphs(settings, default_tags))


def _regions(wiring: Wiring) -> list[str]:
    """The regions of the modules, each once, the primary one first."""
    return list(dict.fromkeys([*list(wiring.graph.regions.values())[:1], *map(wiring.region, wiring.modules)]))


def _backend(state: StateStorage, primary: str) -> tuple[Item, ...]:
    if not state.bucket:
        return ()
    lock = Attribute("use_lockfile", True) if state.lock == "s3" else Attribute("dynamodb_table", state.table)
    backend = Block(
        "backend",
        ("s3",),
        (
            Attribute("bucket", state.bucket),
            Attribute("key", state.key),
            Attribute("region", state.region or primary),
            Attribute("encrypt", True),
            lock,
        ),
    )
    return (Block("terraform", (), (backend,)),)


def _variables(wiring: Wiring) -> tuple[Item, ...]:
    brought = {one.name: one for name in wiring.modules for one in inputs(name, wiring)}
    return paragraphs(*([_variable(one, wiring)] for one in brought.values()))


def _variable(resource: Resource, wiring: Wiring) -> Block:
    brought = resource.arguments.get("environment_variable", "")
    message = f"{brought or resource.name} has no value; set it in the environment of whoever runs Terraform."
    validation = Block(
        "validation",
        (),
        (Attribute("condition", Raw(f"length(var.{resource.name}) > 0")), Attribute("error_message", message)),
    )
    return Block("variable", (resource.name,), paragraphs(input_attributes(resource, wiring), [validation]))


def _module_call(name: str, wiring: Wiring) -> Block:
    brought = [Attribute(one.name, Raw(f"var.{one.name}")) for one in inputs(name, wiring)]
    handed = [
        Attribute(
            wiring.variable(one.source, one.attribute), Raw(f"module.{wiring.module(one.source.module)}.{one.output}")
        )
        for one in wiring.crossings
        if one.user == name
    ]
    region = wiring.region(name)
    is_default = region == _regions(wiring)[0]
    providers = [] if is_default else [Attribute("providers", {"aws": Raw(f"aws.{label(region)}")})]
    return Block(
        "module",
        (wiring.module(name),),
        paragraphs([Attribute("source", f"./{wiring.folder(name)}"), *providers], brought, handed),
    )
