"""``destroy``: everything that Terraform made for an environment goes, data only when it was told twice."""

from __future__ import annotations

from aerostat.errors import UsageError
from aerostat.events import Sink
from aerostat.terraform.protection import holds_on, released
from aerostat.terraform.reading import Summary, summarize
from aerostat.workflows.apply import Approve, carry_out
from aerostat.workflows.phases import phase
from aerostat.workflows.revisions import deregister_revisions
from aerostat.workflows.service_deployments import require_quiet
from aerostat.workflows.workspace import Workspace


def destroy(workspace: Workspace, *, approve: Approve, deletes_data: bool, emit: Sink) -> Summary:
    """
    Delete everything; what is protected from deletion is released in a first step.

    Args:
        approve: is shown what goes, and asks for the environment's name.
        deletes_data: whether databases, buckets and the like may go too.

    Raises:
        UsageError: there is data, and nobody said that it may go; nothing is changed.
    """
    with workspace.working("destroy", brings_inputs=False) as work:
        work.prepare(emit)
        require_quiet(work)
        with work.unprotected(released(work.graph)):
            return _destroy(work, approve=approve, deletes_data=deletes_data, emit=emit)


def _destroy(work: Workspace, *, approve: Approve, deletes_data: bool, emit: Sink) -> Summary:
    saved = work.project.notes / "destroy-plan"
    with phase("plan", "finding what there is", emit):
        summary = summarize(work.project.plan(saved, "-destroy"), work.known)
    if summary.losses and not deletes_data:
        raise _kept(work, summary)
    approve(summary)
    if targets := _protected(work, summary):
        with phase("release", "turning deletion protection off", emit):
            document = work.project.plan(saved, *(f"-target={address}" for address in targets))
            carry_out(work, summarize(document, work.known), saved, emit)
            work.project.plan(saved, "-destroy")
    if summary.changes:
        with phase("delete", "deleting", emit):
            carry_out(work, summary, saved, emit)
    with phase("revisions", "deregistering what deployments registered", emit):
        deregister_revisions(work)
    return summary


def _protected(work: Workspace, summary: Summary) -> list[str]:
    """Addresses of what must be changed before it can be deleted."""
    there = {one.address for one in summary.changes}
    return [address for address, one in work.resources.items() if address in there and holds_on(one)]


def _kept(work: Workspace, summary: Summary) -> UsageError:
    return UsageError(
        f"`{work.name}` holds data that would be lost, and nothing was deleted",
        because=[f"{one.name} ({one.address}): {one.loses}" for one in summary.losses],
        hint=f"`{work.command('destroy')} --delete-data` deletes it too, once the environment's name is typed",
    )
