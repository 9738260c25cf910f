"""What a definition file says, with the line on which it says it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Step = str | int
"""One step down a tree: a key of a mapping or an index of a list."""


@dataclass(slots=True)
class Node:
    """A value of the file with its line; the children of mappings and lists are nodes themselves."""

    line: int
    value: str | int | float | bool | dict[str, Node] | list[Node] | None
    key_lines: dict[str, int] = field(default_factory=dict)

    def plain(self) -> Any:
        """Return the value without its lines."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value


@dataclass(frozen=True, slots=True)
class LocatedTree:
    """What a file says, and the line on which it says it."""

    path: Path
    root: Node

    @property
    def value(self) -> Any:
        """The content as plain dictionaries, lists and scalars."""
        return self.root.plain()

    def line(self, *steps: Step) -> int:
        """Return the line of a place (that of its key in a mapping), or of the deepest part of the way that exists."""
        node, line = self.root, self.root.line
        for step in steps:
            if isinstance(node.value, dict) and step in node.value:
                line = node.key_lines[str(step)]
                node = node.value[str(step)]
            elif isinstance(node.value, list) and isinstance(step, int) and 0 <= step < len(node.value):
                node = node.value[step]
                line = node.line
            else:
                break
        return line

    def where(self, *steps: Step) -> str:
        """Return a place as people write it: `params/frameworks/x.yaml:12`."""
        return f"{file_shown(self.path)}:{self.line(*steps)}"


def file_shown(path: Path) -> str:
    """Return a path as messages show it: relative to where one stands if it is below, with `/`."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return path.as_posix()
