"""How results are resampled, and under how many persons a provider is not judged."""

from __future__ import annotations

from pydantic import Field

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual
from analysis.frameworks.sources import Confidence, SourceReference


class Certainty(Part):
    """What `certainty` says in a plan."""

    minimum_persons: int = Field(ge=1, le=10_000)
    """A provider whose result rests on fewer persons is not judged and has no rank."""
    n_draws: int = Field(ge=500, le=50_000)
    """How many times persons are resampled."""
    seed: int = Field(ge=0)
    confidence: Confidence
    source: SourceReference | None = None
    reason: Bilingual | None = None
