"""Who has reached which milestone of a payment schedule: counted by the engine, by segment and month of start.

A milestone is *reached* when employment is proved at it, by the framework's own definition of its outcome: a person not reached at the
follow-up is not paid for, whatever has become of her. It is *still to be seen* until its follow-up window is over. The months of a schedule
that the calendar of follow-ups has no wave for are read from the spells of an administrative match where there is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd

from analysis.accountability.funding.money_rows import money_row, money_table
from analysis.cohorts.conditions import fields_of, to_boolean
from analysis.cohorts.episodes import variable
from analysis.cohorts.selection import select
from analysis.core.errors import DefinitionError, ProblemList
from analysis.core.languages import Bilingual, did_you_mean
from analysis.core.periods import FiscalYear
from analysis.extracts.leaving_the_engine import ordered_frame, ordered_records
from analysis.frameworks.conditions import Condition
from analysis.frameworks.funding import PaymentPoint, PaymentSchedule
from analysis.frameworks.indicators import Indicator
from analysis.frameworks.measures import Share
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Unit
from analysis.frameworks.vocabulary import FIELDS
from analysis.indicators.grouping import MONTH_INDEX
from analysis.indicators.table import TOTAL, IndicatorTable
from analysis.statistics.intervals import wilson

if TYPE_CHECKING:
    from analysis.extracts.store import Store

REACHED, NOT_REACHED, TO_BE_SEEN = 1, 0, -1


@dataclass(frozen=True, slots=True)
class MilestoneCounts:
    """How many people of each segment began in each month, by what is known of each milestone.

    `counts` has the columns `segment`, `month_index`, one a milestone (`REACHED`, `NOT_REACHED`, `TO_BE_SEEN`) and `n`.
    """

    schedule: PaymentSchedule
    points: tuple[PaymentPoint, ...]
    """Those of the schedule that these data can show."""
    counts: pd.DataFrame
    n_without_segment: int
    """People whom the schedule pays nothing for: no segment is written for them."""

    @property
    def n_people(self) -> int:
        """How many are counted."""
        return int(self.counts["n"].sum())


def together(every: Sequence[MilestoneCounts]) -> MilestoneCounts:
    """Return the counts of several years as one: what rates are observed from."""
    first = every[0]
    counts = pd.concat([one.counts for one in every], ignore_index=True)
    return MilestoneCounts(first.schedule, first.points, counts, sum(one.n_without_segment for one in every))


def outcome_of(framework: Framework) -> tuple[Indicator, Condition]:
    """Return the first indicator whose numerator is employment at a wave, and that condition: what a result is for this framework.

    Raises
    ------
    DefinitionError
        When the framework has none.
    """
    for indicator in framework.indicators:
        if isinstance(indicator.measure, Share) and "employed_at_wave" in fields_of(indicator.measure.numerator):
            return indicator, indicator.measure.numerator
    problems = ProblemList(DefinitionError)
    problems.add(
        framework.name,
        Bilingual("aucun indicateur ne dit ce qu'est un emploi au suivi", "no indicator says what employment at a follow-up is"),
        Bilingual("On ne saurait pas quels résultats payer.", "Nobody would know which results to pay."),
        Bilingual(
            "Ajoutez un indicateur de type share dont le numérateur porte sur employed_at_wave.",
            "Add an indicator of kind share whose numerator looks at employed_at_wave.",
        ),
    )
    problems.raise_if_any()
    raise AssertionError


def check_countable(schedule: PaymentSchedule) -> None:
    """Refuse a schedule whose payments cannot be counted from follow-ups.

    Raises
    ------
    DefinitionError
        With every problem at once: totals instead of increments, weeks, a payment made every month, a segment that no person can have.
    """
    problems = ProblemList(DefinitionError)
    if schedule.amounts_are == "cumulative":
        problems.add(
            f"{schedule.name}, amounts_are",
            Bilingual("des montants cumulés ne se comptent pas par jalon", "cumulative amounts cannot be counted by milestone"),
            Bilingual(
                "Qui manque un jalon et atteint le suivant serait payé autrement.",
                "Who misses one milestone and reaches the next would be paid otherwise.",
            ),
            Bilingual(
                "Écrivez ce que chaque jalon paie (amounts_are: increments).", "Write what each milestone pays (amounts_are: increments)."
            ),
        )
    for point in schedule.points:
        if point.after_months is None or point.times != 1 or point.after_months % 1:
            problems.add(
                f"{schedule.name}, {point.name}",
                Bilingual(
                    "ce paiement ne tombe pas à un nombre entier de mois, une fois",
                    "this payment does not fall at a whole number of months, once",
                ),
                Bilingual("Le suivi constate l'emploi à des mois donnés.", "Follow-ups observe employment at given months."),
                Bilingual("Écrivez after_months, et un point par paiement.", "Write after_months, and one point for each payment."),
            )
    known = [code.value for code in FIELDS["segment"].codes]
    for segment in schedule.segments:
        if segment.name not in known:
            problems.add(
                f"{schedule.name}, segments",
                Bilingual(f"aucune participation n'a le segment {segment.name}", f"no participation has the segment {segment.name}"),
                Bilingual("Personne ne serait payé à ce tarif.", "Nobody would be paid at this rate."),
                did_you_mean(segment.name, known),
            )
    problems.raise_if_any()


def count_milestones(
    store: Store, framework: Framework, schedule: PaymentSchedule, fiscal_year: FiscalYear, as_of: date
) -> MilestoneCounts:
    """Return what is known of the milestones of the participations that began in a fiscal year.

    Raises
    ------
    DefinitionError
        When the schedule cannot be counted (`check_countable`) or the framework does not say what employment is.
    """
    check_countable(schedule)
    indicator, outcome = outcome_of(framework)
    calendar = framework.follow_up
    cohort = framework.cohort(str(indicator.cohort))
    assert calendar is not None  # noqa: S101 - the loader has refused a wave without a calendar
    waves = {wave.months for wave in calendar.waves}
    has_spells = store.has("employment_spells") and store.has("administrative_matches")
    months = {point.name: int(point.after_months or 0) for point in schedule.points}
    points = tuple(point for point in schedule.points if has_spells or months[point.name] == 0 or months[point.name] in waves)
    wanted = {months[point.name] for point in points}
    fields = fields_of(outcome) | {"is_due_at_wave"}
    variables = {variable(field, wave=wave) for wave in wanted & waves for field in fields}
    episodes = select(
        store, cohort, fiscal_year, as_of=as_of, variables=variables, columns={"segment", calendar.origin}, calendar=calendar
    ).episodes
    episodes = episodes.filter(episodes[calendar.origin].notnull())
    episodes = episodes.mutate(origin=episodes[calendar.origin])
    for point in points:
        after = months[point.name]
        if after == 0:
            state = ibis.literal(REACHED)
        elif after in waves:
            state = _state(episodes[variable("is_due_at_wave", wave=after).column], _at_wave(episodes, outcome, after))
        else:
            episodes = _with_spells(store, episodes, after, _least_hours(framework), as_of)
            state = _state(episodes[f"is_known_{after}"], episodes[f"is_in_spell_{after}"])
        episodes = episodes.mutate(**{point.name: state})
    states = [point.name for point in points]
    keyed = episodes.select("segment", *states, **{MONTH_INDEX: episodes.origin.year() * 12 + episodes.origin.month() - 1})
    keys = ["segment", MONTH_INDEX, *states]
    counts: pd.DataFrame = ordered_frame(keyed.group_by(keys).aggregate(n=keyed.count()))
    paid_for = counts["segment"].isin([segment.name for segment in schedule.segments])
    return MilestoneCounts(schedule, points, counts[paid_for].reset_index(drop=True), int(counts.loc[~paid_for, "n"].sum()))


def _at_wave(episodes: Any, outcome: Condition, wave: int) -> Any:
    return to_boolean(outcome, lambda field: episodes[variable(field, wave=wave).column]).fill_null(False)


def _state(is_known: Any, is_reached: Any) -> Any:
    return ibis.cases((~is_known, TO_BE_SEEN), (is_reached, REACHED), else_=NOT_REACHED).cast("int64")


def _least_hours(framework: Framework) -> float:
    """Return the weekly hours from which a spell counts as employment: the framework's parameter, or any hours."""
    return next((float(one.number.value) for one in framework.parameters if one.name == "minimum_weekly_hours"), 0.0)


