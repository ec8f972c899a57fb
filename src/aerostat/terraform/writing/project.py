"""A graph as the files of a Terraform project. Pure; ``folder`` is the shell around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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
    header: list[Item] = [Comment(settings.header), BLANK]
    files = {path: render([*header, *items]) for path, items in _contents(outline, ledger) if items}
    return {**files, LEDGER_FILE: ledger_text(ledger)}


def _contents(outline: Outline, ledger: Ledger) -> Iterator[tuple[str, Sequence[Item]]]:
    """What each file has in it, one after the other: no more than one needs to be held."""
    yield from root_files(outline).items()
    yield "moved.tf", moved_blocks(ledger)
    for name in outline.wiring.modules:
        folder = outline.wiring.folder(name)
        for file, items in module_files(name, outline):
            yield f"{folder}/{file}", items


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
