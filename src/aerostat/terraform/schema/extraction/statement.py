"""
The ``statement`` of a WAF rule, in the notation of the facts file.

A statement may hold statements, which the generator could not express; it left a hole. The provider unrolls three
levels, and so do we, with names instead of copies: ``@statement_3`` stands for a body that is written once. A test
compares all of it with the provider's own schema, where that is at hand.
"""

from __future__ import annotations

from collections.abc import Mapping

from aerostat.terraform.schema.extraction.javascript import Body, Compact

_REQUIRED, _OPTIONAL = "r:string", "o:string"
#: Those that let the request go on, with headers of one's own if wanted.
_PASSING = ("allow", "captcha", "challenge", "count")

#: What the hole in a rule is filled with, by type. Only the root limits rates, and only an ACL's refers to groups.
STATEMENTS: Mapping[str, Compact] = {
    "aws_wafv2_rule_group": ["r:*list1", "@rule_group_statement"],
    "aws_wafv2_web_acl": ["r:*list1", "@web_acl_statement"],
}


def shared() -> dict[str, dict[str, Compact]]:
    """The bodies that names stand for."""
    root = _matches() | _logic("@statement_3") | _rate_limit("@statement_3")
    return {
        "field_to_match": _field_to_match(),
        "text_transformation": {"priority": "r:number", "type": _REQUIRED},
        "response_inspection": _response_inspection(),
        "statement_1": _matches(),
        "statement_2": _matches() | _logic("@statement_1"),
        "statement_3": _matches() | _logic("@statement_2"),
        "rule_group_statement": root,
        "web_acl_statement": root | _groups("@statement_3"),
    }


def _one(body: Body, flag: str = "o", nesting: str = "list") -> Compact:
    return [f"{flag}:*{nesting}1", body]


def _many(body: Body, flag: str = "r", nesting: str = "list") -> Compact:
    return [f"{flag}:*{nesting}", body]


def _empty() -> Compact:
    return _one({})


def _matches() -> dict[str, Compact]:
    """Statements that look at the request and hold no others."""
    forwarded: dict[str, Compact] = {"fallback_behavior": _REQUIRED, "header_name": _REQUIRED}
    looks = {"field_to_match": _one("@field_to_match"), "text_transformation": _transformation()}
    return {
        "asn_match_statement": _one({"asn_list": "r:list(number)", "forwarded_ip_config": _one(forwarded)}),
        "byte_match_statement": _one({"positional_constraint": _REQUIRED, "search_string": _REQUIRED, **looks}),
        "geo_match_statement": _one({"country_codes": "r:list(string)", "forwarded_ip_config": _one(forwarded)}),
        "ip_set_reference_statement": _one(
            {"arn": _REQUIRED, "ip_set_forwarded_ip_config": _one({**forwarded, "position": _REQUIRED})}
        ),
        "label_match_statement": _one({"key": _REQUIRED, "scope": _REQUIRED}),
        "regex_match_statement": _one({"regex_string": _REQUIRED, **looks}),
        "regex_pattern_set_reference_statement": _one({"arn": _REQUIRED, **looks}),
        "size_constraint_statement": _one({"comparison_operator": _REQUIRED, "size": "r:number", **looks}),
        "sqli_match_statement": _one({"sensitivity_level": _OPTIONAL, **looks}),
        "xss_match_statement": _one(looks),
    }


def _logic(inner: str) -> dict[str, Compact]:
    return {
        "and_statement": _one({"statement": _many(inner)}),
        "or_statement": _one({"statement": _many(inner)}),
        "not_statement": _one({"statement": _many(inner)}),
    }


def _rate_limit(inner: str) -> dict[str, Compact]:
    """The statement that counts requests."""
    return {
        "rate_based_statement": _one(
            {
                "aggregate_key_type": _OPTIONAL,
                "evaluation_window_sec": "o:number",
                "limit": "r:number",
                "forwarded_ip_config": _one({"fallback_behavior": _REQUIRED, "header_name": _REQUIRED}),
                "scope_down_statement": _one(inner),
                "custom_key": _many(_custom_keys(), "o"),
            }
        )
    }


def _custom_keys() -> dict[str, Compact]:
    transformed: dict[str, Compact] = {"text_transformation": _transformation()}
    return {
        **{name: _empty() for name in ("forwarded_ip", "http_method", "ip")},
        **{name: _one({"name": _REQUIRED, **transformed}) for name in ("cookie", "header", "query_argument")},
        **{name: _one({"fallback_behavior": _REQUIRED}) for name in ("ja3_fingerprint", "ja4_fingerprint")},
        **{name: _one(transformed) for name in ("query_string", "uri_path")},
        "label_namespace": _one({"namespace": _REQUIRED}),
    }


