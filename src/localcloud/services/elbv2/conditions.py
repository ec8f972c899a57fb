"""What AWS refuses in the conditions, actions and transforms of listener rules."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from localcloud.api import ApiError, Params
from localcloud.behaviour.routing import regex_values_of, values_of
from localcloud.services.elbv2.part import not_simulated, validation_error

_MOST_VALUES = 5
_MOST_WILDCARDS = 5
_LONGEST_VALUE = 128
_LONGEST_BODY = 1024
_CONTENT_TYPES = ("text/plain", "text/css", "text/html", "application/javascript", "application/json")
_ONCE_A_RULE = ("path-pattern", "host-header", "http-request-method", "source-ip")

_PATH = re.compile(r"""[A-Za-z0-9_\-.$/~"'@:+&*?]+""")
_HOST = re.compile(r"[A-Za-z0-9\-.*?]+")
_METHOD = re.compile(r"[A-Z_-]{1,40}")
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,40}")


def check_conditions(conditions: Sequence[Params]) -> None:
    """
    Raises:
        ApiError: ValidationError, or InvalidConfigurationRequest where AWS says that.
    """
    if not conditions:
        raise validation_error("A rule must have at least one condition")
    count = 0
    for condition in conditions:
        field = condition.get("Field") or ""
        values = [*values_of(condition), *regex_values_of(condition)]
        if field not in _CHECKS:
            raise validation_error(f"Condition field '{field}' must be one of '[{', '.join(_CHECKS)}]'")
        if not values:
            raise validation_error(f"A condition with field '{field}' must have at least one value")
        for value in values_of(condition):
            _CHECKS[field](value)
        _check_expressions(regex_values_of(condition))
        count += len(values)
    if "http-header" in [one["Field"] for one in conditions]:
        _check_header_names(conditions)
    if count > _MOST_VALUES:
        raise ApiError("TooManyRules", f"A rule can have at most '{_MOST_VALUES}' condition values")
    fields = [condition["Field"] for condition in conditions]
    if twice := [field for field in _ONCE_A_RULE if fields.count(field) > 1]:
        raise validation_error(f"A rule can only have one '{twice[0]}' condition")


def _check_header_names(conditions: Sequence[Params]) -> None:
    for condition in conditions:
        name = condition.get("HttpHeaderConfig", {}).get("HttpHeaderName") or ""
        if condition["Field"] == "http-header" and not _HEADER_NAME.fullmatch(name):
            raise validation_error(f"HTTP header name '{name}' is not valid")
        if name.lower() == "host":
            raise validation_error("Use the field 'host-header' for the header 'host'")


def _check_text(kind: str, allowed: re.Pattern[str] | None) -> Callable[[str], None]:
    def check(value: str) -> None:
        if len(value) > _LONGEST_VALUE:
            raise validation_error(f"{kind} value '{value}' cannot be longer than '{_LONGEST_VALUE}' characters")
        if allowed and not allowed.fullmatch(value):
            raise validation_error(f"{kind} value '{value}' contains invalid characters")
        if value.count("*") + value.count("?") > _MOST_WILDCARDS:
            raise validation_error(f"{kind} value '{value}' has more than '{_MOST_WILDCARDS}' wildcards")

    return check


def _check_method(value: str) -> None:
    if not _METHOD.fullmatch(value):
        raise validation_error(f"HTTP request method '{value}' must be upper-case letters, hyphens and underscores")


def _check_query(value: Mapping[str, str]) -> None:
    if not value.get("Value"):
        raise validation_error("A query string condition must have a value")
    for text in (value.get("Key") or "", value["Value"]):
        _check_text("Query string", None)(text)


def _check_network(value: str) -> None:
    try:
        ipaddress.ip_network(value)
    except ValueError as error:
        raise validation_error(f"The value '{value}' for source IP is not a valid CIDR block: {error}") from error


_CHECKS: Mapping[str, Callable[[Any], None]] = {
    "path-pattern": _check_text("Path pattern", _PATH),
    "host-header": _check_text("Host header", _HOST),
    "http-header": _check_text("HTTP header", None),
    "http-request-method": _check_method,
    "query-string": _check_query,
    "source-ip": _check_network,
}


def _check_expressions(expressions: Sequence[str]) -> None:
    for expression in expressions:
        if len(expression) > _LONGEST_VALUE:
            raise validation_error(f"Regex value '{expression}' cannot be longer than '{_LONGEST_VALUE}' characters")
        try:
            re.compile(expression)
        except re.error as error:
            raise validation_error(f"Regex value '{expression}' is not valid: {error}") from error
        if re.search(r"\(\?[=!<]|\\[1-9]", expression):
            raise validation_error(f"Regex value '{expression}': look-around and back references are not supported")


def check_actions(actions: Sequence[Params], *, groups: Callable[[str], Params], network: bool) -> None:
    """
    Args:
        groups: the record of a target group by ARN; raises when there is none.
        network: whether the listener belongs to a Network Load Balancer.
    """
    for action in actions:
        kind = action["Type"]
        if kind in ("authenticate-oidc", "authenticate-cognito", "jwt-validation"):
            instead = (
                "Let the application check its users on the laptop, and keep the action in the environments on AWS."
            )
            raise not_simulated(f"listener actions of type {kind}", instead)
        if network and kind != "forward":
            raise ApiError("InvalidLoadBalancerAction", f"The action type '{kind}' is not valid with a TCP listener")
        _ACTION_CHECKS[kind](action, groups)
    if len(actions) != 1:
        raise ApiError("TooManyActions", "A rule must have exactly one forward, redirect or fixed-response action")


