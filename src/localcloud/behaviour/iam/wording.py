"""
Refusals in AWS's words.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html lists them by kind of policy.
"""

from __future__ import annotations

from localcloud.behaviour.iam.documents import Request
from localcloud.behaviour.iam.evaluation import Decision, Layer
from localcloud.behaviour.iam.principals import Kind

#: Services that write their actions otherwise, and resources in quotation marks.
_PREFIXES = {"sns": "SNS"}
_QUOTING = frozenset({"s3"})


def refusal(request: Request, decision: Decision) -> str:
    """The message of the error that answers a refused request."""
    if request.principal.kind is Kind.ANONYMOUS:
        return "Access Denied"
    service, _, name = request.action.partition(":")
    action = f"{_PREFIXES.get(service, service)}:{name}"
    resource = f'"{request.resource}"' if service in _QUOTING else request.resource
    told = f"User: {request.principal.arn} is not authorized to perform: {action} on resource: {resource}"
    reason = _reason(decision, action)
    return f"{told} {reason}" if reason else told


def _reason(decision: Decision, action: str) -> str:
    if decision.is_explicit_deny:
        article = "an" if decision.layer is Layer.IDENTITY else "a"
        return f"with an explicit deny in {article} {decision.layer.value}"
    if action.startswith(("sts:AssumeRole", "sts:TagSession")) and decision.layer is Layer.RESOURCE:
        return ""  # of a trust policy that does not let somebody in AWS says nothing more
    return f"because no {decision.layer.value} allows the {action} action"
