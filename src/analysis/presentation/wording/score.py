"""What the overall score says, and what the capping rule changes."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TextDisplay
from analysis.presentation.numbers import format_interval, format_number
from analysis.presentation.tables.score import score_rows
from analysis.presentation.wording.sentences import paragraph, say

_SCORE = Bilingual(
    "La note globale est de {value}; des résultats exactement à la norme donneraient {minimum}.",
    "The overall score is {value}; results exactly at their standards would give {minimum}.",
)
_SCORE_INTERVAL = Bilingual("L'intervalle à 95 % va de {interval}.", "The 95% interval is {interval}.")
_CAPPINGS = Bilingual(
    "Sans plafond elle est de {uncapped}, plafonnée à 100 % de {at_whole}, plafonnée à chaque norme de {at_standard}.",
    "Uncapped it is {uncapped}, capped at 100% {at_whole}, capped at each standard {at_standard}.",
)
_DEPENDS = Bilingual("La règle de plafonnement change le constat.", "The capping rule changes the finding.")
_DOES_NOT_DEPEND = Bilingual("Le constat est le même selon les trois règles.", "The finding is the same under the three rules.")
_SCORE_HIDDEN = Bilingual(
    "La note globale n'est pas montrée : le résultat d'un de ses indicateurs manque ou est masqué.",
    "The overall score is not shown: the result of one of its indicators is missing or hidden.",
)


def score(table: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return one paragraph on the overall score: value, interval, points at the standards, and what the capping rule changes.

    Raises
    ------
    ValueError
        When the table has no overall score.
    """
    overall = next((row for row in score_rows(table) if row.derived.get("kind") == "overall"), None)
    if overall is None:
        raise ValueError("the table has no overall score")
    minimum = overall.number("minimum")
    if overall.value is None or minimum is None:
        return paragraph([say(_SCORE_HIDDEN, language)])
    said = [say(_SCORE, language, value=format_number(overall.value, language, 2), minimum=format_number(minimum, language, 2))]
    if overall.low is not None and overall.high is not None:
        said.append(say(_SCORE_INTERVAL, language, interval=format_interval(overall.low, overall.high, overall.unit, language, 2)))
    cappings = {name: overall.number(name) for name in ("uncapped", "at_whole", "at_standard")}
    if all(value is not None for value in cappings.values()):
        said.append(say(_CAPPINGS, language, **{name: format_number(value or 0.0, language, 2) for name, value in cappings.items()}))
    depends = {"yes": _DEPENDS, "no": _DOES_NOT_DEPEND}.get(str(overall.derived.get("verdict_depends_on_capping")))
    return paragraph([*said, say(depends, language) if depends else ""])
