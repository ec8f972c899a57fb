"""
Our Terraform workflows on a project that was written by hand: a process of its own, so that it can be interrupted.

``python driver.py FOLDER COMMAND [NAME=VALUE ...]`` writes events as JSON lines, then the result or the error, and
exits as `aerostat` would.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from aerostat.aws import Aws, translated
from aerostat.cli.changes import change_document
from aerostat.cli.terraform import interruptible
from aerostat.errors import AerostatError
from aerostat.graph.resource import Graph, Resource
from aerostat.model import Environment, StateStorage
from aerostat.output.json_lines import JsonView
from aerostat.terraform.running import Origins, Project, find_binary
from aerostat.workflows.apply import apply
from aerostat.workflows.destroy import destroy
from aerostat.workflows.drift import drift
from aerostat.workflows.plan import plan
from aerostat.workflows.workspace import Workspace, notes_on

#: What the blueprint would say of the hand-written resources.
ORIGINS = {"aws_s3_bucket.uploads": "buckets.uploads", "aws_iam_role.web": "services.web"}


def workspace(folder, interrupt):
    project = folder / "project"
    bucket = os.environ.get("STATE_BUCKET", "")
    resources = {
        address: Resource(
            type=address.split(".")[0],
            name=address.split(".")[1],
            arguments={},
            origin=origin,
            governed=frozenset({"max_session_duration"}),
        )
        for address, origin in ORIGINS.items()
    }

    def write(graph, *, protects=True):
        """The bucket may go with its objects once the graph says so."""
        text = (project / "main.tf.template").read_text()
        is_released = graph.resources["aws_s3_bucket.uploads"].arguments.get("force_destroy", False)
        said = {"FORCE_DESTROY": is_released, "PROTECTS": protects}
        for name, value in said.items():
            text = text.replace(name, str(value).lower())
        (project / "main.tf").write_text(text)

    return Workspace(
        environment=Environment(
            application="shop",
            name="prod",
            blueprint=folder / "aerostat.yaml",
            region="us-east-1",
            state=StateStorage(bucket=bucket),
        ),
        graph=Graph(resources, regions={"": "us-east-1"}),
        resources=resources,
        aws=lambda region: Aws(region=region, endpoint_url=os.environ["AWS_ENDPOINT_URL"]),
        write=write,
        inputs={},
        project=Project(
            binary=find_binary(os.environ),
            folder=project,
            notes=folder / "notes",
            environ=os.environ,
            origins=Origins(place=lambda address: ORIGINS.get(address, ""), notes=notes_on(os.environ)),
            interrupt=interrupt,
        ),
    )


def changes(summary):
    return {
        "counts": summary.counts,
        "done": summary.counts_done,
        "changes": [change_document(one) for one in summary.changes],
    }


def run(work, command, options, told):
    match command:
        case "plan":
            return changes(plan(work, emit=told))
        case "apply":
            applied = apply(
                work,
                approve=lambda _: None,
                emit=told,
                is_planned=options.get("planned") == "yes",
                unlock=options.get("unlock", ""),
            )
            return {**changes(applied.summary), "outputs": dict(applied.outputs)}
        case "destroy":
            deletes_data = options.get("delete_data") == "yes"
            return changes(destroy(work, approve=lambda _: None, deletes_data=deletes_data, emit=told))
        case "drift":
            report = drift(work, emit=told)
            drifted = {"by_hand": report.by_hand, "governed": report.governed}
            named = {
                name: {one.address: "gone" if one.is_gone else [str(each) for each in one.differences] for one in found}
                for name, found in drifted.items()
            }
            return {**named, "to_apply": {one.address: one.because for one in report.to_apply}}
    raise AssertionError(command)


def main(folder, command, *words):
    told = JsonView()
    try:
        with translated(command), interruptible() as interrupt:
            told.result(
                run(workspace(Path(folder), interrupt), command, dict(word.split("=", 1) for word in words), told)
            )
    except AerostatError as error:
        told.error(error)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
