"""Who is counted, and when they are asked what became of them."""

from __future__ import annotations

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


class FollowUpCalendar(Part):
    """When people are asked what became of them."""

    origin: Literal["start_date", "end_date", "placement_date"]
    origin_confidence: Confidence
    origin_reason: Bilingual | None = None
    waves: tuple[Wave, ...]
