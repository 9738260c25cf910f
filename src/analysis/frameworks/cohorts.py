"""Who is counted, and when they are asked what became of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual
from analysis.frameworks.conditions import Condition
from analysis.frameworks.sources import Confidence, SourceReference


class CohortRule(Part):
    """One reason to keep a participation; the report says how many each rule removed."""

    name: str
    label: Bilingual
    where: Condition
    source: SourceReference | None = None


class Cohort(Part):
    """Who is counted: participations whose `dated_by` day falls in the period, then each rule in its written order."""

    name: str
    label: Bilingual
    dated_by: Literal["request_date", "start_date", "end_date", "placement_date"]
    months_before_period: int = 0
    """Shifts the window back, so that a 12-month outcome measured this year follows those who entered a year before."""
    rules: tuple[CohortRule, ...] = ()


class Wave(Part):
    """One follow-up: when it falls due and how far from that day a contact still counts."""

    months: int = Field(ge=0)
    days_before: int = Field(ge=0)
    days_after: int = Field(ge=0)
    confidence: Confidence
    source: SourceReference | None = None
    reason: Bilingual | None = None


class StoppingRule(Part):
    """What ends the follow-up of a person before the calendar does.

    The rule is met once `when` was true at so many waves of the calendar in a row; later waves of that person are then « stopped early »,
    unless an answer or a refusal comes all the same. `counts_as` says what such a wave is in a response rate: a stop that the agency
    chose must not make its response rate look better.
    """

    when: Literal["refused", "not_reached", "not_employed", "employed"]
    consecutive_waves: int = Field(ge=1)
    counts_as: Literal["refusal", "non_contact", "other", "not_eligible"]
    confidence: Confidence
    source: SourceReference | None = None
    reason: Bilingual | None = None


EstimateMethod = Literal["reached_only", "bounds", "weighted", "doubly_robust", "multiple_imputation"]
"""How an outcome is estimated when people were not reached, in the order in which estimates are shown."""


class PublishedEstimate(Part):
    """Which estimate of an outcome is published when people were not reached, and how each is made; the others are shown beside it."""

    method: EstimateMethod
    confidence: Confidence
    source: SourceReference | None = None
    reason: Bilingual | None = None
    characteristics: tuple[str, ...]
    """What is known of everyone, reached or not, and used to make those reached stand for everyone: fields of an episode."""
    largest_weight: Decimal | None = Field(ge=1)
    """No weight is larger than so many times the mean weight; null for no limit."""
    least_reached: int = Field(ge=2)
    """With fewer people reached, nothing is estimated of the others: only those reached and the bounds are given."""
    least_by_level: int = Field(ge=1)
    """Values of a characteristic that fewer people reached have are put together: nothing is learnt from a handful of answers."""
    n_imputations: int = Field(ge=2)
    seed: int = Field(ge=0)
    """Of the draws of multiple imputation."""


class FollowUpCalendar(Part):
    """When people are asked what became of them."""

    origin: Literal["start_date", "end_date", "placement_date"]
    origin_confidence: Confidence
    origin_reason: Bilingual | None = None
    waves: tuple[Wave, ...]
    published_estimate: PublishedEstimate | None = None
    then_every: int | None = Field(default=None, ge=1)
    """Months between two waves after the last one written, up to `until`."""
    until: int | None = Field(default=None, ge=1)
    """Months from the origin after which nobody is asked any more."""
    stops_when: tuple[StoppingRule, ...] = ()
    """None where the sources are silent: a follow-up that is due and has no contact is then a missing follow-up."""

    @property
    def every_wave(self) -> tuple[Wave, ...]:
        """The waves as written, then those that `then_every` repeats with the window of the last one written."""
        if self.then_every is None or self.until is None or not self.waves:
            return self.waves
        last = self.waves[-1]
        later = range(last.months + self.then_every, self.until + 1, self.then_every)
        return (*self.waves, *(last.model_copy(update={"months": months}) for months in later))
