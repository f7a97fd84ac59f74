"""YAML that remembers its lines, so that a wrong entry can be refused with file, line and remedy.

``load_yaml(path)`` returns the topmost :class:`Node`. A node is asked for what it should be, and answers or
raises :class:`LexiconError` with its own line::

    root = load_yaml(path).fields("frames")
    for entry in root["frames"].members():
        fields = entry.fields("stance", "frames", optional=("strength",))
        stance = fields["stance"].choice(STANCES)
        patterns = fields["frames"].texts()

A check that only the caller can make uses ``raise node.error("problem", "What to do.")``.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import yaml

from labels.errors import LexiconError

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_NOT_TEXT = frozenset({_TAG + "int", _TAG + "float", _TAG + "null"})


class Node:
    """One value of a YAML file. ``file`` is the file, ``line`` the 1-based line on which the value starts."""

    __slots__ = ("_node", "file", "line")

    def __init__(self, file: Path, node: yaml.Node) -> None:
        self.file = file
        self.line: int = node.start_mark.line + 1
        self._node = node

    def error(self, problem: str, remedy: str) -> LexiconError:
        """Return (not raise) the error that this value is wrong. ``remedy`` is a sentence."""
        return LexiconError(self.file, self.line, problem, remedy)

    def mapping(self) -> dict[str, Node]:
        """Return the values by key, in the order of the file. Raises where a key stands twice."""
        if not isinstance(self._node, yaml.MappingNode):
            raise self.error(f"{self._shown()} stands where 'key: value' pairs belong", "Write 'key: value' lines.")
        found: dict[str, Node] = {}
        for key_node, value_node in self._node.value:
            key = Node(self.file, key_node).text()
            if key in found:
                problem = f"the key '{key}' stands twice (first on line {found[key].line})"
                raise Node(self.file, key_node).error(problem, "Remove one of the two.")
            found[key] = Node(self.file, value_node)
        return found

    def fields(self, *required: str, optional: Collection[str] = ()) -> dict[str, Node]:
        """Return a mapping that has every ``required`` key and none but these and the ``optional`` ones."""
        found = self.mapping()
        known = [*required, *optional]
        for key, value in found.items():
            if key not in known:
                raise value.error(f"the key '{key}' is not known here", f"Use one of: {', '.join(known)}.")
        for key in required:
            if key not in found:
                raise self.error(f"the entry has no '{key}'", f"Add a line '{key}: …' to this entry.")
        return found

    def members(self) -> list[Node]:
        """Return the members of a sequence."""
        if not isinstance(self._node, yaml.SequenceNode):
            raise self.error(f"{self._shown()} stands where a list belongs", "Write '- item' lines or [item, item].")
        return [Node(self.file, member) for member in self._node.value]

    def text(self) -> str:
        """Return a non-empty string, as written: ``NO`` is the text "NO". A number must stand in quotes."""
        node = self._node
        if not isinstance(node, yaml.ScalarNode) or node.tag in _NOT_TEXT or not str(node.value).strip():
            raise self.error(
                f"{self._shown()} stands where a text belongs", "Write a text, in quotes if it is a number."
            )
        return str(node.value)

    def texts(self) -> list[str]:
        """Return a list of texts."""
        return [member.text() for member in self.members()]

    def number(self) -> int:
        """Return a whole number."""
        if self._node.tag == _TAG + "int" and isinstance(self._node, yaml.ScalarNode):
            try:
                return int(self._node.value)
            except ValueError:
                pass
        raise self.error(f"{self._shown()} stands where a whole number belongs", "Write digits, without quotes.")

    def flag(self) -> bool:
        """Return true or false."""
        if isinstance(self._node, yaml.ScalarNode) and self._node.value in ("true", "false"):
            return bool(self._node.value == "true")
        raise self.error(f"{self._shown()} stands where true or false belongs", "Write true or false.")

    def choice(self, allowed: Collection[str]) -> str:
        """Return a text that is one of ``allowed``."""
        text = self.text()
        if text not in allowed:
            raise self.error(f"'{text}' is not allowed here", f"Use one of: {', '.join(allowed)}.")
        return text

    def _shown(self) -> str:
        """Name the value as it is, for an error message."""
        if isinstance(self._node, yaml.MappingNode):
            return "a mapping"
        if isinstance(self._node, yaml.SequenceNode):
            return "a list"
        return f"'{self._node.value}'" if str(self._node.value).strip() else "nothing"


def load_yaml(path: Path) -> Node:
    """Read a YAML file of one document; tags and Python objects are not built.

    Raises ``LexiconError`` where the file cannot be read, is not UTF-8, is not YAML, or is empty.
    """
    try:
        source = path.read_bytes().decode("utf-8-sig")
    except OSError as cause:
        raise LexiconError(path, 1, f"the file cannot be read ({cause.strerror})", "Restore the file.") from cause
    except UnicodeDecodeError as cause:
        line = cause.object[: cause.start].count(b"\n") + 1
        raise LexiconError(path, line, "the file is not UTF-8", "Save it with the encoding UTF-8.") from cause
    try:
        root = yaml.compose(source, Loader=_LOADER)
    except yaml.YAMLError as cause:
        mark = getattr(cause, "problem_mark", None)
        problem = getattr(cause, "problem", None) or getattr(cause, "reason", None) or "unreadable"
        remedy = "Check indentation, colons and quotes on this line and the one before."
        raise LexiconError(path, mark.line + 1 if mark else 1, f"this is not YAML ({problem})", remedy) from cause
    if root is None:
        raise LexiconError(path, 1, "the file is empty", "Restore its entries.")
    return Node(path, root)
