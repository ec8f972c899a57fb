"""
The ARNs of what belongs to one environment, by kind of resource, also of what is only to be made.

Their names begin with the application's and the environment's; names that the blueprint chooses freely (secrets, mail
domains) are listed. Of kinds that AWS gives ids, all of the account are meant: an id cannot be known beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aerostat.graph import names
from aerostat.graph.actions import template
from aerostat.graph.actions.kinds import NAMES
from aerostat.graph.resource import Ref, Resource, Text
from aerostat.graph.scope import ACCOUNT, Scope

_VARIABLE = re.compile(r"\$\{(\w+)\}")

#: Where the names are shorter than elsewhere, and so their beginnings may be.
_LIMITS: Mapping[str, int] = {
    "backup:backupVault": names.BACKUP_VAULT,
    "elasticache:replicationgroup": names.REPLICATION_GROUP,
    "elasticache:cluster": names.REPLICATION_GROUP,
    "elasticloadbalancing:listener-rule/app": names.LOAD_BALANCER,
    "elasticloadbalancing:listener/app": names.LOAD_BALANCER,
    "elasticloadbalancing:loadbalancer/app/": names.LOAD_BALANCER,
    "elasticloadbalancing:targetgroup": names.TARGET_GROUP - 5,
    "es:domain": names.SEARCH_DOMAIN,
    "firehose:deliverystream": names.DELIVERY_STREAM,
    "iam:role": names.ROLE,
    "lambda:function": names.FUNCTION,
    "rds:db": names.DATABASE_INSTANCE,
    "s3:bucket": names.BUCKET - 13,
    "scheduler:schedule": names.SCHEDULE,
    "wafv2:loadbalancer/app/": names.LOAD_BALANCER,
    "xray:sampling-rule": 32,
}
#: Those of which a region has one, which is called like the environment, or which belong to that one.
_CALLED_LIKE_IT = frozenset(
    {
        "backup:backupVault",
        "ecs:cluster",
        "ecs:container-instance",
        "ecs:service",
        "ecs:service-deployment",
        "ecs:service-revision",
        "ecs:task",
        "elasticache:subnetgroup",
        "elasticloadbalancing:listener-rule/app",
        "elasticloadbalancing:listener/app",
        "elasticloadbalancing:loadbalancer/app/",
        "kms:alias",
        "rds:subgrp",
        "wafv2:loadbalancer/app/",
        "wafv2:webacl",
    }
)
#: AWS's own, which are used where one has none.
_OF_AWS: Mapping[str, tuple[str, ...]] = {
    "elasticache:parametergroup": ("default.*",),
    "iam:oidc-provider": ("token.actions.githubusercontent.com",),
    "rds:og": ("default:*",),
    "rds:pg": ("default.*",),
}
#: How the ARNs end of what is only read here, and which AWS keeps for everybody.
_KEPT_BY_AWS = ":prefix-list/${PrefixListId}"
#: Which an application has, but no Terraform project: AWS makes them, or a person does.
_NOT_OF_TERRAFORM = frozenset({"backup:recoveryPoint", "rds:auto-backup", "ssm:instance"})
#: The argument that holds a name which the blueprint may choose freely, by kind.
_CHOSEN: Mapping[str, tuple[str, str]] = {
    "logs:log-group": ("aws_cloudwatch_log_group", "name"),
    "secretsmanager:Secret": ("aws_secretsmanager_secret", "name"),
    "ses:identity": ("aws_ses_domain_identity", "domain"),
    "ssm:parameter": ("aws_ssm_parameter", "name"),
}


@dataclass(frozen=True, kw_only=True)
class Ours:
    """
    Attributes:
        resources: those of the environment, for the names that the blueprint chooses.
    """

    scope: Scope
    resources: Sequence[Resource]

    def arns(self, kinds: Iterable[str]) -> list[Text]:
        """Patterns for all kinds, each once, in a stable order."""
        found = {str(arn): arn for kind in sorted(set(kinds) - _NOT_OF_TERRAFORM) for arn in self._of(kind)}
        return [found[text] for text in sorted(found)]

    def _of(self, kind: str) -> list[Text]:
        return [arn(template(kind), NAMES[kind], name) for name in self._names(kind)]

    def _names(self, kind: str) -> Sequence[str]:
        if not NAMES[kind]:
            return ("*",)
        path = f"{self.scope.path()}/*"
        usual: tuple[str, ...]
        match kind:
            case "logs:log-group" | "logs:log-stream":
                functions = self._beginning("lambda:function")
                databases = f"/aws/rds/instance/{self._beginning('rds:db')}*"
                firewall = f"aws-waf-logs-{self.scope.name()}*"
                usual = (f"/*/{path}", f"/aws/lambda/{functions}*", databases, firewall)
            case "secretsmanager:Secret":
                usual = (path, f"/{path}")
            case "ssm:parameter":
                usual = (path,)
            case "ses:identity" | "iam:oidc-provider":
                usual = ()
            case "cloudwatch:dashboard":
                usual = (self.scope.name(), f"{self._beginning(kind)}*")
            case _ if kind in _CALLED_LIKE_IT:
                usual = (self._whole(kind),)
            case _:
                usual = (f"{self._beginning(kind)}*",)
        return (*usual, *_OF_AWS.get(kind, ()), *self._chosen(kind))

    def _whole(self, kind: str) -> str:
        """The environment's name, as long as it may be; elbv2 keeps names that begin with ``internal-`` for itself."""
        name, limit = self.scope.name(), _LIMITS.get(kind, names.GENERAL)
        if "LoadBalancerName" in NAMES[kind] and name.startswith("internal-"):
            name = f"lb-{name}"
        return names.shortened(name, limit)

    def _beginning(self, kind: str) -> str:
        """What every name of this kind begins with: all of the environment's name where a hash fits behind it."""
        whole, kept = self.scope.name(), _LIMITS.get(kind, names.GENERAL) - 7
        return f"{whole}-" if len(whole) < kept else whole[:kept].rstrip("-")

    def _chosen(self, kind: str) -> list[str]:
        """The names of this kind that do not begin as ours do."""
        if kind not in _CHOSEN:
            return []
        type, argument = _CHOSEN[kind]
        given = {str(one.arguments[argument]) for one in self.resources if one.type == type and one.mode == "managed"}
        other = [name for name in sorted(given) if not self._is_usual(name)]
        return [f"{name}-??????" if kind == "secretsmanager:Secret" else name.removeprefix("/") for name in other]

    def _is_usual(self, name: str) -> bool:
        return f"{self.scope.path()}/" in name or self.scope.name() in name


def arn(template: str, variable: str, name: str) -> Text:
    """The template with the name in its place, this account, and anything for what else is not known."""
    known = {"Partition": "aws", "Region": "*", variable: name}
    parts: list[str | Ref] = []
    if template.endswith(_KEPT_BY_AWS):
        known["Account"] = "aws"
    for number, piece in enumerate(_VARIABLE.split(template)):
        if number % 2 and piece == "Account" and piece not in known:
            parts.append(ACCOUNT)
        else:
            text = known.get(piece, "*") if number % 2 else piece
            if parts and isinstance(parts[-1], str):
                parts[-1] += text
            else:
                parts.append(text)
    return Text(tuple(parts))
