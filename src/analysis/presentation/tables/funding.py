"""What providers are paid, as tables: each step of a calculation readable aloud, each payment beside what it is paid for."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.frameworks.schedule_loading import ScheduleFile
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, capital, column_title, label_of
from analysis.presentation.numbers import format_dollars, format_interval, format_number, format_share
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, Sheet, absent
from analysis.presentation.tables.cells import EMPTY, in_words, titled
from analysis.presentation.tables.definitions import sheet_data
from analysis.presentation.tables.shown import released_display
from analysis.presentation.typography import NO_BREAK_SPACE, typeset

STEPS = ("operating_funds", "support_funds", "total_funds", "administration_limit", "plans_at_cap")
"""In the order in which they are read: what is given, then what limits it."""


def heading(fr: str, en: str, language: Language) -> str:
    """Return a heading of ours, typeset."""
    return in_words(Bilingual(fr, en), language)


def money_cell(row: Result, language: Language, decimals: int = 0) -> Cell:
    """Return an amount with its interval in lighter type, or why there is none."""
    if row.value is None:
        return absent(row.absence, language) if row.absence else EMPTY
    light = ""
    if row.low is not None and row.high is not None:
        light = format_interval(row.low, row.high, Unit.DOLLARS, language, decimals)
    return Cell(format_dollars(row.value, language, decimals), light=light)


def _dollars(value: float | None, language: Language, decimals: int = 0) -> Cell:
    return Cell("–") if value is None else Cell(format_dollars(value, language, decimals))


def funding_steps(
    table: ReleasedTable,
    *,
    language: Language,
    provider: str = TOTAL,
    label: str = "tbl-funding-formula",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return the steps of the intake formula for one provider or for all: calculation, amount, what agreements say, cap that binds."""
    by_step = {row.indicator: row for row in results(table) if row.where["provider_id"] == provider}
    columns = (
        Column("step", heading("Étape", "Step", language), "name", 25),
        Column("calculation", heading("Calcul", "Calculation", language), "text", 25),
        Column("amount", heading("Résultat", "Result", language), "number", 14),
        Column("agreed", heading("Inscrit aux ententes", "In the agreements", language), "number", 14),
        Column("cap", heading("Limite qui joue", "Limit that binds", language), "text", 22),
    )
    rows = [
        Row(
            (
                Cell(label_of(table, "indicator", step, language)),
                Cell(_calculation(row, language)),
                Cell(format_number(row.value or 0.0, language)) if step == "plans_at_cap" else money_cell(row, language),
                _agreed(row, language),
                Cell(_cap(table, row, language)),
            ),
            is_total=step == "total_funds",
        )
        for step in STEPS
        if (row := by_step.get(step)) is not None
    ]
    title = Bilingual("La formule de financement, étape par étape", "The funding formula, step by step")
    notes = [
        ("", heading("frais administratifs inscrits aux ententes : ce que les fournisseurs prévoient d'y consacrer",
                     "administration in the agreements: what providers plan to spend on it", language))
    ]  # fmt: skip
    return released_display(
        table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language, notes=notes
    )  # fmt: skip


def _calculation(row: Result, language: Language) -> str:
    rate, base = row.number("rate"), row.number("base") or 0.0
    if row.indicator == "total_funds":
        return heading("fonctionnement + soutien", "operating + supports", language)
    if row.indicator == "administration_limit":
        of = Bilingual("{share} de {base}", "{share} of {base}")
        return in_words(of, language, share=format_share(rate or 0.0, language, 0), base=format_dollars(base, language))
    if row.indicator == "plans_at_cap":
        by = Bilingual("{base} ÷ {rate}, vers le bas, pour chaque fournisseur", "{base} ÷ {rate}, rounded down, for each provider")
        return in_words(by, language, base=format_dollars(base, language), rate=format_dollars(rate or 0.0, language))
    times = f"{NO_BREAK_SPACE}×{NO_BREAK_SPACE}"
    return f"{format_dollars(rate or 0.0, language)}{times}{format_number(base, language)}"


