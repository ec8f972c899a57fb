"""STS where moto falls short: who the caller is, and sessions that keep the policies and tags they were given."""

from __future__ import annotations

from typing import Protocol

from localcloud.api import Answer, Caller, Params, Service
from localcloud.moto_host import identities


class Sessions(Protocol):
    """Where sessions are kept."""

    def call(self, service: str, operation_name: str, params: Params, caller: Caller) -> Answer: ...

    def keep(self, service: str, caller: Caller) -> None: ...


class SecurityTokens(Service):
    """The Security Token Service."""

    name = "sts"

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def get_caller_identity(self, caller: Caller, params: Params) -> Answer:
        """Who the caller is. The user id of an account's root is the account's number, as on AWS."""
        is_root = caller.principal.endswith(":root")
        user_id = caller.account if is_root else caller.access_key
        return {"UserId": user_id, "Account": caller.account, "Arn": caller.principal}

    def assume_role(self, caller: Caller, params: Params) -> Answer:
        """A session of a role. moto makes it and knows its inline policy; managed ones and tags are noted beside it."""
        answer = self._sessions.call("sts", "AssumeRole", params, caller)
        arns = [one["arn"] for one in params.get("PolicyArns") or ()]
        tags = {tag["Key"]: tag["Value"] for tag in params.get("Tags") or ()}
        if arns or tags:
            session = identities.session(answer["Credentials"]["AccessKeyId"])
            session.policy_arns, session.session_tags = arns, tags
            self._sessions.keep("sts", Caller(account=session.account_id, region=caller.region))
        return answer
