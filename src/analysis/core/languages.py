"""The two languages of the report, and texts that exist in both or not at all."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in French and in English; neither may be empty."""

    fr: str
    en: str

    def __post_init__(self) -> None:
        if not self.fr.strip() or not self.en.strip():
            raise ExplainedValueError(
                Bilingual("il faut le texte français et le texte anglais", "both the French and the English text are needed"),
                todo=Bilingual("Écrivez les deux langues, fr et en.", "Write both languages, fr and en."),
            )

    def __getitem__(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en

    def filled(self, **values: object) -> Bilingual:
        """Fill the same named places in both wordings."""
        return Bilingual(filled(self.fr, **values), filled(self.en, **values))


_PLACE = re.compile(r"\{(\w+)\}")


def filled(wording: str, /, *ordered: object, **named: object) -> str:
    """Return a wording with each place (`{name}`, or `{0}` for what is given in order) replaced by its value.

    The one way to put something into a sentence. It is read once: a value is never read again, and a brace that holds no place of
    those given stays as it is written, so that what people typed is a text whether it comes as the value or as the wording.
    """
    values = {**{str(place): value for place, value in enumerate(ordered)}, **named}
    return _PLACE.sub(lambda found: str(values[found[1]]) if found[1] in values else found[0], wording)


_BEFORE = re.compile(r" (?=[:»](?:\s|[,.)]|$))|(?<=\d) (?=[%$](?:\W|$))")
_AFTER = re.compile(r"(?<=«) ")


def with_no_break_spaces(text: str, language: Language) -> str:
    """Return a plain sentence of ours in which French signs stay on the line of their word; English is returned as it is.

    Definitions and messages are written with ordinary spaces, which people can type and see.
    """
    if language == "en":
        return text
    return _AFTER.sub("\u00a0", _BEFORE.sub("\u00a0", text))


class ExplainedValueError(ValueError):
    """A value that a definition may not hold, said in both languages: what the checks of our own models raise."""

    def __init__(self, what: Bilingual, why: Bilingual | None = None, todo: Bilingual | None = None) -> None:
        self.what, self.why, self.todo = what, why, todo
        super().__init__(what.en)


def near_matches(name: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Return the known names that look most like a misspelt one, best first; else those that begin with it."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    written = name.casefold()
    found = difflib.get_close_matches(written, by_folded, n=most, cutoff=0.6)
    if not found and len(written) > 2:
        found = [folded for folded in by_folded if folded.startswith(written)][:most]
    return tuple(by_folded[folded] for folded in found)


_KNOWN_AT_MOST = 500
"""Characters of known names that a message lists."""


def did_you_mean(name: str, known: Iterable[str]) -> Bilingual:
    """Say what to write instead of an unknown name: the near matches, or all known names if none is near."""
    known = sorted(known)
    near = near_matches(name, known)
    if near:
        choices = ", ".join(near)
        return Bilingual(f"Vouliez-vous dire : {choices}?", f"Did you mean: {choices}?")
    lengths = itertools.accumulate(len(name) + 2 for name in known)
    listed = [name for name, length in zip(known, lengths, strict=True) if length <= _KNOWN_AT_MOST]
    n_left = len(known) - len(listed)
    more = Bilingual(f" … et {n_left} autres", f" … and {n_left} more") if n_left else Bilingual(".", ".")
    return Bilingual(f"Noms connus : {', '.join(listed)}{more.fr}", f"Known names: {', '.join(listed)}{more.en}")
