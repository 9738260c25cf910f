"""Who is counted, who was reached, and which rows were refused."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, column_title, label_of
from analysis.presentation.marks import Absence, symbol_of
from analysis.presentation.numbers import format_number, format_share
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import in_words, titled
from analysis.presentation.tables.shown import released_display
from analysis.presentation.typography import MINUS

REACHED, REFUSED, LOST, NEVER_TRIED = "reached", "refused", "lost", "due"
DUE_STATES = (REACHED, REFUSED, LOST, NEVER_TRIED)
"""The states of a follow-up whose window is closed, or whose answer is already known: they add up to those due."""
STOPPED = "stopped_early"
LATER_STATES = ("in_window", "not_yet_due")
N_REMAINING, N_REMOVED = "n_remaining", "n_removed"


@dataclass(frozen=True, slots=True)
class Step:
    """One rule of a cohort: how many it removed and how many remain; None when not shown."""

    cohort: str
    rule: str
    removed: float | None
    remaining: float | None
    absence: Absence | None


def cohorts_of(table: ReleasedTable) -> list[str]:
    """Return the cohorts of an attrition table, in its order."""
    return list(dict.fromkeys(row.where["cohort"] for row in results(table)))


def steps_of(table: ReleasedTable) -> list[Step]:
    """Return the rules of every cohort in their order, the two counts of each side by side."""
    found: dict[tuple[str, str], dict[str, Result]] = {}
    for row in results(table):
        found.setdefault((row.where["cohort"], row.where["rule"]), {})[row.indicator] = row
    steps = []
    for (cohort, rule), pair in found.items():
        removed, remaining = pair.get(N_REMOVED), pair.get(N_REMAINING)
        reason = next((row.absence for row in (remaining, removed) if row is not None and row.absence is Absence.HIDDEN), None)
        steps.append(Step(cohort, rule, removed.value if removed else None, remaining.value if remaining else None, reason))
    return steps


def attrition(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-attrition",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return each rule of each cohort with the participations that it removed and those that remain after it.

    Dimensions `cohort` and `rule`, indicators `n_remaining` and `n_removed`.
    """
    steps = steps_of(table)
    several = len(cohorts_of(table)) > 1
    last = {step.cohort: step.rule for step in steps}
    rows = tuple(
        Row(
            (
                Cell(label_of(table, "rule", step.rule, language)),
                _count(step.removed, step.absence, language, minus=True),
                _count(step.remaining, step.absence, language),
            ),
            is_total=last[step.cohort] == step.rule,
            group=label_of(table, "cohort", step.cohort, language) if several else "",
        )
        for step in steps
    )
    columns = (
        Column("rule", column_title("rule", language), "name", 44),
        Column("removed", in_words(Bilingual("Participations retirées", "Participations removed"), language), "number", 16),
        Column("remaining", in_words(Bilingual("Participations restantes", "Participations left"), language), "number", 16),
    )
    title = Bilingual("Participations comptées, règle par règle", "Participations counted, rule by rule")
    text = caption or titled(title, language, fiscal_year)
    return released_display(table, columns, rows, caption=text, label=label, language=language)


def _count(value: float | None, absence: Absence | None, language: Language, *, minus: bool = False) -> Cell:
    if value is None:
        return absent(absence, language) if absence else Cell("–")
    text = format_number(value, language)
    return Cell(f"{MINUS}{text}" if minus and value > 0 else text)


@dataclass(frozen=True, slots=True)
class WaveStates:
    """How the follow-ups of one wave stand: counts by state, None where a count is not shown."""

    wave: str
    counts: dict[str, float | None]
    absences: dict[str, Absence | None]

    def together(self, states: tuple[str, ...]) -> float | None:
        """Return the sum over some states, or None when one of them is not shown; a state without a row counts for nothing."""
        known = [self.counts[state] for state in states if state in self.counts]
        return None if any(count is None for count in known) else float(sum(count for count in known if count is not None))


def waves_of(table: ReleasedTable) -> list[WaveStates]:
    """Return the waves of a table with dimensions `wave` and `state`, in its order, without totals."""
    found: dict[str, list[Result]] = {}
    for row in results(table):
        if row.where["wave"] != TOTAL and row.where["state"] != TOTAL:
            found.setdefault(row.where["wave"], []).append(row)
    waves = []
    for wave, rows in found.items():
        counts = {row.where["state"]: 0.0 if row.absence is Absence.NO_CASES else row.value for row in rows}
        waves.append(WaveStates(wave, counts, {row.where["state"]: row.absence for row in rows}))
    return waves


_STATE_COLUMNS: tuple[tuple[str, tuple[str, ...], Bilingual], ...] = (
    ("n_due", DUE_STATES, Bilingual("Suivis échus", "Follow-ups due")),
    ("n_reached", (REACHED,), Bilingual("Personnes jointes", "Reached")),
    ("n_refused", (REFUSED,), Bilingual("Refus", "Refused")),
    ("n_lost", (LOST,), Bilingual("Tentées sans réponse", "Tried without answer")),
    ("n_never_tried", (NEVER_TRIED,), Bilingual("Jamais tentées", "Never tried")),
    ("n_later", LATER_STATES, Bilingual("Pas encore échus", "Not yet due")),
)


