"""STS's ``GetCallerIdentity``, answered from what the gateway has verified. Everything else of STS is moto's."""

from __future__ import annotations

from localcloud.api import Answer, Caller, Params, Service


class SecurityTokens(Service):
    """The Security Token Service."""

    name = "sts"

    async def get_caller_identity(self, caller: Caller, params: Params) -> Answer:
        """Who the caller is. The user id of an account's root is the account's number, as on AWS."""
        is_root = caller.principal.endswith(":root")
        user_id = caller.account if is_root else caller.access_key
        return {"UserId": user_id, "Account": caller.account, "Arn": caller.principal}
