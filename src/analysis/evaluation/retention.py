"""Who stays in employment: at each wave, at every wave so far, until when, and who comes back after a loss.

What is known is what people answered. Those with a job answer more often, so every share among those who answered comes with the two
shares between which the whole cohort's lies, whatever became of those who did not (Manski, C. F. (1989), « Anatomy of the selection
problem », Journal of Human Resources 24: 343–360).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.evaluation.retention_labels import EXITS, LABELS, labels
from analysis.evaluation.rows import smallest_count, table
from analysis.evaluation.wave_patterns import KNOWN, State
from analysis.frameworks.numbers import Unit
from analysis.indicators.table import TOTAL, IndicatorTable
from analysis.indicators.value_rows import combined_row, share_row, value_row
from analysis.statistics.interval_censoring import leaving, staying
from analysis.statistics.intervals import FloatArray, student_mean
from analysis.statistics.survival import incidence_interval

if TYPE_CHECKING:
    from analysis.evaluation.wave_patterns import Patterns
    from analysis.extracts.store import Store

BOUNDS = ("lowest", "highest")
"""Derived columns: the share of everyone due if nobody who did not answer were in employment, and if all were."""
_STATES = tuple(State)[:-1]


def _dimensions(patterns: Patterns) -> tuple[str, ...]:
    return (patterns.by,) if patterns.by else ()


def employment(store: Store, patterns: Patterns, step: str) -> IndicatorTable:
    """Return, at each wave: employed; employed at every wave so far; kept since the first; employed again after a loss.

    Dimensions: that of the patterns, if any, then `wave`. Shares of those who answered, with Wilson intervals; `n_missing` are those due
    who did not. Derived: `lowest` and `highest` of everyone due (empty for returns), `n_not_due`. The share who answered at every wave
    may lie outside the bounds of « every wave »: whoever is known to have lost a job once is in the bounds, but not among those who
    answered each time.
    """
    rows = []
    for code, some in patterns.groups():
        place = {patterns.by: code} if patterns.by else {}
        due, known, employed = some.due, some.known, some.employed
        for at, months in enumerate(some.waves):
            here = place | {"wave": str(months)}
            later: dict[str, float] = {"n_not_due": some.count(~due[:, at])}
            n_due, n_known, yes = some.count(due[:, at]), some.count(known[:, at]), some.count(employed[:, at])
            rows.append(
                share_row(
                    "employed_at_wave",
                    here,
                    (yes, n_known, "answered"),
                    n_missing=n_due - n_known,
                    derived=_bounds(yes, n_due, n_known) | later,
                )
            )
            every = some.count(employed[:, : at + 1].all(axis=1))
            n_all = some.count(known[:, : at + 1].all(axis=1))
            ever_lost = (known & ~employed)[:, : at + 1].any(axis=1) & due[:, : at + 1].all(axis=1)
            not_lost = some.count(due[:, : at + 1].all(axis=1) & ~ever_lost)
            n_due_all = some.count(due[:, : at + 1].all(axis=1))
            ends = {"lowest": every / n_due_all, "highest": not_lost / n_due_all} if n_due_all else _nothing()
            rows.append(
                share_row("employed_at_every_wave", here, (every, n_all, "answered_all"), n_missing=n_due_all - n_all, derived=ends | later)
            )
            if not at:
                continue
            base = employed[:, 0]
            n_base_due = some.count(base & due[:, : at + 1].all(axis=1))
            n_base = some.count(base & known[:, : at + 1].all(axis=1))
            not_lost = some.count(base & due[:, : at + 1].all(axis=1) & ~ever_lost)
            ends = {"lowest": every / n_base_due, "highest": not_lost / n_base_due} if n_base_due else _nothing()
            rows.append(
                share_row(
                    "kept_since_first", here, (every, n_base, "employed_at_first"), n_missing=n_base_due - n_base, derived=ends | later
                )
            )
            had_lost = known[:, at - 1] & ~employed[:, at - 1] & employed[:, : at - 1].any(axis=1) & due[:, at]
            n_back, n_seen = some.count(had_lost & employed[:, at]), some.count(had_lost & known[:, at])
            rows.append(
                share_row(
                    "returned", here, (n_back, n_seen, "had_lost"), n_missing=some.count(had_lost) - n_seen, derived=_nothing() | later
                )
            )
    rows.sort(key=lambda one: list(LABELS).index(one["indicator"]))
    dimensions = (*_dimensions(patterns), "wave")
    return table(
        store,
        rows,
        dimensions,
        labels(patterns),
        step,
        additive=_dimensions(patterns),
        derived=(*BOUNDS, "n_not_due"),
        source=patterns.source,
    )


def _bounds(yes: float, n_due: float, n_known: float) -> dict[str, float]:
    return {"lowest": yes / n_due, "highest": (yes + n_due - n_known) / n_due} if n_due else _nothing()


def _nothing() -> dict[str, float]:
    return dict.fromkeys(BOUNDS, float("nan"))


def risk_counts(patterns: Patterns) -> tuple[list[float], list[float], list[float]]:
    """Return, for each interval between waves, who lost the job, who could have and was seen at its end, and who was not seen."""
    exits, at_risk, unseen = [], [], []
    for at in range(1, len(patterns.waves)):
        still = patterns.employed[:, :at].all(axis=1) & patterns.due[:, at]
        seen = still & patterns.known[:, at]
        exits.append(patterns.count(seen & ~patterns.employed[:, at]))
        at_risk.append(patterns.count(seen))
        unseen.append(patterns.count(still & ~patterns.known[:, at]))
    return exits, at_risk, unseen


def spans(patterns: Patterns) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return, for the patterns employed at the first wave: last wave known employed, first known without a job, state there, count.

    Waves are numbered from 0, the first. Above the last wave, nobody knows of a loss. A person found with a job after not being seen
    is taken to have kept one in between.
    """
    entered = patterns.employed[:, 0]
    n_waves = len(patterns.waves)
    at = np.arange(n_waves)
    out = patterns.known & ~patterns.employed
    first_out = np.where(out, at, n_waves + 1).min(axis=1)
    last_in = np.where(patterns.employed & (at < first_out[:, None]), at, 0).max(axis=1)
    state = patterns.states[np.arange(len(patterns.n)), np.minimum(first_out, n_waves - 1)]
    return tuple(column[entered].astype(np.float64) for column in (last_in, first_out, state, patterns.n))  # type: ignore[return-value]


