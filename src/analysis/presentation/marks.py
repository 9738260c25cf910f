"""What stands in a cell that has no number, and the symbol and word of a verdict: shape and word carry the meaning, never colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import CellStatus
from analysis.presentation.typography import typeset


class Absence(StrEnum):
    """Why a cell shows no number."""

    HIDDEN = "hidden"
    NO_CASES = "no_cases"
    NOT_APPLICABLE = "not_applicable"
    IN_DEVELOPMENT = "in_development"
    NO_EXTRACT = "no_extract"


_SYMBOLS: Mapping[Absence, Bilingual] = MappingProxyType(
    {
        Absence.HIDDEN: Bilingual("[c]", "[c]"),
        Absence.NO_CASES: Bilingual("–", "–"),
        Absence.NOT_APPLICABLE: Bilingual("s. o.", "n/a"),
        Absence.IN_DEVELOPMENT: Bilingual("s. o.", "n/a"),
        Absence.NO_EXTRACT: Bilingual("n. d.", "not avail."),
    }
)
_WORDS: Mapping[Absence, Bilingual] = MappingProxyType(
    {
        Absence.HIDDEN: Bilingual("masqué", "hidden"),
        Absence.NO_CASES: Bilingual("aucun cas", "no cases"),
        Absence.NOT_APPLICABLE: Bilingual("sans objet", "not applicable"),
        Absence.IN_DEVELOPMENT: Bilingual("en élaboration", "in development"),
        Absence.NO_EXTRACT: Bilingual("non disponible", "not available"),
    }
)
_NOTES: Mapping[Absence, Bilingual] = MappingProxyType(
    {
        Absence.HIDDEN: Bilingual(
            "donnée confidentielle, masquée : elle porte sur très peu de personnes ou permettrait d'en retrouver une autre",
            "confidential: hidden as it is about very few people or would let another hidden figure be worked out",
        ),
        Absence.NO_CASES: Bilingual("aucun cas : il n'y a personne à compter", "no cases: there is nobody to count"),
        Absence.NOT_APPLICABLE: Bilingual(
            "sans objet : rien n'est à mesurer à cet endroit ou dans cette période",
            "not applicable: there is nothing to measure in this place or period",
        ),
        Absence.IN_DEVELOPMENT: Bilingual(
            "sans objet : l'indicateur est en élaboration selon sa source; ce n'est pas un zéro",
            "not applicable: the indicator is in development according to its source; it is not a zero",
        ),
        Absence.NO_EXTRACT: Bilingual(
            "non disponible : aucun fichier reçu ne contient ce qu'il faut pour le calculer",
            "not available: no file received holds what is needed to compute it",
        ),
    }
)


def absence_of(status: object, note: object = None) -> Absence | None:
    """Return why a cell shows no number from its release status and its note, or None when it shows one."""
    if str(note) == Absence.NO_EXTRACT:
        return Absence.NO_EXTRACT
    known = CellStatus(str(status))
    if known.shows_a_number:
        return None
    return Absence.HIDDEN if known.is_hidden else Absence(known.value)


def symbol_of(absence: Absence, language: Language) -> str:
    """Return the symbol that stands in the cell, unbroken."""
    return _SYMBOLS[absence][language].replace(" ", "\u00a0")


def word_of(absence: Absence, language: Language) -> str:
    """Return the word a screen reader hears after the symbol."""
    return _WORDS[absence][language]


def note_of(absence: Absence, language: Language) -> str:
    """Return the sentence below the table that says why."""
    return typeset(_NOTES[absence][language], language)


class Verdict(StrEnum):
    """What holding a result to its standard gives; the last four say why there is nothing to hold."""

    MET = "met"
    NOT_MET = "not_met"
    NO_STANDARD = "no_standard"
    NOT_JUDGED = "not_judged"
    TO_COME = "to_come"


_VERDICTS: Mapping[Verdict, tuple[str, Bilingual]] = MappingProxyType(
    {
        Verdict.MET: ("✓", Bilingual("atteint", "met")),
        Verdict.NOT_MET: ("✗", Bilingual("non atteint", "not met")),
        Verdict.NO_STANDARD: ("○", Bilingual("sans cible", "no target")),
        Verdict.NOT_JUDGED: ("–", Bilingual("non jugé", "not judged")),
        Verdict.TO_COME: ("…", Bilingual("à venir", "to come")),
    }
)


def verdict_of(verdict: object, absence: Absence | None = None) -> Verdict:
    """Return what to say of a result; an indicator that is in development or has no extract yet is « à venir »."""
    if absence in (Absence.IN_DEVELOPMENT, Absence.NO_EXTRACT):
        return Verdict.TO_COME
    if absence is not None:
        return Verdict.NOT_JUDGED
    try:
        return Verdict(str(verdict))
    except ValueError:
        return Verdict.NO_STANDARD


def verdict_symbol(verdict: Verdict) -> str:
    """Return the shape of a verdict."""
    return _VERDICTS[verdict][0]


def verdict_word(verdict: Verdict, language: Language) -> str:
    """Return the word of a verdict."""
    return _VERDICTS[verdict][1][language]
