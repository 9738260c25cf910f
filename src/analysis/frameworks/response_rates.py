"""What each outcome of a follow-up is in a response rate, and how the rates are made: a definition, with its source."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual, ExplainedValueError
from analysis.core.strict_yaml import load_model
from analysis.frameworks.sources import Confidence, Document, SourceReference

Category = Literal["complete", "partial", "refusal", "non_contact", "other", "unknown", "not_eligible"]
"""The categories of AAPOR: I, P, R, NC, O, U and those that are in no rate."""
DISPOSITIONS = ("reached_with_answer", "reached_without_answer", "refused", "lost", "due")
"""What can have come of a follow-up whose window is over, stops apart: a stopping rule says by itself what it counts as."""


class Disposition(Part):
    """What one outcome of a follow-up counts as."""

    disposition: Literal["reached_with_answer", "reached_without_answer", "refused", "lost", "due"]
    counts_as: Category
    confidence: Confidence
    source: SourceReference
    reason: Bilingual | None = None


class Rate(Part):
    """One rate: the categories that it counts, out of which."""

    name: Literal["response", "contact", "cooperation", "refusal"]
    code: str
    """What AAPOR calls it: RR1, COOP3…"""
    label: Bilingual
    numerator: tuple[Category, ...] = Field(min_length=1)
    denominator: tuple[Category, ...] = Field(min_length=1)
    source: SourceReference

    def counts(self, categories: Mapping[str, int]) -> tuple[int, int]:
        """Return numerator and denominator from how many there are of each category."""
        return sum(categories.get(name, 0) for name in self.numerator), sum(categories.get(name, 0) for name in self.denominator)


class ResponseRates(Part):
    """One file: `params/follow_up/response_rates.yaml`."""

    name: str
    source: Document
    dispositions: tuple[Disposition, ...]
    rates: tuple[Rate, ...]

    @model_validator(mode="after")
    def _is_whole(self) -> ResponseRates:
        given: list[str] = [item.disposition for item in self.dispositions]
        lacking = [name for name in DISPOSITIONS if given.count(name) != 1]
        if lacking:
            raise ExplainedValueError(
                Bilingual(
                    f"chaque issue a une ligne et une seule; voir {', '.join(lacking)}",
                    f"each outcome has exactly one line; see {', '.join(lacking)}",
                ),
                Bilingual(
                    "Une issue oubliée ou double fausserait tous les taux.", "An outcome left out or given twice would bend every rate."
                ),
                Bilingual("Complétez `dispositions`, ou retirez le double.", "Complete `dispositions`, or take the double out."),
            )
        for rate in self.rates:
            outside = sorted(set(rate.numerator) - set(rate.denominator))
            if outside or len({item.name for item in self.rates}) != len(self.rates):
                raise ExplainedValueError(
                    Bilingual(
                        f"le taux {rate.code} compte des cas hors de son dénominateur, ou deux taux ont un nom",
                        f"rate {rate.code} counts cases outside its denominator, or two rates share a name",
                    ),
                    Bilingual("Une part ne peut dépasser son tout.", "A part cannot exceed its whole."),
                    Bilingual("Ajoutez-les à `denominator`.", "Add them to `denominator`."),
                )
        return self

    def category_of(self, disposition: str) -> str:
        """Return what an outcome counts as; `KeyError` for one that is not in `DISPOSITIONS`."""
        return {item.disposition: item.counts_as for item in self.dispositions}[disposition]  # type: ignore[index]

    def rate(self, name: str) -> Rate:
        """Return one rate by its name; `KeyError` if there is none."""
        return {rate.name: rate for rate in self.rates}[name]  # type: ignore[index]

    def told_apart(self, categories: Mapping[str, int]) -> list[int]:
        """Return how many there are of each set of categories that the rates together tell apart.

        Two categories that every rate treats alike cannot be worked out from them; those told apart can, so each must be large enough.
        """
        found: dict[tuple[tuple[bool, bool], ...], int] = {}
        for name, count in categories.items():
            signature = tuple((name in rate.numerator, name in rate.denominator) for rate in self.rates)
            if any(inside for _, inside in signature):
                found[signature] = found.get(signature, 0) + count
        return list(found.values())


def load_response_rates(path: Path) -> ResponseRates:
    """Return the definition of response rates that a file holds.

    Raises
    ------
    DefinitionError
        With every problem of the file at once.
    """
    return load_model(path, ResponseRates)
