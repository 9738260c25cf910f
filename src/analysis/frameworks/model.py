"""What a framework file says, typed.

Every class mirrors a part of the YAML. Nothing here reads files or touches data: `loading` makes these objects, other rooms read them.
Unknown keys are refused everywhere, and nothing can be changed after loading.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from analysis.core.languages import Bilingual, ExplainedValueError
from analysis.frameworks.vocabulary import Operator


class Part(BaseModel):
    """A part of a definition file: closed (no unknown key) and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class FrameworkStatus(StrEnum):
    """How far a framework has been held against its sources."""

    VERIFIED = "verified"
    PARTLY_VERIFIED = "partly_verified"
    RECONSTRUCTED = "reconstructed"
    TEACHING = "teaching"


class Confidence(StrEnum):
    """Where a number comes from: written in a source, computed from one, or chosen by us until someone knows."""

    STATED = "stated"
    DERIVED = "derived"
    ASSUMED = "assumed"


class MissingCountsAs(StrEnum):
    """What a person with a missing outcome does to an indicator. There is deliberately no default."""

    EXCLUDED = "excluded"
    NOT_MET = "not_met"
    MET = "met"


class Better(StrEnum):
    """Which direction is an improvement; `neither` for a volume that is only accounted for."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Availability(StrEnum):
    """Whether an indicator can be computed at all."""

    COMPUTED = "computed"
    IN_DEVELOPMENT = "in_development"
    """The source itself says the indicator is being worked out: shown « s. o. », never 0."""
    NO_EXTRACT = "no_extract"
    """Defined, but no canonical table holds what it needs yet."""


class Unit(StrEnum):
    """The unit of a value as it is computed (a share is 0–1 everywhere but on the page)."""

    SHARE = "share"
    PERSONS = "persons"
    PARTICIPATIONS = "participations"
    HOUSEHOLDS = "households"
    REQUESTS = "requests"
    DECISIONS = "decisions"
    COMPLAINTS = "complaints"
    INDICATORS = "indicators"
    POINTS = "points"
    DAYS = "days"
    MONTHS = "months"
    HOURS = "hours"
    DOLLARS = "dollars"
    YEARS = "years"
    RATIO = "ratio"
    COUNT = "count"


class Document(Part):
    """A source document."""

    id: str
    title: Bilingual
    publisher: str
    date: str
    """As precisely as the document gives it: `2006-03-24`, `2019-05`, `2012`."""
    language: Literal["fr", "en"]


class SourceReference(Part):
    """Where in a document something is said."""

    document: str
    place: str
    """Section, table or page."""


class Number(Part):
    """One number of a framework with everything a reader needs to trust or doubt it."""

    value: Decimal
    unit: Unit
    since: date | None = Field(default=None, alias="from")
    until: date | None = None
    confidence: Confidence
    source: SourceReference | None = None
    """Required unless assumed."""
    reason: Bilingual | None = None
    """Required when assumed or derived."""


class Leaf(Part):
    """One question asked of one field; exactly one operator is given."""

    field: str
    parameter: str | None = None
    """The parameter of the framework that the number written here is, so that the two cannot drift apart."""
    is_: bool | str | int | None = Field(default=None, alias="is")
    is_one_of: tuple[str | int, ...] | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    between: tuple[Decimal, Decimal] | None = None
    is_missing: bool | None = None

    @model_validator(mode="after")
    def _has_one_operator(self) -> Self:
        given = [operator.value for operator in Operator if self.operand(operator) is not None]
        if len(given) == 1:
            return self
        known = ", ".join(operator.value for operator in Operator)
        raise ExplainedValueError(
            Bilingual(
                f"une condition a exactement un opérateur; celle-ci en a {len(given)}" + (f" ({', '.join(given)})" if given else ""),
                f"a condition has exactly one operator; this one has {len(given)}" + (f" ({', '.join(given)})" if given else ""),
            ),
            todo=Bilingual(
                f"Choisissez-en un seul parmi : {known}; joignez plusieurs conditions par all_of, any_of ou none_of.",
                f"Choose one of: {known}; join several conditions with all_of, any_of or none_of.",
            ),
        )

    def operand(self, operator: Operator) -> bool | str | int | Decimal | tuple[object, ...] | None:
        """Return what an operator compares with, or None when this condition does not use it."""
        value: bool | str | int | Decimal | tuple[object, ...] | None = getattr(self, "is_" if operator is Operator.IS else operator.value)
        return value

    @property
    def operator(self) -> Operator:
        """The one operator given."""
        return next(operator for operator in Operator if self.operand(operator) is not None)


class AllOf(Part):
    """True when every part is true; missing when none is false and one is missing (Kleene)."""

    all_of: tuple[Condition, ...]


class AnyOf(Part):
    """True when one part is true; missing when none is true and one is missing (Kleene)."""

    any_of: tuple[Condition, ...]


class NoneOf(Part):
    """True when every part is false; missing when none is true and one is missing (Kleene)."""

    none_of: tuple[Condition, ...]


def _shape(given: object) -> str:
    """Tell the parts of a condition apart by their key, so that a mistake is explained once and not once a shape."""
    for key, shape in (("all_of", "AllOf"), ("any_of", "AnyOf"), ("none_of", "NoneOf")):
        if (isinstance(given, dict) and key in given) or hasattr(given, key):
            return shape
    return "Leaf"


Condition = Annotated[
    Annotated[Leaf, Tag("Leaf")] | Annotated[AllOf, Tag("AllOf")] | Annotated[AnyOf, Tag("AnyOf")] | Annotated[NoneOf, Tag("NoneOf")],
    Discriminator(_shape),
]


class Wave(Part):
    """One follow-up: when it falls due and how far from that day a contact still counts."""

    months: int = Field(ge=0)
    days_before: int = Field(ge=0)
    days_after: int = Field(ge=0)
    confidence: Confidence
    source: SourceReference | None = None
    reason: Bilingual | None = None


class FollowUpCalendar(Part):
    """When people are asked what became of them."""

    origin: Literal["start_date", "end_date", "placement_date"]
    origin_confidence: Confidence
    origin_reason: Bilingual | None = None
    waves: tuple[Wave, ...]


class Cohort(Part):
    """Who is counted: participations whose `dated_by` day falls in the period, then each rule in its written order."""

    name: str
    label: Bilingual
    dated_by: Literal["request_date", "start_date", "end_date", "placement_date"]
    months_before_period: int = 0
    """Shifts the window back, so that a 12-month outcome measured this year follows those who entered a year before."""
    rules: tuple[CohortRule, ...] = ()


class CohortRule(Part):
    """One reason to keep a participation; the report says how many each rule removed."""

    name: str
    label: Bilingual
    where: Condition
    source: SourceReference | None = None


class Denominator(Part):
    """The people a value is about, by name."""

    name: str
    label: Bilingual
    where: Condition | None = None
    """None: the whole cohort."""


class Share(Part):
    """Numerator persons over denominator persons."""

    kind: Literal["share"]
    numerator: Condition


class Count(Part):
    """How many episodes meet a condition (all of the denominator when there is none)."""

    kind: Literal["count"]
    of: Literal["participations", "persons"] = "participations"
    where: Condition | None = None


class Statistic(Part):
    """A mean, a sum or a median of one number field over the denominator."""

    kind: Literal["mean", "sum", "median"]
    field: str
    scale_maximum: Decimal | None = None
    """Largest possible value, for a scale: 9 for « 4,05 des 9 indicateurs »."""


class Duration(Part):
    """Mean or median number of days from one date field to another."""

    kind: Literal["duration"]
    statistic: Literal["mean", "median"]
    start: str
    end: str


class Rate(Part):
    """Numerator episodes for so many of the denominator."""

    kind: Literal["rate"]
    numerator: Condition
    per: int = Field(gt=0)


class ServiceLevelRatio(Part):
    """Participations started over the intake that agreements in force contracted for the period."""

    kind: Literal["ratio"]
    numerator: Literal["participations"]
    denominator: Literal["contracted_intake"]


class SeriesValue(Part):
    """A value read from official aggregate series, over the months of the fiscal year.

    `over` names the series to divide by (a mean benefit is an amount over households).
    """

    kind: Literal["series"]
    series: str
    category: str = "total"
    quantity: Literal["count", "amount", "published_share"] = "count"
    """`published_share` for a rate that is only published: its population is in no table."""
    statistic: Literal["yearly_mean", "yearly_sum", "last_month"]
    over: str | None = None


class Change(Part):
    """The relative change of another indicator from the year before."""

    kind: Literal["change"]
    of: str


Measure = Annotated[Share | Count | Statistic | Duration | Rate | ServiceLevelRatio | SeriesValue | Change, Field(discriminator="kind")]


class SatisfactionOccasion(Part):
    """Whose answers an indicator reads, and which ones."""

    respondent: Literal["participant", "employer"]
    occasions: tuple[Literal["start", "12_months", "withdrawal"], ...]


class Indicator(Part):
    """One indicator: who is counted, what is asked of them and where that is written."""

    name: str
    label: Bilingual
    description: Bilingual
    code: str | None = None
    dimension: str | None = None
    availability: Availability = Availability.COMPUTED
    availability_reason: Bilingual | None = None
    measure: Measure | None = None
    """Required when computed."""
    proxy: Bilingual | None = None
    """What the measure differs in from the official indicator, when the data only allow an approximation; shown with the value."""
    cohort: str | None = None
    denominator: Denominator | None = None
    wave: int | None = None
    satisfaction: SatisfactionOccasion | None = None
    unit: Unit
    better: Better
    missing_counts_as: MissingCountsAs | None = None
    """Required for shares and rates over persons."""
    is_targeted: bool = False
    source: SourceReference


class Standard(Part):
    """The value an indicator is held to over a period; `stage` tells an initial target from its September revision."""

    indicator: str
    stage: Literal["standard", "initial_target", "revised_target"] = "standard"
    number: Number


class Weight(Part):
    """The weight of an indicator in the score."""

    indicator: str
    number: Number


class Capping(StrEnum):
    """What a result above its standard may add to a score: all of it, at most the whole scale, at most the standard."""

    UNCAPPED = "uncapped"
    AT_WHOLE = "at_whole"
    AT_STANDARD = "at_standard"


class Scoring(Part):
    """How results become one score."""

    method: Literal["additive"]
    scale: Decimal
    capping: Capping
    confidence: Confidence
    source: SourceReference | None = None
    reason: Bilingual | None = None


class ScoreDimension(Part):
    """A part of the score, as the framework names it."""

    name: str
    label: Bilingual


class Parameter(Part):
    """A named constant: funding amounts, caps, thresholds of the definition."""

    name: str
    label: Bilingual
    group: Literal["funding", "outcome", "follow_up", "other"]
    number: Number


class OpenQuestion(Part):
    """What the sources do not settle, what we do meanwhile and what it would change."""

    name: str
    question: Bilingual
    meanwhile: Bilingual
    parameter: str | None = None
    source: SourceReference | None = None


class Jurisdiction(Part):
    """Whose framework it is."""

    code: Literal["ca-on", "ca-qc", "teaching"]
    label: Bilingual


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
    indicators: tuple[Indicator, ...]
    standards: tuple[Standard, ...] = ()
    weights: tuple[Weight, ...] = ()
    scoring: Scoring | None = None
    breakdowns: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()

    def indicator(self, name: str) -> Indicator:
        """Return one indicator by its name; `KeyError` if the framework has none of that name."""
        return {indicator.name: indicator for indicator in self.indicators}[name]

    def cohort(self, name: str) -> Cohort:
        """Return one cohort by its name; `KeyError` if the framework has none of that name."""
        return {cohort.name: cohort for cohort in self.cohorts}[name]

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


Cohort.model_rebuild()
AllOf.model_rebuild()
AnyOf.model_rebuild()
NoneOf.model_rebuild()
