"""How many participations each rule of a cohort removed, and where those counted stand at each wave of the follow-up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.cohorts.follow_up import FOLLOW_UP_STATE_LABELS
from analysis.cohorts.selection import FIRST_STEPS, select
from analysis.cohorts.standing import standings, state_column, states_of
from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.core.provenance import Provenance
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.cohorts import Cohort, FollowUpCalendar
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Unit
from analysis.indicators.results import INTERVAL_METHODS
from analysis.indicators.table import TOTAL, VALUE_COLUMNS, IndicatorTable, Subject
from analysis.indicators.value_rows import Row, value_row

if TYPE_CHECKING:
    from analysis.extracts.store import Store

_LABELS: dict[str, Bilingual] = {
    "n_remaining": Bilingual("participations restantes", "participations remaining"),
    "n_removed": Bilingual("participations retirées", "participations removed"),
    "n_participations": Bilingual("participations", "participations"),
}
_DENOMINATORS: dict[str, Bilingual] = {
    "all_read": FIRST_STEPS["all_read"],
    "step_before": Bilingual("participations restantes à l'étape précédente", "participations remaining at the step before"),
    "cohort": Bilingual("participations de la cohorte", "participations of the cohort"),
}


def attrition(store: Store, framework: Framework, fiscal_year: FiscalYear, as_of: date) -> IndicatorTable:
    """Return, for each cohort of a framework, how many participations each step left (`n_remaining`) and removed (`n_removed`).

    Dimensions `cohort` and `rule`: the first step is `all_read`, the second `dated_in_period`, then the cohort's rules in their order.
    `value` and `numerator` are the count; the denominator is everything read for what remains, and the step before for what is
    removed. `n_missing` are those removed for whom the rule's answer is missing rather than no. The table is empty when the
    framework has no cohort or the extract no participations.

    The steps of one cohort are a chain: each `n_removed` is the difference of two `n_remaining`.
    """
    rows: list[dict[str, Any]] = []
    labels: dict[str, dict[str, Bilingual]] = {"cohort": {}, "rule": dict(FIRST_STEPS)}
    for cohort in framework.cohorts if store.has("participations") else ():
        labels["cohort"][cohort.name] = cohort.label
        labels["rule"] |= {rule.name: rule.label for rule in cohort.rules}
        steps = select(store, cohort, fiscal_year, as_of=as_of).steps()
        n_read = steps[0].n_remaining
        n_before = n_read
        for step in steps:
            place = {"cohort": cohort.name, "rule": step.rule}
            remaining = _count_row("n_remaining", step.n_remaining, n_read, "all_read")
            removed = _count_row("n_removed", step.n_removed, n_before, "step_before", n_missing=step.n_missing)
            rows += [place | remaining, place | removed]
            n_before = step.n_remaining
    # All that remains, then all that was removed, each in the order of the steps.
    rows.sort(key=lambda row: row["indicator"] == "n_removed")
    provenance = store.provenance.after(f"attrition {framework.name} {fiscal_year.start_year} as of {as_of.isoformat()}")
    return _table(rows, ("cohort", "rule"), (), labels, provenance)


def follow_up_states(
    store: Store, framework: Framework, fiscal_year: FiscalYear, as_of: date, *, cohort: str | None = None
) -> IndicatorTable:
    """Return how many participations of a cohort stand in each state at each wave: every one in exactly one state a wave.

    Dimensions `wave` (months, as text) and `state` (`cohorts.follow_up.FollowUpState`, all of them, and `TOTAL`); `value` and
    `numerator` are the count, the denominator is the cohort.

    Parameters
    ----------
    cohort
        Name of the cohort; the first one of the framework that an indicator with a wave follows when it is not given.

    Notes
    -----
    Empty when the framework has no calendar or no cohort, or the extract has no follow-ups.
    """
    rows: list[dict[str, Any]] = []
    followed = framework.followed_cohort() if cohort is None else framework.cohort(cohort)
    calendar = framework.follow_up
    waves: dict[str, Bilingual] = {}
    step = f"follow-up states {framework.name} {fiscal_year.start_year} as of {as_of.isoformat()}"
    if followed is not None and calendar is not None and store.has("participations") and store.has("follow_ups"):
        counts = _state_counts(store, followed, calendar, fiscal_year, as_of)
        step = f"{step}, cohort {followed.name}"
        for wave in calendar.every_wave:
            code = str(wave.months)
            waves[code] = Bilingual(f"{code} mois", f"{code} months") if wave.months != 1 else Bilingual("1 mois", "1 month")
            by_state = counts[wave.months]
            n_cohort = sum(by_state.values())
            rows.append({"wave": code, "state": TOTAL} | _count_row("n_participations", n_cohort, n_cohort, "cohort"))
            for state in states_of(calendar):
                count = by_state.get(state.value, 0)
                rows.append({"wave": code, "state": state.value} | _count_row("n_participations", count, n_cohort, "cohort"))
    states = {state.value: label for state, label in FOLLOW_UP_STATE_LABELS.items()}
    labels = {"wave": waves, "state": {TOTAL: Bilingual("Ensemble", "All")} | states}
    return _table(rows, ("wave", "state"), ("state",), labels, store.provenance.after(step))


def _state_counts(
    store: Store, cohort: Cohort, calendar: FollowUpCalendar, fiscal_year: FiscalYear, as_of: date
) -> Mapping[int, Mapping[str, int]]:
    """Count the states of all waves in one pass: one row of the result is one combination of states."""
    selection = select(store, cohort, fiscal_year, as_of=as_of, columns=[calendar.origin])
    episodes = selection.episodes.select("participation_id", calendar.origin)
    followed = standings(store, episodes, calendar, as_of)
    states = followed.select(*(state_column(wave) for wave in calendar.every_wave))
    combinations = ordered_records(states.group_by(list(states.columns)).aggregate(n=states.count()))
    counts: dict[int, dict[str, int]] = {wave.months: {} for wave in calendar.every_wave}
    for row in combinations:
        for wave in calendar.every_wave:
            of_wave = counts[wave.months]
            state = row[state_column(wave)]
            of_wave[state] = of_wave.get(state, 0) + row["n"]
    return counts


def _count_row(indicator: str, count: int, denominator: int, denominator_name: str, n_missing: int = 0) -> Row:
    counts = count, denominator, denominator_name
    return value_row(indicator, {}, counts, Unit.PARTICIPATIONS, value=count, n_missing=n_missing)


def _table(
    rows: list[dict[str, Any]],
    dimensions: tuple[str, ...],
    additive: tuple[str, ...],
    labels: dict[str, dict[str, Bilingual]],
    provenance: Provenance,
) -> IndicatorTable:
    frame = pd.DataFrame(rows, columns=["indicator", *dimensions, *VALUE_COLUMNS])
    present = set(frame["indicator"])
    return IndicatorTable(
        frame=frame,
        subject=Subject.PERSONS,
        provenance=provenance,
        dimensions=dimensions,
        additive=additive,
        labels=labels
        | {
            "indicator": {name: label for name, label in _LABELS.items() if name in present},
            "denominator_name": _DENOMINATORS,
            "interval_method": {"none_complete_count": INTERVAL_METHODS["none_complete_count"]},
        },
    )
