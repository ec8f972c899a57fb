"""What every generated project must live through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aerostat.testing.terraform import Terraform


@dataclass(frozen=True)
class Cycle:
    """What was there while the project lived."""

    resources: frozenset[str]
    outputs: Mapping[str, Any]


def full_cycle(terraform: Terraform) -> Cycle:
    """
    Format, init, validate, plan, apply, a second plan that finds nothing to do, destroy.

    Raises:
        TerraformFailed: if a command ends badly.
        AssertionError: if the first plan does more than create, or a step leaves what it should not.
    """
    terraform.fmt_check()
    terraform.init()
    terraform.validate()
    first = terraform.plan()
    assert {"create"} == set(first.changes.values()), f"a first plan creates and does nothing else: {first.changes}"
    terraform.apply()
    recorded, outputs = terraform.recorded(), terraform.outputs()
    assert set(first.changes) == recorded, f"planned but not recorded: {sorted(set(first.changes) ^ recorded)}"
    second = terraform.plan()
    assert second.is_empty, f"the second plan would change what the first made: {second.changes}"
    terraform.destroy()
    assert not terraform.recorded(), f"left after destroy: {sorted(terraform.recorded())}"
    return Cycle(recorded, outputs)
