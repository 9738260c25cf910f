"""Counting in the engine: one pass over the episodes of a cohort for all the indicators that follow it, then sums by group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from ibis.util import gen_name

from analysis.cohorts.conditions import fields_of
from analysis.cohorts.episodes import Variable, tables_behind, variable
from analysis.cohorts.selection import Selection, select
from analysis.extracts.leaving_the_engine import ordered_frame
from analysis.frameworks.cohorts import Cohort
from analysis.frameworks.indicators import Indicator
from analysis.frameworks.measures import Count, Duration, Rate, Share, Statistic
from analysis.indicators.grouping import code_of, columns_for, grouped, refuse_reserved_codes, variables_for
from analysis.indicators.measures import Tally, tally
from analysis.indicators.question import Question
from analysis.indicators.results import Sums
from analysis.indicators.table import TOTAL

if TYPE_CHECKING:
    from analysis.extracts.store import Store


@dataclass(frozen=True, slots=True)
class CohortSums:
    """The sums of a cohort's indicators by group.

    `groups` has one row a group and one column a dimension (codes, `TOTAL` in margins); the arrays of `sums` follow its order.
    """

    groups: pd.DataFrame
    sums: dict[str, Sums]


def variables_of(indicator: Indicator) -> tuple[Variable, ...]:
    """Return the fields that an indicator looks at, each with the indicator's wave or occasion where it needs one."""
    fields = set(fields_of(indicator.denominator.where if indicator.denominator else None))
    measure = indicator.measure
    if isinstance(measure, Share | Rate):
        fields |= fields_of(measure.numerator)
    elif isinstance(measure, Count):
        fields |= fields_of(measure.where)
    elif isinstance(measure, Statistic):
        fields.add(measure.field)
    elif isinstance(measure, Duration):
        fields |= {measure.start, measure.end}
    return tuple(variable(field, indicator.wave, indicator.satisfaction) for field in sorted(fields))


def tables_of(indicator: Indicator, cohort: Cohort) -> frozenset[str]:
    """Return the canonical tables that an indicator of persons cannot do without."""
    of_rules = [variable(field) for rule in cohort.rules for field in fields_of(rule.where)]
    return tables_behind([*variables_of(indicator), *of_rules]) | {"participations"}


def select_for(question: Question, cohort: Cohort, indicators: Sequence[Indicator]) -> Selection:
    """Return the cohort's episodes with every column that some indicators and groupings look at."""
    return select(
        question.store,
        cohort,
        question.fiscal_year,
        as_of=question.as_of,
        variables={item for indicator in indicators for item in variables_of(indicator)} | set(variables_for(question.by)),
        calendar=question.framework.follow_up,
    )


def tallies(selection: Selection, indicators: Sequence[Indicator]) -> list[Tally]:
    """Return what each episode of a selection adds to each indicator."""

    def column_for(indicator: Indicator) -> Any:
        return lambda field: selection.episodes[variable(field, indicator.wave, indicator.satisfaction).column]

    return [tally(indicator, selection.episodes, column_for(indicator)) for indicator in indicators]


def count_cohort(question: Question, cohort: Cohort, indicators: Sequence[Indicator]) -> CohortSums:
    """Return the sums of a cohort's indicators for every group and margin.

    Without grouping this is one query. With grouping the narrow table of what each episode adds is kept by the engine while the
    margins are counted, so that participations and follow-ups are read once.
    """
    selection = select_for(question, cohort, indicators)
    added = tallies(selection, indicators)
    narrow = selection.episodes.select(**columns_for(selection.episodes, question.by), **_added_columns(added))
    return sums_by_group(question, narrow, list(zip(indicators, added, strict=True)))


def sums_by_group(question: Question, narrow: Any, added: Sequence[tuple[Indicator, Tally]]) -> CohortSums:
    """Return the sums, for every group and margin, of a narrow table of what each row adds: `numerator_0`, `denominator_0`, … in order."""
    by = question.by
    with kept_by_engine(question.store, narrow) if by else nullcontext(narrow) as table:
        parts = [_sums_by(table, question.only_by(subset)) for subset in subsets(by)]
    for part in parts:
        for name in by:
            if name not in part.columns:
                part[name] = TOTAL
            else:
                part[name] = [code_of(name, value, question.fiscal_year) for value in part[name]]
                refuse_reserved_codes(name, set(part[name]), question.store.provenance.source.en)
    together = pd.concat(parts, ignore_index=True)
    sums = {item.name: _sums(together, place, tally_of) for place, (item, tally_of) in enumerate(added)}
    return CohortSums(together[list(by)], sums)


def subsets(by: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield every subset of some dimensions, from none (everyone) to all, each in the order given."""
    for size in range(len(by) + 1):
        yield from combinations(by, size)


def _added_columns(added: Sequence[Tally]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for place, item in enumerate(added):
        columns |= {f"numerator_{place}": item.numerator, f"denominator_{place}": item.denominator, f"missing_{place}": item.missing}
        if item.square is not None:
            columns[f"square_{place}"] = item.square
        if item.quantity is not None:
            columns[f"quantity_{place}"] = item.quantity
    return columns


@contextmanager
def kept_by_engine(store: Store, table: Any) -> Iterator[Any]:
    """Give the table as counted once and kept by the engine, until the end of the block."""
    name = gen_name("counted")
    yield store.connection.create_table(name, table, temp=True)
    # Written out because `drop_table` of Ibis 12 loses the name with sqlglot 30; the name is ours, not a value.
    store.connection.raw_sql(f'DROP TABLE "{name}"')


def _sums_by(table: Any, question: Question) -> pd.DataFrame:
    by = list(question.by)
    rows = grouped(table, by, question.fiscal_year, question.as_of)
    sums: dict[str, Any] = {}
    for name in table.columns:
        kind, _, place = name.rpartition("_")
        if not place.isdigit():
            continue
        if kind == "quantity":
            sums[name] = rows[name].median()
        elif kind in ("numerator", "denominator", "missing", "square"):
            sums[name] = rows[name].sum()
    expression = rows.group_by(by).aggregate(**sums) if by else rows.aggregate(**sums)
    frame: pd.DataFrame = ordered_frame(expression)
    # A person's order in the file must not show in the order of groups.
    return frame.sort_values(by, ignore_index=True) if by else frame


def _sums(frame: pd.DataFrame, place: int, added: Tally) -> Sums:
    def column(kind: str, divisor: int = 1) -> np.ndarray[Any, np.dtype[np.float64]]:
        name = f"{kind}_{place}"
        if name not in frame.columns:
            return np.full(len(frame), np.nan)
        values = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
        if kind != "quantity":
            values = np.nan_to_num(values, nan=0.0)
        return values / divisor

    return Sums(
        numerator=column("numerator", added.divisor),
        denominator=column("denominator"),
        missing=column("missing"),
        square=column("square", added.divisor**2),
        median=column("quantity", added.divisor),
    )