def smallest_until(last_in: FloatArray, first_out: FloatArray, n: FloatArray, until: int) -> float:
    """Return the smallest count that a curve gives away up to a wave: first found without a job at each, or with one at or after it."""
    exits = [float(n[first_out == at].sum()) for at in range(1, until + 1)]
    stays = [float(n[last_in >= at].sum()) for at in range(1, until + 1)]
    return smallest_count(exits, [out + stay for out, stay in zip(exits, stays, strict=True)])


def losses(store: Store, patterns: Patterns, step: str) -> IndicatorTable:
    """Return, for each interval between two waves, the share of those employed until then who lost the job in it (Wilson).

    Of those seen at both ends; `n_missing` are those who were not seen at the second.
    """
    exits, at_risk, unseen = risk_counts(patterns)
    rows = [
        share_row("lost_in_interval", {"wave": str(months)}, (exits[at], at_risk[at], "at_risk"), n_missing=unseen[at])
        for at, months in enumerate(patterns.waves[1:])
    ]
    return table(store, rows, ("wave",), labels(patterns), step, source=patterns.source)


def kept(store: Store, patterns: Patterns, step: str) -> IndicatorTable:
    """Return, of those employed at the first wave, the share who still have a job at each later one.

    It also uses those missed at a wave and seen at a later one: the largest-likelihood curve of losses known to lie between two waves
    (`statistics.interval_censoring`), which supposes that being reached says nothing of having a job: the shares between which the
    truth lies whatever it says are in `employment`. A job lost and found again between two waves is not seen.
    """
    rows = []
    for code, some in patterns.groups():
        place = {patterns.by: code} if patterns.by else {}
        last_in, first_out, _, n = spans(some)
        curve = staying(last_in, first_out, n, len(some.waves) - 1)
        for at, months in enumerate(some.waves[1:], start=1):
            value, ends = float(curve.retained[at - 1]), (float(curve.low[at - 1]), float(curve.high[at - 1]))
            smallest = smallest_until(last_in, first_out, n, at)
            here = place | {"wave": str(months)}
            rows.append(combined_row("still_employed", here, value, smallest, ends=ends, method="interval_censored"))
    return table(store, rows, (*_dimensions(patterns), "wave"), labels(patterns), step, source=patterns.source)


def exits(store: Store, patterns: Patterns, step: str) -> IndicatorTable:
    """Return the share of those employed at the first wave who left employment for each state by each wave: competing exits.

    Dimensions `exit` (`training`, `neither`, and `TOTAL` for both) and `wave`. The state is the one in which a person is first found
    without a job.
    """
    rows = []
    n_intervals = len(patterns.waves) - 1
    last_in, first_out, state, n = spans(patterns)
    cause = np.select([state == value for value in EXITS.values()], range(1, len(EXITS) + 1), default=len(EXITS)).astype(np.int64)
    found = leaving(last_in, first_out, cause, n, n_intervals=n_intervals, n_causes=len(EXITS))
    total = staying(last_in, first_out, n, n_intervals)
    shares = [
        *((one.incidence, one.standard_error) for one in found),
        (np.sum([one.incidence for one in found], axis=0), total.standard_error),
    ]
    for number, (name, (value, error)) in enumerate(zip([*EXITS, TOTAL], shares, strict=True), start=1):
        # Who left for another reason is seen not to have left for this one.
        mine = n * ((cause == number) | (name == TOTAL))
        for at, months in enumerate(patterns.waves[1:], start=1):
            left = [float(mine[first_out == wave].sum()) for wave in range(1, at + 1)]
            seen = [float(n[(first_out == wave) | (last_in >= wave)].sum()) for wave in range(1, at + 1)]
            ends = incidence_interval(float(value[at - 1]), float(error[at - 1]))
            here = {"exit": name, "wave": str(months)}
            rows.append(
                combined_row("left_for", here, float(value[at - 1]), smallest_count(left, seen), ends=ends, method="log_log_incidence")
            )
    return table(store, rows, ("exit", "wave"), labels(patterns), step, source=patterns.source)


