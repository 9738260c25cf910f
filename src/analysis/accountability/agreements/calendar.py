"""The steps of agreements counted: how many were owed, done on time, done late, are overdue or to come, by step and by period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from statistics import median
from typing import Any

import pandas as pd

from analysis.accountability.agreements.obligations import STATE_LABELS, STEP_LABELS, Obligation, State, Step
from analysis.accountability.agreements.register import Register
from analysis.accountability.agreements.rows import record_row
from analysis.core.languages import Bilingual
from analysis.core.provenance import Provenance
from analysis.frameworks.numbers import Unit
from analysis.indicators.table import TOTAL, VALUE_COLUMNS, IndicatorTable, Subject
from analysis.indicators.value_rows import methods_in

DATES = ("begins", "ends", "due_first", "due_last", "done_last")
"""The derived columns of a calendar, as days `2024-06-30` or empty: first and last day of what a step is about, the nearest and the
farthest last day to do it, and the last day on which it was done."""
OWED, DAYS_LATE = "owed", "median_days_late"
_LABELS = {
    OWED: Bilingual("prévus", "planned"),
    **{state.value: label for state, label in STATE_LABELS.items()},
    DAYS_LATE: Bilingual("jours de retard, médiane", "days late, median"),
}
_DENOMINATOR = Bilingual("étapes des ententes", "steps of agreements")


def calendar_of(steps: Sequence[Obligation], register: Register, provenance: Provenance, as_of: date) -> IndicatorTable:
    """Return the steps of some agreements by period (agreements with the same first and last day) and step, with their dates.

    Indicators: `owed` (how many agreements have the step) and one count a state that occurs; dimensions `period` and `step`.
    """
    periods = {agreement.agreement_id: agreement.period for agreement in register.agreements}
    groups: dict[tuple[str, Step], list[Obligation]] = {}
    for item in steps:
        groups.setdefault((periods[item.agreement_id], item.step), []).append(item)
    rows = []
    for (period, step), members in sorted(groups.items(), key=lambda item: (item[0][0], list(Step).index(item[0][1]))):
        place = {"period": period, "step": step.value}
        rows += [row | _dates(members) for row in _counts(place, members)]
    labels = {"period": {period: _period_label(period) for period, _ in groups}}
    return _table(rows, ("period", "step"), DATES, provenance, as_of=as_of, labels=labels)


def late_of(steps: Sequence[Obligation], provenance: Provenance, as_of: date) -> IndicatorTable:
    """Return, by step and for all, how many were owed, how each stands, and by how many days those late are late (median).

    Only steps that somebody writes down on a day are counted: planning and delivery are spans of time. What is overdue counts the days
    up to the day of observation.
    """
    owed = [item for item in steps if item.step.is_owed]
    rows = []
    for step in (*Step, None):
        members = [item for item in owed if step in (None, item.step)]
        if members or step is None:
            rows += _counts({"step": TOTAL if step is None else step.value}, members, with_days=True)
    return _table(rows, ("step",), (), provenance, as_of=as_of, labels={})


def _counts(place: Mapping[str, str], members: Sequence[Obligation], *, with_days: bool = False) -> list[dict[str, Any]]:
    rows = [record_row(OWED, place, len(members), denominator_name="steps")]
    for state in State:
        n = sum(item.state is state for item in members)
        if n or with_days:
            rows.append(record_row(state.value, place, n, of=len(members), denominator_name="steps"))
    if with_days:
        late = [item.days_late for item in members if item.state in (State.LATE, State.OVERDUE) and item.days_late is not None]
        days = float(median(late)) if late else None
        rows.append(record_row(DAYS_LATE, place, days, unit=Unit.DAYS, of=len(late), denominator_name="steps", method="none_median"))
    return rows


def _dates(members: Sequence[Obligation]) -> dict[str, str]:
    due = [item.due for item in members]
    return {
        "begins": _first(item.begins for item in members),
        "ends": _last(item.ends for item in members),
        "due_first": _first(due),
        "due_last": _last(due),
        "done_last": _last(item.done for item in members),
    }


def _first(days: Iterable[date | None]) -> str:
    known = [day for day in days if day is not None]
    return min(known).isoformat() if known else ""


def _last(days: Iterable[date | None]) -> str:
    known = [day for day in days if day is not None]
    return max(known).isoformat() if known else ""


def _period_label(period: str) -> Bilingual:
    first, last = period.split("/")
    return Bilingual(f"{first} au {last}", f"{first} to {last}")


def _table(
    rows: Sequence[Mapping[str, Any]],
    dimensions: tuple[str, ...],
    derived: tuple[str, ...],
    provenance: Provenance,
    *,
    as_of: date,
    labels: Mapping[str, Mapping[str, Bilingual]],
) -> IndicatorTable:
    frame = pd.DataFrame(rows, columns=["indicator", *dimensions, *VALUE_COLUMNS, *derived])
    return IndicatorTable(
        frame=frame,
        subject=Subject.RECORDS,
        provenance=provenance.after(f"steps of agreements as of {as_of.isoformat()}"),
        dimensions=dimensions,
        derived=derived,
        labels={
            "indicator": _LABELS,
            "step": {step.value: label for step, label in STEP_LABELS.items()} | {TOTAL: Bilingual("Ensemble", "All")},
            "denominator_name": {"steps": _DENOMINATOR},
            "interval_method": methods_in(frame),
            **labels,
        },
    )
