"""A graph as the files of a Terraform project. Pure; ``folder`` is the shell around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aerostat.graph import Graph, Resource
from aerostat.terraform.writing.default_tags import default_tags
from aerostat.terraform.writing.module_files import module_files
from aerostat.terraform.writing.moves import LEDGER_FILE, Ledger, ledger_text, moved_blocks, moves
from aerostat.terraform.writing.outline import Outline
from aerostat.terraform.writing.rendering import render
from aerostat.terraform.writing.root_files import root_files
from aerostat.terraform.writing.settings import Settings
from aerostat.terraform.writing.syntax import BLANK, Comment, Item
from aerostat.terraform.writing.wiring import Wiring


def project(graph: Graph, settings: Settings, previous: Ledger = Ledger()) -> dict[str, str]:  # noqa: B008
    """
    The files of one environment, by path relative to its folder.

    Args:
        previous: the ledger of the project that these files replace, so that renamed resources are moved.
    """
    wiring = Wiring(graph)
    outline = Outline(wiring=wiring, shared_tags=default_tags(graph), settings=settings)
    ledger = moves(previous, wiring)
    items: dict[str, Sequence[Item]] = root_files(outline)
    if ledger.moved:
        items["moved.tf"] = moved_blocks(ledger)
    for name in wiring.modules:
        folder = wiring.folder(name)
        items |= {f"{folder}/{file}": content for file, content in module_files(name, outline).items()}
    files = {path: render([Comment(settings.header), BLANK, *content]) for path, content in items.items()}
    return {**files, LEDGER_FILE: ledger_text(ledger)}


def addresses(graph: Graph) -> Mapping[str, Resource]:
    """The graph's resources by the address that Terraform knows them by, as plans and states name them."""
    wiring = Wiring(graph)
    return {wiring.address(one): one for one in graph.resources.values() if one.mode != "input"}


def variables(graph: Graph) -> Mapping[str, str]:
    """
    What Terraform must be given: the environment variable of the deployer that holds it, by the variable's name.

    Whoever runs Terraform sets ``TF_VAR_<name>``; a saved plan needs the same values again when it is applied.
    """
    brought = [one for one in graph.resources.values() if one.mode == "input"]
    return {one.name: str(one.arguments["environment_variable"]) for one in brought}
