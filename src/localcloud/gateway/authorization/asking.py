"""Who asks: a caller as policies see it, with the policies that are its own."""

from __future__ import annotations

from localcloud.api import Caller
from localcloud.behaviour.iam import Kind, MalformedPolicy, Policy, Principal, policy
from localcloud.moto_host import identities
from localcloud.moto_host.identities import Identity, Named

#: What a policy that cannot be read says: nothing, and so it allows nothing.
_SILENT = '{"Version": "2012-10-17", "Statement": []}'


class Asking:
    """A principal with its policies, ready to be judged."""

    def __init__(self, principal: Principal, identity: Identity | None) -> None:
        self.principal = principal
        self.identity = identity
        self.policies = tuple(read(named) for named in identity.policies) if identity else ()
        self.boundary = read(identity.boundary) if identity and identity.boundary else None
        self.session = tuple(read(named) for named in identity.session) if identity and identity.session else None


def asking_of(caller: Caller) -> Asking:
    """The caller as policies see it."""
    arn = caller.principal
    if not arn:
        return Asking(Principal(kind=Kind.ANONYMOUS, arn="*"), None)
    if arn.endswith(".amazonaws.com"):
        return Asking(Principal(kind=Kind.SERVICE, arn=arn), None)
    account, name = arn.split(":")[4], arn.split("/")
    if arn.endswith(":root"):
        return Asking(Principal(kind=Kind.ROOT, arn=arn, account=account), None)
    if ":assumed-role/" in arn:
        return _session_asking(caller, account, name[1])
    found = identities.user(account, name[-1])
    tags = found.tags if found else {}
    user = Principal(kind=Kind.USER, arn=found.arn if found else arn, account=account, tags=tags)
    return Asking(user, found)


def _session_asking(caller: Caller, account: str, role: str) -> Asking:
    found = identities.role(account, role)
    found = identities.with_session_of(found, caller.access_key) if found else None
    principal = Principal(
        kind=Kind.ROLE_SESSION,
        arn=caller.principal,
        account=account,
        role=found.arn if found else "",
        tags=found.tags if found else {},
    )
    return Asking(principal, found)


def read(named: Named) -> Policy:
    name, text = named
    try:
        return policy(text, name)
    except MalformedPolicy:
        return policy(_SILENT, name)
