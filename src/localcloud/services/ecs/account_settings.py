"""Account settings. They are kept and told; what they would change on AWS is always on here."""

from __future__ import annotations

from localcloud.api import Answer, Caller, Params
from localcloud.services.ecs.names import scope_of
from localcloud.services.ecs.part import Part, page
from localcloud.services.ecs.store import Record

_DEFAULTS = {
    "serviceLongArnFormat": "enabled",
    "taskLongArnFormat": "enabled",
    "containerInstanceLongArnFormat": "enabled",
    "awsvpcTrunking": "disabled",
    "containerInsights": "disabled",
    "fargateFIPSMode": "disabled",
    "tagResourceAuthorization": "on",
    "fargateTaskRetirementWaitPeriod": "7",
    "guardDutyActivate": "off",
    "defaultLogDriverMode": "non-blocking",
}


class AccountSettings(Part):
    def put_account_setting(self, caller: Caller, params: Params) -> Answer:
        principal = params.get("principalArn") or _principal(caller)
        return {"setting": self._put_setting(caller, principal, params)}

    def put_account_setting_default(self, caller: Caller, params: Params) -> Answer:
        return {"setting": self._put_setting(caller, _root(caller), params)}

    def delete_account_setting(self, caller: Caller, params: Params) -> Answer:
        name, principal = params["name"], params.get("principalArn") or _principal(caller)
        self._store.settings.delete(f"{scope_of(caller).key}/{principal}/{name}")
        return {"setting": _setting(name, _DEFAULTS[name], principal)}

    def list_account_settings(self, caller: Caller, params: Params) -> Answer:
        """The settings of a principal; ``effectiveSettings`` fills in the account's and AWS's defaults."""
        scope, principal = scope_of(caller), params.get("principalArn") or _principal(caller)
        settings = []
        for name, default in _DEFAULTS.items():
            own = self._store.settings.get(f"{scope.key}/{principal}/{name}")
            if params.get("effectiveSettings"):
                own = own or self._store.settings.get(f"{scope.key}/{_root(caller)}/{name}")
                own = own or _setting(name, default, _root(caller))
            if own and params.get("name", name) == name and params.get("value", own["value"]) == own["value"]:
                settings.append(own)
        return page(settings, params, under="settings")

    def _put_setting(self, caller: Caller, principal: str, params: Params) -> Record:
        setting = _setting(params["name"], params["value"], principal)
        self._store.settings.put(f"{scope_of(caller).key}/{principal}/{params['name']}", setting)
        return setting


def _setting(name: str, value: str, principal: str) -> Record:
    return {"name": name, "value": value, "principalArn": principal, "type": "user"}


def _root(caller: Caller) -> str:
    return f"arn:aws:iam::{caller.account}:root"


def _principal(caller: Caller) -> str:
    return caller.principal or _root(caller)
