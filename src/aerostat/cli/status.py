"""``aerostat status``: what runs now, and whether it is well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from aerostat.cli.options import DEFAULT_FILE, BlueprintFile, EnvironmentName, Json, ServiceName, view
from aerostat.output.human import HumanView

if TYPE_CHECKING:
    from aerostat.delivery.status import ServiceStatus


def status(
    service: ServiceName = None,
    file: BlueprintFile = DEFAULT_FILE,
    env: EnvironmentName = "local",
    as_json: Json = False,
) -> int:
    """Show services with their revision, tasks and targets. Exit code 1 when something is not as it should be."""
    from aerostat import bootstrap

    told = view(as_json)
    platform = bootstrap.attach(file, env)
    services = platform.status(service)
    if isinstance(told, HumanView):
        told.table(_table(services))
        if service:
            told.table(_events(services[0]))
        for url in (*platform.urls(), *platform.mailbox_urls()):
            told.table(Text(url))
        told.table(Text(f"AWS_ENDPOINT_URL={platform.aws.endpoint_url}", style="dim"))
    document = {"urls": platform.urls(), "mailbox": platform.mailbox_urls(), "endpoint_url": platform.aws.endpoint_url}
    told.result({"services": [_document(one) for one in services], **document})
    return 0 if all(one.is_well for one in services) else 1


def _table(services: Sequence[ServiceStatus]) -> Table:
    table = Table("service", "revision", "running", "targets", "rollout", box=None, header_style="bold", pad_edge=False)
    for one in services:
        mark = ("● ", "green") if one.is_well else ("● ", "red")
        targets = (
            "-" if one.targets is None else ", ".join(f"{n} {state}" for state, n in one.targets.items()) or "none"
        )
        table.add_row(
            Text.assemble(mark, one.name),
            one.revision or "not deployed",
            f"{one.running} of {one.desired}" + (f" (+{one.pending} pending)" if one.pending else ""),
            targets,
            one.rollout.lower().replace("_", " "),
        )
    return table


def _events(service: ServiceStatus) -> Text:
    return Text("\n".join(f"{at:%H:%M:%S} {text}" for at, text in service.events), style="dim")


def _document(one: ServiceStatus) -> dict[str, Any]:
    return {
        "service": one.name,
        "well": one.is_well,
        "revision": one.revision,
        "desired": one.desired,
        "running": one.running,
        "pending": one.pending,
        "targets": dict(one.targets) if one.targets is not None else None,
        "rollout": one.rollout,
        "reason": one.reason,
    }