def _groups(inner: str) -> dict[str, Compact]:
    """Statements that apply rules kept elsewhere."""
    override = _many({"name": _REQUIRED, "action_to_use": _one(_actions(), "r")}, "o")
    return {
        "managed_rule_group_statement": _one(
            {
                "name": _REQUIRED,
                "vendor_name": _REQUIRED,
                "version": _OPTIONAL,
                "managed_rule_group_configs": _many(_managed_configs(), "o"),
                "rule_action_override": override,
                "scope_down_statement": _one(inner),
            }
        ),
        "rule_group_reference_statement": _one({"arn": _REQUIRED, "rule_action_override": override}),
    }


def _actions() -> dict[str, Compact]:
    header: dict[str, Compact] = {"name": _REQUIRED, "value": _REQUIRED}
    handling = _one({"custom_request_handling": _one({"insert_header": _many(header, nesting="set")})})
    response: dict[str, Compact] = {
        "custom_response_body_key": _OPTIONAL,
        "response_code": "r:number",
        "response_header": _many(header, "o", "set"),
    }
    return {"block": _one({"custom_response": _one(response)}), **dict.fromkeys(_PASSING, handling)}


def _managed_configs() -> dict[str, Compact]:
    field: dict[str, Compact] = {"identifier": _REQUIRED}
    return {
        "login_path": _OPTIONAL,
        "payload_type": _OPTIONAL,
        "password_field": _one(field),
        "username_field": _one(field),
        "aws_managed_rules_bot_control_rule_set": _one(
            {"inspection_level": _REQUIRED, "enable_machine_learning": "o:bool"}
        ),
        "aws_managed_rules_acfp_rule_set": _one(
            {
                "creation_path": _REQUIRED,
                "enable_regex_in_path": "oc:bool",
                "registration_page_path": _REQUIRED,
                "request_inspection": _one(_account_creation(), "r"),
                "response_inspection": _one("@response_inspection"),
            }
        ),
        "aws_managed_rules_atp_rule_set": _one(
            {
                "enable_regex_in_path": "oc:bool",
                "login_path": _REQUIRED,
                "request_inspection": _one(
                    {"payload_type": _REQUIRED, "password_field": _one(field, "r"), "username_field": _one(field, "r")}
                ),
                "response_inspection": _one("@response_inspection"),
            }
        ),
        "aws_managed_rules_anti_ddos_rule_set": _one(
            {
                "sensitivity_to_block": _OPTIONAL,
                "client_side_action_config": _one(
                    {
                        "challenge": _one(
                            {
                                "usage_of_action": _REQUIRED,
                                "sensitivity": _OPTIONAL,
                                "exempt_uri_regular_expression": _many({"regex_string": _OPTIONAL}, "o"),
                            },
                            "r",
                        )
                    },
                    "r",
                ),
            }
        ),
    }


def _account_creation() -> dict[str, Compact]:
    several: dict[str, Compact] = {"identifiers": "r:list(string)"}
    return {
        "payload_type": _REQUIRED,
        **{f"{name}_fields": _one(several) for name in ("address", "phone_number")},
        **{f"{name}_field": _one({"identifier": _REQUIRED}) for name in ("email", "password", "username")},
    }


def _response_inspection() -> dict[str, Compact]:
    """How a response tells a login that failed."""

    def either(noun: str, element: str = "string") -> dict[str, Compact]:
        return {f"{outcome}_{noun}": f"r:set({element})" for outcome in ("failure", "success")}

    return {
        "body_contains": _one(either("strings")),
        "header": _one({"name": _REQUIRED, **either("values")}),
        "json": _one({"identifier": _REQUIRED, **either("values")}),
        "status_code": _one(either("codes", "number")),
    }


def _transformation() -> Compact:
    return _many("@text_transformation", nesting="set")


def _field_to_match() -> dict[str, Compact]:
    def pattern(kind: str) -> dict[str, Compact]:
        return {"all": _empty(), f"included_{kind}": "o:list(string)", f"excluded_{kind}": "o:list(string)"}

    scope: dict[str, Compact] = {"match_scope": _REQUIRED, "oversize_handling": _REQUIRED}
    return {
        "all_query_arguments": _empty(),
        "body": _one({"oversize_handling": _OPTIONAL}),
        "cookies": _one({**scope, "match_pattern": _many(pattern("cookies"))}),
        "header_order": _many({"oversize_handling": _REQUIRED}, "o"),
        "headers": _many({**scope, "match_pattern": _one(pattern("headers"), "r")}, "o"),
        "ja3_fingerprint": _one({"fallback_behavior": _REQUIRED}),
        "ja4_fingerprint": _one({"fallback_behavior": _REQUIRED}),
        "json_body": _one(
            {
                "match_scope": _REQUIRED,
                "invalid_fallback_behavior": _OPTIONAL,
                "oversize_handling": _OPTIONAL,
                "match_pattern": _one({"all": _empty(), "included_paths": "o:list(string)"}, "r"),
            }
        ),
        "method": _empty(),
        "query_string": _empty(),
        "single_header": _one({"name": _REQUIRED}),
        "single_query_argument": _one({"name": _REQUIRED}),
        "uri_fragment": _one({"fallback_behavior": "oc:string"}),
        "uri_path": _empty(),
    }
