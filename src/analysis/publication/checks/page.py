"""A published page as the checks read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from analysis.core.languages import Language
from analysis.publication.compose import SAID

_NOT_WRITTEN = frozenset({SAID, "bilan-float", "bilan-strip-frame", "cell-output", "quarto-float"})
"""Classes of outputs of code: what they hold is a result, or what people typed."""
_UNSEEN = ("script", "style", "template", "annotation")
_BLOCKS = frozenset({"p", "li", "td", "th", "h1", "h2", "h3", "h4", "figcaption", "caption", "text", "dt", "dd"})
_DRAWING = re.compile(r"d|points|transform|viewbox|style|[xy][12]?|[cd][xy]|r[xy]?|width|height")
"""Attributes that hold coordinates alone, in which any number may stand."""


@dataclass(frozen=True)
class Page:
    """One HTML page; `shown` is its path in the published folder."""

    path: Path
    shown: str
    language: Language | None
    tree: Any

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Every identifier of the page."""
        return frozenset(element.get("id") for element in self.elements if element.get("id"))

    @cached_property
    def elements(self) -> tuple[Any, ...]:
        """Every element, in order."""
        return tuple(element for element in self.tree.iter() if isinstance(element.tag, str))

    @cached_property
    def _content(self) -> Any:
        main = self.tree.find(".//main")
        return self.tree if main is None else main

    def is_written(self, element: Any) -> bool:
        """Say whether an element is what the author of a notebook wrote: in the page's content, outside outputs, names and navigation."""
        for each in (element, *element.iterancestors()):
            if each is self._content:
                return True
            if each.tag in ("nav", "head") or _NOT_WRITTEN & set((each.get("class") or "").split()):
                return False
        return False

    def texts(self, *, tables: bool = True) -> Iterator[tuple[Any, str]]:
        """Yield each piece of visible text with the element it stands in."""
        for element in self.elements:
            names = {ancestor.tag for ancestor in element.iterancestors()} | {element.tag}
            if names & set(_UNSEEN) or (not tables and "table" in names):
                continue
            if element.text and element.text.strip():
                yield element, element.text
            for child in element:
                if child.tail and child.tail.strip():
                    yield element, child.tail


def texts_beside(tree: Any) -> Iterator[str]:
    """Yield what a tree holds beside its pieces of visible text: attributes, comments, what is never drawn, and blocks put together."""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            yield element.text or ""
            continue
        yield from (value for name, value in element.attrib.items() if not _DRAWING.fullmatch(name.rpartition("}")[2].lower()))
        name = element.tag.rpartition("}")[2]
        if name in _BLOCKS:
            yield "".join(element.itertext())
        elif name in (*_UNSEEN, "metadata", "title", "desc"):
            yield element.text or ""


def read_page(path: Path, folder: Path, language: Language | None) -> Page:
    """Return a page of a published folder."""
    from lxml import html  # noqa: PLC0415

    parser = html.HTMLParser(encoding="utf-8")
    tree = html.parse(str(path), parser).getroot()
    return Page(path, path.relative_to(folder).as_posix(), language, tree)
