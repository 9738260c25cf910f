"""A whole framework file, typed.

Every class mirrors a part of the YAML. Nothing here reads files or touches data: `loading` makes these objects, other rooms read them.
Unknown keys are refused everywhere, and nothing can be changed after loading.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from pydantic import Field

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual
from analysis.frameworks.cohorts import Cohort, FollowUpCalendar
from analysis.frameworks.funding import EligibleCost, FundingComponent, PaymentSchedule
from analysis.frameworks.governance import Contestability, Exclusion, ReportingObligation, ServiceManager, Zone
from analysis.frameworks.indicators import Indicator
from analysis.frameworks.measures import Statistic
from analysis.frameworks.numbers import Number
from analysis.frameworks.rules import Rule
from analysis.frameworks.services import CodeList, Service
from analysis.frameworks.sources import Confidence, Document, SourceReference
from analysis.frameworks.standards import GuardRail, ScoreDimension, Scoring, Standard, Weight


class FrameworkStatus(StrEnum):
    """How far a framework has been held against its sources."""

    VERIFIED = "verified"
    PARTLY_VERIFIED = "partly_verified"
    RECONSTRUCTED = "reconstructed"
    TEACHING = "teaching"


class Jurisdiction(Part):
    """Whose framework it is."""

    code: str = Field(pattern=r"^(?:[a-z]{2}(?:-[a-z0-9]{1,3})?|teaching)$")
    """Country or subdivision of ISO 3166 in small letters (`ca-qc`, `fr`), or `teaching`."""
    label: Bilingual


class Parameter(Part):
    """A named constant: funding amounts, caps, thresholds of the definition."""

    name: str
    label: Bilingual
    group: Literal["funding", "outcome", "follow_up", "agreement", "other"]
    number: Number


class OpenQuestion(Part):
    """What the sources do not settle, what we do meanwhile and what it would change."""

    name: str
    question: Bilingual
    meanwhile: Bilingual
    parameter: str | None = None
    source: SourceReference | None = None


class Framework(Part):
    """A whole framework file."""

    name: str
    jurisdiction: Jurisdiction
    program: Bilingual
    description: Bilingual
    status: FrameworkStatus
    status_reason: Bilingual
    in_force_from: date
    in_force_until: date | None = None
    in_force_confidence: Confidence
    fiscal_year_first_month: int = Field(ge=1, le=12)
    documents: tuple[Document, ...]
    cohorts: tuple[Cohort, ...] = ()
    follow_up: FollowUpCalendar | None = None
    dimensions: tuple[ScoreDimension, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    """None in a framework of rules and funding only."""
    standards: tuple[Standard, ...] = ()
    weights: tuple[Weight, ...] = ()
    scoring: Scoring | None = None
    guard_rails: tuple[GuardRail, ...] = ()
    breakdowns: tuple[str, ...] = ()
    services: tuple[Service, ...] = ()
    rules: tuple[Rule, ...] = ()
    funding: tuple[FundingComponent, ...] = ()
    eligible_costs: tuple[EligibleCost, ...] = ()
    schedules: tuple[PaymentSchedule, ...] = ()
    reports: tuple[ReportingObligation, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    managers: tuple[ServiceManager, ...] = ()
    zones: tuple[Zone, ...] = ()
    contestability: tuple[Contestability, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()

    def indicator(self, name: str) -> Indicator:
        """Return one indicator by its name; `KeyError` if the framework has none of that name."""
        return {indicator.name: indicator for indicator in self.indicators}[name]

    def cohort(self, name: str) -> Cohort:
        """Return one cohort by its name; `KeyError` if the framework has none of that name."""
        return {cohort.name: cohort for cohort in self.cohorts}[name]

    def followed_cohort(self, *, longest: bool = False) -> Cohort | None:
        """Return the cohort that is followed when none is named: that of the first indicator with a wave.

        `longest` takes that of the indicator with the latest wave instead, whose people have been followed for the longest. Without such
        an indicator, the first cohort; None without a cohort.
        """
        followed = [(item.wave, item.cohort) for item in self.indicators if item.wave is not None and item.cohort]
        if longest:
            followed.sort(key=lambda pair: -pair[0])
        if followed:
            return self.cohort(followed[0][1])
        return self.cohorts[0] if self.cohorts else None

    def rule(self, name: str) -> Rule:
        """Return one rule by its name; `KeyError` if the framework has none of that name."""
        return {rule.name: rule for rule in self.rules}[name]

    def parameter(self, name: str) -> Parameter:
        """Return one parameter by its name; `KeyError` if the framework has none of that name."""
        return {parameter.name: parameter for parameter in self.parameters}[name]

    def component(self, name: str) -> FundingComponent:
        """Return one funding component by its name; `KeyError` if the framework has none of that name."""
        return {component.name: component for component in self.funding}[name]

    def schedule(self, name: str) -> PaymentSchedule:
        """Return one payment schedule by its name; `KeyError` if the framework has none of that name."""
        return {schedule.name: schedule for schedule in self.schedules}[name]

    def code_list(self, name: str) -> CodeList:
        """Return one list of codes by its name; `KeyError` if the framework has none of that name."""
        return {codes.name: codes for codes in self.code_lists}[name]

    def standard_on(self, indicator: str, day: date) -> Standard | None:
        """Return the standard in force on a day (a revised target before an initial one), or None if there is none."""
        stages = ("revised_target", "initial_target", "standard")
        in_force = [
            standard
            for standard in self.standards
            if standard.indicator == indicator
            and (standard.number.since is None or standard.number.since <= day)
            and (standard.number.until is None or day <= standard.number.until)
        ]
        return min(in_force, key=lambda standard: stages.index(standard.stage), default=None)

    def weight_on(self, indicator: str, day: date) -> Weight | None:
        """Return the weight in force on a day, or None if the indicator has none."""
        for weight in self.weights:
            since, until = weight.number.since, weight.number.until
            if weight.indicator == indicator and (since is None or since <= day) and (until is None or day <= until):
                return weight
        return None

    def score_at_standards(self, day: date) -> Decimal | None:
        """Return the score of results that are exactly at their standards on a day: the least overall score the framework asks for.

        Exact: scale × Σ weight × standard, a standard on a scale (4.05 of 9) being divided by its maximum. None without a score or when a
        weighted indicator has no standard that day.
        """
        if self.scoring is None:
            return None
        total = Fraction(0)
        for indicator in self.indicators:
            weight = self.weight_on(indicator.name, day)
            if weight is None:
                continue
            standard = self.standard_on(indicator.name, day)
            if standard is None:
                return None
            most = (indicator.measure.scale_maximum if isinstance(indicator.measure, Statistic) else None) or Decimal(1)
            total += Fraction(weight.number.value) * Fraction(standard.number.value) / Fraction(most)
        score = Fraction(self.scoring.scale) * total
        return Decimal(score.numerator) / Decimal(score.denominator)
