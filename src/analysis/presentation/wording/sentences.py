"""Sentences in both languages or not at all: a template, its plural, and how it is filled and typeset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.core.languages import Bilingual, Language, filled
from analysis.presentation.display import TextDisplay
from analysis.presentation.escaping import for_markdown, plain
from analysis.presentation.numbers import format_number
from analysis.presentation.typography import listed, typeset


@dataclass(frozen=True, slots=True)
class Counted:
    """A sentence about `{n}` things: the wording for one (in French also for none) and for several."""

    one: Bilingual
    several: Bilingual

    def say(self, n: float, language: Language, **values: object) -> str:
        """Return the sentence with `{n}` written as a number."""
        is_one = abs(n) < 2 if language == "fr" else n == 1
        chosen = self.one if is_one else self.several
        return say(chosen, language, n=format_number(n, language), **values)


def say(template: Bilingual, language: Language, **values: object) -> str:
    """Return a sentence filled with finished words and numbers, with the no-break spaces of its language."""
    return typeset(filled(template[language], **values), language)


def names(words: Sequence[str], language: Language) -> str:
    """Return names as « a, b et c »."""
    return listed([plain(word) for word in words], language)


def paragraph(sentences: Sequence[str]) -> TextDisplay:
    """Return sentences as one paragraph; every character is shown as it is, none is markup."""
    text = " ".join(sentence for sentence in sentences if sentence)
    return TextDisplay(markdown=f"{for_markdown(text)}\n", text=text)
