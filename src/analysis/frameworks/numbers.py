"""The numbers of a framework: a value with its unit, its days in force and where it comes from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual
from analysis.frameworks.sources import Confidence, SourceReference


class Unit(StrEnum):
    """The unit of a value as it is computed (a share is 0–1 everywhere but on the page)."""

    SHARE = "share"
    PERSONS = "persons"
    PARTICIPATIONS = "participations"
    HOUSEHOLDS = "households"
    FIRMS = "firms"
    POSITIONS = "positions"
    AGREEMENTS = "agreements"
    REQUESTS = "requests"
    DECISIONS = "decisions"
    COMPLAINTS = "complaints"
    INDICATORS = "indicators"
    POINTS = "points"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    HOURS = "hours"
    DOLLARS = "dollars"
    YEARS = "years"
    RATIO = "ratio"
    PER_THOUSAND = "per_thousand"
    COUNT = "count"


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
