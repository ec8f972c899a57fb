"""
One generated ``index.js`` → one type of the provider, in the notation of the facts file.

The generator writes, for every attribute, a comment with its flags and a getter that betrays its type; for every
nested block, a function that tells blocks from attributes and lists from single values::

    // content_based_deduplication - computed: false, optional: true, required: false
    get contentBasedDeduplication() { return this.getBooleanAttribute('content_based_deduplication'); }

    rule: { value: cdktn.listMapperHcl(fooRuleToHclTerraform, true)(this._rule), isBlock: true, type: "set", ... }
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Literal, TypeAlias, Union

Section: TypeAlias = Literal["resources", "data", "ephemeral", "provider"]

#: ``"oc:string"``, or ``["o:*list1", {...}]`` for what has parts; see ``aerostat.terraform.schema.facts``.
Compact: TypeAlias = Union[str, list["Body"]]
#: The parts, or ``@name`` of a body that several share. (The string before them in the list is one too.)
Body: TypeAlias = Union[str, dict[str, Compact]]

_SECTIONS: dict[str, Section] = {
    "TerraformResource": "resources",
    "TerraformDataSource": "data",
    "TerraformEphemeralResource": "ephemeral",
    "TerraformProvider": "provider",
}

_CHUNK = re.compile(r"^(?=(?:function|class) )", re.MULTILINE)
_FUNCTION = re.compile(r"function (\w+)ToHclTerraform\(struct\)")
_CLASS = re.compile(r"class (\w+) extends cdktn\.(\w+)")
_TYPE = re.compile(r'static tfResourceType = "(\w+)"')
_VERSION = re.compile(r"providerVersion: '([^']+)'")
_COMMENT = re.compile(r"^    // (\w+) - computed: (true|false), optional: (true|false), required: (true|false)\n", re.M)
_OBJECT = re.compile(r'= new ([\w.]+)\(this, "(\w+)"(, true)?')
_GETTER = re.compile(r"^    get \w+\(\) \{\n        return (?:cdktn\.[\w.]+\()*this\.(\w+)\(", re.MULTILINE)
_ENTRY = re.compile(
    r"^ +(\w+): \{\n +value: (.*),\n +isBlock: (true|false),\n +type: \"(\w+)\",\n +storageClassType: \"(\w+)\"",
    re.MULTILINE,
)
_MANY = re.compile(r"cdktn\.(?:listMapperHcl|hashMapperHcl)\(([a-z]\w*)ToHclTerraform, (?:true|false)\)")
_ONE = re.compile(r"([a-z]\w*)ToHclTerraform\(")
_WRITE_ONLY = "Write-only: the provider never"

_GETTERS = {
    "getStringAttribute": "string",
    "getNumberAttribute": "number",
    "getBooleanAttribute": "bool",
    "getListAttribute": "list(string)",
    "getNumberListAttribute": "list(number)",
    "getStringMapAttribute": "map(string)",
    "getNumberMapAttribute": "map(number)",
    "getBooleanMapAttribute": "map(bool)",
}
_MAPS = {
    "cdktn.StringMap": "map(string)",
    "cdktn.BooleanMap": "map(bool)",
    "cdktn.NumberMap": "map(number)",
    "cdktn.StringMapList": "list(map(string))",
}
_STORAGE = {
    "string": "string",
    "number": "number",
    "boolean": "bool",
    "stringList": "list(string)",
    "numberList": "list(number)",
    "stringMap": "map(string)",
    "numberMap": "map(number)",
    "booleanMap": "map(bool)",
    "stringListList": "list(list(string))",
    "stringListMap": "map(list(string))",
    "stringMapList": "list(map(string))",
    "stringMapMap": "map(map(string))",
}
#: What the generator had no type for; ``holes`` knows what belongs there.
UNKNOWN_TYPE = "any"


@dataclass(frozen=True, kw_only=True)
class Generated:
    section: Section
    type: str
    body: dict[str, Compact]
    version: str


@dataclass(frozen=True)
class _Entry:
    """What a ``ToHclTerraform`` function says of one argument."""

    value: str
    is_block: bool
    kind: str
    storage: str


@dataclass
class _Class:
    base: str
    text: str
    #: name -> flags, text of its section
    attributes: dict[str, tuple[str, str]] = field(default_factory=dict)


def read(source: str) -> Generated | None:
    """The type that this file declares; None for an index of others."""
    functions: dict[str, dict[str, _Entry]] = {}
    classes: dict[str, _Class] = {}
    for chunk in _CHUNK.split(source):
        if found := _FUNCTION.match(chunk):
            functions[found[1]] = _entries(chunk)
        elif found := _CLASS.match(chunk):
            classes[found[1]] = _Class(found[2], chunk, _attributes(chunk))
    for name, one in classes.items():
        if (declared := _TYPE.search(one.text)) and one.base in _SECTIONS:
            version = _VERSION.search(one.text)
            return Generated(
                section=_SECTIONS[one.base],
                type=declared[1],
                body=_body(name, _entries(one.text), functions, classes),
                version=version[1] if version else "",
            )
    return None


def _entries(chunk: str) -> dict[str, _Entry]:
    return {
        name: _Entry(value, is_block == "true", kind, storage)
        for name, value, is_block, kind, storage in _ENTRY.findall(chunk)
    }


def _attributes(chunk: str) -> dict[str, tuple[str, str]]:
    starts = list(_COMMENT.finditer(chunk))
    attributes = {}
    for comment, following in zip_longest(starts, starts[1:]):
        name, computed, optional, required = comment.groups()
        section = chunk[comment.end() : following.start() if following else None]
        flags = "".join(
            letter for letter, is_set in (("r", required), ("o", optional), ("c", computed)) if is_set == "true"
        )
        attributes[name] = (flags + ("w" if _WRITE_ONLY in section else ""), section)
    return attributes


def _body(
    class_name: str, entries: dict[str, _Entry], functions: dict[str, dict[str, _Entry]], classes: dict[str, _Class]
) -> dict[str, Compact]:
    declared = classes[class_name].attributes if class_name in classes else {}
    names = [*declared, *(name for name in entries if name not in declared)]

    def nested(name: str) -> dict[str, Compact]:
        return _body(f"{name[0].upper()}{name[1:]}OutputReference", functions.get(name, {}), functions, classes)

    body: dict[str, Compact] = {}
    for name in names:
        flags, section = declared.get(name, ("o", ""))
        if name in entries:
            entry = entries[name]
            many, one = _MANY.match(entry.value), _ONE.match(entry.value)
            if found := many or one:
                body[name] = [f"{flags}:{_mark(entry, flags, single=not many)}", nested(found[1])]
            else:
                body[name] = f"{flags}:{_simple(entry)}"
        else:
            body[name] = _computed(name, flags, section, nested)
    return body


def _mark(entry: _Entry, flags: str, *, single: bool) -> str:
    """``*`` for a block, ``=`` for an attribute with parts; what is computed cannot be a block in Terraform's core."""
    sign = "*" if entry.is_block and "c" not in flags else "="
    return f"{sign}single" if entry.kind == "struct" else f"{sign}{entry.kind}{'1' if single else ''}"


