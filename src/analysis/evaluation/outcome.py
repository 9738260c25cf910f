"""What counts as the outcome of a participation when a person answers: hours a week, self-employment, studies."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis

from analysis.cohorts import follow_up
from analysis.core.languages import Bilingual
from analysis.frameworks.model import Framework


@dataclass(frozen=True, slots=True)
class Outcome:
    """A definition of the outcome; every part of it changes the result, so all of it is said in the table's labels.

    `minimum_weekly_hours` of None counts any job. Someone employed whose hours are not known is missing, not a failure.
    """

    minimum_weekly_hours: Decimal | None = None
    counts_self_employment: bool = True
    counts_training: bool = False

    @property
    def label(self) -> Bilingual:
        """What the outcome is called."""
        hours = self.minimum_weekly_hours
        french, english = "en emploi", "employed"
        if hours:
            french, english = (
                f"{french} au moins {hours.normalize():f} heures par semaine",
                f"{english} at least {hours.normalize():f} hours a week",
            )
        if not self.counts_self_employment:
            french, english = f"{french}, sans le travail autonome", f"{english}, self-employment left out"
        if self.counts_training:
            french, english = f"{french}, ou aux études", f"{english}, or in training"
        return Bilingual(french, english)

    def of_answer(self, kept: Any) -> Any:
        """Return whether a kept contact says that the outcome is there: true, false, or missing when it cannot tell."""
        met = follow_up.employed(kept)
        if self.minimum_weekly_hours:
            met = met & (follow_up.weekly_hours(kept) >= ibis.literal(float(self.minimum_weekly_hours)))
        if not self.counts_self_employment:
            met = met & (follow_up.self_employed(kept) == ibis.literal(False))
        if self.counts_training:
            met = met | follow_up.in_training(kept)
        return met


def outcome_of(framework: Framework) -> Outcome:
    """Return the outcome of a framework: its parameter `minimum_weekly_hours`, any job when it has none; studies do not count."""
    hours = next((item.number.value for item in framework.parameters if item.name == "minimum_weekly_hours"), None)
    return Outcome(minimum_weekly_hours=hours)
