"""
Listener rules as Envoy's route configuration: one route per rule, in priority order.

AWS's conditions arrive as patterns over headers (:mod:`localcloud.behaviour.routing`). What a rule does becomes a
cluster, weighted clusters, a fixed answer, or metadata for ``envoy.lua``. Cookies of weighted target groups
(``AWSALBTG``) need no state: a rule with that stickiness has one more route per target group, before its own, for
requests that carry that group's cookie.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from localcloud.behaviour.routing import CLIENT_ADDRESS, PATH, Pattern, by_priority, patterns

Json = dict[str, Any]
Attributes = Mapping[str, str]

OWN_SERVER = {"header": {"key": "server", "value": "awselb/2.0"}, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}
CLIENT_ADDRESS_HEADER = "x-envoy-external-address"
GROUP_COOKIE = "AWSALBTG"

_TYPE = "type.googleapis.com/envoy"
_LUA = "envoy.filters.http.lua"
_SESSION = "envoy.filters.http.stateful_session"
_OWN_HEADERS = [CLIENT_ADDRESS_HEADER, "x-envoy-internal", "x-envoy-expected-rq-timeout-ms"]


_RETRIES: Json = {
    "retry_on": "connect-failure,refused-stream",
    "num_retries": 4,
    "retry_back_off": {"base_interval": "0.005s", "max_interval": "0.05s"},
    "retry_host_predicate": [
        {
            "name": "envoy.retry_host_predicates.previous_hosts",
            "typed_config": {"@type": f"{_TYPE}.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate"},
        }
    ],
    "host_selection_retry_max_attempts": 8,
}
"""
For every method, when nothing has been sent yet; ``envoy.lua`` adds resets for idempotent ones.

On another host than before: the one that failed is dying.
"""


def cluster_name(target_group_arn: str) -> str:
    """``targetgroup/web/0123456789abcdef`` → ``web.0123456789abcdef``; also a file name."""
    _, name, key = target_group_arn.split(":")[-1].split("/")
    return f"{name}.{key}"


@dataclass(frozen=True, kw_only=True)
class Routing:
    """
    What a listener's routes depend on besides its rules.

    Attributes:
        target_groups: attributes of every target group, by ARN.
        open_ports: the real port behind each port of this load balancer that is not the real one.
        retries: whether to spare users the errors of targets that died (never on AWS).
    """

    port: int
    protocol: str
    attributes: Attributes
    listener_attributes: Attributes = field(default_factory=dict)
    target_groups: Mapping[str, Attributes]
    open_ports: Mapping[int, int] = field(default_factory=dict)
    retries: bool = True


def route_configuration(name: str, rules: Sequence[Mapping[str, Any]], routing: Routing) -> Json:
    """Everything Envoy needs to route the requests of one listener."""
    routes = [route for rule in by_priority(rules) for route in _routes(rule, routing)]
    mode = routing.attributes["routing.http.xff_header_processing.mode"]
    return {
        "@type": f"{_TYPE}.config.route.v3.RouteConfiguration",
        "name": name,
        "virtual_hosts": [{"name": name, "domains": ["*"], "routes": routes}],
        "request_headers_to_add": _forwarded_headers(mode, routing),
        "request_headers_to_remove": [*_OWN_HEADERS, *(["x-forwarded-for"] if mode == "remove" else [])],
        **_response_headers(routing.listener_attributes),
    }


def _response_headers(attributes: Attributes) -> Json:
    """What a listener's attributes add to every response, and whether they hide the target's ``Server``."""
    start, end = "routing.http.response.", ".header_value"
    set_here = {
        key: value for key, value in attributes.items() if key.startswith(start) and key.endswith(end) and value
    }
    added = [
        {
            "header": {"key": key[len(start) : -len(end)].replace("_", "-"), "value": value.replace("%", "%%")},
            "append_action": "OVERWRITE_IF_EXISTS_OR_ADD",
        }
        for key, value in set_here.items()
    ]
    hidden = ["server"] if attributes.get("routing.http.response.server.enabled") == "false" else []
    return {"response_headers_to_add": added, "response_headers_to_remove": hidden}


def _forwarded_headers(mode: str, routing: Routing) -> list[Json]:
    port = {"key": "x-forwarded-port", "value": str(routing.port)}
    headers: list[Json] = [{"header": port, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}]
    if mode == "append":
        with_port = routing.attributes.get("routing.http.xff_client_port.enabled") == "true"
        client = "%DOWNSTREAM_REMOTE_ADDRESS%" if with_port else "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%"
        headers.append({"header": {"key": "x-forwarded-for", "value": client}})
    return headers


def _routes(rule: Mapping[str, Any], routing: Routing) -> list[Json]:
    action = final_action(rule["Actions"])
    base: Json = {"match": _match(patterns(rule["Conditions"])), "metadata": _metadata(rule, action)}
    match action["Type"]:
        case "fixed-response":
            return [base | _fixed_response(action["FixedResponseConfig"])]
        case "redirect":
            return [_redirect(base, action["RedirectConfig"], routing)]
        case _:
            return _forward(base, rule, action, routing)


def final_action(actions: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The action that answers the request; AWS allows exactly one, in the last place."""
    return max(actions, key=lambda action: action.get("Order", 1))


