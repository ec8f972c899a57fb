"""The facts as ``GetProviderSchema`` tells them."""

from __future__ import annotations

import json
from typing import Any

from aerostat.terraform.schema import Attribute, Block, Body, Collection, Facts, Objects, Section, Type
from aerostat.testing.provider.protocol import message

_TEXT, _TRUTH, _TEXTS = "o:string", "o:bool", "o:set(string)"

#: The provider's own arguments, by hand: the published package tells only their names.
PROVIDER = Facts(
    {
        "version": "",
        "resources": {
            "aws": {
                **dict.fromkeys(
                    ("access_key", "profile", "region", "retry_mode", "secret_key", "sts_region", "token"), _TEXT
                ),
                **dict.fromkeys(("custom_ca_bundle", "http_proxy", "https_proxy", "no_proxy"), _TEXT),
                "s3_us_east_1_regional_endpoint": _TEXT,
                **dict.fromkeys(("ec2_metadata_service_endpoint", "ec2_metadata_service_endpoint_mode"), _TEXT),
                **dict.fromkeys(
                    ("insecure", "s3_use_path_style", "use_dualstack_endpoint", "use_fips_endpoint"), _TRUTH
                ),
                **dict.fromkeys(("skip_credentials_validation", "skip_region_validation"), _TRUTH),
                "skip_requesting_account_id": _TRUTH,
                "skip_metadata_api_check": _TEXT,
                "max_retries": "o:number",
                "token_bucket_rate_limiter_capacity": "o:number",
                **dict.fromkeys(("allowed_account_ids", "forbidden_account_ids"), _TEXTS),
                **dict.fromkeys(("shared_config_files", "shared_credentials_files"), "o:list(string)"),
                "assume_role": [
                    "o:*list",
                    {
                        **dict.fromkeys(("duration", "external_id", "policy", "role_arn", "session_name"), _TEXT),
                        "policy_arns": _TEXTS,
                        "source_identity": _TEXT,
                        "tags": "o:map(string)",
                        "transitive_tag_keys": _TEXTS,
                    },
                ],
                "assume_role_with_web_identity": [
                    "o:*list",
                    {
                        **dict.fromkeys(("duration", "policy", "role_arn", "session_name"), _TEXT),
                        **dict.fromkeys(("web_identity_token", "web_identity_token_file"), _TEXT),
                        "policy_arns": _TEXTS,
                    },
                ],
                "default_tags": ["o:*list", {"tags": "o:map(string)"}],
                "ignore_tags": ["o:*list", {"keys": _TEXTS, "key_prefixes": _TEXTS}],
            }
        },
    }
)


def provider_schema(facts: Facts) -> Any:
    """The whole ``GetProviderSchema.Response``."""
    body = PROVIDER.body("resources", "aws")
    assert body is not None
    blocks = _Blocks()
    response = message("GetProviderSchema.Response")(provider=blocks.schema(body), provider_meta=_provider_meta())
    response.server_capabilities.get_provider_schema_optional = True
    sections: tuple[tuple[Section, Any], ...] = (
        ("resources", response.resource_schemas),
        ("data", response.data_source_schemas),
        ("ephemeral", response.ephemeral_resource_schemas),
    )
    for section, schemas in sections:
        for name in facts.types(section):
            found = facts.body(section, name)
            assert found is not None
            schemas[name].CopyFrom(blocks.schema(found))
    return response


def _provider_meta() -> Any:
    """Lets published modules name themselves in ``provider_meta``."""
    attribute = message("Schema.Attribute")(name="user_agent", type=b'["list","string"]', optional=True)
    return message("Schema")(block=message("Schema.Block")(attributes=[attribute]))


class _Blocks:
    """Messages of bodies. Those that several share are made once: WAF's statements alone are 30,000 attributes."""

    def __init__(self) -> None:
        self._made: dict[int, Any] = {}

    def schema(self, body: Body) -> Any:
        return message("Schema")(version=0, block=self._block(body))

    def _block(self, body: Body) -> Any:
        if id(body) not in self._made:
            attributes = [_attribute(name, one) for name, one in body.items() if isinstance(one, Attribute)]
            blocks = [self._nested(name, one) for name, one in body.items() if isinstance(one, Block)]
            self._made[id(body)] = message("Schema.Block")(attributes=attributes, block_types=blocks)
        return self._made[id(body)]

    def _nested(self, name: str, one: Block) -> Any:
        nested = message("Schema.NestedBlock")
        return nested(
            type_name=name,
            block=self._block(one.body),
            nesting=nested.NestingMode.Value(one.nesting.upper()),
            min_items=1 if one.flags.required and one.nesting != "single" else 0,
            max_items=1 if one.at_most_one and one.nesting != "single" else 0,
        )


def _attribute(name: str, one: Attribute) -> Any:
    flags = one.flags
    return message("Schema.Attribute")(
        name=name,
        type=_type_text(one.type),
        required=flags.required,
        optional=flags.optional,
        computed=flags.computed,
        sensitive=flags.sensitive,
        write_only=flags.write_only,
    )


def _type_text(type: Type) -> bytes:
    return json.dumps(_type(type)).encode()


def _type(type: Type) -> Any:
    """The type as cty's JSON has it: ``["list", ["object", {"name": "string"}]]``."""
    match type:
        case Collection(kind, element):
            return [kind, _type(element)]
        case Objects(kind, body):
            described = ["object", {name: _type(_part_type(one)) for name, one in body.items()}]
            return described if kind == "single" else [kind, described]
        case _:
            return type


def _part_type(part: Attribute | Block) -> Type:
    return Objects(part.nesting, part.body) if isinstance(part, Block) else part.type
