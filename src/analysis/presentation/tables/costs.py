"""What services cost, as tables: never a cost without the number it is divided by, nor without saying who could not be seen."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, column_title, label_of
from analysis.presentation.numbers import format_dollars, format_number, format_share
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import EMPTY, counts_cell, decimals_by_unit, in_words, interval_cell, titled, value_cell
from analysis.presentation.tables.funding import heading, money_cell
from analysis.presentation.tables.shown import released_display

BASES = ("all", "due", "reached")
_BASES: Mapping[str, Bilingual] = {
    "all": Bilingual("Tous ceux qui ont commencé", "All who began"),
    "due": Bilingual("Ceux dont le suivi est échu", "Those whose follow-up is due"),
    "reached": Bilingual("Ceux qui ont été joints", "Those reached"),
}
_MEANINGS: Mapping[str, Bilingual] = {
    "all": Bilingual("qui n'a pas été vu compte comme sans emploi", "who was not seen counts as without a job"),
    "due": Bilingual("qui n'a pas été joint compte comme sans emploi", "who was not reached counts as without a job"),
    "reached": Bilingual("les autres seraient en emploi aussi souvent", "the others would have a job as often"),
}
UNSEEN: Mapping[str, Bilingual] = {
    "unpaid_last_resort_benefits": Bilingual(
        "Ce qui aurait cessé d'être versé de toute façon, ce que le ménage touche à un autre titre, qui retourne à l'aide après six mois",
        "What would have stopped anyway, what the household receives otherwise, who returns to assistance after six months",
    ),
    "unpaid_insurance_benefits": Bilingual(
        "Ce qui n'aurait pas été versé de toute façon : la plupart des prestataires n'épuisent pas le maximum, avec ou sans service",
        "What would not have been paid anyway: most claimants do not use up the largest amount, with or without a service",
    ),
}
"""What a sum of benefits not paid does not show, beside each scheme."""


def spending(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-spending",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a nature of spending: dollars and share of the whole."""
    found = results(table)
    whole = next((row.value for row in found if row.where["nature"] == TOTAL), None)
    columns = (
        Column("nature", heading("Nature", "Nature", language), "name", 50),
        Column("amount", heading("Dépenses", "Spending", language), "number", 28),
        Column("share", heading("Part", "Share", language), "number", 22),
    )
    rows = []
    for row in sorted(found, key=lambda one: one.where["nature"] == TOTAL):
        share = format_share(row.value / whole, language, 1) if row.value is not None and whole else "–"
        rows.append(Row((Cell(label_of(table, "nature", row.where["nature"], language)), money_cell(row, language), Cell(share)),
                        is_total=row.where["nature"] == TOTAL))  # fmt: skip
    title = Bilingual("Les dépenses de l'exercice, par nature", "The spending of the fiscal year, by nature")
    return released_display(table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language)


