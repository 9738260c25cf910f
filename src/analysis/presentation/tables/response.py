"""Who answered, who is lost, who comes back, and what contacts were used for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, column_title, label_of
from analysis.presentation.numbers import ENOUGH_FOR_A_DECIMAL, format_interval, format_number, format_share
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import counts_cell, in_words, titled
from analysis.presentation.tables.shown import released_display

_WIDEST_WITH_A_DECIMAL = 0.07
"""Half the width of the interval of a share of 200 persons: wider ones are printed without decimals."""
RATES = ("response", "contact", "cooperation", "refusal")
MEANINGS = {
    "response": Bilingual("jointes, de toutes celles dont le suivi est échu", "reached, of everyone whose follow-up is due"),
    "contact": Bilingual("jointes ou ayant refusé, de toutes", "reached or having refused, of everyone"),
    "cooperation": Bilingual("jointes, de celles avec qui il y a eu contact", "reached, of those with whom there was contact"),
    "refusal": Bilingual("ayant refusé, de toutes", "having refused, of everyone"),
}


def by_wave(table: ReleasedTable) -> dict[str, dict[str, Result]]:
    """Return the rows of a table with the dimension `wave` by wave and indicator, in its order."""
    found: dict[str, dict[str, Result]] = {}
    for row in results(table):
        found.setdefault(row.where["wave"], {})[row.indicator] = row
    return found


def share_decimals(rows: Iterable[Result | None]) -> int:
    """Return the decimals of a column of shares whose denominators are not shown: what its widest interval allows."""
    widths = [(row.high - row.low) / 2 for row in rows if row is not None and row.high is not None and row.low is not None]
    return 1 if widths and max(widths) <= _WIDEST_WITH_A_DECIMAL else 0


def share_cell(row: Result | None, language: Language, decimals: int) -> Cell:
    """Return a share with its interval in lighter type, or why there is none."""
    if row is None or row.value is None:
        return absent(row.absence, language) if row is not None and row.absence else Cell("–")
    light = "" if row.low is None or row.high is None else format_interval(row.low, row.high, Unit.SHARE, language, decimals)
    return Cell(format_share(row.value, language, decimals), light=light)


def number_cell(row: Result | None, language: Language, decimals: int = 0) -> Cell:
    """Return a count, or why there is none."""
    if row is None or row.value is None:
        return absent(row.absence, language) if row is not None and row.absence else Cell("–")
    return Cell(format_number(row.value, language, decimals))


def response_rates(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-response-rates",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a wave: follow-ups due, and the rates of response, contact, cooperation and refusal with their intervals."""
    waves = by_wave(table)
    decimals = {name: share_decimals(rows.get(name) for rows in waves.values()) for name in RATES}
    rows = [
        Row(
            (
                Cell(label_of(table, "wave", wave, language)),
                number_cell(of_wave.get("n_over"), language),
                *(share_cell(of_wave.get(name), language, decimals[name]) for name in RATES),
            )
        )
        for wave, of_wave in waves.items()
    ]
    columns = [
        Column("wave", column_title("wave", language), "name", 12),
        Column("n_over", in_words(Bilingual("Suivis échus", "Follow-ups due"), language), "number", 12),
        *(Column(name, label_of(table, "indicator", name, language), "number", 19) for name in RATES),
    ]
    notes = [(label_of(table, "indicator", name, language), in_words(MEANINGS[name], language)) for name in RATES] if rows else []
    title = Bilingual("Taux de réponse, de contact, de coopération et de refus", "Rates of response, contact, cooperation and refusal")
    text = caption or titled(title, language, fiscal_year)
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=notes)


def lost(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-lost",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a characteristic, the largest difference first: its share among those reached and not reached, their difference."""
    columns = [
        Column("group", in_words(Bilingual("Caractéristique", "Characteristic"), language), "name", 30),
        Column("reached", in_words(Bilingual("Parmi les jointes", "Among those reached"), language), "number", 14),
        Column("missed", in_words(Bilingual("Parmi les non jointes", "Among those not reached"), language), "number", 14),
        Column("difference", in_words(Bilingual("Différence standardisée", "Standardised difference"), language), "number", 20),
        Column("counts", in_words(Bilingual("Jointes / échues", "Reached / due"), language), "number", 16),
    ]
    reached = {row.where["group"]: row for row in results(table) if row.indicator == "reached"}
    rows = []
    for row in ordered_differences(table):
        group = row.where["group"]
        rows.append(Row((Cell(label_of(table, "group", group, language)), *_lost_cells(row, reached[group], language))))
    meaning = Bilingual(
        "différence standardisée : écart des deux parts en écarts-types; positif, la caractéristique est plus fréquente parmi les jointes",
        "standardised difference: gap between the two shares in standard deviations; positive, more frequent among those reached",
    )
    title = Bilingual("Personnes jointes et non jointes", "People reached and not reached")
    text = caption or f"{titled(title, language, fiscal_year)}"
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=[("", in_words(meaning, language))])


