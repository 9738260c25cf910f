"""Everyone whose follow-up is due, reached or not: what is known of all of them, and what those reached answered.

The engine puts together the participations that are alike in every characteristic and counts, for each wave, those due who have the
outcome, who do not, and of whom it is unknown. Persons with several participations in the cohort keep rows of their own, because what
becomes of one person is not two independent answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analysis.cohorts.conditions import fields_of, to_boolean
from analysis.cohorts.episodes import Variable, variable
from analysis.cohorts.selection import select
from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.extracts.leaving_the_engine import ordered_table
from analysis.frameworks.cohorts import Cohort, FollowUpCalendar
from analysis.frameworks.conditions import Condition
from analysis.frameworks.vocabulary import FIELDS, FieldKind
from analysis.indicators.grouping import NOT_STATED
from analysis.statistics.answers import Answers
from analysis.statistics.designs import Factors

if TYPE_CHECKING:
    from analysis.extracts.store import Store

AGE_LIMITS = (25, 35, 45, 55)
"""First age of each class after the first: the ten-year classes of Statistics Canada's labour force tables."""
_AGE_CLASSES = ("under_25", "25_34", "35_44", "45_54", "55_and_over")


@dataclass(frozen=True, slots=True)
class Characteristic:
    """What is known of everyone: the name of a field and its levels in the order of their numbers."""

    name: str
    levels: tuple[str, ...]

    @property
    def label(self) -> Bilingual:
        """What it is called."""
        return FIELDS[self.name].label


@dataclass(frozen=True, slots=True)
class DuePeople:
    """One row a kind of people; `answers` gives for each wave the people of each row who are due at it."""

    characteristics: tuple[Characteristic, ...]
    design: Factors
    answers: Mapping[int, Answers]

    def codes(self, name: str) -> npt.NDArray[Any]:
        """Return the level of each row in one characteristic; `KeyError` when it is not one of them."""
        return dict(zip((one.name for one in self.characteristics), self.design.codes, strict=True))[name]

    def levels(self, name: str) -> tuple[str, ...]:
        """Return the levels of one characteristic."""
        return {one.name: one.levels for one in self.characteristics}[name]


def due_people(
    store: Store,
    cohort: Cohort,
    calendar: FollowUpCalendar,
    fiscal_year: FiscalYear,
    as_of: date,
    *,
    outcome: Condition,
    characteristics: Sequence[str],
) -> DuePeople:
    """Return everyone due at each wave of a cohort, in one pass of the engine.

    Parameters
    ----------
    outcome
        What counts as the outcome, asked of each wave. It is unknown of who was not reached, and of who was reached when the answers do
        not settle it.
    characteristics
        Fields known of everyone. A value that is missing is a level of its own, `not_stated`.
    """
    waves = [wave.months for wave in calendar.every_wave]
    asked: set[Variable] = {variable(name) for name in characteristics}
    for months in waves:
        asked |= {variable(field, months) for field in (*fields_of(outcome), "is_due_at_wave", "is_reached_at_wave")}
    episodes = select(store, cohort, fiscal_year, as_of=as_of, variables=asked, calendar=calendar).episodes
    columns: dict[str, Any] = {name: _level(episodes, name) for name in characteristics}
    several = episodes.count().over(group_by=episodes.person_id) > 1
    columns["person"] = several.ifelse(episodes.person_id, ibis.null("string"))
    for months in waves:
        columns |= _answer(episodes, outcome, months)
    due = [f"{kind}_{months}" for months in waves for kind in ("yes", "no", "missing")]
    rows = episodes.select(**columns)
    keys = [*characteristics, "person"]
    counted = rows.group_by(keys).aggregate(**{name: rows[name].sum() for name in due})
    return _made(ordered_table(counted), characteristics, waves)


def _level(episodes: Any, name: str) -> Any:
    """Return the level of each episode in a characteristic, as a text."""
    column = episodes[variable(name).column]
    if name == "age_at_start":
        classes = zip(AGE_LIMITS, _AGE_CLASSES, strict=False)
        return ibis.cases((column.isnull(), NOT_STATED), *((column < limit, code) for limit, code in classes), else_=_AGE_CLASSES[-1])
    if FIELDS[name].kind is FieldKind.BOOLEAN:
        return ibis.cases((column.isnull(), NOT_STATED), (column, "yes"), else_="no")
    return column.cast("string").fill_null(NOT_STATED)


def _answer(episodes: Any, outcome: Condition, months: int) -> dict[str, Any]:
    due = episodes[variable("is_due_at_wave", months).column]
    reached = episodes[variable("is_reached_at_wave", months).column]
    has_it = to_boolean(outcome, lambda field: episodes[variable(field, months).column])
    yes, no = (due & reached & has_it).fill_null(False), (due & reached & ~has_it).fill_null(False)
    return {
        f"yes_{months}": yes.cast("int64"),
        f"no_{months}": no.cast("int64"),
        f"missing_{months}": (due & ~yes & ~no).cast("int64"),
    }


def _made(table: pa.Table, characteristics: Sequence[str], waves: Sequence[int]) -> DuePeople:
    # Those of whom no wave is due yet tell nothing.
    counts = {
        name: table[name].to_numpy().astype(np.float64) for name in table.column_names if name.startswith(("yes_", "no_", "missing_"))
    }
    kept = np.flatnonzero(sum(counts.values())) if counts else np.zeros(0, dtype=np.int64)
    table, counts = table.take(pa.array(kept)), {name: values[kept] for name, values in counts.items()}
    codes, described = [], []
    for name in characteristics:
        values, levels = _numbered(table[name])
        # Two bytes a row and characteristic: a million rows are copied several times.
        codes.append(values.astype(np.int16 if len(levels) < 2**15 else np.int32))
        described.append(Characteristic(name, levels))
    persons, _ = _numbered(pc.fill_null(table["person"], ""))
    is_alone = np.asarray(pc.is_null(table["person"]).to_numpy(), dtype=bool)
    clusters = np.where(is_alone, -1, persons.astype(np.int64))
    design = Factors(tuple(codes), tuple(max(len(one.levels), 1) for one in described), len(kept))
    answers = {months: Answers(counts[f"yes_{months}"], counts[f"no_{months}"], counts[f"missing_{months}"], clusters) for months in waves}
    return DuePeople(tuple(described), design, answers)


def _numbered(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.int32], tuple[str, ...]]:
    """Return the number of each value in the order of the values, and the values."""
    encoded = column.combine_chunks().dictionary_encode()
    levels = encoded.dictionary.to_pylist()
    order = sorted(range(len(levels)), key=lambda place: _rank(levels[place]))
    number = np.empty(len(levels), dtype=np.int32)
    number[order] = np.arange(len(levels), dtype=np.int32)
    return number[np.asarray(encoded.indices.to_numpy(), dtype=np.int64)] if len(levels) else np.zeros(0, dtype=np.int32), tuple(
        levels[place] for place in order
    )


def _rank(level: str) -> tuple[bool, int, str]:
    """Put numbers in their order, and what is not stated last."""
    return level == NOT_STATED, int(level) if level.isdigit() else -1, level
