"""
The messages of Terraform's plugin protocol 6.

The PyPI package ``tf`` carries them as of protocol 6.6. What came later and is needed here is added to its description:
write-only attributes (6.9) and ephemeral resources (6.8). Numbers are those of ``tfplugin6.proto``.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from tf.gen import tfplugin_pb2

SERVICE = "tfplugin6.Provider"
_PACKAGE = "tfplugin6"

_FIELD = descriptor_pb2.FieldDescriptorProto
_WRITE_ONLY_NUMBER = 11
_EPHEMERAL_SCHEMAS_NUMBER = 8

#: New messages: name -> fields of the request, fields of the response; a field is (name, number, type).
_EPHEMERAL = {
    "ValidateEphemeralResourceConfig": (
        [("type_name", 1, "string"), ("config", 2, "DynamicValue")],
        [("diagnostics", 1, "Diagnostic*")],
    ),
    "OpenEphemeralResource": (
        [("type_name", 1, "string"), ("config", 2, "DynamicValue")],
        [("diagnostics", 1, "Diagnostic*"), ("result", 3, "DynamicValue")],
    ),
    "RenewEphemeralResource": (
        [("type_name", 1, "string"), ("private", 2, "bytes")],
        [("diagnostics", 1, "Diagnostic*")],
    ),
    "CloseEphemeralResource": (
        [("type_name", 1, "string"), ("private", 2, "bytes")],
        [("diagnostics", 1, "Diagnostic*")],
    ),
}


@cache
def message(name: str) -> Any:
    """The class of a message, for example ``Schema.Block``."""
    return message_factory.GetMessageClass(_pool().FindMessageTypeByName(f"{_PACKAGE}.{name}"))


@cache
def _pool() -> Any:
    description = descriptor_pb2.FileDescriptorProto()
    tfplugin_pb2.DESCRIPTOR.CopyToProto(description)
    _add_write_only(description)
    _add_ephemeral_schemas(description)
    for name, (request, response) in _EPHEMERAL.items():
        added = description.message_type.add(name=name)
        _add_fields(added.nested_type.add(name="Request"), request)
        _add_fields(added.nested_type.add(name="Response"), response)
    pool = descriptor_pool.DescriptorPool()
    for dependency in tfplugin_pb2.DESCRIPTOR.dependencies:
        pool.AddSerializedFile(dependency.serialized_pb)
    pool.Add(description)
    return pool


def _add_write_only(description: Any) -> None:
    attribute = _nested(_nested(description, "Schema"), "Attribute")
    _add_fields(attribute, [("write_only", _WRITE_ONLY_NUMBER, "bool")])


def _add_ephemeral_schemas(description: Any) -> None:
    response = _nested(_nested(description, "GetProviderSchema"), "Response")
    entry = response.nested_type.add(name="EphemeralResourceSchemasEntry")
    entry.options.map_entry = True
    _add_fields(entry, [("key", 1, "string"), ("value", 2, "Schema")])
    kind = "GetProviderSchema.Response.EphemeralResourceSchemasEntry*"
    _add_fields(response, [("ephemeral_resource_schemas", _EPHEMERAL_SCHEMAS_NUMBER, kind)])


def _nested(parent: Any, name: str) -> Any:
    children = parent.message_type if hasattr(parent, "message_type") else parent.nested_type
    return next(one for one in children if one.name == name)


def _add_fields(target: Any, fields: list[tuple[str, int, str]]) -> None:
    scalars = {"string": _FIELD.TYPE_STRING, "bytes": _FIELD.TYPE_BYTES, "bool": _FIELD.TYPE_BOOL}
    for name, number, kind in fields:
        label = _FIELD.LABEL_REPEATED if kind.endswith("*") else _FIELD.LABEL_OPTIONAL
        field = target.field.add(name=name, number=number, label=label)
        if kind in scalars:
            field.type = scalars[kind]
        else:
            field.type = _FIELD.TYPE_MESSAGE
            field.type_name = f".{_PACKAGE}.{kind.removesuffix('*')}"