def _simple(entry: _Entry) -> str:
    base = _STORAGE.get(entry.storage, UNKNOWN_TYPE)
    if entry.kind in {"list", "set", "map"} and "(" in base:
        return f"{entry.kind}({base.partition('(')[2]}"
    return base


def _computed(name: str, flags: str, section: str, nested: Callable[[str], dict[str, Compact]]) -> Compact:
    """What only the provider fills in: an object class, or a getter that betrays its type."""
    if (found := _OBJECT.search(section)) and found[2] == name:
        return _object(flags, found[1], nested, is_set=bool(found[3]))
    getter = _GETTER.search(section)
    type_name = _GETTERS.get(getter[1], UNKNOWN_TYPE) if getter else UNKNOWN_TYPE
    if "Fn.tolist" in section and type_name.startswith("list("):
        type_name = "set" + type_name.removeprefix("list")
    return f"{flags}:{type_name}"


def _object(flags: str, class_name: str, nested: Callable[[str], dict[str, Compact]], *, is_set: bool) -> Compact:
    if class_name.startswith("cdktn."):
        return f"{flags}:{_MAPS.get(class_name, UNKNOWN_TYPE)}"
    base = re.sub(r"(OutputReference|List|Map)$", "", class_name)
    match class_name.removeprefix(base):
        case "OutputReference":
            kind = "single"
        case "Map":
            kind = "map"
        case _:
            kind = "set" if is_set else "list"
    return [f"{flags}:={kind}", nested(base[0].lower() + base[1:])]
