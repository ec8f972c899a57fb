"""
The ``statement`` of a WAF rule, in the notation of the facts file.

A statement may hold statements, which the generator could not express; it left a hole. The provider unrolls three
levels, and so do we, with names instead of copies: ``@statement_2`` stands for a body that is written once.
"""

from __future__ import annotations

from aerostat.terraform.schema.extraction.javascript import Body, Compact

_REQUIRED, _OPTIONAL = "r:string", "o:string"
_ACTIONS = ("allow", "block", "captcha", "challenge", "count")

#: What the hole in a rule is filled with. Rate limits and managed groups may not be nested, so only the root has them.
STATEMENT: Compact = ["r:*list1", "@statement_root"]


def shared() -> dict[str, dict[str, Compact]]:
    """The bodies that names stand for."""
    innermost = _matches()
    middle = _matches() | _logic("@statement_1")
    return {
        "field_to_match": _field_to_match(),
        "text_transformation": {"priority": "r:number", "type": _REQUIRED},
        "statement_1": innermost,
        "statement_2": middle,
        "statement_root": _matches() | _logic("@statement_2") | _groups("@statement_2"),
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


def _groups(inner: str) -> dict[str, Compact]:
    """Statements that count requests, or that apply rules kept elsewhere."""
    override = _many({"name": _REQUIRED, "action_to_use": _one({name: _empty() for name in _ACTIONS}, "r")}, "o")
    return {
        "rate_based_statement": _one(
            {
                "aggregate_key_type": _OPTIONAL,
                "evaluation_window_sec": "o:number",
                "limit": "r:number",
                "forwarded_ip_config": _one({"fallback_behavior": _REQUIRED, "header_name": _REQUIRED}),
                "scope_down_statement": _one(inner),
                "custom_key": _many(
                    {
                        "forwarded_ip": _empty(),
                        "header": _one({"name": _REQUIRED, "text_transformation": _transformation()}),
                        "ip": _empty(),
                        "uri_path": _one({"text_transformation": _transformation()}),
                    },
                    "o",
                ),
            }
        ),
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


def _managed_configs() -> dict[str, Compact]:
    return {
        "login_path": _OPTIONAL,
        "payload_type": _OPTIONAL,
        "password_field": _one({"identifier": _REQUIRED}),
        "username_field": _one({"identifier": _REQUIRED}),
        "aws_managed_rules_bot_control_rule_set": _one(
            {"inspection_level": _REQUIRED, "enable_machine_learning": "o:bool"}
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
        "uri_fragment": _one({"fallback_behavior": _OPTIONAL}),
        "uri_path": _empty(),
    }
