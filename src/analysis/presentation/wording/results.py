"""What the results say: one indicator, all indicators, the score."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TextDisplay
from analysis.presentation.labels import TOTAL, UNITS, label_of
from analysis.presentation.marks import Absence, Verdict, verdict_of
from analysis.presentation.numbers import format_as_written, format_interval, format_number, format_points, format_value, is_share
from analysis.presentation.released import Result, results
from analysis.presentation.tables.cells import decimals_by_unit
from analysis.presentation.tables.score import score_rows
from analysis.presentation.wording.sentences import Counted, names, paragraph, say

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


def _gap_in_words(row: Result, language: Language) -> str:
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
    said = [say(_MET if verdict == Verdict.MET else _NOT_MET, language, standard=standard, gap=_gap_in_words(row, language))]
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
                gap=_gap_in_words(row, language),
            )
        )
    return said


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


_PARTS = Bilingual(
    "{name} : de {low} ({low_name}) à {high} ({high_name}) selon {by}; {whole}.",
    "{name}: from {low} ({low_name}) to {high} ({high_name}) by {by}; {whole}.",
)
_WHOLE = Bilingual("{value} pour l'ensemble", "{value} overall")
_WHOLE_HIDDEN = Bilingual("le résultat d'ensemble n'est pas montré", "the overall result is not shown")
_PARTS_HIDDEN = Counted(
    Bilingual("{n} résultat est masqué.", "{n} result is hidden."), Bilingual("{n} résultats sont masqués.", "{n} results are hidden.")
)
_NO_PART = Bilingual("{name} : aucun résultat n'est montré selon {by}.", "{name}: no result is shown by {by}.")
_OVERLAP = Bilingual(
    "Là où deux intervalles se recouvrent, l'ordre des deux résultats peut tenir au hasard.",
    "Where two intervals overlap, the order of the two results may be chance.",
)


def by_group(table: ReleasedTable, *, indicator: str, dimension: str, language: Language) -> TextDisplay:
    """Return one paragraph on one indicator over one dimension: its range, the whole, what is hidden; never a ranking.

    Raises
    ------
    ValueError
        When the table has no such rows.
    """
    others = [name for name in table.dimensions if name != dimension]
    rows = [row for row in results(table) if row.indicator == indicator and all(row.where[name] == TOTAL for name in others)]
    if dimension not in table.dimensions or not rows:
        raise ValueError(f"the table holds no row of the indicator {indicator!r} by {dimension!r}")
    everyone = next((row for row in rows if row.where[dimension] == TOTAL), None)
    parts = [row for row in rows if row.where[dimension] != TOTAL]
    shown = [row for row in parts if row.value is not None]
    name = label_of(table, "indicator", indicator, language)
    by = _BY.get(dimension, _BY_GROUP)[language]
    hidden = sum(row.absence is Absence.HIDDEN for row in parts)
    if not shown:
        return paragraph([say(_NO_PART, language, name=name, by=by), _PARTS_HIDDEN.say(hidden, language) if hidden else ""])
    low, high = (pick(shown, key=lambda row: (row.value, row.where[dimension])) for pick in (min, max))
    if everyone is not None and everyone.value is not None:
        whole = say(_WHOLE, language, value=value_in_words(everyone, language))
    else:
        whole = say(_WHOLE_HIDDEN, language)
    said = [
        say(
            _PARTS,
            language,
            name=name,
            low=value_in_words(low, language, [high]),
            low_name=label_of(table, dimension, low.where[dimension], language),
            high=value_in_words(high, language, [low]),
            high_name=label_of(table, dimension, high.where[dimension], language),
            by=by,
            whole=whole,
        )
    ]
    if any(row.low is not None for row in shown):
        said.append(say(_OVERLAP, language))
    return paragraph([*said, _PARTS_HIDDEN.say(hidden, language) if hidden else ""])


_BY_GROUP = Bilingual("le groupe", "group")
_BY = {
    "region": Bilingual("la région", "region"),
    "territory": Bilingual("la région", "region"),
    "provider_id": Bilingual("le fournisseur", "provider"),
    "office": Bilingual("le bureau local", "local office"),
    "sex": Bilingual("le sexe", "sex"),
    "month": Bilingual("le mois", "month"),
    "quarter": Bilingual("le trimestre", "quarter"),
}
