"""Walking through Pandoc's syntax tree, and building the few nodes that the build writes itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Node = dict[str, Any]
Replacement = Node | list[Node] | None


def walk(node: Any) -> Iterator[Node]:
    """Yield every node of a tree, in reading order."""
    if isinstance(node, dict):
        if "t" in node:
            yield node
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)


def replaced(node: Any, change: Callable[[Node], Replacement]) -> Any:
    """Return a copy of a tree in which `change` has replaced nodes, from the leaves up; None keeps a node, a list stands in its place."""
    if isinstance(node, list):
        result: list[Any] = []
        for value in node:
            if isinstance(value, dict) and "t" in value:
                new = replaced(value, change)
                if isinstance(new, list):
                    result.extend(new)
                else:
                    result.append(new)
            else:
                result.append(replaced(value, change))
        return result
    if isinstance(node, dict):
        copy = {key: replaced(value, change) if key == "c" or "t" not in node else value for key, value in node.items()}
        if "t" not in copy:
            return copy
        new = change(copy)
        return copy if new is None else new
    return node


def text_of(node: Any) -> str:
    """Return the plain text of a tree: what a person would read aloud."""
    pieces = []
    for each in walk(node):
        match each["t"]:
            case "Str":
                pieces.append(each["c"])
            case "Space" | "SoftBreak" | "LineBreak":
                pieces.append(" ")
            case "Code" | "Math":
                pieces.append(each["c"][1])
    return "".join(pieces)


def words(text: str) -> list[Node]:
    """Return plain text as inline nodes; nothing in it is read as markup, no-break spaces stay."""
    result: list[Node] = []
    for number, word in enumerate(text.split(" ")):
        if number:
            result.append({"t": "Space"})
        if word:
            result.append({"t": "Str", "c": word})
    return result


def raw_block(form: str, text: str) -> Node:
    """Return text that goes as it is into one format."""
    return {"t": "RawBlock", "c": [form, text]}


def raw_inline(form: str, text: str) -> Node:
    """Return text that goes as it is into a line of one format."""
    return {"t": "RawInline", "c": [form, text]}


def link(target: str, inlines: list[Node], classes: tuple[str, ...] = ()) -> Node:
    """Return a link."""
    return {"t": "Link", "c": [["", list(classes), []], inlines, [target, ""]]}