def ordered_differences(table: ReleasedTable) -> list[Result]:
    """Return the characteristics from the largest difference to the smallest; hidden ones last, in the table's order."""
    rows = [row for row in results(table) if row.indicator == "difference"]
    return sorted(rows, key=lambda row: (row.value is None, -abs(row.value or 0.0)))


def _lost_cells(row: Result, counted: Result, language: Language) -> Sequence[Cell]:
    slash = counts_cell(counted, language).text
    counts = Cell(slash) if counted.value is not None else absent(counted.absence, language) if counted.absence else Cell("–")
    reached, missed = row.number("share_reached"), row.number("share_not_reached")
    if row.value is None or reached is None or missed is None:
        nothing = absent(row.absence, language) if row.absence else Cell("–")
        return nothing, nothing, nothing, counts
    ends = "" if row.low is None or row.high is None else format_interval(row.low, row.high, Unit.HOURS, language, 2)
    return (
        Cell(format_share(reached, language, 0)),
        Cell(format_share(missed, language, 0)),
        Cell(format_number(row.value, language, 2, signed=True), light=ends),
        counts,
    )


def response_patterns(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-response-patterns",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a pattern, those of people lost for good before those of people who come back; each kind ends with its total."""
    found = patterns_of(table)
    rows = []
    for kind, of_kind in found.items():
        name = label_of(table, "kind", kind, language)
        for pattern, row in sorted(of_kind.items(), key=lambda item: item[0] == TOTAL):
            if kind == TOTAL:
                rows.append(Row((Cell(name), _count_and_share(row, language)[0], Cell("–")), group=name, is_total=True))
                continue
            text = in_words(_SUBTOTAL, language) if pattern == TOTAL else label_of(table, "pattern", pattern, language)
            rows.append(Row((Cell(text), *_count_and_share(row, language)), group=name))
    columns = [
        Column("pattern", in_words(Bilingual("Jointes", "Reached"), language), "name", 40),
        Column("count", in_words(Bilingual("Participations", "Participations"), language), "number", 16),
        Column("share", in_words(Bilingual("Part et intervalle à 95 %", "Share and 95% interval"), language), "number", 24),
    ]
    title = Bilingual("À quels suivis les mêmes personnes ont été jointes", "At which follow-ups the same people were reached")
    text = caption or titled(title, language, fiscal_year)
    return released_display(table, columns, rows, caption=text, label=label, language=language)


_SUBTOTAL = Bilingual("Ensemble de ces profils", "All these patterns")


def patterns_of(table: ReleasedTable) -> Mapping[str, Mapping[str, Result]]:
    """Return the rows of a table of patterns by kind and pattern: monotone, then intermittent, then everyone."""
    found: dict[str, dict[str, Result]] = {}
    for row in sorted(results(table), key=lambda row: row.where["kind"] == TOTAL):
        found.setdefault(row.where["kind"], {})[row.where["pattern"]] = row
    return found


def _count_and_share(row: Result, language: Language) -> tuple[Cell, Cell]:
    share, low, high = (row.number(name) for name in ("share", "share_low", "share_high"))
    if row.value is None or share is None or low is None or high is None:
        nothing = absent(row.absence, language) if row.absence else Cell("–")
        return (nothing if row.value is None else Cell(format_number(row.value, language))), nothing
    decimals = 1 if (row.denominator or 0.0) >= ENOUGH_FOR_A_DECIMAL else 0
    interval = format_interval(low, high, Unit.SHARE, language, decimals)
    return Cell(format_number(row.value, language)), Cell(format_share(share, language, decimals), light=interval)


def contact_uses(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-contact-uses",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return what recorded contacts were used for, one row a use, all of them last."""
    rows = []
    for row in sorted(results(table), key=lambda row: row.where["use"] == TOTAL):
        share = "" if not row.denominator or row.value is None else format_share(row.value / row.denominator, language, 1)
        cell = number_cell(row, language)
        count = Cell(cell.text, light=share, absence=cell.absence)
        rows.append(Row((Cell(label_of(table, "use", row.where["use"], language)), count), is_total=row.where["use"] == TOTAL))
    columns = [
        Column("use", in_words(Bilingual("Usage du contact", "Use of the contact"), language), "name", 44),
        Column("contacts", in_words(Bilingual("Contacts", "Contacts"), language), "number", 18),
    ]
    title = Bilingual("Usage des contacts inscrits", "Use of the contacts recorded")
    return released_display(table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language)
