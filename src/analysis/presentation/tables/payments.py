"""Payments for results as tables: milestones proved, months, and what the total may come to."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, column_title, label_of
from analysis.presentation.numbers import format_dollars, format_interval, format_number, format_share
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import EMPTY, decimals_by_unit, in_words, titled, value_cell
from analysis.presentation.tables.funding import heading, money_cell
from analysis.presentation.tables.shown import released_display

_RARELY = 0.001
"""Below this share of draws a simulation of a few thousand draws says « less than », not a number."""


def milestones(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-milestones",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return, for each milestone and segment, who proved it of those of whom it is known, the amount for one person and what is paid."""
    found = results(table)
    columns = (
        Column("segment", heading("Segment", "Segment", language), "name", 28),
        Column("reached", heading("Atteint et prouvé", "Reached and proved", language), "number", 20),
        Column("counts", heading("Sur ceux dont on le sait", "Of those of whom it is known", language), "number", 20),
        Column("amount", heading("Par personne", "For one person", language), "number", 14),
        Column("paid", heading("Payé", "Paid", language), "number", 18),
    )
    rows = []
    for point in dict.fromkeys(row.where["milestone"] for row in found):
        of_point = [row for row in found if row.where["milestone"] == point]
        parts = [row for row in of_point if row.where["segment"] != TOTAL]
        whole = [row for row in of_point if row.where["segment"] == TOTAL]
        group = label_of(table, "milestone", point, language)
        rows += [
            Row(_milestone_cells(table, row, language), is_total=row in whole and bool(parts), group=group) for row in (*parts, *whole)
        ]
    waiting = Bilingual(
        "à venir : jalon que l'on ne peut pas encore connaître au jour d'observation; qui n'a pas été joint à un suivi échu "
        "n'a rien prouvé et n'est pas payé",
        "to come: milestone that cannot be known yet on the day of observation; who was not reached at a follow-up that is due "
        "has proved nothing and is not paid for",
    )
    title = Bilingual("Jalons prouvés et ce qu'ils paient", "Milestones proved and what they pay")
    return released_display(
        table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language,
        notes=[("", in_words(waiting, language))],
    )  # fmt: skip


def _milestone_cells(table: ReleasedTable, row: Result, language: Language) -> tuple[Cell, ...]:
    name = Cell(label_of(table, "segment", row.where["segment"], language))
    amount, paid = row.number("amount"), row.number("payment")
    money = (
        Cell("–" if amount is None else format_dollars(amount, language)),
        absent(row.absence, language) if paid is None and row.absence else Cell(format_dollars(paid or 0.0, language)),
    )
    if row.value is None:
        hidden = absent(row.absence, language) if row.absence else EMPTY
        return name, hidden, hidden, *money
    if row.indicator == "begun":
        everyone = Cell(heading("tous", "everyone", language), is_light=True)
        return name, everyone, Cell(format_number(row.value, language)), *money
    decimals = decimals_by_unit([row])
    low, high = row.low or 0.0, row.high or 0.0
    share = Cell(value_cell(row, language, decimals).text, light=format_interval(low, high, row.unit, language, decimals[row.unit]))
    slash = f"{format_number(row.numerator or 0, language)}\u00a0/\u00a0{format_number(row.denominator or 0, language)}"
    to_come = Bilingual("à venir : {n}", "to come: {n}")
    light = in_words(to_come, language, n=format_number(row.n_missing, language)) if row.n_missing else ""
    return name, share, Cell(slash, light=light), *money


