"""How providers are paid: the components of funding, what may be paid for, and schedules of payments for results."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual
from analysis.frameworks.numbers import Number
from analysis.frameworks.sources import Confidence, SourceReference


class PerIntake(Part):
    """An amount for each intake that the agreement contracts."""

    kind: Literal["per_intake"]
    name: str
    label: Bilingual
    amount: Number
    is_passed_on: bool = False
    """Spent on participants and employers, not on running the service (flow-through)."""


class ShareCap(Part):
    """The largest share of another component that may be spent on something."""

    kind: Literal["share_cap"]
    name: str
    label: Bilingual
    of: str
    share: Number


class ParticipantCap(Part):
    """The largest amount of another component for one participant."""

    kind: Literal["participant_cap"]
    name: str
    label: Bilingual
    of: str
    amount: Number


class LumpSum(Part):
    """Clients served × a rate inside the bracket of its group of services (« forfait »).

    The brackets are the source's; a rate is the agreement's.
    """

    kind: Literal["lump_sum"]
    name: str
    label: Bilingual
    brackets: tuple[RateBracket, ...] = ()
    recovery: Literal["none", "in_proportion", "below_threshold"]
    """What is taken back when fewer clients are served than agreed."""
    recovery_threshold: Number | None = None
    """Share of the agreed clients below which money is taken back, for `below_threshold`."""
    recovery_confidence: Confidence
    recovery_reason: Bilingual | None = None
    source: SourceReference


class RateBracket(Part):
    """The lowest and highest rate for one client of a group of services."""

    services: tuple[str, ...]
    lowest: Number
    highest: Number


class RealCosts(Part):
    """Eligible expenses actually made, up to the maximum of the agreement."""

    kind: Literal["real_costs"]
    name: str
    label: Bilingual
    needs_vouchers: bool
    eligible: tuple[str, ...] = Field(min_length=1)
    """Names of the framework's eligible costs."""
    source: SourceReference


class EnvelopePart(Part):
    """A part of the whole funding: fixed, on reaching milestones, on results, or passed on to clients and providers.

    `share` is its part of the envelope where the source or an assumption gives one; `schedule` says when milestones and results are paid.
    """

    kind: Literal["fixed", "milestones", "results", "passed_on"]
    name: str
    label: Bilingual
    shares: tuple[Number, ...] = ()
    """By dates in force."""
    schedule: str | None = None
    """A payment schedule of this file or of `params/schedules/`; required to compute, supplied by the user."""
    source: SourceReference


FundingComponent = Annotated[
    PerIntake | ShareCap | ParticipantCap | LumpSum | RealCosts | EnvelopePart,
    Field(discriminator="kind"),
]


class EligibleCost(Part):
    """One line of expenses that can be paid for."""

    name: str
    label: Bilingual
    cap: Number | None = None
    condition: Bilingual | None = None
    source: SourceReference


class PaymentPoint(Part):
    """What is paid when a client has kept a job for so long.

    `every_months` and `times` make a monthly payment of a point (retention); the amounts are then those of each month.
    """

    name: str
    label: Bilingual
    pays_for: Literal["milestone", "result"]
    after_weeks: Decimal | None = Field(default=None, ge=0)
    after_months: Decimal | None = Field(default=None, ge=0)
    amounts: dict[str, Decimal]
    """By segment."""
    times: int = Field(default=1, ge=1)
    source: SourceReference | None = None


class PaymentSchedule(Part):
    """When and how much is paid for one client, by segment.

    Segments are written from the least to the greatest need. A schedule is monotone: its points follow each other in time, what has
    been paid never goes down, and a greater need is never paid less.
    """

    name: str
    label: Bilingual
    is_fictitious: bool
    amounts_are: Literal["increments", "cumulative"]
    segments: tuple[ScheduleSegment, ...] = Field(min_length=1)
    points: tuple[PaymentPoint, ...] = Field(min_length=1)
    costs_to_cover: Number | None = None
    """Dollars for each client that have to be paid whatever the results (staff, premises): what payments are held against."""
    confidence: Confidence
    source: SourceReference | None = None
    reason: Bilingual | None = None


class ScheduleSegment(Part):
    """A group of clients that is paid for alike."""

    name: str
    label: Bilingual


LumpSum.model_rebuild()
PaymentSchedule.model_rebuild()
