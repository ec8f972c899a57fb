"""
Which requests a listener rule means, as regular expressions over a request's headers.

Every condition of an Application Load Balancer becomes one or more :class:`Pattern`, and a rule matches when all of
its patterns do. The expressions use only what RE2 and Python's ``re`` understand alike, so that the proxy and the
tests of this file decide the same.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PATH = "path"
"""The request's path without its query: no header, but matched like one."""

HOST = ":authority"
METHOD = ":method"
TARGET = ":path"
"""HTTP/2's name for path and query together."""

CLIENT_ADDRESS = "client-address"
"""The address of the client's end of the connection."""

_ANY_PORT = "(?::[0-9]+)?"


@dataclass(frozen=True)
class Pattern:
    """``regex`` must match the whole of the header ``name``; a missing header does not match."""

    name: str
    regex: str


def by_priority(rules: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Rules in the order in which they are tried; the default rule is last."""
    return sorted(rules, key=lambda rule: (rule["IsDefault"], 0 if rule["IsDefault"] else int(rule["Priority"])))


def patterns(conditions: Sequence[Mapping[str, Any]]) -> tuple[Pattern, ...]:
    """The patterns of a rule's conditions, which must all match."""
    return tuple(_pattern(condition) for condition in conditions)


def values_of(condition: Mapping[str, Any]) -> list[Any]:
    """A condition's values, wherever the caller wrote them: in its ``…Config`` or, in the older style, beside it."""
    config = _config(condition)
    return list(config.get("Values") or condition.get("Values") or [])


def regex_values_of(condition: Mapping[str, Any]) -> list[str]:
    """A condition's regular expressions, likewise."""
    return list(_config(condition).get("RegexValues") or condition.get("RegexValues") or [])


def _config(condition: Mapping[str, Any]) -> Mapping[str, Any]:
    for key, value in condition.items():
        if key.endswith("Config"):
            return value  # type: ignore[no-any-return]
    return {}


def _pattern(condition: Mapping[str, Any]) -> Pattern:
    values, expressions = values_of(condition), regex_values_of(condition)
    match condition["Field"]:
        case "path-pattern":
            return Pattern(PATH, any_of([*map(wildcards, values), *map(_anywhere, expressions)]))
        case "host-header":
            wanted = [wildcards(value, escapes=False) + _ANY_PORT for value in values]
            return Pattern(HOST, any_of([*wanted, *map(_host_expression, expressions)], ignore_case=True))
        case "http-header":
            name = condition["HttpHeaderConfig"]["HttpHeaderName"].lower()
            wanted = [wildcards(value, escapes=True) for value in values]
            return Pattern(name, any_of([*wanted, *map(_anywhere, expressions)], ignore_case=True))
        case "http-request-method":
            return Pattern(METHOD, any_of([re.escape(value) for value in values]))
        case "query-string":
            return Pattern(TARGET, _query_regex(values))
        case "source-ip":
            return Pattern(CLIENT_ADDRESS, any_of([network_regex(value) for value in values]))
        case field:
            raise ValueError(f"a rule has no condition field {field!r}")


def wildcards(pattern: str, *, escapes: bool = False, anything: str = ".") -> str:
    """
    AWS's wildcards as a regular expression: ``*`` is any text, also none, and ``?`` is exactly one character.

    Args:
        escapes: whether a backslash makes the next ``*`` or ``?`` literal (headers and query strings only).
        anything: the expression for one character.
    """
    parts, position = [], 0
    while position < len(pattern):
        character = pattern[position]
        if escapes and character == "\\" and pattern[position + 1 : position + 2] in ("*", "?", "\\"):
            position += 1
            parts.append(re.escape(pattern[position]))
        else:
            parts.append({"*": f"{anything}*", "?": anything}.get(character) or _literal(character))
        position += 1
    return "".join(parts)


def _literal(character: str) -> str:
    return re.escape(character) if character.isascii() and not character.isalnum() else character


def any_of(alternatives: Sequence[str], *, ignore_case: bool = False) -> str:
    joined = alternatives[0] if len(alternatives) == 1 else "|".join(f"(?:{part})" for part in alternatives)
    return f"(?i){joined}" if ignore_case else joined


def _anywhere(expression: str) -> str:
    """AWS's regular expressions may match a part of the value; ours match the whole."""
    return f".*(?:{expression}).*"


def _host_expression(expression: str) -> str:
    if expression.endswith("$") and not expression.endswith(r"\$"):
        return f".*(?:{expression[:-1]}){_ANY_PORT}"
    return _anywhere(expression)


def _query_regex(values: Sequence[Mapping[str, str]]) -> str:
    """One of the pairs must be among the query's; without a key, any key will do. Case does not matter."""
    pairs = []
    for value in values:
        key = wildcards(value["Key"], escapes=True, anything="[^&=]") if value.get("Key") else "[^&=]*"
        wanted = wildcards(value["Value"], escapes=True, anything="[^&]")
        pairs.append(f"{key}={wanted}")
    return f"(?i)[^?]*[?](?:.*&)?(?:{any_of(pairs)})(?:&.*)?"


def network_regex(cidr: str) -> str:
    """An IPv4 network as a regular expression over dotted addresses. An IPv6 network matches no IPv4 client."""
    network = ipaddress.ip_network(cidr)
    if network.version == 6:
        return "[^.]+"
    octets, bits = network.network_address.packed, network.prefixlen
    parts = []
    for index, octet in enumerate(octets):
        fixed = min(max(bits - 8 * index, 0), 8)
        if fixed == 8:
            parts.append(str(octet))
        elif fixed == 0:
            parts.append("[0-9]+")
        else:
            parts.append(f"(?:{'|'.join(str(octet + n) for n in range(2 ** (8 - fixed)))})")
    return "[.]".join(parts)


@dataclass(frozen=True, kw_only=True)
class Request:
    """What rules look at."""

    method: str = "GET"
    host: str = ""
    path: str = "/"
    query: str = ""
    headers: Mapping[str, str]
    client_address: str = "127.0.0.1"

    def part(self, name: str) -> str | None:
        """The text a pattern of that name is matched against."""
        target = f"{self.path}?{self.query}" if self.query else self.path
        own = {
            PATH: self.path,
            HOST: self.host,
            METHOD: self.method,
            TARGET: target,
            CLIENT_ADDRESS: self.client_address,
        }
        return own.get(name) or {key.lower(): value for key, value in self.headers.items()}.get(name)


def rule_for(rules: Iterable[Mapping[str, Any]], request: Request) -> Mapping[str, Any]:
    """The rule that a listener applies to a request: the first, by priority, whose conditions all match."""
    for rule in by_priority(rules):
        parts = [(pattern.regex, request.part(pattern.name)) for pattern in patterns(rule["Conditions"])]
        if all(part is not None and re.fullmatch(regex, part) for regex, part in parts):
            return rule
    raise ValueError("a listener always has a default rule")