def months_in_employment(patterns: Patterns) -> tuple[float, float, float, float]:
    """Return, for those who answered every wave: how many, the sum of their months in employment, of their squares, and who is missing.

    Between two waves a person employed at both was so all along, employed at one of them for half of the time; everyone enters without
    a job. Months count from entry to the last wave.
    """
    whole = patterns.known.all(axis=1)
    at = np.concatenate([[0], patterns.waves]).astype(float)
    states = np.concatenate([np.zeros((len(patterns.n), 1)), patterns.employed.astype(float)], axis=1)
    months = (np.diff(at) * (states[:, :-1] + states[:, 1:]) / 2).sum(axis=1)
    n = patterns.n[whole]
    due = patterns.count(patterns.due.all(axis=1))
    return float(n.sum()), float((n * months[whole]).sum()), float((n * months[whole] ** 2).sum()), due - float(n.sum())


def months(store: Store, patterns: Patterns, step: str) -> IndicatorTable:
    """Return the mean months in employment from entry to the last wave, of those who answered every wave, with Student's interval."""
    rows = []
    for code, some in patterns.groups():
        n, total, squares, missing = months_in_employment(some)
        place = {patterns.by: code} if patterns.by else {}
        ends = student_mean(n, total, squares)
        value = total / n if n else None
        both = (float(ends.low), float(ends.high))
        counts = (total, n, "answered_whole")
        rows.append(
            value_row("months_in_employment", place, counts, Unit.MONTHS, value=value, ends=both, method="student_t", n_missing=missing)
        )
    return table(store, rows, _dimensions(patterns), labels(patterns), step, additive=_dimensions(patterns), source=patterns.source)


def states(store: Store, patterns: Patterns, step: str, *, merged: bool = False) -> IndicatorTable:
    """Return how many participations stand in each state at each wave, of those whose wave is due (`wave`, `state` with its total).

    `merged` tells only `employed`, `not_employed` and `not_known` apart.
    """
    rows = []
    for at, months_after in enumerate(patterns.waves):
        n_due = patterns.count(patterns.due[:, at])
        for code, members in [(TOTAL, _STATES), *_told_apart(patterns, merged=merged)]:
            n = patterns.count(np.isin(patterns.states[:, at], members))
            rows.append(_part("n_in_state", {"wave": str(months_after), "state": code}, n, n_due, "due"))
    return table(store, rows, ("wave", "state"), labels(patterns), step, additive=("state",), source=patterns.source)


def transitions(store: Store, patterns: Patterns, step: str, *, merged: bool = False, margins: bool = False) -> IndicatorTable:
    """Return how many participations went from each state to each between two waves in a row: `interval`, `from`, `to`, with totals.

    Counted where both waves are due; the denominator is everyone who was in the first state. `merged` tells fewer states apart, as in
    `states`; `margins` gives the totals alone.
    """
    rows = []
    chosen = [(TOTAL, _STATES), *_told_apart(patterns, merged=merged)]
    for at, (begin, end) in enumerate(pairwise(patterns.waves)):
        both = patterns.due[:, at] & patterns.due[:, at + 1]
        for before, members in chosen:
            begun = both & np.isin(patterns.states[:, at], members)
            n_begun = patterns.count(begun)
            for after, found in chosen:
                if margins and TOTAL not in (before, after):
                    continue
                n = patterns.count(begun & np.isin(patterns.states[:, at + 1], found))
                rows.append(_part("n_moves", {"interval": f"{begin}-{end}", "from": before, "to": after}, n, n_begun, "both_due"))
    dimensions = ("interval", "from", "to")
    return table(store, rows, dimensions, labels(patterns), step, additive=("from", "to"), source=patterns.source)


def _told_apart(patterns: Patterns, *, merged: bool) -> list[tuple[str, tuple[State, ...]]]:
    """Return the states that a table tells apart, each with those it is made of; none that nobody can be in."""
    if merged:
        work = (State.ENOUGH_HOURS,) if patterns.enough_hours else (State.ENOUGH_HOURS, State.FEWER_HOURS)
        others = tuple(state for state in KNOWN if state not in work)
        return [("employed", work), ("not_employed", others), ("not_known", (State.NOT_KNOWN,))]
    impossible = {State.FEWER_HOURS} if patterns.least_hours is None else set()
    impossible |= {State.TRAINING} if patterns.source == "files" else set()
    return [(state.name.lower(), (state,)) for state in _STATES if state not in impossible]


def _part(indicator: str, place: dict[str, str], n: float, denominator: float, name: str) -> dict[str, Any]:
    if not denominator:
        return value_row(indicator, place, (0.0, 0.0, name), Unit.PARTICIPATIONS, n_missing=0.0)
    return value_row(indicator, place, (n, denominator, name), Unit.PARTICIPATIONS, value=n, n_missing=0.0)
