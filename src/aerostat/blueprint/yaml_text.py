"""
YAML 1.2 text to a tree of nodes, with every mistake of spelling found on the way.

ruamel.yaml scans and composes; the nodes are walked here, because only here anchors, duplicate keys and positions
can be seen together. Nesting and size are measured before composing, so no input exhausts stack or memory.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark, YAMLError
from ruamel.yaml.events import MappingEndEvent, MappingStartEvent, SequenceEndEvent, SequenceStartEvent
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.nodes import Node as ComposedNode
from ruamel.yaml.reader import ReaderError

from aerostat.blueprint.node import Content, Mark, Node, Scalar, WrittenFloat, WrittenInt

MAXIMUM_DEPTH = 40
MAXIMUM_NODES = 20_000

_TAG = "tag:yaml.org,2002:"
_TOP = Mark(line=1, column=1)


@dataclass(frozen=True, kw_only=True)
class Misspelling:
    """A mistake of YAML itself, with its place."""

    id: str
    message: str
    at: Mark
    reason: str = ""
    suggestion: str = ""


class _Stop(Exception):
    """Nothing sensible can be read beyond this misspelling."""

    def __init__(self, misspelling: Misspelling) -> None:
        super().__init__(misspelling.message)
        self.misspelling = misspelling


def parse(text: str) -> tuple[Node | None, tuple[Misspelling, ...]]:
    """
    The tree and what is wrong with its spelling.

    The tree is None when the text as a whole cannot be understood. Duplicate keys and keys that are not text leave
    a usable tree behind (the first of the duplicates, the rest of the mapping).
    """
    try:
        root = _composed(text)
        if root is None:
            return None, (_empty(),)
        walk = _Walk()
        node = walk.node(root, key_at=_mark(root.start_mark))
    except _Stop as stop:
        return None, (stop.misspelling,)
    if not isinstance(node.content, dict):
        return None, (_not_a_mapping(node), *walk.misspellings)
    return node, tuple(walk.misspellings)


def _composed(text: str) -> ComposedNode | None:
    try:
        _refuse_deep_nesting(text)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an anchor used twice is legal YAML
            composed: ComposedNode | None = YAML(typ="safe", pure=True).compose(text)
            return composed
    except ReaderError as error:
        raise _Stop(_unprintable(text, error)) from error
    except MarkedYAMLError as error:
        raise _Stop(_syntax(text, error)) from error
    except (YAMLError, ValueError, AttributeError, IndexError, TypeError, AssertionError) as error:
        # ruamel's scanner fails on some broken directives and tags without a mark.
        raise _Stop(Misspelling(id="yaml-syntax", message="this is not YAML", at=_TOP, reason=str(error))) from error


def _refuse_deep_nesting(text: str) -> None:
    depth = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            depth -= 1
        if depth > MAXIMUM_DEPTH:
            raise _Stop(
                Misspelling(
                    id="too-large",
                    message=f"this is nested more than {MAXIMUM_DEPTH} levels deep",
                    at=_mark(event.start_mark),
                    reason="no setting of a blueprint lies deeper than 8 levels",
                )
            )


@dataclass
class _Walk:
    """One pass over composed nodes, collecting misspellings."""

    misspellings: list[Misspelling] = field(default_factory=list)
    _open: set[int] = field(default_factory=set)
    _seen: int = 0

    def node(self, composed: ComposedNode, *, key_at: Mark) -> Node:
        at = _mark(composed.start_mark)
        self._count(at)
        if id(composed) in self._open:
            raise _Stop(Misspelling(id="recursive-anchor", message="this anchor contains itself", at=key_at))
        self._open.add(id(composed))
        content = self._content(composed)
        self._open.remove(id(composed))
        is_unwritten = content is None and composed.start_mark.index == composed.end_mark.index
        return Node(content=content, at=key_at if is_unwritten else at, key_at=key_at)

    def _content(self, composed: object) -> Content:
        match composed:
            case MappingNode():
                return self._mapping(composed)
            case SequenceNode():
                return [self.node(item, key_at=_mark(item.start_mark)) for item in composed.value]
            case ScalarNode():
                return self._scalar(composed)
        raise TypeError(f"ruamel composed {composed!r}")

    def _mapping(self, composed: MappingNode) -> dict[str, Node]:
        result: dict[str, Node] = {}
        inherited: dict[str, Node] = {}
        first_at: dict[str, Mark] = {}
        for key, value in composed.value:
            at = _mark(key.start_mark)
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
        sources: list[ComposedNode] = list(value.value) if isinstance(value, SequenceNode) else [value]
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

    def _key(self, key: object, at: Mark) -> str | None:
        if not isinstance(key, ScalarNode):
            self.misspellings.append(
                Misspelling(id="key-not-text", message="a list or mapping cannot be the name of a setting", at=at)
            )
            return None
        if key.tag not in (f"{_TAG}str", f"{_TAG}int", f"{_TAG}float", f"{_TAG}bool", f"{_TAG}timestamp"):
            self.misspellings.append(Misspelling(id="key-not-text", message="this setting has no name", at=at))
            return None
        return self._text(str(key.value), at)

    def _scalar(self, node: ScalarNode) -> Scalar:
        text = self._text(str(node.value), _mark(node.start_mark))
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
        at = _mark(node.start_mark)
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
            raise _Stop(
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


def _mark(mark: StreamMark) -> Mark:
    return Mark(line=mark.line + 1, column=mark.column + 1)


def _empty() -> Misspelling:
    return Misspelling(
        id="empty-file",
        message="the blueprint is empty",
        at=_TOP,
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


def _unprintable(text: str, error: ReaderError) -> Misspelling:
    before = text[: error.position] if isinstance(error.position, int) else ""
    at = Mark(line=before.count("\n") + 1, column=len(before) - (before.rfind("\n") + 1) + 1)
    return Misspelling(
        id="yaml-syntax", message="this character may not stand in a YAML file", at=at, reason=str(error.reason)
    )


def _syntax(text: str, error: MarkedYAMLError) -> Misspelling:
    mark = error.problem_mark or error.context_mark
    at = _mark(mark) if mark is not None else _TOP
    reason = ", ".join(" ".join(str(part).split()) for part in (error.context, error.problem) if part)
    line = next(iter(text.splitlines()[at.line - 1 : at.line]), "")
    if "\t" in line[: len(line) - len(line.lstrip())] or "'\\t'" in reason:
        tab = Mark(line=at.line, column=line.find("\t") + 1) if "\t" in line else at
        return Misspelling(
            id="tab-indentation",
            message="this line is indented with a tab",
            at=tab,
            reason="YAML allows only spaces before a key",
            suggestion="use two spaces for each level",
        )
    if "single document" in reason:
        reason, suggestion = "a blueprint is one document", "remove the line `---` and what does not belong here"
        return Misspelling(
            id="yaml-syntax", message="a second document begins here", at=at, reason=reason, suggestion=suggestion
        )
    return Misspelling(id="yaml-syntax", message="this is not YAML", at=at, reason=reason, suggestion=_advice(reason))


def _advice(reason: str) -> str:
    return next((advice for text, advice in _ADVICE if text in reason), "")


_ADVICE = (
    ("mapping values are not allowed", "put the value in quotes if it contains `: `, or check the indentation"),
    ("undefined alias", "define the anchor with `&name` above its use"),
    ("cannot start any token", "put the value in quotes"),
    ("expected ',' or ']'", "close the list with `]`"),
    ("expected ',' or '}'", "close the mapping with `}`"),
    ("could not find expected ':'", "write `key: value`, with a space after the colon"),
    ("end of stream", "close the quotes"),
    ("<stream end>", "close the last bracket or brace"),
    ("expected <block end>", "indent the settings of one mapping equally"),
)
