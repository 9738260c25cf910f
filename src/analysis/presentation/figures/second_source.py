"""Employment by each source over the waves: what those reached say, and what administrative files say of everyone matched."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.curves import Curve, Months, curves
from analysis.presentation.figures.paper import Words, without_cases
from analysis.presentation.labels import label_of
from analysis.presentation.numbers import format_share
from analysis.presentation.released import Result, source_line
from analysis.presentation.tables.cells import in_words
from analysis.presentation.tables.response import by_wave

_NAMES = {"by_answer": Bilingual("Réponses", "Answers"), "by_match": Bilingual("Jumelage", "Match")}
_SUBTITLE = Bilingual(
    "Part en emploi : toutes les personnes jointes (réponses), toutes les personnes jumelées (fichiers administratifs){period}",
    "Share employed: everyone reached (answers), everyone matched (administrative files){period}",
)
_HIGHER = Bilingual(
    "À {wave}, {by_answer} des jointes se disent en emploi; le jumelage en compte {by_match} parmi toutes les jumelées",
    "At {wave}, {by_answer} of those reached say they are employed; the match counts {by_match} of everyone matched",
)
_NEUTRAL = Bilingual("Part en emploi selon chaque source", "Share employed by each source")
_WHAT = Bilingual(
    "Deux courbes sur les mois depuis le début du suivi, avec leur intervalle.",
    "Two curves over the months of follow-up, with their intervals.",
)
_TABLE = Bilingual("Les nombres sont dans le tableau du même chapitre.", "The numbers are in the table of the same chapter.")
_AXIS = Bilingual("mois depuis l'origine du suivi", "months since the origin of the follow-up")


def employment_by_source(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "fig-employment-by-source",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> FigureDisplay:
    """Return the two employment rates over the waves at which both are shown, as curves named at their ends."""
    shown = {
        int(wave): of_wave
        for wave, of_wave in by_wave(table).items()
        if all((row := of_wave.get(name)) is not None and row.value is not None for name in _NAMES)
    }
    message = in_words(_NEUTRAL, language)
    if shown:
        last = max(shown)
        values = {name: _text(shown[last][name], language) for name in _NAMES}
        message = in_words(_HIGHER, language, wave=label_of(table, "wave", str(last), language), **values)
    period = f", {fiscal_year.label(language)}" if fiscal_year else ""
    alt = f"{in_words(_WHAT, language)} {message}. {in_words(_TABLE, language)}"
    words = Words(caption or message, in_words(_SUBTITLE, language, period=period), source_line(table, language), alt)
    if len(shown) < 2:
        return without_cases(label, words, language)
    drawn = [
        Curve(
            name[language],
            [of_wave[key].value or 0.0 for of_wave in shown.values()],
            [of_wave[key].low or 0.0 for of_wave in shown.values()],
            [of_wave[key].high or 0.0 for of_wave in shown.values()],
        )
        for key, name in _NAMES.items()
    ]
    return curves(label, words, drawn, Months(list(shown), in_words(_AXIS, language), list(shown)), language)


def _text(row: Result, language: Language) -> str:
    return format_share(row.value or 0.0, language, 0)