def _agreed(row: Result, language: Language) -> Cell:
    said = row.number("agreed")
    silent = Bilingual("{n} entente ne le dit pas", "{n} agreement does not say")
    several = Bilingual("{n} ententes ne le disent pas", "{n} agreements do not say")
    light = ""
    if row.n_missing:
        light = in_words(silent if row.n_missing == 1 else several, language, n=format_number(row.n_missing, language))
    return Cell("–" if said is None else format_dollars(said, language), light=light)


def _cap(table: ReleasedTable, row: Result, language: Language) -> str:
    code = str(row.derived["cap"])
    return "–" if code == "none" else label_of(table, "cap", code, language)


def funding_by_provider(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-funding-providers",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a provider: intake target, funds, the limit of administration beside what is planned, and plans at the cap."""
    by_provider: dict[str, dict[str, Result]] = {}
    for row in results(table):
        by_provider.setdefault(row.where["provider_id"], {})[row.indicator] = row
    columns = (
        Column("provider", column_title("provider_id", language), "name", 26),
        Column("target", heading("Cible d'inscriptions", "Intake target", language), "number", 10),
        Column("operating", heading("Fonctionnement", "Operating", language), "number", 14),
        Column("support", heading("Soutien", "Supports", language), "number", 13),
        Column("limit", heading("Administration, au plus", "Administration, at most", language), "number", 13),
        Column("planned", heading("Administration prévue", "Administration planned", language), "number", 13),
        Column("plans", heading("Plans au plafond", "Plans at the cap", language), "number", 11),
    )
    order = sorted(by_provider, key=lambda code: (code == TOTAL, code))
    rows = []
    for code in order:
        of = by_provider[code]
        over = of["administration_limit"].derived["cap"] == "over"
        mark = heading("au-dessus de la limite", "over the limit", language) if over else ""
        planned = of["administration_limit"].number("agreed")
        rows.append(
            Row(
                (
                    Cell(label_of(table, "provider_id", code, language)),
                    Cell(format_number(of["operating_funds"].number("base") or 0.0, language)),
                    money_cell(of["operating_funds"], language),
                    money_cell(of["support_funds"], language),
                    money_cell(of["administration_limit"], language),
                    Cell("–" if planned is None else format_dollars(planned, language), light=mark),
                    Cell(format_number(of["plans_at_cap"].value or 0.0, language)),
                ),
                is_total=code == TOTAL,
            )
        )
    title = Bilingual("Financement par inscription visée, par fournisseur", "Funding by intake target, by provider")
    return released_display(table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language)


def lump_sums(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-lump-sums",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a rule of recovery: what was agreed, what is paid and what is taken back."""
    found = results(table)
    by_rule: dict[str, dict[str, Result]] = {}
    for row in found:
        if row.where["recovery"] != TOTAL:
            by_rule.setdefault(row.where["recovery"], {})[row.indicator] = row
    columns = (
        Column("rule", heading("Règle de reprise", "Rule of recovery", language), "name", 34),
        Column("agreed", heading("Clients convenus × tarif", "Clients agreed × rate", language), "number", 22),
        Column("earned", heading("Payé", "Paid", language), "number", 22),
        Column("recovered", heading("Repris", "Taken back", language), "number", 22),
    )
    own = heading("règle du cadre", "the framework's rule", language)
    rows = [
        Row(
            (
                Cell(label_of(table, "recovery", rule, language), light=own if bool(of["earned"].derived["is_own"]) else ""),
                *(money_cell(of[name], language) for name in ("agreed", "earned", "recovered")),
            )
        )
        for rule, of in by_rule.items()
    ]
    title = Bilingual("Ce que paient les ententes à forfait terminées", "What the agreements by lump sum that ended pay")
    return released_display(
        table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language,
        notes=_of_agreements(found, language),
    )  # fmt: skip


def _of_agreements(found: Sequence[Result], language: Language) -> list[tuple[str, str]]:
    counts = [number for row in found if (number := row.number("n_agreements")) is not None]
    served = next((row for row in found if row.indicator == "served"), None)
    notes = []
    if counts:
        text = Bilingual("ententes comptées : {n}", "agreements counted: {n}")
        notes.append(("", in_words(text, language, n=format_number(counts[0], language))))
    if served is not None and served.value is not None:
        text = Bilingual(
            "clients desservis : {n}; au-dessus du nombre convenu, une entente n'en paie pas davantage",
            "clients served: {n}; above the number agreed, an agreement pays for no more",
        )
        notes.append(("", in_words(text, language, n=format_number(served.value, language))))
    return notes


def real_costs(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-real-costs",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a line of expenses, each dollar in exactly one of three columns; the maximum and the payment stand in a note."""
    steps = ("spent", "ineligible", "without_voucher", "supported")
    found = results(table)
    by_line: dict[str, dict[str, Result]] = {}
    for row in found:
        by_line.setdefault(row.where["line"], {})[row.indicator] = row
    columns = (
        Column("line", heading("Poste de dépense", "Line of expenses", language), "name", 32),
        *(Column(step, label_of(table, "indicator", step, language), "number", 17) for step in steps),
    )
    rows = [
        Row(
            (Cell(label_of(table, "line", line, language)), *(money_cell(by_line[line][step], language) for step in steps)),
            is_total=line == TOTAL,
        )
        for line in [*(code for code in by_line if code != TOTAL), *([TOTAL] if len(by_line) > 1 else [])]
    ]
    notes = _of_agreements(found, language)
    whole = by_line.get(TOTAL, {})
    if "paid" in whole and whole["paid"].value is not None:
        text = Bilingual(
            "au-dessus du maximum des ententes : {over}; payé : {paid}", "over the maximum of agreements: {over}; paid: {paid}"
        )
        over, paid = (format_dollars(whole[name].value or 0.0, language) for name in ("over_maximum", "paid"))
        notes.append(("", in_words(text, language, over=over, paid=paid)))
    title = Bilingual(
        "Ce que deviennent les dépenses des ententes à coûts réels", "What becomes of expenses under agreements by real costs"
    )
    return released_display(
        table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language, notes=notes
    )  # fmt: skip


def _source(schedule: ScheduleFile, language: Language) -> str:
    """Return where the amounts come from, or why they are what they are."""
    if schedule.source is None:
        return schedule.reason[language] if schedule.reason else ""
    titles = {document.id: document.title[language] for document in schedule.documents}
    title = titles.get(schedule.source.document, schedule.source.document)
    return {"fr": f"Source : {title}, « {schedule.source.place} ».", "en": f'Source: {title}, "{schedule.source.place}".'}[language]


def payment_schedule(
    schedule: ScheduleFile, *, language: Language, label: str = "tbl-payment-schedule", caption: str | None = None
) -> TableDisplay:
    """Return what a schedule pays for one person at each milestone, by segment, and the most that a person can bring in."""
    columns = (
        Column("point", heading("Jalon ou résultat", "Milestone or result", language), "name", 40),
        *(Column(segment.name, typeset(segment.label[language], language), "number", 20) for segment in schedule.segments),
    )
    rows = []
    for point in schedule.points:
        cells = []
        for segment in schedule.segments:
            amount = format_dollars(point.amounts[segment.name], language)
            times = f"{NO_BREAK_SPACE}×{NO_BREAK_SPACE}{point.times}" if point.times > 1 else ""
            cells.append(Cell(f"{amount}{times}"))
        rows.append(Row((Cell(typeset(capital(point.label[language]), language)), *cells)))
    if schedule.amounts_are == "increments":
        most = [sum(point.amounts[segment.name] * point.times for point in schedule.points) for segment in schedule.segments]
        name = heading("Au plus, pour une personne", "At most, for one person", language)
        rows.append(Row((Cell(name), *(Cell(format_dollars(amount, language)) for amount in most)), is_total=True))
    text = caption or typeset(schedule.label[language], language)
    notes = []
    if schedule.is_fictitious:
        notes.append(("", heading("chaque montant est inventé", "every amount is invented", language)))
    source = _source(schedule, language)
    data = sheet_data(columns, rows, label, text, source)
    return TableDisplay(label, Sheet(language, text, columns, tuple(rows), tuple(notes), typeset(source, language), data))