def _with_spells(store: Store, episodes: Any, months: int, least_hours: float, as_of: date) -> Any:
    """Add whether a job of enough hours covers the day so many months after the origin, and whether that day is known.

    A day is known until the last day of the match of all; a person who is not in the match has no proof and is not paid for.
    """
    matches, spells = store.table("administrative_matches"), store.table("employment_spells")
    known_until = ordered_records(matches.aggregate(last=matches.matched_until.max()))[0]["last"]
    horizon = min(known_until, as_of) if known_until is not None else date.min
    # A date plus an interval is a timestamp for the engine: the way through « timestamp » brings it back.
    day = (episodes.origin + ibis.interval(months=months)).cast("timestamp").cast("date")
    days = episodes.select("participation_id", covered_day=day)
    covers = spells.inner_join(days, "participation_id")
    covers = covers.filter(
        covers.start_date <= covers.covered_day,
        covers.end_date.isnull() | (covers.end_date >= covers.covered_day),
        (covers.weekly_hours >= least_hours) if least_hours else ibis.literal(True),
    )
    covered = covers.select("participation_id").distinct().mutate(**{f"spell_{months}": ibis.literal(True)})
    joined = episodes.left_join(covered, "participation_id", rname="{name}__joined").drop("participation_id__joined")
    due = (joined.origin + ibis.interval(months=months)).cast("timestamp").cast("date")
    return joined.mutate(
        **{f"is_in_spell_{months}": joined[f"spell_{months}"].fill_null(False), f"is_known_{months}": due <= ibis.date(horizon)}
    )


