"""What a page must not show: failed code, values that are not values, a person's identifier, a path of the machine, the other language.

Syntax left unrendered, the words of an error and the other language are looked for in what the authors of notebooks wrote. A name, a title
or a text that an agency typed may hold any of these (`{{<`, `:::`, `@tbl-x`, « TypeError: »): it is shown as it was typed, and no fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual
from analysis.publication.checks.page import Page, texts_beside

_NOT_A_VALUE = re.compile(r"(?<![\w-])(?:NaN|nan|NaT|<NA>|-?inf|undefined)(?![\w-])")
_IN_PLACE_OF_A_NUMBER = re.compile(
    r"(?:^|(?<=[\d(:;=±<>−–]))\s*(?P<found>[-−]?(?:NaN|nan|NaT|<NA>|inf))(?=\s*(?:$|[%$);,]|\d|(?:sur|of|à|to)\s))"
)
"""In a result, where the same letters may be a word: alone, or where a number would stand."""
_NUMBERS = frozenset({"td", "text", "tspan", "p", "bilan-key-value", "bilan-absent", "bilan-light", "bilan-verdict"})
_WORDS = frozenset({"bilan-name", "bilan-text", "bilan-group"})
"""Where a result shows numbers, by tag or class, and the classes of cells that hold words: nobody's name is a missing value."""
_BARE_NONE = re.compile(r"\s*(?:None|null)\s*")
_UNRESOLVED = re.compile(r"\?@[\w-]+|(?<![\w.])@(?:fig|tbl|sec|eq)-[\w-]+")
_RAW_QUARTO = re.compile(r"\{\{<|^:::|\{#(?:fig|tbl|sec|eq)-", re.MULTILINE)
_FAILED = re.compile(r"Traceback \(most recent call last\)|^\w+Error: ", re.MULTILINE)

# Small words that belong to one language alone; a sentence made mostly of the other's is in the wrong language.
_FRENCH_WORDS = "le la les des du une est sont dans pour par sur avec qui que ne pas au aux ce cette ces leur selon"
_ENGLISH_WORDS = "the of and is are in for by with which that not to this these their was were from at"
_FRENCH = frozenset(_FRENCH_WORDS.split())
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+")
_LEAST_WORDS = 12


def content_problems(page: Page, identifiers: Sequence[re.Pattern[str]], root: Path) -> Iterator[Problem]:
    """Yield what is wrong with the words of one page."""
    seen: set[str] = set()

    def once(key: str, what: Bilingual, why: Bilingual | None = None) -> Iterator[Problem]:
        if key not in seen:
            seen.add(key)
            yield Problem(page.shown, what, why)

    for element, text in page.texts():
        in_code = element.tag in ("code", "pre") or any(ancestor.tag in ("code", "pre") for ancestor in element.iterancestors())
        is_written = page.is_written(element)
        for value in () if in_code else _not_values(element, text, is_written=is_written):
            yield from once(value, Bilingual(f"la page montre «\u00a0{value}\u00a0»", f"the page shows `{value}`"))
        for pattern, what in (
            (_UNRESOLVED, Bilingual("renvoi non résolu", "unresolved reference")),
            (_RAW_QUARTO, Bilingual("syntaxe de Quarto imprimée telle quelle", "Quarto syntax printed as it is")),
            (_FAILED, Bilingual("la page montre une erreur", "the page shows an error")),
        ):
            found = pattern.search(text) if is_written else None
            if found and not in_code:
                yield from once(found[0], Bilingual(f"{what.fr}\u00a0: {found[0]}", f"{what.en}: {found[0]}"))
        if root != root.parent and re.search(rf"{re.escape(str(root))}(?![\w.-])", text):
            yield from once("path", Bilingual("la page montre un chemin de cette machine", "the page shows a path of this machine"))
    held = chain((text for _, text in page.texts()), texts_beside(page.tree)) if identifiers else ()
    if any(pattern.search(text) for text in held for pattern in identifiers):
        yield Problem(
            page.shown,
            Bilingual(
                "la page contient, sans toujours le montrer, ce qui ressemble à l'identifiant d'une personne",
                "the page holds, whether it shows it or not, what looks like a person's identifier",
            ),
            Bilingual("Rien qui désigne une personne ne se publie.", "Nothing that points to a person is published."),
        )
    yield from _language_problems(page)
    main = page.tree.find(".//main")
    content = main if main is not None else page.tree
    if page.language is not None and len("".join(content.itertext()).split()) < _LEAST_WORDS:
        yield Problem(page.shown, Bilingual("le chapitre est vide", "the chapter is empty"))


def _not_values(element: Any, text: str, *, is_written: bool) -> Iterator[str]:
    """Yield what stands in a text where a value should."""
    classes = set((element.get("class") or "").split())
    if is_written:
        yield from (found[0] for found in _NOT_A_VALUE.finditer(text))
    elif {element.tag, *classes} & _NUMBERS and not classes & _WORDS:
        yield from (found["found"] for found in _IN_PLACE_OF_A_NUMBER.finditer(text))
    if element.tag == "td" and not classes & _WORDS and _BARE_NONE.fullmatch(text):
        yield text.strip()


def _language_problems(page: Page) -> Iterator[Problem]:
    if page.language is None:
        return
    own, other = (_FRENCH, _ENGLISH) if page.language == "fr" else (_ENGLISH, _FRENCH)
    for element in page.elements:
        if (
            element.tag not in ("p", "li", "figcaption", "h1", "h2", "h3")
            or not page.is_written(element)
            or any(
                ancestor.tag in ("table", "blockquote") or ancestor.get("lang") not in (None, page.tree.get("lang"))
                for ancestor in (element, *element.iterancestors())
            )
        ):
            continue
        found = [word.lower() for word in _WORD.findall("".join(element.itertext()))]
        if len(found) < _LEAST_WORDS:
            continue
        ours, theirs = sum(word in own for word in found), sum(word in other for word in found)
        if theirs > 2 * ours and theirs >= 4:
            beginning = " ".join(found[:5])
            yield Problem(
                page.shown,
                Bilingual(
                    f"un texte est dans l'autre langue\u00a0: «\u00a0{beginning}…\u00a0»",
                    f"a text is in the other language: `{beginning}…`",
                ),
            )