def _check_forward(action: Params, groups: Callable[[str], Params]) -> None:
    weighted = action.get("ForwardConfig", {}).get("TargetGroups", [])
    if not weighted and not action.get("TargetGroupArn"):
        raise validation_error("A target group ARN must be specified")
    if len(weighted) > 5:
        raise validation_error("A forward action can have at most '5' target groups")
    for group in weighted:
        if not 0 <= group.get("Weight", 1) <= 999:
            raise validation_error(f"The weight '{group['Weight']}' must be between '0' and '999'")
        groups(group["TargetGroupArn"])
    if arn := action.get("TargetGroupArn"):
        groups(arn)
        if weighted and (len(weighted) > 1 or weighted[0]["TargetGroupArn"] != arn):
            text = "You cannot specify both a target group ARN and a list of other target groups in a forward action"
            raise validation_error(text)
    sticky = action.get("ForwardConfig", {}).get("TargetGroupStickinessConfig", {})
    if sticky.get("Enabled") and not 1 <= sticky.get("DurationSeconds", 0) <= 604800:
        raise validation_error("Target group stickiness duration must be between '1' and '604800' seconds")


def _check_redirect(action: Params, groups: Callable[[str], Params]) -> None:
    config = action.get("RedirectConfig") or {}
    if config.get("StatusCode") not in ("HTTP_301", "HTTP_302"):
        raise validation_error("A redirect action must have the status code 'HTTP_301' or 'HTTP_302'")
    if config.get("Protocol", "#{protocol}") not in ("HTTP", "HTTPS", "#{protocol}"):
        raise validation_error("A redirect's protocol must be 'HTTP', 'HTTPS' or '#{protocol}'")
    if not re.fullmatch(r"[0-9]{1,5}|#\{port\}", config.get("Port", "#{port}")):
        raise validation_error("A redirect's port must be a number between '1' and '65535' or '#{port}'")
    if not config.get("Path", "/").startswith("/"):
        raise validation_error("A redirect's path must start with '/'")
    changes = [config.get(part, own) != own for part, own in _UNCHANGED.items()]
    if not any(changes):
        raise validation_error("A redirect must change at least one of protocol, host, port and path")


_UNCHANGED = {"Protocol": "#{protocol}", "Host": "#{host}", "Port": "#{port}", "Path": "/#{path}"}


def _check_fixed_response(action: Params, groups: Callable[[str], Params]) -> None:
    config = action.get("FixedResponseConfig") or {}
    if not re.fullmatch("[245][0-9][0-9]", config.get("StatusCode", "")):
        raise validation_error("A fixed response's status code must be 2XX, 4XX or 5XX")
    if len(config.get("MessageBody") or "") > _LONGEST_BODY:
        raise validation_error(f"A fixed response's body cannot be longer than '{_LONGEST_BODY}' characters")
    if config.get("ContentType") and config["ContentType"] not in _CONTENT_TYPES:
        raise validation_error(f"A fixed response's content type must be one of '[{', '.join(_CONTENT_TYPES)}]'")


_ACTION_CHECKS: Mapping[str, Callable[[Params, Callable[[str], Params]], None]] = {
    "forward": _check_forward,
    "redirect": _check_redirect,
    "fixed-response": _check_fixed_response,
}


def check_transforms(transforms: Sequence[Params]) -> None:
    """URL rewrites work; host header rewrites are refused."""
    for transform in transforms:
        if transform["Type"] != "url-rewrite":
            raise not_simulated(f"transforms of type {transform['Type']}", "Transforms of type url-rewrite work.")
        rewrites = transform.get("UrlRewriteConfig", {}).get("Rewrites", [])
        if len(rewrites) != 1:
            raise validation_error("A transform must have exactly one rewrite")
        _check_expressions([rewrites[0]["Regex"]])


def completed(actions: Sequence[Params]) -> list[dict[str, Any]]:
    """Actions as AWS describes them: a forward to one target group is shown in both of its forms."""
    return [_completed(action) for action in actions]


def _completed(action: Params) -> dict[str, Any]:
    result = dict(action)
    if result["Type"] == "forward":
        config = dict(result.get("ForwardConfig", {}))
        groups = config.get("TargetGroups") or [{"TargetGroupArn": result["TargetGroupArn"]}]
        config["TargetGroups"] = [{"Weight": 1, **group} for group in groups]
        config["TargetGroupStickinessConfig"] = {"Enabled": False, **config.get("TargetGroupStickinessConfig", {})}
        result["ForwardConfig"] = config
        if len(groups) == 1:
            result["TargetGroupArn"] = groups[0]["TargetGroupArn"]
    if result["Type"] == "redirect":
        unchanged = {**_UNCHANGED, "Query": "#{query}"}
        result["RedirectConfig"] = {**unchanged, **result["RedirectConfig"]}
    return result
