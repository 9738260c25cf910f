"""Which part of a model stands at a place of a definition file, so that a message can name it and the keys it knows."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

from analysis.core.located_tree import LocatedTree, Node


def resolve(loc: tuple[str | int, ...], model: Any, tree: LocatedTree) -> tuple[tuple[str | int, ...], list[Any]]:
    """Return the steps of an error that exist in the file, and the classes that could stand there.

    The checking library adds the tags of unions to its places: a step that the file does not have is such a tag, or a missing key.
    """
    node: Node = tree.root
    place: list[str | int] = []
    candidates = list(_members(model))
    for step in loc:
        if isinstance(node.value, dict) and step in node.value:
            node = node.value[str(step)]
            place.append(step)
            candidates = [member for candidate in candidates for member in _below(candidate, str(step))]
        elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            place.append(step)
            candidates = [member for candidate in candidates for member in _items(candidate)]
        else:
            tagged = [candidate for candidate in candidates if step in tags_of(candidate)]
            candidates = tagged or candidates
    return tuple(place), candidates


def _members(annotation: Any) -> Iterator[Any]:
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        yield from _members(typing.get_args(annotation)[0])
    elif origin in (typing.Union, types.UnionType):
        for member in typing.get_args(annotation):
            yield from _members(member)
    else:
        yield annotation


def fields_of(candidate: Any) -> Iterator[tuple[str, Any]]:
    """Yield each key that a class reads from a file, with its type."""
    if not isinstance(candidate, type):
        return
    if hasattr(candidate, "model_fields"):
        for name, info in candidate.model_fields.items():
            yield (info.alias if isinstance(info.alias, str) else name), info.annotation
    elif dataclasses.is_dataclass(candidate):
        hints = typing.get_type_hints(candidate)
        for item in dataclasses.fields(candidate):
            yield item.name, hints[item.name]


def keys_of(candidates: Iterable[Any]) -> Iterator[str]:
    """Yield every key that some of these classes read from a file."""
    for candidate in candidates:
        for key, _ in fields_of(candidate):
            yield key


def _below(candidate: Any, key: str) -> Iterator[Any]:
    for name, annotation in fields_of(candidate):
        if name == key:
            yield from _members(annotation)
    origin, arguments = typing.get_origin(candidate), typing.get_args(candidate)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        yield from _members(arguments[1])


def _items(candidate: Any) -> Iterator[Any]:
    for argument in typing.get_args(candidate):
        if argument is not Ellipsis:
            yield from _members(argument)


def tags_of(candidate: Any) -> set[str]:
    """Return the values of the literal keys by which a union recognises a class, and its name."""
    values = {candidate.__name__} if isinstance(candidate, type) else set()
    for _, annotation in fields_of(candidate):
        if typing.get_origin(annotation) is typing.Literal:
            values.update(str(value.value if isinstance(value, Enum) else value) for value in typing.get_args(annotation))
    return values