def milestone_table(store: Store, counted: MilestoneCounts, fiscal_year: FiscalYear) -> IndicatorTable:
    """Return, by segment and milestone, how many have proved it of those of whom it is known, and what that pays.

    Dimensions `segment` and `milestone`. The denominator holds those whose milestone is known (window over); those still to be seen are
    missing. A milestone at the start is everyone's: a count (`begun`) and no share. Derived: `amount`, the dollars of the schedule for one
    person, and `payment`, which reveals and is hidden with the row.
    """
    points, segments = counted.points, counted.schedule.segments
    rows = []
    for point in points:
        paid = 0.0
        of_point = []
        for segment in segments:
            part = counted.counts[counted.counts["segment"] == segment.name]
            reached, seen, waiting = _tally(part, point.name)
            amount = float(point.amounts[segment.name])
            paid += amount * reached
            of_point.append(_milestone_row(segment.name, point, (reached, seen, waiting), amount, amount * reached))
        rows.append(_milestone_row(TOTAL, point, _tally(counted.counts, point.name), None, paid))
        rows += of_point
    labels: dict[str, Any] = {
        "indicator": {
            "begun": Bilingual("participations commencées", "participations begun"),
            "reached": Bilingual("jalon atteint et prouvé", "milestone reached and proved"),
        },
        "denominator_name": {
            "begun": Bilingual("participations commencées", "participations begun"),
            "known": Bilingual("participations dont le jalon est connu", "participations of which the milestone is known"),
        },
        "milestone": {point.name: point.label for point in points},
        "segment": {segment.name: segment.label for segment in segments} | {TOTAL: Bilingual("Ensemble", "All")},
    }
    provenance = store.provenance.after(f"milestones of {counted.schedule.name}, participations begun in {fiscal_year.start_year}")
    return money_table(
        rows, provenance, labels, dimensions=("milestone", "segment"), additive=("segment",), derived=("amount", "payment"),
        revealing=("payment",),
    )  # fmt: skip


def _tally(counts: pd.DataFrame, point: str) -> tuple[int, int, int]:
    """Return how many reached a milestone, of how many is it known, and of how many is it still to be seen."""
    by_state = counts.groupby(point)["n"].sum()
    reached, missed, waiting = (int(by_state.get(state, 0)) for state in (REACHED, NOT_REACHED, TO_BE_SEEN))
    return reached, reached + missed, waiting


def _milestone_row(segment: str, point: PaymentPoint, tally: tuple[int, int, int], amount: float | None, payment: float) -> dict[str, Any]:
    reached, seen, waiting = tally
    place = {"milestone": point.name, "segment": segment}
    if not point.after_months:
        return money_row(
            "begun", place, seen, (seen, "begun"), numerator=seen, unit=Unit.PARTICIPATIONS, n_missing=0, amount=amount, payment=payment
        )
    if not seen:
        return money_row("reached", place, None, (0, "known"), numerator=0, unit=Unit.SHARE, n_missing=waiting, amount=amount, payment=None)
    interval = wilson(reached, seen)
    return money_row(
        "reached", place, reached / seen, (seen, "known"), numerator=reached, unit=Unit.SHARE,
        ends=(float(interval.low), float(interval.high)), method="wilson", n_missing=waiting, amount=amount, payment=payment,
    )  # fmt: skip
