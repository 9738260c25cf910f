"""How many participations each rule of a cohort removes, from everyone to those who are counted."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.bars import Bar, bars_height, paint_bars
from analysis.presentation.figures.paper import Words, figure
from analysis.presentation.labels import label_of
from analysis.presentation.marks import symbol_of, word_of
from analysis.presentation.numbers import format_number
from analysis.presentation.released import source_line
from analysis.presentation.tables.cells import in_words
from analysis.presentation.tables.cohorts import Step, cohorts_of, steps_of
from analysis.presentation.typography import MINUS

_TABLE = Bilingual("Les nombres sont dans le tableau du même chapitre.", "The numbers are in the table of the same chapter.")


def attrition(
    table: ReleasedTable,
    *,
    language: Language,
    cohort: str | None = None,
    label: str = "fig-attrition",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> FigureDisplay:
    """Return the participations that remain after each rule of one cohort (the first of the table when not given).

    Raises
    ------
    ValueError
        When the table has no such cohort.
    """
    names = cohorts_of(table)
    cohort = cohort or (names[0] if names else "")
    steps = [step for step in steps_of(table) if step.cohort == cohort]
    if not steps:
        raise ValueError(f"no cohort {cohort!r} in the table; it holds {names}")
    bars = [_bar(table, step, language) for step in steps]
    subtitle = Bilingual(
        "{cohort} : participations restantes après chaque règle (plein) et retirées par elle (contour){period}",
        "{cohort}: participations left after each rule (full) and removed by it (outline){period}",
    )
    period = f", {fiscal_year.label(language)}" if fiscal_year else ""
    name = label_of(table, "cohort", cohort, language)
    message = _message(steps, name, language)
    words = Words(
        caption or message,
        in_words(subtitle, language, cohort=name, period=period),
        source_line(table, language),
        f"{in_words(_WHAT, language, cohort=name)} {message}. {_TABLE[language]}",
    )
    return figure(label, words, lambda width: bars_height(bars, width), lambda sheet: paint_bars(sheet, bars))


_WHAT = Bilingual(
    "Barres horizontales depuis zéro, une par règle de la cohorte « {cohort} », dans l'ordre où les règles s'appliquent.",
    "Horizontal bars from zero, one for each rule of the cohort “{cohort}”, in the order in which the rules apply.",
)


def _bar(table: ReleasedTable, step: Step, language: Language) -> Bar:
    name = label_of(table, "rule", step.rule, language)
    if step.remaining is None:
        text = f"{symbol_of(step.absence, language)} {word_of(step.absence, language)}" if step.absence else ""
        return Bar(name, None, text)
    text = format_number(step.remaining, language)
    if step.removed:
        text += f" ({MINUS}{format_number(step.removed, language)})"
    return Bar(name, step.remaining, text, step.removed or 0.0)


def _message(steps: list[Step], cohort: str, language: Language) -> str:
    first, last = steps[0], steps[-1]
    whole = None if first.remaining is None else first.remaining + (first.removed or 0.0)
    if whole is None or last.remaining is None or (first.removed is None and len(steps) == 1):
        text = Bilingual("Qui est compté : {cohort}", "Who is counted: {cohort}")
        return in_words(text, language, cohort=cohort)
    if not whole:
        text = Bilingual(
            "Aucune participation à compter dans la cohorte « {cohort} »", "No participation to count in the cohort “{cohort}”"
        )
        return in_words(text, language, cohort=cohort)
    if last.remaining < 2:
        text = Bilingual("Qui est compté : {cohort}, {k} sur {n}", "Who is counted: {cohort}, {k} of {n}")
        return in_words(text, language, k=format_number(last.remaining, language), n=format_number(whole, language), cohort=cohort)
    text = Bilingual(
        "{k} participations sur {n} sont comptées dans la cohorte « {cohort} »",
        "{k} of {n} participations are counted in the cohort “{cohort}”",
    )
    return in_words(text, language, k=format_number(last.remaining, language), n=format_number(whole, language), cohort=cohort)
