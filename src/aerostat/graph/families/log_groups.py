"""What others say when they mean a log group."""

from __future__ import annotations

from aerostat.graph import names
from aerostat.graph.names import label
from aerostat.graph.resource import Ref
from aerostat.graph.scope import Scope
from aerostat.model import Function, Service


def log_group(one: Service | Function, attribute: str) -> Ref:
    return Ref(f"aws_cloudwatch_log_group.{log_group_label(one)}", attribute)


def log_group_label(one: Service | Function) -> str:
    return label(one.name, "function") if isinstance(one, Function) else label(one.name)


def function_name(scope: Scope, function: Function) -> str:
    return scope.name(scope.kept(function.name), limit=names.FUNCTION)


def function_log_name(scope: Scope, function: Function) -> str:
    """Lambda finds its log group by this name."""
    return f"/aws/lambda/{function_name(scope, function)}"
