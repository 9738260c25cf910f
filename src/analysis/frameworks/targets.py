"""The targets of a fiscal year: what each indicator was expected to reach, by level, first and after the September revision.

A framework says which indicators have targets; a targets file of `params/targets/` says what they were for one year and one agency.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from pydantic import Field

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.frameworks.sources import Confidence, Document, SourceReference

PLAIN_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
"""What the code of an office may be: it becomes a part of the names of files."""


class Level(StrEnum):
    """The three levels at which the convention has indicators followed."""

    NATIONAL = "national"
    REGION = "region"
    OFFICE = "office"


class Tolerance(Part):
    """How far from its target a result may be without having to be explained, as parts of the target (0.05 is five per cent of it)."""

    below: Decimal
    above: Decimal

    def limits(self, target: Decimal) -> tuple[float, float]:
        """Return the lowest and the highest result within the band; each is the number nearest to the exact limit."""
        exact, reach = Fraction(target), abs(Fraction(target))
        return float(exact - reach * Fraction(self.below)), float(exact + reach * Fraction(self.above))


class ToleranceByLevel(Part):
    """The band of each level: a small region moves more than the whole."""

    national: Tolerance
    region: Tolerance
    office: Tolerance

    def at(self, level: Level) -> Tolerance:
        """Return the band of a level."""
        return {Level.NATIONAL: self.national, Level.REGION: self.region, Level.OFFICE: self.office}[level]


class TargetRevision(Part):
    """A target that replaces the one before it from a day on."""

    since: date = Field(alias="from")
    until: date | None = None
    """None: until the end of the fiscal year."""
    value: Decimal
    reason: Bilingual | None = None
    """Required: a revised target without a reason is refused."""


class PlaceTarget(Part):
    """The target of one indicator in one place."""

    level: str
    """One of `Level`; a text here so that an unknown level is named with everything else that is wrong."""
    code: str | None = None
    """The region (01–17) or the office; none for the national level."""
    initial: Decimal
    revisions: tuple[TargetRevision, ...] = ()


class IndicatorTargets(Part):
    """The targets of one indicator, with what differs from the file's defaults."""

    framework: str
    indicator: str
    tolerance: ToleranceByLevel | None = None
    confidence: Confidence | None = None
    source: SourceReference | None = None
    reason: Bilingual | None = None
    places: tuple[PlaceTarget, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class TargetInForce:
    """The target of one indicator in one place on a day, beside the one set first.

    `revised` is None when the target was not revised; `tolerance` holds for the target in force.
    """

    initial: Decimal
    revised: Decimal | None
    revised_on: date | None
    revision_reason: Bilingual | None
    tolerance: Tolerance
    confidence: Confidence

    @property
    def value(self) -> Decimal:
        """The target that a result is held to."""
        return self.initial if self.revised is None else self.revised


class Targets(Part):
    """What `params/targets/<name>.yaml` says."""

    name: str
    title: Bilingual
    description: Bilingual
    fiscal_year: int = Field(ge=1990, le=2100)
    fiscal_year_first_month: int = Field(default=4, ge=1, le=12)
    made_up: bool
    revision_month: int = Field(ge=1, le=12)
    """The month in which targets are revised, once a year (9 in the 2006 convention)."""
    documents: tuple[Document, ...] = ()
    confidence: Confidence
    source: SourceReference | None = None
    reason: Bilingual | None = None
    tolerance: ToleranceByLevel
    tolerance_reason: Bilingual
    explained_levels: tuple[str, ...] = Field(min_length=1)
    """The levels at which a gap beyond its tolerance must be explained before a report is final."""
    targets: tuple[IndicatorTargets, ...]

    @property
    def year(self) -> FiscalYear:
        """The fiscal year that the targets are for."""
        return FiscalYear(self.fiscal_year, self.fiscal_year_first_month)

    def of(self, framework: str, indicator: str) -> IndicatorTargets | None:
        """Return the targets of an indicator, or None when the file sets none."""
        return next((item for item in self.targets if (item.framework, item.indicator) == (framework, indicator)), None)

    def in_force(self, framework: str, indicator: str, level: Level, code: str | None, day: date) -> TargetInForce | None:
        """Return what an indicator is held to in a place on a day, or None without a target there: such a result is never scored."""
        item = self.of(framework, indicator)
        place = next((one for one in item.places if (one.level, one.code) == (level.value, code)), None) if item else None
        if item is None or place is None:
            return None
        last = self.year.last_day
        revision = next((one for one in place.revisions if one.since <= day <= (one.until or last)), None)
        return TargetInForce(
            initial=place.initial,
            revised=None if revision is None else revision.value,
            revised_on=None if revision is None else revision.since,
            revision_reason=None if revision is None else revision.reason,
            tolerance=(item.tolerance or self.tolerance).at(level),
            confidence=item.confidence or self.confidence,
        )
