"""What an agency said of its year in words and dates: mission, services, commitments, strategies, evaluations, reliability.

A plan of `params/plans/` holds what no extract can give: the report computes from it what was done when, and shows the rest as written.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import Field

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.frameworks.certainty import Certainty
from analysis.frameworks.monitoring import Monitoring
from analysis.frameworks.sources import Confidence, Document, SourceReference


class StrategyState(StrEnum):
    """How a strategy stood on a day."""

    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    DELAYED = "delayed"
    DONE = "done"
    ABANDONED = "abandoned"

    @property
    def is_final(self) -> bool:
        """Whether nothing more is expected of it."""
        return self in (StrategyState.DONE, StrategyState.ABANDONED)


class StrategyStatus(Part):
    """How a strategy stood on a day, and what was done."""

    day: date
    state: StrategyState
    note: Bilingual


class Strategy(Part):
    """One strategy of the year's plan."""

    name: str
    label: Bilingual
    planned: Bilingual
    """What was to be done."""
    responsible: Bilingual
    due: date
    indicators: tuple[str, ...] = ()
    """The indicators that it serves, by name."""
    statuses: tuple[StrategyStatus, ...] = ()

    def status_on(self, day: date) -> StrategyStatus | None:
        """Return the last status said on or before a day, or None before the first."""
        said = [status for status in self.statuses if status.day <= day]
        return max(said, key=lambda status: status.day, default=None)


class EvaluationKind(StrEnum):
    """The three kinds of evaluation of the 2006 convention; formative and summative are told apart."""

    RELATIVE_PERFORMANCE = "relative_performance"
    FORMATIVE = "formative"
    SUMMATIVE = "summative"
    SATISFACTION = "satisfaction"


class Evaluation(Part):
    """An evaluation of the year's program: what it found when it is completed."""

    name: str
    title: Bilingual
    kind: EvaluationKind
    due: date
    completed: date | None = None
    main_results: Bilingual | None = None
    """Required once completed."""
    limits: Bilingual | None = None
    """What it does not allow to say; required once completed."""


class Service(Part):
    """A service that the agency gives, and to whom."""

    name: str
    label: Bilingual
    description: Bilingual
    for_whom: Bilingual


class Commitment(Part):
    """A promise on the quality of service that dates can be held to: so many days, for such a share of the requests."""

    name: str
    label: Bilingual
    requests: Literal["new_request", "medical_assessment", "review", "complaint"]
    within_days: int = Field(ge=1, le=3650)
    expected_share: Decimal = Field(gt=0, le=1)
    confidence: Confidence
    source: SourceReference | None = None
    reason: Bilingual | None = None


class Risk(Part):
    """A risk to the results, and what was done about it."""

    label: Bilingual
    response: Bilingual


class Context(Part):
    """What a reader must know to judge the results."""

    external: Bilingual
    internal: Bilingual
    capacity: Bilingual
    outlook: Bilingual
    risks: tuple[Risk, ...] = Field(min_length=1)


class ReliabilityStatement(Part):
    """The statement on the reliability of the data and of the controls, and who makes it."""

    statement: Bilingual
    limits: Bilingual
    responsible: Bilingual
    signed: date | None = None
    """None while it is not signed: the report says so."""


class Filing(Part):
    """When the report is due to the minister and when it was handed over."""

    due: date
    filed: date | None = None


class YearPlan(Part):
    """What `params/plans/<name>.yaml` says."""

    name: str
    agency: Bilingual
    fiscal_year: int = Field(ge=1990, le=2100)
    fiscal_year_first_month: int = Field(default=4, ge=1, le=12)
    made_up: bool
    documents: tuple[Document, ...] = ()
    mission: Bilingual
    mandate: Bilingual
    services: tuple[Service, ...] = Field(min_length=1)
    context: Context
    commitments: tuple[Commitment, ...] = ()
    strategies: tuple[Strategy, ...] = Field(min_length=1)
    evaluations: tuple[Evaluation, ...] = ()
    reliability: ReliabilityStatement
    filing: Filing
    monitoring: Monitoring | None = None
    """How the months of the year are followed; none where no chapter follows them."""
    certainty: Certainty | None = None
    """How results are resampled; none where no chapter says how sure they are."""

    @property
    def year(self) -> FiscalYear:
        """The fiscal year of the plan."""
        return FiscalYear(self.fiscal_year, self.fiscal_year_first_month)
