"""What the results of all indicators say together: standards met, the largest gaps, what is hidden."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TextDisplay
from analysis.presentation.labels import label_of
from analysis.presentation.marks import Absence, Verdict, verdict_of
from analysis.presentation.numbers import format_as_written
from analysis.presentation.released import Result, results
from analysis.presentation.wording.results import gap_in_words, value_in_words
from analysis.presentation.wording.sentences import Counted, names, paragraph, say

_OF_JUDGED = Counted(
    Bilingual("{n} indicateur sur {of} atteint sa norme ou sa cible.", "{n} of {of} indicators meets its standard or target."),
    Bilingual("{n} indicateurs sur {of} atteignent leur norme ou leur cible.", "{n} of {of} indicators meet their standard or target."),
)
_NONE_JUDGED = Bilingual("Aucun indicateur n'a de résultat à comparer à une norme.", "No indicator has a result to hold to a standard.")
_FURTHEST = Bilingual(
    "L'écart le plus grand vers le haut : {name}, {value} pour {standard} ({gap}).",
    "The largest gap upward: {name}, {value} for {standard} ({gap}).",
)
_LOWEST = Bilingual(
    "L'écart le plus grand vers le bas : {name}, {value} pour {standard} ({gap}).",
    "The largest gap downward: {name}, {value} for {standard} ({gap}).",
)
_UNDECIDED = Counted(
    Bilingual(
        "Pour {n} d'entre eux, l'intervalle contient la norme : {names}.", "For {n} of them the interval holds the standard: {names}."
    ),
    Bilingual(
        "Pour {n} d'entre eux, l'intervalle contient la norme : {names}.", "For {n} of them the interval holds the standard: {names}."
    ),
)
_HIDDEN = Counted(
    Bilingual("{n} résultat est masqué pour protéger des personnes : {names}.", "{n} result is hidden to protect people: {names}."),
    Bilingual("{n} résultats sont masqués pour protéger des personnes : {names}.", "{n} results are hidden to protect people: {names}."),
)
_TO_COME = Counted(
    Bilingual("{n} indicateur n'a pas encore de résultat : {names}.", "{n} indicator has no result yet: {names}."),
    Bilingual("{n} indicateurs n'ont pas encore de résultat : {names}.", "{n} indicators have no result yet: {names}."),
)
_EMPTY = Counted(
    Bilingual("{n} indicateur n'a aucun cas : {names}.", "{n} indicator has no case: {names}."),
    Bilingual("{n} indicateurs n'ont aucun cas : {names}.", "{n} indicators have no case: {names}."),
)


def performance(table: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return one paragraph on all indicators: how many meet their standard, the largest gaps, what intervals hold, what is hidden."""
    rows = [row for row in results(table) if row.is_total]
    judged = [row for row in rows if verdict_of(row.derived.get("verdict"), row.absence) in (Verdict.MET, Verdict.NOT_MET)]
    said = []
    if judged:
        met = sum(row.derived.get("verdict") == Verdict.MET for row in judged)
        said.append(_OF_JUDGED.say(met, language, of=len(judged)))
        said += _extremes(table, judged, language)
        undecided = [row for row in judged if _interval_holds_standard(row)]
        if undecided:
            said.append(_UNDECIDED.say(len(undecided), language, names=_names(table, undecided, language)))
    elif any(row.standard is not None for row in rows) or not rows:
        said.append(say(_NONE_JUDGED, language))
    for absences, template in (
        ((Absence.HIDDEN,), _HIDDEN),
        ((Absence.IN_DEVELOPMENT, Absence.NO_EXTRACT), _TO_COME),
        ((Absence.NO_CASES,), _EMPTY),
    ):
        absent = [row for row in rows if row.absence in absences]
        if absent:
            said.append(template.say(len(absent), language, names=_names(table, absent, language)))
    return paragraph(said)


def _interval_holds_standard(row: Result) -> bool:
    return row.standard is not None and row.low is not None and row.high is not None and row.low <= row.standard <= row.high


def _names(table: ReleasedTable, rows: Sequence[Result], language: Language) -> str:
    return names([label_of(table, "indicator", row.indicator, language) for row in rows], language)


def _extremes(table: ReleasedTable, judged: Sequence[Result], language: Language) -> list[str]:
    """Return the largest gaps in each direction, as parts of the standard so that units do not matter."""

    def relative(row: Result) -> float:
        return (row.number("gap") or 0.0) / abs(row.standard or 1.0)

    said = []
    for template, row in ((_FURTHEST, max(judged, key=relative)), (_LOWEST, min(judged, key=relative))):
        share = relative(row)
        if (template is _FURTHEST and share <= 0) or (template is _LOWEST and share >= 0):
            continue
        said.append(
            say(
                template,
                language,
                name=label_of(table, "indicator", row.indicator, language),
                value=value_in_words(row, language),
                standard=format_as_written(row.standard or 0.0, row.unit, language),
                gap=gap_in_words(row, language),
            )
        )
    return said