def cash_flow(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-cash-flow",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a month: milestones paid and dollars, milestones to come and dollars expected with the middle 90 % of draws."""
    by_month: dict[str, dict[str, Result]] = {}
    for row in results(table):
        by_month.setdefault(row.where["month"], {})[row.indicator] = row
    columns = (
        Column("month", column_title("month", language), "name", 24),
        Column("n_paid", heading("Jalons payés", "Milestones paid", language), "number", 14),
        Column("paid", heading("Payé", "Paid", language), "number", 18),
        Column("n_to_come", heading("Jalons à venir", "Milestones to come", language), "number", 14),
        Column("expected", heading("Attendu (90 % des tirages)", "Expected (90% of draws)", language), "number", 30),
    )
    rows = [
        Row(
            (
                Cell(label_of(table, "month", month, language)),
                _people(by_month[month]["paid"], language),
                _amount(by_month[month]["paid"], language),
                _people(by_month[month]["expected"], language),
                _amount(by_month[month]["expected"], language),
            ),
            is_total=month == TOTAL,
        )
        for month in sorted(by_month, key=lambda code: (code == TOTAL, code))
    ]
    rounded = Bilingual(
        "montants arrondis au millier de dollars, chacun pour soi : leur somme diffère un peu du total",
        "amounts rounded to a thousand dollars, each for itself: their sum differs a little from the total",
    )
    past = Bilingual(
        "un mois passé garde des jalons à venir tant que leur période de suivi ou le jumelage des emplois n'est pas fini",
        "a past month keeps milestones to come as long as their follow-up period or the match of jobs is not over",
    )
    title = Bilingual("Paiements de résultats, mois par mois", "Payments for results, month by month")
    return released_display(
        table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language,
        notes=[("", in_words(rounded, language)), ("", in_words(past, language))],
    )  # fmt: skip


def _amount(row: Result, language: Language) -> Cell:
    """Return an amount, or a dash where no milestone stands behind it."""
    return Cell("–") if row.value == 0 and not row.denominator else money_cell(row, language)


def _people(row: Result, language: Language) -> Cell:
    if row.denominator is None:
        return absent(row.absence, language) if row.absence else EMPTY
    return Cell(format_number(row.denominator, language))


def chance(row: Result, language: Language) -> str:
    """Return a share of draws in words that its number of draws allows: « less than 0.1 % » and not 0."""
    if row.value is None:
        return "–"
    if row.value < _RARELY:
        return in_words(Bilingual("moins de {share}", "less than {share}"), language, share=format_share(_RARELY, language, 1))
    if row.value > 1 - _RARELY:
        return in_words(Bilingual("plus de {share}", "more than {share}"), language, share=format_share(1 - _RARELY, language, 1))
    return format_share(row.value, language, 0 if row.value >= 0.01 else 1)


def payment_risk(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-payment-risk",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return what payments may come to in all, the low end, the value at risk, and how often costs are not covered."""
    columns = (
        Column("what", heading("Pour l'ensemble de l'agence", "For the whole agency", language), "name", 50),
        Column("value", heading("Montant ou probabilité", "Amount or probability", language), "number", 25),
        Column("interval", heading("90 % des tirages", "90% of draws", language), "number", 25),
    )
    rows = []
    for row in results(table):
        name = Cell(label_of(table, "indicator", row.indicator, language))
        if row.value is None:
            cell = absent(row.absence, language) if row.absence else EMPTY
            rows.append(Row((name, cell, Cell("–"))))
        elif row.indicator == "share_not_covered":
            rows.append(Row((name, Cell(chance(row, language)), Cell("–"))))
        else:
            shown = money_cell(row, language)
            rows.append(Row((name, Cell(shown.text), Cell(shown.light or "–", is_light=True))))
    what = Bilingual(
        "valeur à risque : ce qui manque à la moyenne dans le moins bon vingtième des tirages, au moins",
        "value at risk: how much the worst twentieth of draws falls short of the mean, at least",
    )
    title = Bilingual("Ce que les paiements de l'exercice peuvent totaliser", "What the payments of the fiscal year may come to")
    return released_display(
        table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language,
        notes=[("", in_words(what, language))],
    )  # fmt: skip


def risk_by_size(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-risk-by-size",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a size of provider: payment for each client, the middle 90 % of draws, and how often costs are not covered."""
    by_size: dict[str, dict[str, Result]] = {}
    for row in results(table):
        by_size.setdefault(row.where["size"], {})[row.indicator] = row
    columns = (
        Column("size", heading("Taille du fournisseur", "Size of the provider", language), "name", 28),
        Column("each", heading("Paiement par client", "Payment for each client", language), "number", 20),
        Column("interval", heading("90 % des tirages", "90% of draws", language), "number", 26),
        Column("chance", heading("Coûts non couverts", "Costs not covered", language), "number", 26),
    )
    rows = []
    for size, of in by_size.items():
        shown = money_cell(of["each"], language)
        risk = of.get("share_not_covered")
        rows.append(
            Row(
                (
                    Cell(label_of(table, "size", size, language)),
                    Cell(shown.text, absence=shown.absence),
                    Cell(shown.light or "–", is_light=True),
                    Cell(chance(risk, language) if risk is not None and of["each"].value is not None else "–"),
                )
            )
        )
    title = Bilingual(
        "Le risque d'un fournisseur selon sa taille, aux taux de l'agence", "The risk of a provider by its size, at the agency's rates"
    )
    rates = Bilingual(
        "mêmes segments et mêmes taux pour tous : un fournisseur dont les taux diffèrent court un autre risque",
        "the same segments and rates for all: a provider whose rates differ runs another risk",
    )
    return released_display(
        table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language,
        notes=[("", in_words(rates, language))],
    )  # fmt: skip
