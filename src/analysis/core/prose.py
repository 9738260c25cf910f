"""Prose that people write for the report: paragraphs, lists and emphasis, and nothing that could be more than words.

What is refused here would be markup, a link, an image, an include or code once a renderer read it. What is kept is given back as pieces of
plain text, which the presentation escapes again: a mark that slipped through is printed, never obeyed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from analysis.core.languages import Bilingual

LONGEST_PROSE = 20_000
"""Characters. An explanation of a gap is a paragraph or two."""

_FORBIDDEN: tuple[tuple[re.Pattern[str], Bilingual], ...] = tuple(
    (re.compile(pattern), Bilingual(fr, en))
    for pattern, fr, en in (
        (r"<[A-Za-z/!?]", "du HTML", "HTML"),
        (r"!\[", "une image", "an image"),
        (r"\[[^\]]*\](?:\(|\[|:)|\]\{", "un lien ou un attribut", "a link or an attribute"),
        (r"\[\^|\^\[", "une note de bas de page", "a footnote"),
        (r"\{\{|\{[=.#:]", "un appel de modèle ou un attribut", "a shortcode or an attribute"),
        (r"`|^\s*~~~", "du code", "code"),
        (r"^(?: {4}|\t)", "un texte en retrait, lu comme du code", "an indented text, read as code"),
        (r"^\s{0,3}#{1,6}(?:\s|$)", "un titre", "a heading"),
        (r"^\s{0,3}:{3,}", "une division", "a division"),
        (r"^\s{0,3}>", "une citation", "a quotation"),
        (r"^\s{0,3}\|", "un tableau", "a table"),
        (r"^\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|=+\s*)$", "un filet ou un titre souligné", "a rule or an underlined heading"),
        (r"(?i)\b(?:javascript|data|vbscript|file)\s*:\S", "une adresse exécutable", "an address that runs"),
        (r"(?i)\bhttps?://", "une adresse", "an address"),
    )
)
_STRONG_OR_EMPHASIS = re.compile(r"\*\*(?P<strong>[^*\s](?:[^*]*[^*\s])?)\*\*|\*(?P<emphasis>[^*\s](?:[^*]*[^*\s])?)\*")
_ITEM = re.compile(r"^\s{0,3}[-*]\s+(?P<text>.*)$")

Weight = Literal["plain", "emphasis", "strong"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one weight."""

    text: str
    weight: Weight = "plain"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the items of a list."""

    kind: Literal["paragraph", "list"]
    lines: tuple[tuple[Run, ...], ...]
    """One line a paragraph; one an item of a list."""


def refused_in(text: str) -> Iterator[tuple[int, Bilingual]]:
    """Yield each line (from 1) and what it holds that prose may not, in the order of the lines; nothing when the text is plain prose."""
    if len(text) > LONGEST_PROSE:
        yield 1, Bilingual(f"plus de {LONGEST_PROSE} caractères", f"more than {LONGEST_PROSE} characters")
    for number, line in enumerate(text.splitlines(), start=1):
        for pattern, what in _FORBIDDEN:
            if pattern.search(line):
                yield number, what
        if any(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs", "Cn") and letter not in "\t\u00ad" for letter in line):
            yield number, Bilingual("un caractère invisible ou de commande", "an invisible or control character")


def blocks_of(text: str) -> tuple[Block, ...]:
    """Return the paragraphs and lists of a text; emphasis and strong are the only marks that are read."""
    blocks: list[Block] = []
    paragraph: list[str] = []
    items: list[str] = []

    def close() -> None:
        if paragraph:
            blocks.append(Block("paragraph", (_runs(" ".join(paragraph)),)))
        if items:
            blocks.append(Block("list", tuple(_runs(item) for item in items)))
        paragraph.clear()
        items.clear()

    for line in text.splitlines():
        item = _ITEM.match(line)
        if not line.strip():
            close()
        elif item:
            if paragraph:
                close()
            items.append(item["text"].strip())
        elif items:
            items[-1] = f"{items[-1]} {line.strip()}"
        else:
            paragraph.append(line.strip())
    close()
    return tuple(blocks)


def _runs(text: str) -> tuple[Run, ...]:
    runs: list[Run] = []
    at = 0
    for found in _STRONG_OR_EMPHASIS.finditer(text):
        if found.start() > at:
            runs.append(Run(text[at : found.start()]))
        runs.append(Run(found["strong"], "strong") if found["strong"] else Run(found["emphasis"], "emphasis"))
        at = found.end()
    if at < len(text):
        runs.append(Run(text[at:]))
    return tuple(runs)
