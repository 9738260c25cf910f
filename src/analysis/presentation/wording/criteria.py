"""How many criteria of a good annual report are covered by what this one contains."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.languages import Bilingual, Language
from analysis.presentation.display import TextDisplay
from analysis.presentation.tables.criteria import JudgedShown
from analysis.presentation.wording.sentences import paragraph, say

_COVERED = Bilingual(
    "Ce rapport contient tout ce que les calculs peuvent chercher pour {n} critères sur {of}; {partly} ne le sont qu'en partie.",
    "This report contains all that computation can look for under {n} of {of} criteria; {partly} only partly.",
)
_PERSON = Bilingual(
    "Aucun calcul ne dit si une cible est pertinente ou une explication convaincante : la dernière colonne le laisse à une personne.",
    "No computation tells whether a target is relevant or an explanation convincing: the last column leaves that to a person.",
)


def criteria(judged: Sequence[JudgedShown], *, language: Language) -> TextDisplay:
    """Return how many criteria hold in full and in part, and that a person must judge the rest."""
    whole = sum(item.n_holding == len(item.answers) for item in judged)
    partly = sum(0 < item.n_holding < len(item.answers) for item in judged)
    return paragraph([say(_COVERED, language, n=whole, of=len(judged), partly=partly), say(_PERSON, language)])
