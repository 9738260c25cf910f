"""Which scripts a page may hold: files of the publication; on a page that Quarto made, also the few that Quarto writes into it.

Nothing that Quarto is handed holds a script: notebooks may not write HTML, results are ours, what people type is text. What Quarto itself
writes into its pages is known by a closed list (docs/decisions/0168): any other script stops the build.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.core.languages import Bilingual
from analysis.publication.checks.page import Page

QUARTO_SCRIPTS = frozenset({"quarto-search-options", "quarto-html-before-body", "quarto-html-after-body"})
"""Identifiers of the scripts that Quarto 1.9 and 1.10 write into the pages of a book."""

QUARTO_HANDLERS = frozenset(
    {
        "if (window.quartoToggleHeadroom) { window.quartoToggleHeadroom(); }",
        "window.quartoOpenSearch();",
        "window.quartoBackToArticle(); return false;",
        "window.quartoToggleColorScheme(); return false;",
        "window.quartoToggleReader(); return false;",
    }
)
"""What its buttons do when they are pressed, letter for letter."""

_ELSEWHERE = re.compile(r"(?:https?|wss?):|[\"'`]//", re.IGNORECASE)
_NAMESPACES = re.compile(r"http://www\.w3\.org/[\w/.#-]*")


def script_problems(page: Page, folder: Path) -> Iterator[Bilingual]:
    """Yield the scripts of a page that may not stay."""
    is_quartos = _is_quartos(page)
    for element in page.elements:
        handlers = {name: value for name, value in element.attrib.items() if name.lower().startswith("on")}
        known = is_quartos and set(handlers) <= {"onclick"} and all(_tidy(value) in QUARTO_HANDLERS for value in handlers.values())
        if handlers and (not known or _is_content(element, page)):
            yield Bilingual(f"un élément <{element.tag}> porte un script", f"a <{element.tag}> element carries a script")
        if element.tag == "script" and not (_is_file(element, page, folder) or (is_quartos and _is_quartos_own(element, page))):
            yield Bilingual("un script n'est pas de la publication", "a script is not the publication's")


def _is_quartos(page: Page) -> bool:
    generators = page.tree.xpath("/html/head/meta[@name='generator']/@content")
    return any(re.fullmatch(r"quarto-\d+(?:\.\d+)+", value) for value in generators)


def _is_file(element: Any, page: Page, folder: Path) -> bool:
    source = element.get("src")
    if source is None or re.match(r"\s*(?:[a-zA-Z][\w+.-]*:|//)", source):
        return False
    return bool((page.path.parent / source).resolve().is_relative_to(folder.resolve()))


def _is_quartos_own(element: Any, page: Page) -> bool:
    """Say whether a script written into a page is one of Quarto's: by its name, outside the content, leading to no other host."""
    written = _NAMESPACES.sub("", element.text or "")
    return (
        element.get("src") is None
        and element.get("id") in QUARTO_SCRIPTS
        and not _is_content(element, page)
        and _ELSEWHERE.search(written) is None
    )


def _is_content(element: Any, page: Page) -> bool:
    """Say whether an element stands in what the chapter says: Quarto's own scripts and buttons stand around it."""
    main = page.tree.find(".//main")
    return main is not None and any(ancestor is main for ancestor in element.iterancestors())


def _tidy(value: str) -> str:
    return " ".join(value.split())
