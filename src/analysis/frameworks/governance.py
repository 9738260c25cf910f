"""Who answers to whom and when: service system managers and their zones, who can be replaced, and the reports that are due."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual
from analysis.frameworks.numbers import Number
from analysis.frameworks.sources import Confidence, SourceReference


class ServiceManager(Part):
    """An organisation that manages the services of some zones."""

    name: str
    label: Bilingual
    source: SourceReference


class Zone(Part):
    """A delivery zone; without a manager where none has been named."""

    name: str
    label: Bilingual
    manager: str | None = None
    phase: str
    since: date | None = Field(default=None, alias="from")
    source: SourceReference


class Contestability(Part):
    """Who may replace whom, and on what ground."""

    name: str
    who: Bilingual
    whom: Bilingual
    ground: Bilingual
    threshold: Number | None = None
    """The score or share under which the question is put; assumed where the source gives none."""
    source: SourceReference


class ReportingObligation(Part):
    """A report that a provider owes."""

    name: str
    label: Bilingual
    kind: Literal["progress", "accountability", "financial", "evaluation"]
    frequency: Literal["quarterly", "yearly", "at_the_end", "unknown"]
    deadline: Number | None = None
    """Months after the end of the period covered; None where the source gives none."""
    services: tuple[str, ...] = ()
    """None means every service."""
    financing: tuple[Literal["lump_sum", "real_costs", "results_based"], ...] = ()
    """None means every mode of financing."""
    content: tuple[Bilingual, ...] = ()
    confidence: Confidence
    source: SourceReference | None = None
    reason: Bilingual | None = None


class Exclusion(Part):
    """An organisation that cannot be a provider."""

    name: str
    label: Bilingual
    exception: Bilingual | None = None
    source: SourceReference
