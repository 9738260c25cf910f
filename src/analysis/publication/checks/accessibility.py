"""What a page needs for everyone to read it: language, title, headings in order, text alternatives, named tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual
from analysis.publication.checks.page import Page

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def accessibility_problems(page: Page) -> Iterator[Problem]:
    """Yield what is wrong with one page."""
    root = page.tree
    if page.language is not None and (root.get("lang") or "").split("-")[0] != page.language:
        yield Problem(page.shown, Bilingual("la page ne dit pas sa langue", "the page does not state its language"))
    if not (root.findtext(".//title") or "").strip():
        yield Problem(page.shown, Bilingual("la page n'a pas de titre", "the page has no title"))
    yield from _heading_problems(page)
    for element in page.elements:
        if element.tag == "img" and element.get("alt") is None:
            yield Problem(page.shown, Bilingual("une image n'a pas de texte de remplacement", "an image has no text alternative"))
        elif element.tag == "svg" and not _svg_is_described(element):
            name = element.get("id") or "svg"
            yield Problem(
                page.shown, Bilingual(f"la figure {name} n'a pas de texte de remplacement", f"the figure {name} has no text alternative")
            )
        elif element.tag == "table" and not _table_is_named(element, page):
            yield Problem(page.shown, Bilingual("un tableau n'a ni titre ni en-têtes", "a table has neither a name nor headers"))
    for name, count in Counter(element.get("id") for element in page.elements if element.get("id")).items():
        if count > 1:
            yield Problem(page.shown, Bilingual(f"l'identifiant {name} sert {count} fois", f"the identifier {name} is used {count} times"))


def _heading_problems(page: Page) -> Iterator[Problem]:
    levels = [_HEADINGS.index(element.tag) + 1 for element in page.elements if element.tag in _HEADINGS]
    if levels.count(1) != 1:
        yield Problem(
            page.shown,
            Bilingual(f"{levels.count(1)} titre de premier niveau au lieu d'un", f"{levels.count(1)} first-level headings instead of one"),
        )
    for before, after in pairwise(levels):
        if after > before + 1:
            yield Problem(
                page.shown,
                Bilingual(
                    f"un titre de niveau {after} suit un titre de niveau {before}",
                    f"a heading of level {after} follows one of level {before}",
                ),
            )


def _svg_is_described(element: object) -> bool:
    if element.get("aria-hidden") == "true":  # type: ignore[attr-defined]
        return True
    described = [child for child in element if child.tag in ("title", "desc")]  # type: ignore[attr-defined]
    return element.get("role") == "img" and any((child.text or "").strip() for child in described)  # type: ignore[attr-defined]


def _table_is_named(element: object, page: Page) -> bool:
    headers = element.find(".//th") is not None  # type: ignore[attr-defined]
    label = element.get("aria-labelledby")  # type: ignore[attr-defined]
    return headers or (label is not None and label in page.anchors)
