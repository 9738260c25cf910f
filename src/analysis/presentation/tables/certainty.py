"""How sure results are: intervals by formula and by resampling, chances of meeting standards, ranks, and rates over each denominator."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, column_title, label_of
from analysis.presentation.numbers import decimals_of, format_as_written, format_interval, format_number, format_value, is_share
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import decimals_by_unit, in_words, titled, value_cell
from analysis.presentation.tables.projections import chance_in_words
from analysis.presentation.tables.shown import released_display

_YES = "yes"
_CHANCE = Bilingual(
    "part des rééchantillons où le résultat atteint sa norme; ce n'est pas la probabilité que la norme soit atteinte l'an prochain",
    "share of the resamples in which the result meets its standard; not the probability that it will be met next year",
)
_RANK = Bilingual(
    "de la première à la dernière place que le fournisseur occupe dans le milieu (à 95 %) des rééchantillons",
    "from the first to the last place that the provider takes in the middle 95% of the resamples",
)


def decimals_for(row: Result) -> int:
    """Return the decimals of a result and of its intervals: enough for points never to look equal to a standard that they do not equal."""
    if str(row.derived.get("kind")) == "points":
        return 3
    if row.unit in (Unit.POINTS, Unit.INDICATORS):
        return 2
    return decimals_by_unit([row]).get(row.unit, decimals_of(row.unit))


def chance_cell(table: ReleasedTable, row: Result, language: Language) -> Cell:
    """Return the chance of meeting the standard, or why the result is not judged."""
    if row.value is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    judged = str(row.derived.get("judged"))
    if judged != _YES:
        return Cell(label_of(table, "judged", judged, language))
    return Cell(chance_in_words(row.number("probability"), language))


def _ends(low: float | None, high: float | None, row: Result, language: Language) -> Cell:
    if row.value is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    if low is None or high is None:
        return Cell("–")
    return Cell(format_interval(low, high, row.unit, language, decimals_for(row)))


def certainty(
    table: ReleasedTable, *, language: Language, fiscal_year: FiscalYear, label: str = "tbl-certainty", caption: str | None = None
) -> TableDisplay:
    """Return one row a result about everyone: value, interval by formula, resampled interval, standard, chance of meeting it.

    For `certainty.score` (points, beside the points of the standard) and `certainty.indicators`.
    """
    heads = {
        "value": Bilingual("Résultat", "Result"),
        "formula": Bilingual("Intervalle à 95 %, par formule", "95% interval, by formula"),
        "resampled": Bilingual("Intervalle à 95 %, par rééchantillonnage", "95% interval, by resampling"),
        "standard": Bilingual("Norme", "Standard"),
        "chance": Bilingual("Probabilité d'atteindre la norme", "Probability of meeting the standard"),
    }
    columns = [Column("indicator", column_title("indicator", language), "name", 30)]
    columns += [Column(key, in_words(title, language), "number", 15) for key, title in heads.items()]
    rows = []
    for row in results(table):
        if not row.is_total:
            continue
        decimals = {row.unit: decimals_for(row)}
        held = "–"
        if row.standard is not None and row.unit is Unit.POINTS:
            held = format_value(row.standard, row.unit, language, decimals_for(row))
        elif row.standard is not None:
            held = format_as_written(row.standard, row.unit, language)
        cells = (
            Cell(label_of(table, "indicator", row.indicator, language)),
            value_cell(row, language, decimals, with_unit=row.unit is not Unit.POINTS),
            _ends(row.low, row.high, row, language),
            _ends(row.number("resampled_low"), row.number("resampled_high"), row, language),
            Cell(held),
            chance_cell(table, row, language),
        )
        kind = str(row.derived.get("kind"))
        rows.append(Row(cells, is_total=kind == "overall"))
    title = Bilingual(
        "Résultats, deux intervalles et probabilité d'atteindre la norme", "Results, two intervals and probability of meeting the standard"
    )
    if any(row.unit is Unit.POINTS for row in results(table)):
        title = Bilingual(
            "Points et note, deux intervalles et probabilité d'atteindre ceux de la norme",
            "Points and score, two intervals and probability of reaching those of the standard",
        )
    notes = [("", in_words(_CHANCE, language))]
    return released_display(
        table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language, notes=notes
    )


def provider_ranks(
    table: ReleasedTable, *, language: Language, fiscal_year: FiscalYear, label: str = "tbl-ranks", caption: str | None = None
) -> TableDisplay:
    """Return one row a provider, in the order of codes and never of results: persons, result, chance, what the rank is worth."""
    rows_of = [row for row in results(table) if row.where.get("provider_id") != TOTAL]
    rows_of.sort(key=lambda row: row.where["provider_id"])
    heads = {
        "n": Bilingual("Personnes", "People"),
        "value": Bilingual("Résultat et intervalle à 95 %", "Result and 95% interval"),
        "chance": Bilingual("Probabilité d'atteindre la norme", "Probability of meeting the standard"),
        "rank": Bilingual("Rang : intervalle à 95 %", "Rank: 95% interval"),
    }
    columns = [Column("provider_id", column_title("provider_id", language), "name", 30)]
    columns += [Column(key, in_words(title, language), "text" if key == "chance" else "number", 17) for key, title in heads.items()]
    rows = []
    for row in rows_of:
        decimals = {row.unit: decimals_for(row)}
        value = value_cell(row, language, decimals, with_unit=False)
        if row.value is not None and row.low is not None and row.high is not None:
            value = Cell(value.text, light=format_interval(row.low, row.high, row.unit, language, decimals[row.unit]))
        n = (
            absent(row.absence, language)
            if row.denominator is None and row.absence
            else Cell(format_number(row.denominator or 0, language))
        )
        rows.append(
            Row(
                (
                    Cell(label_of(table, "provider_id", row.where["provider_id"], language)),
                    n,
                    value,
                    chance_cell(table, row, language),
                    _rank(row, language),
                )
            )
        )
    name = label_of(table, "indicator", rows_of[0].indicator, language) if rows_of else column_title("indicator", language)
    title = Bilingual("{name} : ce que vaut le rang d'un fournisseur, {year}", "{name}: what the rank of a provider is worth, {year}")
    text = caption or in_words(title, language, name=name, year=fiscal_year.label(language))
    notes = [("", in_words(_RANK, language)), ("", in_words(_CHANCE, language))]
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=notes)


def _rank(row: Result, language: Language) -> Cell:
    low, high, n = row.number("rank_low"), row.number("rank_high"), row.number("n_ranked")
    if row.value is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    if low is None or high is None or n is None:
        return Cell("–")
    numbers = {"low": format_number(low, language), "high": format_number(high, language), "n": format_number(n, language)}
    return Cell(in_words(Bilingual("{low} à {high} sur {n}", "{low} to {high} of {n}"), language, **numbers))


def denominators(
    table: ReleasedTable,
    framework: Framework,
    *,
    language: Language,
    fiscal_year: FiscalYear,
    label: str = "tbl-denominators",
    caption: str | None = None,
) -> TableDisplay:
    """Return one row a share of a framework's follow-up: over everyone, those due, those whose answer is known, each with its counts."""
    overs: Sequence[str] = ("everyone", "due", "reached")
    by_indicator: dict[str, dict[str, Result]] = {}
    for row in results(table):
        by_indicator.setdefault(row.indicator, {})[row.where["over"]] = row
    made = [
        Row((Cell(label_of(table, "indicator", name, language)), *(_share(cells[code], language) for code in overs)))
        for name, cells in by_indicator.items()
    ]
    heads = {
        "everyone": Bilingual("De toute la cohorte", "Of the whole cohort"),
        "due": Bilingual("De celles dont le suivi est échu", "Of those whose follow-up is due"),
        "reached": Bilingual("De celles dont la réponse est connue", "Of those whose answer is known"),
    }
    columns = [Column("indicator", column_title("indicator", language), "name", 34)]
    columns += [Column(key, in_words(title, language), "number", 20) for key, title in heads.items()]
    title = Bilingual("{program} : un même numérateur sur trois dénominateurs", "{program}: the same numerator over three denominators")
    whole = f"{in_words(title, language, program=framework.program[language])}, {fiscal_year.label(language)}"
    return released_display(table, columns, made, caption=caption or whole, label=label, language=language)


def _share(row: Result, language: Language) -> Cell:
    cell = value_cell(row, language, decimals_by_unit([row]), with_unit=False)
    if row.value is None or not is_share(row.unit):
        return cell
    counts = f"{format_number(row.numerator or 0, language)}\u00a0/\u00a0{format_number(row.denominator or 0, language)}"
    return Cell(cell.text, light=counts)
