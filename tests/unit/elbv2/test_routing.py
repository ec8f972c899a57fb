"""Which requests a rule means."""

from __future__ import annotations

import fnmatch
import ipaddress
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.behaviour.routing import Request, by_priority, network_regex, rule_for, wildcards


def rule(priority: str, *conditions: dict[str, Any]) -> dict[str, Any]:
    return {"Priority": priority, "Conditions": list(conditions), "IsDefault": priority == "default"}


def matches(condition: dict[str, Any], **request: Any) -> bool:
    rules = [rule("default"), rule("1", condition)]
    return rule_for(rules, Request(**{"headers": {}, **request}))["Priority"] == "1"


def query(*pairs: tuple[str, str]) -> dict[str, Any]:
    values = [{"Key": key, "Value": value} if key else {"Value": value} for key, value in pairs]
    return {"Field": "query-string", "QueryStringConfig": {"Values": values}}


def header(name: str, *values: str) -> dict[str, Any]:
    return {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": name, "Values": list(values)}}


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/img/*", "/img/a/b.png", True),
        ("/img/*", "/img/", True),
        ("/img/*", "/img", False),
        ("/img/*", "/IMG/a", False),
        ("/a?c", "/abc", True),
        ("/a?c", "/ac", False),
        ("/a.c", "/abc", False),
        ("*", "/anything", True),
        ("/(a|b)+$", "/(a|b)+$", True),
    ],
)
def test_path_patterns(pattern: str, path: str, expected: bool) -> None:
    """The whole path must match, with case; only * and ? are special."""
    assert expected == matches({"Field": "path-pattern", "Values": [pattern]}, path=path, query="q=1")


@pytest.mark.parametrize(
    ("pattern", "host", "expected"),
    [
        ("shop.example.com", "SHOP.example.com", True),
        ("shop.example.com", "shop.example.com:8080", True),
        ("*.example.com", "a.b.example.com", True),
        ("*.example.com", "example.com", False),
        ("shop.example.com", "shopxexample.com", False),
    ],
)
def test_host_headers(pattern: str, host: str, expected: bool) -> None:
    """Case and port do not matter."""
    assert expected == matches({"Field": "host-header", "HostHeaderConfig": {"Values": [pattern]}}, host=host)


@pytest.mark.parametrize(
    ("pairs", "text", "expected"),
    [
        ([("v", "1")], "v=1", True),
        ([("v", "1")], "a=2&V=1&b=3", True),
        ([("v", "1")], "v=12", False),
        ([("v", "1*")], "v=12&x=1", True),
        ([("v", "1*3")], "v=1&x=3", False),
        ([("", "beta")], "anything=BETA", True),
        ([("v", "1"), ("v", "2")], "v=2", True),
        ([("v", r"\*")], "v=*", True),
        ([("v", r"\*")], "v=x", False),
        ([("v", "1")], "", False),
    ],
)
def test_query_strings(pairs: list[tuple[str, str]], text: str, expected: bool) -> None:
    """One of the pairs must be there, wherever it stands, whatever its case."""
    assert expected == matches(query(*pairs), query=text)


def test_headers_methods_and_addresses() -> None:
    """Header values ignore case, methods do not, addresses belong to networks."""
    assert matches(header("User-Agent", "*Chrome*"), headers={"user-agent": "x CHROME/1"})
    assert not matches(header("User-Agent", "*Chrome*"))
    method = {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["PUT", "POST"]}}
    assert matches(method, method="POST")
    assert not matches(method, method="GET")
    source = {"Field": "source-ip", "SourceIpConfig": {"Values": ["10.0.0.0/8", "2001:db8::/32"]}}
    assert matches(source, client_address="10.1.2.3")
    assert not matches(source, client_address="11.1.2.3")


def test_regular_expressions_match_anywhere_unless_anchored() -> None:
    """A RegexValues entry is a search, also in a host with a port."""
    path = {"Field": "path-pattern", "PathPatternConfig": {"RegexValues": ["^/v[0-9]+/users"]}}
    assert matches(path, path="/v12/users/7")
    assert not matches(path, path="/x/v12/users")
    host = {"Field": "host-header", "HostHeaderConfig": {"RegexValues": [r"^(a|b)\.example\.com$"]}}
    assert matches(host, host="b.example.com:8080")
    assert not matches(host, host="c.example.com")


def test_all_conditions_must_match_and_the_lowest_priority_wins() -> None:
    """The default rule comes last, and priorities are numbers, not texts."""
    path = {"Field": "path-pattern", "Values": ["/a"]}
    rules = [rule("default"), rule("10", path), rule("9", path, query(("v", "1"))), rule("100", path)]

    assert ["9", "10", "100", "default"] == [one["Priority"] for one in by_priority(rules)]
    assert "9" == rule_for(rules, Request(path="/a", query="v=1", headers={}))["Priority"]
    assert "10" == rule_for(rules, Request(path="/a", headers={}))["Priority"]
    assert "default" == rule_for(rules, Request(path="/b", headers={}))["Priority"]


@given(st.text("ab*?.", max_size=8), st.text("ab.", max_size=8))
def test_wildcards_are_those_of_a_shell(pattern: str, text: str) -> None:
    """* and ? mean what they mean in file names."""
    assert fnmatch.fnmatchcase(text, pattern) == bool(re.fullmatch(wildcards(pattern), text))


@given(st.integers(0, 2**32 - 1), st.integers(0, 32), st.integers(0, 2**32 - 1))
def test_networks_hold_the_addresses_they_hold(base: int, bits: int, number: int) -> None:
    """The expression of a network matches exactly its addresses."""
    network = ipaddress.ip_network((base, bits), strict=False)
    for address in (ipaddress.ip_address(number), network[0], network[-1]):
        assert (address in network) == bool(re.fullmatch(network_regex(str(network)), str(address)))
