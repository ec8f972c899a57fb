"""CloudWatch Logs' filter patterns, by the examples of the user guide and by what must not happen."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.behaviour.filter_patterns import InvalidPattern, parse_pattern

ERRORS = [
    "[ERROR 400] BAD REQUEST",
    "[ERROR 401] UNAUTHORIZED REQUEST",
    "[ERROR 419] MISSING ARGUMENTS",
    "[ERROR 420] INVALID ARGUMENTS",
]


def selected(pattern: str, messages: list[str]) -> list[str]:
    return [message for message in messages if parse_pattern(pattern).matches(message)]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", [0, 1, 2, 3]),
        ("ERROR", [0, 1, 2, 3]),
        ("error", []),
        ("ERROR ARGUMENTS", [2, 3]),
        ("?UNAUTHORIZED ?MISSING", [1, 2]),
        ("ERROR -ARGUMENTS", [0, 1]),
        ('"INVALID ARGUMENTS"', [3]),
        ('-"BAD REQUEST"', [1, 2, 3]),
        (r"%40[01]%", [0, 1]),
        ("?MISSING REQUEST", [0, 1]),
    ],
)
def test_terms(pattern: str, expected: list[int]):
    """All terms, any of the optional ones, none of the excluded ones; optional ones do not count beside others."""
    assert [ERRORS[index] for index in expected] == selected(pattern, ERRORS)


EVENT = {
    "eventType": "UpdateTrail",
    "sourceIPAddress": "111.111.111.111",
    "arrayKey": ["value", "another value"],
    "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}],
    "nothing": None,
    "is_ok": True,
    "latency": 150,
    "code": "400",
    "cluster.name": "c",
}


@pytest.mark.parametrize(
    "pattern",
    [
        '{ $.eventType = "UpdateTrail" }',
        "{ $.eventType = UpdateTrail }",
        '{ $.eventType = "Update*" }',
        "{ $.sourceIPAddress != 123.123.* }",
        '{ $.arrayKey[0] = "value" }',
        "{ $.objectList[1].id = 2 }",
        '{ $.objectList[*].name = "b" }',
        "{ $.nothing IS NULL }",
        "{ $.is_ok IS TRUE }",
        "{ $.missing NOT EXISTS }",
        "{ $.latency > 100 && $.latency <= 150 }",
        "{ $.latency = 1.5e2 }",
        "{ $.code = 400 }",
        '{ $.["cluster.name"] = c }',
        r"{ $.sourceIPAddress = %1{3}\.1+% }",
        "{ ($.latency < 1) || ($.eventType = U* && $.code != 500) }",
    ],
)
def test_conditions_on_json_that_hold(pattern: str):
    """Selectors, comparators, wildcards, regular expressions, states, and their combinations."""
    assert parse_pattern(pattern).matches(json.dumps(EVENT))


@pytest.mark.parametrize(
    "pattern",
    [
        '{ $.eventType = "Updatetrail" }',
        '{ $.level = "ERROR" }',
        "{ $.missing != 1 }",
        "{ $.missing IS NULL }",
        "{ $.is_ok IS FALSE }",
        "{ $.eventType > 3 }",
        "{ $.nothing NOT EXISTS }",
        "{ $.arrayKey[7] = value }",
        "{ $.latency > 100 && $.latency > 200 || $.code = 500 }",
    ],
)
def test_conditions_on_json_that_do_not_hold(pattern: str):
    """Above all: what is not there does not match."""
    assert not parse_pattern(pattern).matches(json.dumps(EVENT))


def test_a_json_pattern_selects_only_json():
    """A line of text that happens to contain the words is none."""
    assert [] == selected('{ $.level = "ERROR" }', ["level ERROR", '{"level": "ERROR"', '["level"]', ""])


ACCESS = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'


@pytest.mark.parametrize(
    ("pattern", "holds"),
    [
        ("[ip, server, username, timestamp, request, status_code, bytes]", True),
        ("[ip, server, username, timestamp, request, status_code = 4*, bytes > 1000]", True),
        ("[ip, server, username, timestamp, request, status_code = 404 || status_code = 410, bytes]", True),
        ("[ip, server, username, timestamp, request = *html*, status_code = 4*, bytes]", True),
        ("[ip, ..., status_code = 404, bytes]", True),
        ("[..., bytes > 2000]", False),
        ("[ip, server, username]", False),
        ("[ip, , , , request, status_code != 404 && status_code = 4*, bytes]", False),
        (r"[ip = %127\.0\.0\.[1-9]%, ...]", True),
    ],
)
def test_conditions_on_space_delimited_fields(pattern: str, holds: bool):
    """Fields in brackets or quotes are one; the number of fields counts unless there is an ellipsis."""
    assert holds is parse_pattern(pattern).matches(ACCESS)


def test_extracted_values_are_named_as_the_pattern_names_them():
    """TestMetricFilter shows them."""
    assert {"$.latency": "150"} == parse_pattern("{ $.latency > 1 }").extracted(json.dumps(EVENT))
    assert "404" == parse_pattern("[..., status, bytes]").extracted(ACCESS)["$status"]


@pytest.mark.parametrize(
    ("pattern", "position"),
    [
        ('{ $.level = "ERROR"', 19),
        ("{ level = 1 }", 2),
        ("{ $.a > big }", 8),
        ("{ $.a == 1 }", 7),
        ("[a, b", 5),
        ("[a, a.b = 1]", 5),
        ("foo-bar", 0),
        ("ok %[%", 3),
        ("{ $.a = 1 } x", 12),
        ("[a = 1 && b = 2]", 10),
    ],
)
def test_what_is_no_pattern_says_where(pattern: str, position: int):
    """The position is where reading stopped making sense."""
    with pytest.raises(InvalidPattern) as caught:
        parse_pattern(pattern)

    assert position == caught.value.position


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_a_pattern_or_says_why_not(pattern: str, message: str):
    """Reading and matching end, and never with another error."""
    try:
        parse_pattern(pattern).matches(message)
    except InvalidPattern as problem:
        assert 0 <= problem.position <= len(pattern)
