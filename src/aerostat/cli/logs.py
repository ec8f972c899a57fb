"""``aerostat logs``: what the tasks wrote."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Annotated

import typer

from aerostat.cli.options import DEFAULT_FILE, BlueprintFile, EnvironmentName, Json, ServiceName, duration, view
from aerostat.delivery.logs import Entry, entries, follow
from aerostat.events import LogLine


def logs(
    service: ServiceName = None,
    follow_: Annotated[bool, typer.Option("--follow", "-F", help="Go on until Ctrl-C.")] = False,
    since: Annotated[str, typer.Option("--since", "-s", help="How far back: 90s, 10m, 2h, 1d.")] = "10m",
    task: Annotated[str, typer.Option("--task", "-t", help="Only the task whose id begins so.")] = "",
    filter_: Annotated[str, typer.Option("--filter", help="A CloudWatch Logs filter pattern.")] = "",
    file: BlueprintFile = DEFAULT_FILE,
    env: EnvironmentName = "local",
    as_json: Json = False,
) -> None:
    """Show the logs of all services, or of one, oldest first."""
    from aerostat import bootstrap

    begin = datetime.now(UTC) - duration(since)
    platform = bootstrap.attach(file, env)
    groups = platform.log_groups(service)
    told = view(as_json)
    client = platform.aws.client("logs")

    def tell(entry: Entry) -> None:
        told(LogLine(at=entry.at, subject=entry.service, text=entry.text, task=entry.task))

    if not follow_:
        for entry in entries(client, groups, since=begin, task=task, pattern=filter_):
            tell(entry)
        return
    stop = threading.Event()
    try:
        follow(
            client,
            groups,
            since=begin,
            on_entry=tell,
            stop=stop,
            interval=platform.interval,
            task=task,
            pattern=filter_,
        )
    except KeyboardInterrupt:
        stop.set()
