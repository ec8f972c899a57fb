"""What others say when they mean a function."""

from __future__ import annotations

from aerostat.graph.families.log_groups import function_name
from aerostat.graph.names import label
from aerostat.graph.resource import Ref
from aerostat.model import Function

__all__ = ["failures", "function", "function_name", "invoked"]


def function(one: Function, attribute: str) -> Ref:
    """The function in the region that asks."""
    return Ref(f"aws_lambda_function.{label(one.name)}", attribute)


def invoked(one: Function) -> Ref:
    """ARN of what is invoked: the live version where some of it is kept warm."""
    return Ref(f"aws_lambda_alias.{label(one.name)}", "arn") if one.provisioned else function(one, "arn")


def failures(one: Function, attribute: str) -> Ref:
    """The queue of what it failed to do."""
    return Ref(f"aws_sqs_queue.{label(one.name, 'failures')}", attribute)
