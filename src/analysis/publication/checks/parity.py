"""Both languages hold the same book: the same pages, headings, tables, figures and data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual, Language
from analysis.publication.references import NumberedChapter


def parity_problems(books: Mapping[Language, Sequence[NumberedChapter]]) -> Iterator[Problem]:
    """Yield where the languages differ."""
    if len(books) < 2:
        return
    first, second = (books[language] for language in sorted(books))
    for one, two in zip(first, second, strict=True):
        shown = one.parsed.chapter.shown
        headings = [[(heading.level, heading.anchor, heading.number) for heading in chapter.headings] for chapter in (one, two)]
        if headings[0] != headings[1]:
            differing = sorted({entry[1] for entry in headings[0]} ^ {entry[1] for entry in headings[1]}) or ["ordre / order"]
            names = ", ".join(differing)
            yield Problem(
                shown,
                Bilingual(
                    f"les titres diffèrent d'une langue à l'autre\u00a0: {names}",
                    f"headings differ from one language to the other: {names}",
                ),
                Bilingual("Le changement de langue garde la place dans la page.", "The language switch keeps the place in the page."),
                Bilingual(
                    "Donnez les mêmes titres, avec la même étiquette {#sec-…}.", "Write the same headings, with the same label {#sec-…}."
                ),
            )
        labels = [[(piece.kind, piece.label) for piece in chapter.parsed.chapter.pieces if piece.label] for chapter in (one, two)]
        if labels[0] != labels[1]:
            names = ", ".join(sorted({entry[1] for entry in labels[0]} ^ {entry[1] for entry in labels[1]}))
            yield Problem(
                shown,
                Bilingual(
                    f"les tableaux ou figures diffèrent d'une langue à l'autre\u00a0: {names}",
                    f"tables or figures differ from one language to the other: {names}",
                ),
            )
