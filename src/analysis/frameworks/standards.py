"""What results are held to: standards and targets, weights, and how they make one score."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Literal

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual
from analysis.frameworks.numbers import Number
from analysis.frameworks.sources import Confidence, SourceReference


class Standard(Part):
    """The value an indicator is held to over a period; `stage` tells an initial target from its September revision."""

    indicator: str
    stage: Literal["standard", "initial_target", "revised_target"] = "standard"
    number: Number


class Weight(Part):
    """The weight of an indicator in the score."""

    indicator: str
    number: Number


class GuardRail(Part):
    """Between which values the target of an indicator may be agreed (« balises »)."""

    indicator: str
    services: tuple[str, ...] = ()
    lowest: Number | None = None
    highest: Number | None = None


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
