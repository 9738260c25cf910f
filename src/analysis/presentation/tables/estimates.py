"""An outcome estimated in several ways: one row an estimate at each wave, the published one apart; weights; groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, capital, column_title, label_of
from analysis.presentation.marks import Absence
from analysis.presentation.numbers import decimals_of, format_interval, format_number, format_share
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import in_words, interval_cell, titled, value_cell
from analysis.presentation.tables.shown import released_display
from analysis.presentation.typography import typeset

REACHED, WORST, BEST = "reached_only", "worst_case", "best_case"
SHOWN = (REACHED, WORST, "weighted", "doubly_robust", "multiple_imputation")
"""The methods in the order in which they are shown; the worst case stands for both bounds."""
BOUNDS = Bilingual("bornes : pire et meilleur cas", "bounds: worst and best case")
_PUBLISHED = Bilingual("estimation publiée", "published estimate")
_NOBODY_REACHED = Bilingual("personne n'a été jointe", "nobody was reached")


@dataclass(frozen=True, slots=True)
class WaveEstimates:
    """The rows of one wave by method."""

    wave: str
    rows: Mapping[str, Result]

    @property
    def published(self) -> str:
        """The method that is published; the bounds are called by the worst case."""
        return next(name for name in SHOWN if self.rows[name].derived.get("published") == "yes")

    @property
    def due(self) -> float | None:
        """How many are due; None when hidden, 0 when nobody is."""
        return self.rows[WORST].number("n_due")

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The worst and the best case."""
        worst, best = self.rows[WORST].value, self.rows[BEST].value
        return None if worst is None or best is None else (worst, best)


def waves_of_estimates(table: ReleasedTable) -> list[WaveEstimates]:
    """Return the estimates of each wave, in the order of the table."""
    found: dict[str, dict[str, Result]] = {}
    for row in results(table):
        found.setdefault(row.where["wave"], {})[row.where["method"]] = row
    return [WaveEstimates(wave, rows) for wave, rows in found.items()]


def method_name(table: ReleasedTable, method: str, language: Language) -> str:
    """Return what an estimate is called; the two bounds have one name."""
    return capital(in_words(BOUNDS, language)) if method == WORST else label_of(table, "method", method, language)


def decimals_for(rows: Iterable[Result]) -> int:
    """Return the decimals of estimates: what the fewest people reached behind one of them allow."""
    return decimals_of(Unit.SHARE, [row.denominator for row in rows if row.value is not None and row.denominator is not None])


def bounds_text(bounds: tuple[float, float], language: Language, decimals: int) -> str:
    """Return « 28 à 86 % »."""
    return format_interval(*bounds, Unit.SHARE, language, decimals)


def outcome_note(table: ReleasedTable, language: Language) -> str:
    """Return what counts as the outcome, and of whom."""
    text = Bilingual("résultat : {outcome}; cohorte : {cohort}", "outcome: {outcome}; cohort: {cohort}")
    outcome, cohort = (
        typeset(table.labels[name][code][language], language) for name, code in (("outcome", "outcome"), ("cohort", "cohort"))
    )
    return in_words(text, language, outcome=outcome, cohort=cohort)


