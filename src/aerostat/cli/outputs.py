"""``aerostat outputs``: URLs, names and the like, as of the last apply."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from rich.text import Text

from aerostat.cli.options import DEFAULT_FILE, AwsEnvironment, BlueprintFile, Json, ProjectFolder, view
from aerostat.cli.terraform import interruptible
from aerostat.output.human import HumanView


def outputs(
    env: AwsEnvironment,
    out: ProjectFolder = None,
    file: BlueprintFile = DEFAULT_FILE,
    as_json: Json = False,
) -> None:
    """Show what an environment has to tell: URLs, names, addresses. Secrets are not shown."""
    from aerostat.bootstrap.aws import workspace
    from aerostat.workflows.outputs import outputs as read

    told = view(as_json)
    with interruptible() as interrupt:
        found = read(workspace(file, env, out=out, interrupt=interrupt), emit=told)
    if isinstance(told, HumanView):
        told.table(outputs_text(found) if found else "nothing is applied yet")
    told.result({"outputs": dict(found)})


def outputs_text(outputs: Mapping[str, Any]) -> Text:
    """A line for each value; a secret is not there to be shown."""
    rows = [row for name, value in outputs.items() for row in _rows(name, value)]
    width = max(len(name) for name, _ in rows)
    return Text("\n").join(Text.assemble((f"{name:<{width}}", "bold"), f"  {value}") for name, value in rows)


def _rows(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """``queue_urls.orders``: members have lines of their own, so that no line needs to be broken."""
    if isinstance(value, Mapping):
        for member, inner in value.items():
            yield from _rows(f"{name}.{member}", inner)
    else:
        yield name, "(secret)" if value is None else value if isinstance(value, str) else json.dumps(value)