def weighted_groups(action: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The target groups of a forward action with their weights."""
    if groups := action.get("ForwardConfig", {}).get("TargetGroups"):
        return [(group["TargetGroupArn"], group.get("Weight", 1)) for group in groups]
    return [(action["TargetGroupArn"], 1)]


def _match(wanted: Sequence[Pattern]) -> Json:
    match: Json = {"prefix": "/"}
    for pattern in wanted:
        if pattern.name == PATH:
            match = {"safe_regex": {"regex": pattern.regex}}
    headers = [_header_match(pattern) for pattern in wanted if pattern.name != PATH]
    return match | {"headers": headers} if headers else match


def _header_match(pattern: Pattern) -> Json:
    name = CLIENT_ADDRESS_HEADER if pattern.name == CLIENT_ADDRESS else pattern.name
    return {"name": name, "string_match": {"safe_regex": {"regex": pattern.regex}}}


def _metadata(rule: Mapping[str, Any], action: Mapping[str, Any]) -> Json:
    priority = "0" if rule["IsDefault"] else str(rule["Priority"])
    return {"filter_metadata": {"aerostat": {"priority": priority, "action": action["Type"]}}}


def _fixed_response(config: Mapping[str, Any]) -> Json:
    content_type = {"key": "content-type", "value": config.get("ContentType") or "text/plain"}
    return {
        "direct_response": {
            "status": int(config["StatusCode"]),
            "body": {"inline_string": config.get("MessageBody") or ""},
        },
        "response_headers_to_add": [
            {"header": content_type, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"},
            OWN_SERVER,
        ],
    }


def _redirect(base: Json, config: Mapping[str, Any], routing: Routing) -> Json:
    status = config["StatusCode"].removeprefix("HTTP_")
    told = {"redirect": redirect_template(config, routing), "redirect_status": status}
    return _telling_lua(base | {"direct_response": {"status": int(status)}}, told)


def redirect_template(config: Mapping[str, Any], routing: Routing) -> str:
    """
    The ``Location`` of a redirect, with those of AWS's placeholders left in that differ between requests.

    A port of the same load balancer becomes the one that really is open on this machine.
    """
    protocol = config.get("Protocol", "#{protocol}").replace("#{protocol}", routing.protocol).lower()
    host = config.get("Host", "#{host}")
    port = int(config.get("Port", "#{port}").replace("#{port}", str(routing.port)))
    if host == "#{host}":
        port = routing.open_ports.get(port, port)
    path = config.get("Path", "/#{path}").replace("#{port}", str(port))
    query = config.get("Query", "#{query}").replace("#{port}", str(port))
    return f"{protocol}://{host}:{port}{path}?{query}"


def _telling_lua(route: Json, told: Json) -> Json:
    metadata = {**route["metadata"]["filter_metadata"], _LUA: told}
    return route | {"metadata": {"filter_metadata": metadata}}


def _forward(base: Json, rule: Mapping[str, Any], action: Mapping[str, Any], routing: Routing) -> list[Json]:
    groups = weighted_groups(action)
    told: Json = {"retries": True} if routing.retries else {}
    if len(groups) == 1:
        name = routing.target_groups[groups[0][0]].get("stickiness.app_cookie.cookie_name", "")
        told |= {"app_cookie": name} if _stickiness(routing.target_groups[groups[0][0]]) == "app_cookie" else {}
    base = _telling_lua(base, told)
    options = _options(rule, routing)
    sticky = action.get("ForwardConfig", {}).get("TargetGroupStickinessConfig", {})
    seconds = sticky.get("DurationSeconds", 0) if sticky.get("Enabled") and len(groups) > 1 else 0
    routes = [_sticky(base, arn, options, seconds, routing) for arn, weight in groups if weight] if seconds else []
    return [*routes, _unsticky(base, groups, options, seconds, routing)]


def _options(rule: Mapping[str, Any], routing: Routing) -> Json:
    """How a request is forwarded, whichever target group takes it."""
    idle = f"{routing.attributes['idle_timeout.timeout_seconds']}s"
    options: Json = {"timeout": "0s", "idle_timeout": idle}
    if routing.retries:
        options["retry_policy"] = _RETRIES
    for transform in rule.get("Transforms", ()):
        rewrite = transform["UrlRewriteConfig"]["Rewrites"][0]
        replacement = re.sub(r"\$([0-9])", r"\\\1", rewrite["Replace"])
        options["regex_rewrite"] = {"pattern": {"regex": rewrite["Regex"]}, "substitution": replacement}
    return options


def _unsticky(base: Json, groups: Sequence[tuple[str, int]], options: Json, seconds: int, routing: Routing) -> Json:
    if len(groups) == 1:
        return _to_cluster(base, groups[0][0], options, routing)
    if not any(weight for _, weight in groups):
        return base | {"direct_response": {"status": 503, "body": {"inline_string": ""}}}
    clusters = []
    for arn, weight in groups:
        cluster: Json = {"name": cluster_name(arn), "weight": weight} | _session(routing.target_groups[arn])
        if seconds:
            cluster["response_headers_to_add"] = [_group_cookie(arn, seconds)]
        clusters.append(cluster)
    return base | {"route": options | {"weighted_clusters": {"clusters": clusters}}}


def _sticky(base: Json, arn: str, options: Json, seconds: int, routing: Routing) -> Json:
    cookie = {"name": "cookie", "string_match": {"safe_regex": {"regex": f"(?:.*; ?)?{_cookie_pair(arn)}(?:;.*)?"}}}
    match = base["match"] | {"headers": [*base["match"].get("headers", []), cookie]}
    route = _to_cluster(base | {"match": match}, arn, options, routing)
    return route | {"response_headers_to_add": [_group_cookie(arn, seconds)]}


def _to_cluster(base: Json, arn: str, options: Json, routing: Routing) -> Json:
    return base | {"route": options | {"cluster": cluster_name(arn)}} | _session(routing.target_groups[arn])


def _cookie_pair(arn: str) -> str:
    return f"{GROUP_COOKIE}={hashlib.sha256(arn.encode()).hexdigest()[:32]}"


def _group_cookie(arn: str, seconds: int) -> Json:
    value = f"{_cookie_pair(arn)}; Max-Age={seconds}; Path=/"
    return {"header": {"key": "set-cookie", "value": value}, "append_action": "APPEND_IF_EXISTS_OR_ADD"}


def _stickiness(attributes: Attributes) -> str:
    """``lb_cookie``, ``app_cookie``, or "" when switched off."""
    return attributes.get("stickiness.type", "") if attributes.get("stickiness.enabled") == "true" else ""


def _session(attributes: Attributes) -> Json:
    """The setting of Envoy's session filter that keeps a client with its target, as AWSALB cookies do."""
    kind = _stickiness(attributes)
    if kind not in ("lb_cookie", "app_cookie"):
        return {}
    cookie = {
        "name": "AWSALB" if kind == "lb_cookie" else "AWSALBAPP-0",
        "ttl": f"{attributes[f'stickiness.{kind}.duration_seconds']}s",
        "path": "/",
    }
    state = {
        "name": "envoy.http.stateful_session.cookie",
        "typed_config": {
            "@type": f"{_TYPE}.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState",
            "cookie": cookie,
        },
    }
    per_route = f"{_TYPE}.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute"
    return {"typed_per_filter_config": {_SESSION: {"@type": per_route, "stateful_session": {"session_state": state}}}}
