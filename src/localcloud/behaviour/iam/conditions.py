"""
The condition block of a statement: every operator of the policy language.

A key that the request does not have fails a condition, unless the operator is a negated one, ends in ``IfExists`` or
begins with ``ForAllValues:``. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from localcloud.behaviour.iam import patterns
from localcloud.behaviour.iam.patterns import Context, Pattern, Unresolved

#: Whether one value of the request fits one value of the policy.
Test = Callable[[str, Context], bool]
Maker = Callable[[str, bool], Test]

_IF_EXISTS = "ifexists"
_FOR_ALL, _FOR_ANY = "forallvalues:", "foranyvalue:"


class UnknownOperator(ValueError):
    """A condition operator that the policy language does not have."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """
    One operator on one key.

    Attributes:
        key: in lower case.
        tests: one for each of the policy's values; a request's value fits when it fits any of them.
        is_negated: for ``StringNotEquals`` and the like: it fits when it fits none.
        quantifier: "forallvalues:", "foranyvalue:" or "".
        fits_absent: whether the condition holds when the request does not have the key.
    """

    key: str
    tests: Sequence[Test]
    is_negated: bool
    quantifier: str
    fits_absent: bool

    def holds(self, context: Context) -> bool:
        values = context.get(self.key, ())
        if not values:
            return self.fits_absent
        try:
            if self.quantifier == _FOR_ALL or (self.is_negated and not self.quantifier):
                return all(self._fits(value, context) for value in values)
            return any(self._fits(value, context) for value in values)
        except Unresolved:
            return False  # also when negated: a condition on something unknown cannot hold

    def _fits(self, value: str, context: Context) -> bool:
        return any(test(value, context) for test in self.tests) is not self.is_negated


@dataclass(frozen=True, kw_only=True)
class Presence:
    """``Null``: whether the request has the key at all."""

    key: str
    is_absent: bool

    def holds(self, context: Context) -> bool:
        return (not context.get(self.key)) is self.is_absent


def conditions(block: Mapping[str, Any], *, has_variables: bool) -> tuple[Condition | Presence, ...]:
    """
    The conditions of a statement; all of them must hold.

    Raises:
        UnknownOperator: for an operator that AWS does not have.
    """
    return tuple(
        _condition(operator, key, _texts(values), has_variables)
        for operator, keys in block.items()
        for key, values in keys.items()
    )


def _condition(operator: str, key: str, values: Sequence[str], has_variables: bool) -> Condition | Presence:
    name = operator.lower()
    if name == "null":
        return Presence(key=key.lower(), is_absent=any(value.lower() == "true" for value in values))
    quantifier = next((prefix for prefix in (_FOR_ALL, _FOR_ANY) if name.startswith(prefix)), "")
    plain = name.removeprefix(quantifier).removesuffix(_IF_EXISTS)
    is_negated = "not" in plain
    maker = _MAKERS.get(plain.replace("not", "", 1))
    if maker is None:
        raise UnknownOperator(f"{operator} is no condition operator")
    fits_absent = name.endswith(_IF_EXISTS) or quantifier == _FOR_ALL or (is_negated and quantifier != _FOR_ANY)
    return Condition(
        key=key.lower(),
        tests=tuple(maker(value, has_variables) for value in values),
        is_negated=is_negated,
        quantifier=quantifier,
        fits_absent=fits_absent,
    )


def _texts(values: Any) -> list[str]:
    listed = values if isinstance(values, list) else [values]
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in listed]


def _by_pattern(compiled: Callable[[str], Any]) -> Maker:
    def make(wanted: str, has_variables: bool) -> Test:
        return Pattern(wanted, has_variables=has_variables, compiled=compiled).fits

    return make


def _by_value(read: Callable[[str], Any], compare: Callable[[Any, Any], bool]) -> Maker:
    """An operator that reads both sides as something else than text; what cannot be read fits nothing."""

    def make(wanted: str, _: bool) -> Test:
        limit = read(wanted)

        def test(value: str, _: Context) -> bool:
            given = read(value)
            return given is not None and limit is not None and compare(given, limit)

        return test

    return make


def _boolean(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text.lower())


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return None


@lru_cache(maxsize=1024)
def _moment(text: str) -> datetime | None:
    """ISO 8601, or seconds since 1970."""
    try:
        return datetime.fromtimestamp(float(text), UTC)
    except (ValueError, OverflowError):
        pass
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _binary(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


@lru_cache(maxsize=1024)
def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _is_within(address: Any, network: Any) -> bool:
    return address.version == network.version and bool(address.subnet_of(network))


#: By the operator's name in lower case, without ``Not``.
_MAKERS: Mapping[str, Maker] = {
    "stringequals": _by_pattern(patterns.exact_text),
    "stringequalsignorecase": _by_pattern(patterns.exact_text_in_any_case),
    "stringlike": _by_pattern(patterns.text_pattern),
    "arnequals": _by_pattern(patterns.arn_pattern),
    "arnlike": _by_pattern(patterns.arn_pattern),
    "bool": _by_value(_boolean, lambda given, limit: given is limit),
    "binaryequals": _by_value(_binary, lambda given, limit: given == limit),
    "numericequals": _by_value(_number, lambda given, limit: given == limit),
    "numericlessthan": _by_value(_number, lambda given, limit: given < limit),
    "numericlessthanequals": _by_value(_number, lambda given, limit: given <= limit),
    "numericgreaterthan": _by_value(_number, lambda given, limit: given > limit),
    "numericgreaterthanequals": _by_value(_number, lambda given, limit: given >= limit),
    "dateequals": _by_value(_moment, lambda given, limit: given == limit),
    "datelessthan": _by_value(_moment, lambda given, limit: given < limit),
    "datelessthanequals": _by_value(_moment, lambda given, limit: given <= limit),
    "dategreaterthan": _by_value(_moment, lambda given, limit: given > limit),
    "dategreaterthanequals": _by_value(_moment, lambda given, limit: given >= limit),
    "ipaddress": _by_value(_network, _is_within),
}
