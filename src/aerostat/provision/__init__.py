"""
The direct engine: from a graph to resources that exist, through boto3. The laptop's counterpart of Terraform.

::

    state = StateFile(project / ".aerostat" / environment / "state.json")
    refresh(aws, state)                                   # what AWS says now
    steps = plan(graph, state.current)                    # pure; show it
    apply(steps, aws, state, emit)                        # do it; may be interrupted and repeated
"""

from aerostat.provision.engine import apply, destroy, resolve
from aerostat.provision.handlers.ecs import (
    RELEASE_TAG,
    create_service_request,
    task_definition_request,
    update_service_request,
)
from aerostat.provision.plan import Plan, Step, plan
from aerostat.provision.refresh import refresh
from aerostat.provision.state import Record, State, StateFile

__all__ = [
    "RELEASE_TAG",
    "Plan",
    "Record",
    "State",
    "StateFile",
    "Step",
    "apply",
    "create_service_request",
    "destroy",
    "plan",
    "refresh",
    "resolve",
    "task_definition_request",
    "update_service_request",
]