def follow_up_states(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-follow-up",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a wave: follow-ups due, and what came of them; the share reached stands beside its count.

    Those due are the sum of the four states after them, shown only when all four are shown.
    """
    rows = []
    for wave in waves_of(table):
        due = wave.together(DUE_STATES)
        cells = [Cell(label_of(table, "wave", wave.wave, language))]
        for key, states, _ in _STATE_COLUMNS:
            count = wave.together(states)
            if count is None:
                cells.append(absent(Absence.HIDDEN, language))
                continue
            light = format_share(count / due, language, 1 if due >= 200 else 0) if key == "n_reached" and due else ""
            cells.append(Cell(format_number(count, language), light=light))
        rows.append(Row(tuple(cells)))
    columns = (
        Column("wave", column_title("wave", language), "name", 12),
        *(Column(key, in_words(title, language), "number", 12) for key, _, title in _STATE_COLUMNS),
    )
    title = Bilingual("État des suivis à chaque échéance", "State of the follow-ups at each wave")
    text = caption or titled(title, language, fiscal_year)
    notes = _stopped_note(table, language)
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=notes)


_STOPPED = Bilingual(
    "suivis cessés plus tôt, selon la règle du cadre, dans aucune de ces colonnes : {told}",
    "follow-ups stopped early, by the framework's rule, in none of these columns: {told}",
)


def _stopped_note(table: ReleasedTable, language: Language) -> list[tuple[str, str]]:
    """Say how many follow-ups stopped early at each wave, where a calendar has a rule and some did."""
    told = []
    for wave in waves_of(table):
        count = wave.counts.get(STOPPED, 0.0)
        name = label_of(table, "wave", wave.wave, language)
        if count is None:
            told.append(f"{name} {symbol_of(Absence.HIDDEN, language)}")
        elif count:
            told.append(f"{name} {format_number(count, language)}")
    return [("", in_words(_STOPPED, language, told="; ".join(told)))] if told else []


_QUALITY_COLUMNS = (
    ("rows_read", Bilingual("Lignes lues", "Rows read")),
    ("rows_accepted", Bilingual("Lignes acceptées", "Rows accepted")),
    ("rows_refused", Bilingual("Lignes refusées", "Rows refused")),
    ("refusals", Bilingual("Problèmes relevés", "Problems found")),
)


def quality(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-quality",
    caption: str | None = None,
) -> TableDisplay:
    """Return one row a table of the extract: rows read, accepted and refused, and problems found; the whole extract last.

    Dimensions `table` and `reason`; the rows about all reasons together are used.
    """
    found = {(row.where["table"], row.indicator): row for row in results(table) if row.where["reason"] == TOTAL}
    names = sorted(dict.fromkeys(name for name, _ in found), key=lambda name: name == TOTAL)
    rows = []
    for name in names:
        cells = [Cell(label_of(table, "table", name, language))]
        for key, _ in _QUALITY_COLUMNS:
            row = found.get((name, key))
            cells.append(_count(None if row is None else row.value, None if row is None else row.absence, language))
        refused, read = found.get((name, "rows_refused")), found.get((name, "rows_read"))
        if refused is not None and read is not None and refused.value is not None and read.value:
            cells[3] = Cell(cells[3].text, light=format_share(refused.value / read.value, language, 2))
        rows.append(Row(tuple(cells), is_total=name == TOTAL))
    columns = (
        Column("table", column_title("table", language), "name", 24),
        *(Column(key, in_words(title, language), "number", 14) for key, title in _QUALITY_COLUMNS),
    )
    title = Bilingual("Lignes lues, acceptées et refusées de chaque table", "Rows read, accepted and refused of each table")
    several = Bilingual("Une ligne refusée peut avoir plusieurs problèmes.", "One refused row may have several problems.")
    text = caption or in_words(title, language)
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=[("", in_words(several, language))])


def refusals(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-refusals",
    caption: str | None = None,
) -> TableDisplay:
    """Return the problems found by table and reason, from the most frequent of each table."""
    found = [
        row
        for row in results(table)
        if row.indicator == "refusals" and row.where["reason"] != TOTAL and row.where["table"] != TOTAL and row.value
    ]
    order = list(dict.fromkeys(row.where["table"] for row in found))
    found.sort(key=lambda row: (order.index(row.where["table"]), -(row.value or 0.0), row.where["reason"]))
    rows = tuple(
        Row(
            (Cell(label_of(table, "reason", row.where["reason"], language)), _count(row.value, row.absence, language)),
            group=label_of(table, "table", row.where["table"], language),
        )
        for row in found
    )
    columns = (
        Column("reason", column_title("reason", language), "name", 56),
        Column("problems", in_words(Bilingual("Problèmes relevés", "Problems found"), language), "number", 16),
    )
    title = Bilingual("Problèmes relevés, par table et par motif", "Problems found, by table and reason")
    text = caption or titled(title, language, None)
    nothing = Bilingual("Aucun problème relevé", "No problem found")
    return released_display(table, columns, rows, caption=text, label=label, language=language, nothing=nothing)
