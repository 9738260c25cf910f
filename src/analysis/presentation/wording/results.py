"""What the result of one indicator says: value, interval, standard; or why there is none."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TextDisplay
from analysis.presentation.labels import UNITS, label_of
from analysis.presentation.marks import Absence, Verdict
from analysis.presentation.numbers import format_as_written, format_interval, format_number, format_points, format_value, is_share
from analysis.presentation.released import Result, results
from analysis.presentation.tables.cells import decimals_by_unit
from analysis.presentation.wording.sentences import Counted, paragraph, say

_RESULT = Bilingual("{name} : {value}{counts}.", "{name}: {value}{counts}.")
_RESULT_IN_YEAR = Bilingual("{name} en {year} : {value}{counts}.", "{name} in {year}: {value}{counts}.")
_COUNTS = Bilingual(" ({numerator} sur {denominator})", " ({numerator} of {denominator})")
_INTERVAL = Bilingual("L'intervalle à 95 % va de {interval}.", "The 95% interval is {interval}.")
_MISSING = Counted(
    Bilingual("{n} personne n'a pas de réponse connue.", "{n} person has no known answer."),
    Bilingual("{n} personnes n'ont pas de réponse connue.", "{n} people have no known answer."),
)
_AT_STANDARD = Bilingual("C'est exactement la norme ou la cible ({standard}).", "This is exactly the standard or target ({standard}).")
_MET = Bilingual(
    "La norme ou la cible de {standard} est atteinte, avec un écart de {gap}.",
    "The standard or target of {standard} is met, with a gap of {gap}.",
)
_NOT_MET = Bilingual(
    "La norme ou la cible de {standard} n'est pas atteinte, avec un écart de {gap}.",
    "The standard or target of {standard} is not met, with a gap of {gap}.",
)
_HOLDS_STANDARD = Bilingual(
    "L'intervalle contient la norme : l'écart tient dans la marge d'incertitude.",
    "The interval holds the standard: the gap lies within the margin of uncertainty.",
)
_ABSENT = {
    Absence.HIDDEN: Bilingual(
        "{name} : résultat masqué, pour ne révéler la situation de personne.",
        "{name}: result hidden, so that nobody's situation is revealed.",
    ),
    Absence.NO_CASES: Bilingual("{name} : aucun cas à compter.", "{name}: no case to count."),
    Absence.NOT_APPLICABLE: Bilingual("{name} : sans objet.", "{name}: not applicable."),
    Absence.IN_DEVELOPMENT: Bilingual(
        "{name} : l'indicateur est en élaboration selon sa source; il n'a pas de résultat.",
        "{name}: the indicator is in development according to its source; it has no result.",
    ),
    Absence.NO_EXTRACT: Bilingual(
        "{name} : aucun fichier reçu ne permet de le calculer.", "{name}: no file received allows it to be computed."
    ),
}


def value_in_words(row: Result, language: Language, beside: Sequence[Result] = ()) -> str:
    """Return a shown result with its unit, with the decimals that it and those `beside` it allow."""
    text = format_value(row.value or 0.0, row.unit, language, decimals_by_unit([row, *beside]).get(row.unit, 1))
    has_sign = is_share(row.unit) or row.unit.value in ("dollars", "count")
    return text if has_sign else f"{text}\u00a0{UNITS[row.unit.value][language]}"


def gap_in_words(row: Result, language: Language) -> str:
    """Return how far a result is from its standard: points for a share, else its own unit."""
    gap, decimals = row.number("gap") or 0.0, decimals_by_unit([row]).get(row.unit, 1)
    if is_share(row.unit):
        return format_points(gap, language, decimals)
    return f"{format_number(gap, language, decimals, signed=True)}\u00a0{UNITS[row.unit.value][language]}"


def result_sentences(table: ReleasedTable, row: Result, language: Language, fiscal_year: FiscalYear | None = None) -> list[str]:
    """Return what one result says: value and counts, interval, standard, missing answers; or why there is none."""
    name = label_of(table, "indicator", row.indicator, language)
    if row.value is None:
        return [say(_ABSENT[row.absence or Absence.NO_CASES], language, name=name)]
    counts = ""
    if row.numerator is not None and row.denominator is not None and is_share(row.unit):
        terms = {"numerator": format_number(row.numerator, language), "denominator": format_number(row.denominator, language)}
        counts = say(_COUNTS, language, **terms)
    template = _RESULT_IN_YEAR if fiscal_year else _RESULT
    year = fiscal_year.label(language) if fiscal_year else ""
    said = [say(template, language, name=name, value=value_in_words(row, language), counts=counts, year=year)]
    if row.low is not None and row.high is not None:
        interval = format_interval(row.low, row.high, row.unit, language, decimals_by_unit([row])[row.unit])
        said.append(say(_INTERVAL, language, interval=interval))
    said += _standard_sentences(row, language)
    if row.n_missing and not row.is_official:
        said.append(_MISSING.say(row.n_missing, language))
    return said


def _standard_sentences(row: Result, language: Language) -> list[str]:
    gap, verdict = row.number("gap"), row.derived.get("verdict")
    if row.standard is None or gap is None or verdict not in (Verdict.MET, Verdict.NOT_MET):
        return []
    standard = format_as_written(row.standard, row.unit, language)
    if gap == 0:
        return [say(_AT_STANDARD, language, standard=standard)]
    said = [say(_MET if verdict == Verdict.MET else _NOT_MET, language, standard=standard, gap=gap_in_words(row, language))]
    if row.low is not None and row.high is not None and row.low <= row.standard <= row.high:
        said.append(say(_HOLDS_STANDARD, language))
    return said


def indicator(
    table: ReleasedTable,
    *,
    indicator: str,
    language: Language,
    fiscal_year: FiscalYear | None = None,
) -> TextDisplay:
    """Return one paragraph on one indicator about everyone, for the first lines of a chapter.

    Raises
    ------
    ValueError
        When the table holds no row of it about everyone.
    """
    row = next((row for row in results(table) if row.indicator == indicator and row.is_total), None)
    if row is None:
        raise ValueError(f"the table holds no row about everyone for {indicator!r}")
    return paragraph(result_sentences(table, row, language, fiscal_year))
