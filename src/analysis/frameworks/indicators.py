"""One indicator of a framework: what is measured, over whom, and what a missing answer does."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual
from analysis.frameworks.conditions import Condition
from analysis.frameworks.measures import Measure
from analysis.frameworks.numbers import Unit
from analysis.frameworks.sources import SourceReference


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


class Denominator(Part):
    """The people a value is about, by name."""

    name: str
    label: Bilingual
    where: Condition | None = None
    """None: the whole cohort."""


class SatisfactionOccasion(Part):
    """Whose answers an indicator reads, and which ones."""

    respondent: Literal["participant", "employer"]
    occasions: tuple[Literal["start", "12_months", "withdrawal"], ...]


class IndicatorType(StrEnum):
    """What an indicator of an agreement shows: what was done, or what became of people."""

    PRODUCTION = "production"
    IMPACT = "impact"


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
    type: IndicatorType | None = None
    functions: tuple[str, ...] = ()
    """Codes of the list `indicator_functions` of the framework."""
    services: tuple[str, ...] = ()
    """Services of the catalogue that it is about; none means every service."""
    target_codes: tuple[str, ...] = ()
    """What the targets of agreements call it in the agency's files."""
    source: SourceReference
