"""Who answered of those whose follow-up is over: states, response rates by wave, and the response rate of groups.

A follow-up counts once its window is over, as in the indicators: whoever was reached early in an open window waits for the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import pandas as pd

from analysis.cohorts import follow_up
from analysis.cohorts.follow_up import FOLLOW_UP_STATE_LABELS, FollowUpState
from analysis.cohorts.standing import over_column, state_column, states_of, stop_column
from analysis.core.languages import Bilingual
from analysis.evaluation.follow_up_rows import ALL, count_row, follow_up_table, wave_labels
from analysis.evaluation.followed import Followed
from analysis.extracts.leaving_the_engine import ordered_frame, ordered_records
from analysis.frameworks.cohorts import Wave
from analysis.frameworks.numbers import Unit
from analysis.frameworks.response_rates import ResponseRates
from analysis.indicators.counting import subsets
from analysis.indicators.grouping import additive_dimensions, check_dimensions, code_of, columns_for, grouped, labels_for, variables_for
from analysis.indicators.table import TOTAL, IndicatorTable
from analysis.indicators.value_rows import combined_row, share_row, smallest_of
from analysis.statistics.intervals import wilson

NOT_OVER = "not_over"
_OVER = Bilingual("suivis dont la fenêtre est terminée", "follow-ups whose window is over")
_DENOMINATORS = {"over": _OVER, "followed": Bilingual("participations suivies", "participations followed")}
_N_OVER = Bilingual("suivis échus", "follow-ups due")


def states_when_over(followed: Followed) -> IndicatorTable:
    """Return how many participations stand in each state at each wave, those of an open window together whatever is known of them.

    Dimensions `wave` and `state`, as `indicators.attrition.follow_up_states`; the two differ by the answers that came before their
    window was over, which are `in_window` here, so that shares are those of the response rates.
    """
    rows: list[dict[str, Any]] = []
    calendar = followed.calendar
    states = states_of(calendar) if calendar is not None else ()
    with followed.standing(followed.waves) as tables:
        for wave, table in tables.items():
            state, is_over = table[state_column(wave)], table[over_column(wave)]
            early = (is_over == ibis.literal(False)) & state.isin([FollowUpState.REACHED.value, FollowUpState.REFUSED.value])
            found = _counted(table.select(state=ibis.ifelse(early, FollowUpState.IN_WINDOW.value, state)))
            place, n = str(wave.months), sum(found.values())
            rows.append(count_row("n_participations", {"wave": place, "state": TOTAL}, (n, n), "followed"))
            rows += [
                count_row("n_participations", {"wave": place, "state": known.value}, (found.get(known.value, 0), n), "followed")
                for known in states
            ]
    labels = {
        "indicator": {"n_participations": Bilingual("participations", "participations")},
        "denominator_name": _DENOMINATORS,
        "wave": wave_labels(wave.months for wave in followed.waves),
        "state": {TOTAL: ALL} | {known.value: FOLLOW_UP_STATE_LABELS[known] for known in states},
    }
    provenance = followed.store.provenance.after(followed.step("states of follow-ups that are over"))
    return follow_up_table(rows, provenance, dimensions=("wave", "state"), additive=("state",), labels=labels)


def response_rates(followed: Followed, definition: ResponseRates) -> IndicatorTable:
    """Return the rates of `definition` at each wave, each with its Wilson interval, and how many follow-ups are over (`n_over`).

    Dimension `wave`. Everything of a wave is shown or hidden together: the rates of one wave give back how many refused or were not
    reached, hence rest on the smallest of these.
    """
    rows: list[dict[str, Any]] = []
    with followed.standing(followed.waves) as tables:
        for wave, table in tables.items():
            categories = _categories(_counted(table.select(disposition=_disposition(table, wave))), definition)
            place = {"wave": str(wave.months)}
            smallest = smallest_of(definition.told_apart(categories))
            counts: dict[str, tuple[int, int]] = {rate.name: rate.counts(categories) for rate in definition.rates}
            n_over = max((whole for _, whole in counts.values()), default=0)
            rows.append(combined_row("n_over", place, n_over if n_over else float("nan"), smallest, Unit.PARTICIPATIONS))
            for name, (yes, whole) in counts.items():
                ends = wilson(yes, whole)
                value = yes / whole if whole else float("nan")
                interval = (float(ends.low), float(ends.high))
                rows.append(combined_row(name, place, value, smallest, Unit.SHARE, ends=interval, method="wilson"))
    labels = {
        "indicator": {"n_over": _N_OVER} | {str(rate.name): rate.label for rate in definition.rates},
        "denominator_name": _DENOMINATORS,
        "wave": wave_labels(wave.months for wave in followed.waves),
    }
    provenance = followed.store.provenance.after(followed.step("response rates"))
    return follow_up_table(rows, provenance, dimensions=("wave",), labels=labels)


def response_by(followed: Followed, definition: ResponseRates, by: Sequence[str], months: int | None = None) -> IndicatorTable:
    """Return the response rate of every group at one wave (the first when not given): numerator, denominator and Wilson interval.

    Dimensions `by`. Only one rate is given by group: with two of them and the counts of this one, how many refused in a small group could
    be worked out.
    """
    dimensions = check_dimensions(by, "response_by")
    waves = followed.chosen(None if months is None else [months])[:1]
    rate = definition.rate("response")
    rows: list[dict[str, Any]] = []
    codes: dict[str, set[str]] = {name: set() for name in dimensions}
    with followed.standing(waves, variables_for(dimensions)) as tables:
        for wave, table in tables.items():
            for place, counts in _by_group(followed, table, wave, dimensions).items():
                where = dict(zip(dimensions, place, strict=True))
                rows.append(_response_row(rate.counts(_categories(counts, definition)), where))
                for name, code in where.items():
                    codes[name].add(code)
    label = rate.label
    if waves:
        label = Bilingual(f"{label.fr} au suivi de {waves[0].months} mois", f"{label.en} at the {waves[0].months}-month follow-up")
    labels = {
        "indicator": {"response": label},
        "denominator_name": _DENOMINATORS,
        **labels_for(followed.store, dimensions, codes, followed.fiscal_year),
    }
    provenance = followed.store.provenance.after(followed.step(f"response rate by {', '.join(dimensions)}"))
    return follow_up_table(rows, provenance, dimensions=dimensions, additive=additive_dimensions(dimensions), labels=labels)


def _response_row(counts: tuple[int, int], where: Mapping[str, str]) -> dict[str, Any]:
    return share_row("response", where, (*counts, "over"), n_missing=counts[1] - counts[0])


def _by_group(followed: Followed, table: Any, wave: Wave, by: Sequence[str]) -> dict[tuple[str, ...], dict[str, int]]:
    """Count the dispositions of every group and margin: everyone first, then groups in the order of their codes."""
    narrow = table.select(**columns_for(table, by), disposition=_disposition(table, wave))
    found: dict[tuple[str, ...], dict[str, int]] = {(TOTAL,) * len(by): {}}
    for subset in subsets(by):
        parts = grouped(narrow, subset, followed.fiscal_year, followed.as_of)
        counted: pd.DataFrame = ordered_frame(parts.group_by([*subset, "disposition"]).aggregate(n=parts.count()))
        for row in counted.to_dict("records"):
            place = tuple(code_of(name, row[name], followed.fiscal_year) if name in subset else TOTAL for name in by)
            found.setdefault(place, {})[str(row["disposition"])] = int(row["n"])
    return dict(sorted(found.items(), key=lambda item: [(code != TOTAL, code) for code in item[0]]))


def _disposition(table: Any, wave: Wave) -> Any:
    """Return what came of a follow-up: the state of one that is over, answers with and without the essential one apart."""
    state, stopped = table[state_column(wave)], table[stop_column(wave)]
    answered = follow_up.employed(table[follow_up.kept_column(wave)]).notnull()
    return ibis.cases(
        (table[over_column(wave)] == ibis.literal(False), NOT_OVER),
        (state == FollowUpState.STOPPED_EARLY.value, ibis.literal("stopped:") + stopped),
        ((state == FollowUpState.REACHED.value) & answered, "reached_with_answer"),
        (state == FollowUpState.REACHED.value, "reached_without_answer"),
        else_=state,
    )


def _counted(column: Any) -> dict[str, int]:
    (name,) = column.columns
    rows = ordered_records(column.group_by(name).aggregate(n=column.count()))
    return {str(row[name]): int(row["n"]) for row in rows}


def _categories(dispositions: Mapping[str, int], definition: ResponseRates) -> dict[str, int]:
    """Return how many there are of each category; a follow-up that is not over is of none."""
    found: dict[str, int] = {}
    for disposition, n in dispositions.items():
        if disposition == NOT_OVER:
            continue
        stopped = disposition.removeprefix("stopped:")
        category = stopped if stopped != disposition else definition.category_of(disposition)
        found[category] = found.get(category, 0) + n
    return found