def costs_in_employment(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-costs",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a denominator: the share in employment, what it rests on, and the cost of each in employment with its interval."""
    found = {row.indicator: row for row in results(table) if row.is_total}
    columns = (
        Column("base", heading("En emploi, sur…", "In employment, of…", language), "name", 30),
        Column("counts", heading("Numérateur / dénominateur", "Numerator / denominator", language), "number", 20),
        Column("share", heading("Part et intervalle à 95 %", "Share and 95% interval", language), "number", 22),
        Column("cost", heading("Coût par participation en emploi", "Cost of each participation in employment", language), "number", 28),
    )
    rows = []
    for base in BASES:
        share, cost = found.get(f"employed_of_{base}"), found.get(f"cost_of_{base}")
        if share is None or cost is None:
            continue
        name = Cell(in_words(_BASES[base], language), light=in_words(_MEANINGS[base], language))
        rows.append(Row((name, counts_cell(share, language), _share(share, language), money_cell(cost, language))))
    notes = []
    begun, each = found.get("begun"), found.get("cost_each")
    if begun is not None and each is not None and begun.value and each.value is not None:
        text = Bilingual(
            "participations commencées : {n}; coût par participation commencée : {cost}", "participations begun: {n}; cost of each: {cost}"
        )
        cost_text = format_dollars(each.value, language)
        notes.append(("", in_words(text, language, n=format_number(begun.value, language), cost=cost_text)))
    title = Bilingual(
        "Coût par participation en emploi, selon ceux que l'on compte", "Cost of each participation in employment, by whom one counts"
    )
    return released_display(
        table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language, notes=notes
    )  # fmt: skip


def _share(row: Result, language: Language) -> Cell:
    decimals = decimals_by_unit([row])
    cell = value_cell(row, language, decimals)
    return cell if row.value is None else Cell(cell.text, light=interval_cell(row, language, decimals).text)


def costs_by(
    table: ReleasedTable,
    *,
    dimension: str,
    language: Language,
    base: str = "due",
    label: str = "tbl-costs-by",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a part of `dimension`: who began, the cost of each, who is in employment of `base`, and the cost of each of them."""
    by_code: dict[str, dict[str, Result]] = {}
    for row in results(table):
        by_code.setdefault(row.where[dimension], {})[row.indicator] = row
    columns = (
        Column("part", column_title(dimension, language), "name", 28),
        Column("begun", heading("Commencées", "Begun", language), "number", 11),
        Column("each", heading("Coût de chacune", "Cost of each", language), "number", 14),
        Column("counts", in_words(_BASES[base], language), "number", 19),
        Column("cost", heading("Coût par participation en emploi", "Cost of each in employment", language), "number", 28),
    )
    rows = [
        Row(
            (
                Cell(label_of(table, dimension, code, language)),
                value_cell(of["begun"], language, {Unit.PARTICIPATIONS: 0}, with_unit=False),
                money_cell(of["cost_each"], language),
                _seen(of[f"employed_of_{base}"], language),
                money_cell(of[f"cost_of_{base}"], language),
            ),
            is_total=code == TOTAL,
        )
        for code, of in sorted(by_code.items(), key=lambda item: (item[0] == TOTAL, item[0]))
    ]
    proved = Bilingual("{base} : en emploi / dénominateur; {meaning}", "{base}: in employment / denominator; {meaning}")
    notes = [("", in_words(proved, language, base=in_words(_BASES[base], language).lower(), meaning=in_words(_MEANINGS[base], language)))]
    name = label_of(table, "indicator", f"cost_of_{base}", language)
    by = {"fr": "par", "en": "by"}[language]
    text = caption or f"{name}, {by} {column_title(dimension, language).lower()}" + (
        f", {fiscal_year.label(language)}" if fiscal_year else ""
    )
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=notes)


def _seen(row: Result, language: Language) -> Cell:
    return counts_cell(row, language) if row.numerator is None else Cell(counts_cell(row, language).text)


def unpaid_benefits(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-unpaid-benefits",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a scheme: the sum, over how many, the mean, and what the sum does not show."""
    columns = (
        Column("scheme", heading("Régime", "Scheme", language), "name", 26),
        Column("sum", heading("Somme", "Sum", language), "number", 15),
        Column("n", heading("Participations", "Participations", language), "number", 12),
        Column("mean", heading("Moyenne", "Mean", language), "number", 12),
        Column("unseen", heading("Ce que la somme ne montre pas", "What the sum does not show", language), "text", 35),
    )
    rows = []
    for row in results(table):
        if not row.is_total:
            continue
        n = absent(row.absence, language) if row.denominator is None and row.absence else EMPTY
        if row.denominator is not None:
            n = Cell(format_number(row.denominator, language))
        mean = row.value / row.denominator if row.value is not None and row.denominator else None
        rows.append(
            Row(
                (
                    Cell(label_of(table, "indicator", row.indicator, language)),
                    money_cell(row, language),
                    n,
                    Cell("–" if mean is None else format_dollars(mean, language)),
                    Cell(in_words(UNSEEN[row.indicator], language) if row.indicator in UNSEEN else "–"),
                )
            )
        )
    limits = Bilingual(
        "aucune des deux sommes n'est une économie démontrée : rien ne dit ce qui aurait été versé sans le service; "
        "qui n'a pas été joint n'y est pas; une personne qui touche les deux régimes est dans les deux",
        "neither sum is a demonstrated saving: nothing says what would have been paid without the service; "
        "those not reached are not in it; a person under both schemes is in both",
    )
    title = Bilingual("Prestations non versées aux personnes en emploi au suivi", "Benefits not paid to people employed at the follow-up")
    return released_display(
        table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language,
        notes=[("", in_words(limits, language))],
    )  # fmt: skip
