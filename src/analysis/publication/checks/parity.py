"""Both languages hold the same book: the same pages, headings, tables, figures and data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual, Language
from analysis.publication.outlines import Outline


def parity_problems(books: Mapping[Language, Sequence[Outline]]) -> Iterator[Problem]:
    """Yield where the languages differ."""
    if len(books) < 2:
        return
    first, second = (books[language] for language in sorted(books))
    for one, two in zip(first, second, strict=True):
        shown = one.shown
        if one.headings != two.headings:
            differing = sorted({entry[1] for entry in one.headings} ^ {entry[1] for entry in two.headings}) or ["ordre / order"]
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
        if one.outputs != two.outputs:
            names = ", ".join(sorted({entry[1] for entry in one.outputs} ^ {entry[1] for entry in two.outputs}))
            yield Problem(
                shown,
                Bilingual(
                    f"les tableaux ou figures diffèrent d'une langue à l'autre\u00a0: {names}",
                    f"tables or figures differ from one language to the other: {names}",
                ),
            )
