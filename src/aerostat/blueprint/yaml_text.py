"""
YAML 1.2 text to a tree of nodes, with every mistake of spelling found on the way.

``composing`` composes nodes; they are walked here, because only here anchors, duplicate keys and positions can be seen
together. They are counted on the way, so that anchors which multiply do not exhaust the memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from aerostat.blueprint.composing import TOP, ComposedNode, Misspelling, Stop, composed, mark_of
from aerostat.blueprint.node import Content, Mark, Node, Scalar, WrittenFloat, WrittenInt

MAXIMUM_NODES = 20_000

_TAG = "tag:yaml.org,2002:"


def parse(text: str) -> tuple[Node | None, tuple[Misspelling, ...]]:
    """
    The tree and what is wrong with its spelling.

    The tree is None when the text as a whole cannot be understood. Duplicate keys and keys that are not text leave
    a usable tree behind (the first of the duplicates, the rest of the mapping).
    """
    try:
        root = composed(text)
        if root is None:
            return None, (_empty(),)
        walk = _Walk()
        node = walk.node(root, key_at=mark_of(root.start_mark))
    except Stop as stop:
        return None, (stop.misspelling,)
    if not isinstance(node.content, dict):
        return None, (_not_a_mapping(node), *walk.misspellings)
    return node, tuple(walk.misspellings)


@dataclass
class _Walk:
    """One pass over composed nodes, collecting misspellings."""

    misspellings: list[Misspelling] = field(default_factory=list)
    _open: set[int] = field(default_factory=set)
    _seen: int = 0

    def node(self, composed: ComposedNode, *, key_at: Mark) -> Node:
        at = mark_of(composed.start_mark)
        self._count(at)
        if id(composed) in self._open:
            raise Stop(Misspelling(id="recursive-anchor", message="this anchor contains itself", at=key_at))
        self._open.add(id(composed))
        content = self._content(composed, at)
        self._open.remove(id(composed))
        is_unwritten = content is None and composed.start_mark.index == composed.end_mark.index
        return Node(content=content, at=key_at if is_unwritten else at, key_at=key_at)

    def _content(self, composed: ComposedNode, at: Mark) -> Content:
        match composed.id:
            case "mapping":
                return self._mapping(composed)
            case "sequence":
                return [self.node(item, key_at=mark_of(item.start_mark)) for item in composed.value]
        return self._scalar(composed, at)

    def _mapping(self, composed: ComposedNode) -> dict[str, Node]:
        result: dict[str, Node] = {}
        inherited: dict[str, Node] = {}
        first_at: dict[str, Mark] = {}
        for key, value in composed.value:
            at = mark_of(key.start_mark)
            if key.tag == f"{_TAG}merge":
                inherited = {**self._inherited(value, at), **inherited}
            elif (name := self._key(key, at)) is None:
                continue
            elif name in first_at:
                self.misspellings.append(_duplicate(name, at, first_at[name]))
            else:
                first_at[name] = at
                result[name] = self.node(value, key_at=at)
        return {**inherited, **result}

    def _inherited(self, value: ComposedNode, at: Mark) -> dict[str, Node]:
        """What ``<<: *anchor`` or ``<<: [*one, *two]`` brings in; the first of several wins, as YAML 1.1 had it."""
        sources: list[ComposedNode] = list(value.value) if value.id == "sequence" else [value]
        result: dict[str, Node] = {}
        for source in sources:
            node = self.node(source, key_at=at)
            if not isinstance(node.content, dict):
                reason = "`<<` takes the mapping of an anchor, or a list of them"
                self.misspellings.append(
                    Misspelling(id="yaml-syntax", message="this merges no mapping", at=at, reason=reason)
                )
                continue
            result = {**node.content, **result}
        return result

    def _key(self, key: ComposedNode, at: Mark) -> str | None:
        if key.id != "scalar":
            self.misspellings.append(
                Misspelling(id="key-not-text", message="a list or mapping cannot be the name of a setting", at=at)
            )
            return None
        if key.tag not in (f"{_TAG}str", f"{_TAG}int", f"{_TAG}float", f"{_TAG}bool", f"{_TAG}timestamp"):
            self.misspellings.append(Misspelling(id="key-not-text", message="this setting has no name", at=at))
            return None
        return self._text(str(key.value), at)

    def _scalar(self, node: ComposedNode, at: Mark) -> Scalar:
        text = self._text(str(node.value), at)
        match str(node.tag).removeprefix(_TAG):
            case "null":
                return None
            case "bool":
                return text.lower() in ("true", "yes", "on")
            case "int":
                return _whole(text)
            case "float":
                return _real(text)
            case "str" | "timestamp" | "value" | "merge":
                return text
        self.misspellings.append(
            Misspelling(
                id="unsupported-tag",
                message=f"the tag `{node.tag}` means nothing here",
                at=at,
                reason="a blueprint consists of texts, numbers, true and false, lists and mappings",
                suggestion="remove the tag",
            )
        )
        return text

    def _text(self, text: str, at: Mark) -> str:
        """The text, escapes such as ``"\\ud83d\\ude00"`` (JSON's way to write one character) put together."""
        if text.isascii():
            return text
        raw = text.encode("utf-16-le", "surrogatepass")
        try:
            return raw.decode("utf-16-le")
        except UnicodeDecodeError:
            reason = "it needs the other half beside it to be a character"
            self.misspellings.append(
                Misspelling(id="yaml-syntax", message="this has half a character", at=at, reason=reason)
            )
            return raw.decode("utf-16-le", "replace")

    def _count(self, at: Mark) -> None:
        self._seen += 1
        if self._seen > MAXIMUM_NODES:
            raise Stop(
                Misspelling(
                    id="too-large",
                    message=f"this has more than {MAXIMUM_NODES} values once its anchors are followed",
                    at=at,
                    reason="anchors that repeat anchors multiply",
                )
            )


def _whole(text: str) -> Scalar:
    digits = text.replace("_", "")
    try:
        number = WrittenInt(digits, 0) if digits.lstrip("+-")[:2].lower() in ("0x", "0o", "0b") else WrittenInt(digits)
    except ValueError:  # more digits than Python converts, or base 60 of a %YAML 1.1 file
        return text
    number.text = text
    return number


def _real(text: str) -> Scalar:
    try:
        number = WrittenFloat(text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))
    except ValueError:
        return text
    number.text = text
    return number


def _empty() -> Misspelling:
    return Misspelling(
        id="empty-file",
        message="the blueprint is empty",
        at=TOP,
        suggestion="`aerostat init` writes one that fits this project",
    )


def _not_a_mapping(node: Node) -> Misspelling:
    return Misspelling(
        id="not-a-mapping",
        message="a blueprint is a mapping of sections",
        at=node.at,
        reason="its first line is usually `application: <name>`",
        suggestion="`aerostat init` writes a complete example",
    )


def _duplicate(name: str, at: Mark, first: Mark) -> Misspelling:
    return Misspelling(
        id="duplicate-key",
        message=f"`{name}` is written twice",
        at=at,
        reason=f"the first is in line {first.line}; only one of them could count",
        suggestion="remove one, or merge the two",
    )
