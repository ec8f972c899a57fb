"""Where a function's failures and logs go, which moto forgets."""

from __future__ import annotations

from typing import Any

_FORGOTTEN = ("DeadLetterConfig", "LoggingConfig")


def correct() -> None:
    from moto.awslambda.models import LambdaFunction

    plain_init = LambdaFunction.__init__
    plain_update = LambdaFunction.update_configuration
    plain_get = LambdaFunction.get_configuration

    def __init__(self: Any, account_id: str, spec: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        plain_init(self, account_id, spec, *args, **kwargs)
        self.remembered = {name: spec[name] for name in _FORGOTTEN if spec.get(name)}

    def update_configuration(self: Any, config_updates: dict[str, Any]) -> dict[str, Any]:
        self.remembered = {
            **vars(self).get("remembered", {}),
            **{name: config_updates[name] for name in _FORGOTTEN if name in config_updates},
        }
        updated: dict[str, Any] = plain_update(self, config_updates)
        return updated

    def get_configuration(self: Any, on_create: bool = False) -> dict[str, Any]:
        logging = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{self.function_name}"}
        remembered = vars(self).get("remembered", {})
        shown = {**plain_get(self, on_create), **remembered}
        return {**shown, "LoggingConfig": {**logging, **remembered.get("LoggingConfig", {})}}

    LambdaFunction.__init__ = __init__
    LambdaFunction.update_configuration = update_configuration
    LambdaFunction.get_configuration = get_configuration