def estimates(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-estimates",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row an estimate at each wave: value, interval, those due and those reached on whom it rests."""
    decimals = {Unit.SHARE: decimals_for(results(table))}
    rows = []
    for wave in waves_of_estimates(table):
        group = label_of(table, "wave", wave.wave, language)
        if wave.due == 0:
            none = in_words(Bilingual("aucun suivi échu", "no follow-up due"), language)
            rows.append(Row((Cell(capital(none)), *(Cell("–") for _ in range(4))), group=group))
            continue
        for method in SHOWN:
            row = wave.rows[method]
            light = in_words(_PUBLISHED, language) if method == wave.published else ""
            value = value_cell(row, language, decimals)
            if method == WORST and wave.bounds is not None:
                value = Cell(bounds_text(wave.bounds, language, decimals[row.unit]))
            cells = (
                Cell(method_name(table, method, language), light=light),
                value,
                interval_cell(row, language, decimals),
                _count(row, row.number("n_due"), language),
                _count(row, row.denominator, language),
            )
            rows.append(Row(cells, is_total=method == wave.published, group=group))
    columns = (
        Column("method", in_words(Bilingual("Estimation", "Estimate"), language), "name", 40),
        Column("value", in_words(Bilingual("Part qui a le résultat", "Share with the outcome"), language), "number", 15),
        Column("interval", in_words(Bilingual("Intervalle à 95 %", "95% interval"), language), "number", 16),
        Column("n_due", in_words(Bilingual("Échues", "Due"), language), "number", 10),
        Column("n_reached", in_words(Bilingual("Jointes, résultat connu", "Reached, outcome known"), language), "number", 13),
    )
    title = Bilingual(
        "Part qui a le résultat à chaque suivi, estimée de cinq façons", "Share with the outcome at each wave, estimated in five ways"
    )
    notes = [("", outcome_note(table, language))]
    if any(row.absence is Absence.NOT_APPLICABLE for row in results(table)):
        few = Bilingual(
            "sans objet : trop peu de personnes ont été jointes pour dire quelque chose des autres",
            "not applicable: too few people were reached to say something of the others",
        )
        notes.append(("", in_words(few, language)))
    return released_display(
        table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language, notes=notes
    )


def _count(row: Result, number: float | None, language: Language) -> Cell:
    if number is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    return Cell(format_number(number, language))


def estimates_by(
    table: ReleasedTable,
    dimension: str,
    *,
    wave: int,
    language: Language,
    label: str = "tbl-estimates-by",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a group at one wave: the published estimate with its interval, those reached only, the bounds, and the counts.

    Raises
    ------
    ValueError
        When the table is not grouped so, or has no such wave.
    """
    if dimension not in table.dimensions:
        raise ValueError(f"the table is grouped by {list(table.dimensions)}, not by {dimension!r}")
    rows = [row for row in results(table) if row.where.get("wave", str(wave)) == str(wave)]
    if not rows:
        raise ValueError(f"the table has no wave at {wave} months")
    rows.sort(key=lambda row: row.where[dimension] == TOTAL)
    decimals = decimals_for(rows)
    made = []
    for row in rows:
        cells = (Cell(label_of(table, dimension, row.where[dimension], language)), *_group_cells(row, language, decimals))
        made.append(Row(cells, is_total=row.where[dimension] == TOTAL))
    headings = (
        ("value", Bilingual("Estimation publiée et intervalle à 95 %", "Published estimate and 95% interval"), 20),
        ("reached_only", Bilingual("Jointes seulement", "Reached only"), 13),
        ("bounds", Bilingual("Bornes", "Bounds"), 14),
        ("n_due", Bilingual("Échues", "Due"), 10),
        ("n_reached", Bilingual("Jointes, résultat connu", "Reached, outcome known"), 14),
    )
    columns = [Column("group", column_title(dimension, language), "name", 26)]
    columns += [Column(key, in_words(heading, language), "number", width) for key, heading, width in headings]
    by = column_title(dimension, language).lower()
    title = Bilingual(
        "Part qui a le résultat au suivi de {wave} mois, par {by}", "Share with the outcome at the {wave}-month follow-up, by {by}"
    )
    text = in_words(title, language, wave=wave, by=by)
    text = caption or (f"{text}, {fiscal_year.label(language)}" if fiscal_year else text)
    published = typeset(table.labels["published"]["method"][language], language)
    note = in_words(Bilingual("estimation publiée : {name}", "published estimate: {name}"), language, name=published)
    notes = (("", note), ("", outcome_note(table, language)))
    return released_display(table, columns, made, caption=text, label=label, language=language, notes=notes)


def _group_cells(row: Result, language: Language, decimals: int) -> Sequence[Cell]:
    reached, worst, best = (row.number(name) for name in (REACHED, WORST, BEST))
    due = row.number("n_due")
    if row.value is not None and row.low is not None and row.high is not None:
        value = Cell(format_share(row.value, language, decimals), light=format_interval(row.low, row.high, row.unit, language, decimals))
    elif due and row.denominator == 0:
        value = Cell("–", light=in_words(_NOBODY_REACHED, language))
    else:
        value = absent(row.absence, language) if row.absence else Cell("–")
    hidden = absent(row.absence, language) if row.absence is Absence.HIDDEN else Cell("–")
    return (
        value,
        hidden if reached is None else Cell(format_share(reached, language, decimals)),
        hidden if worst is None or best is None else Cell(bounds_text((worst, best), language, decimals)),
        _count(row, due, language),
        _count(row, row.denominator, language),
    )


def weighting(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-weighting",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a wave: share reached, effective size, largest weight, weights limited, people with nobody alike, differences left."""
    by_wave: dict[str, dict[str, Result]] = {}
    for row in results(table):
        by_wave.setdefault(row.where["wave"], {})[row.indicator] = row
    rows = [Row((Cell(label_of(table, "wave", wave, language)), *_quality_cells(of, language))) for wave, of in by_wave.items()]
    headings = (
        ("reached", Bilingual("Jointes, part des échues", "Reached, share of those due"), 15),
        ("effective_size", Bilingual("Taille effective", "Effective size"), 11),
        ("largest_weight", Bilingual("Plus grand poids", "Largest weight"), 11),
        ("trimmed", Bilingual("Poids limités", "Weights limited"), 11),
        ("not_represented", Bilingual("Sans personne semblable jointe", "With nobody alike reached"), 13),
        ("difference", Bilingual("Plus grand écart avant → après", "Largest difference before → after"), 17),
    )
    columns = [Column("wave", column_title("wave", language), "name", 12)]
    columns += [Column(key, in_words(heading, language), "number", width) for key, heading, width in headings]
    title = Bilingual("Ce que valent les poids de chaque suivi", "What the weights of each wave are worth")
    meaning = Bilingual(
        "taille effective (Kish) : combien de personnes de même poids en diraient autant; plus grand poids : en fois le poids moyen; "
        "écart : entre les personnes jointes et toutes les personnes échues, en écarts-types",
        "effective size (Kish): how many people of equal weights would tell as much; largest weight: in times the mean weight; "
        "difference: between those reached and everyone due, in standard deviations",
    )
    notes = (("", in_words(meaning, language)),)
    text = caption or titled(title, language, fiscal_year)
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=notes)


def _quality_cells(of: Mapping[str, Result], language: Language) -> Sequence[Cell]:
    reached, size = of["reached"], of["effective_share"]

    def number(name: str, decimals: int) -> Cell:
        row = of[name]
        if row.value is None:
            return absent(row.absence, language) if row.absence else Cell("–")
        if row.unit is Unit.SHARE:
            return Cell(format_share(row.value, language, decimals))
        return Cell(format_number(row.value, language, decimals))

    share = Cell("–") if reached.absence is None else absent(reached.absence, language)
    if reached.value is not None and reached.numerator is not None and reached.denominator is not None:
        light = f"{format_number(reached.numerator, language)} / {format_number(reached.denominator, language)}"
        share = Cell(format_share(reached.value, language, 1 if reached.denominator >= 200 else 0), light=light)
    effective = number("effective_share", 0)
    if size.value is not None and size.denominator is not None:
        effective = Cell(format_number(size.value * size.denominator, language))
    before, after = of["difference_before"], of["difference_after"]
    difference = number("difference_after", 2)
    if before.value is not None and after.value is not None:
        difference = Cell(f"{format_number(before.value, language, 2)} → {format_number(after.value, language, 2)}")
    return share, effective, number("largest_weight", 1), number("trimmed", 1), number("not_represented", 1), difference
