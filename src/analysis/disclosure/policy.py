"""What a run has decided to protect: a small file that a person can read, question and change."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual, ExplainedValueError
from analysis.core.provenance import digest_bytes
from analysis.core.strict_yaml import load_model


class Protected(StrEnum):
    """A count that may give a person away."""

    NUMERATOR = "numerator"
    COMPLEMENT = "complement"
    """Denominator minus numerator: those for whom the answer was no."""
    DENOMINATOR = "denominator"
    MISSING = "missing"


class ZeroRule(StrEnum):
    """Whether « none of them » and « all of them » may be said of a group that has someone in it."""

    HIDDEN = "hidden"
    PUBLISHED = "published"


class PolicyConfidence(StrEnum):
    """Whether a rule is written in a source or chosen by the run."""

    STATED = "stated"
    ASSUMED = "assumed"


class Suppression(Part):
    """Which counts are too small, and how wide the doubt about each of them must stay.

    `threshold` is the smallest count of persons that may be shown.
    `protection_width` is the least distance, in persons, between the smallest and the largest value that a reader who combines
    everything published could still believe of a hidden count.
    `sum_protection` is that distance for a hidden sum (hours, days), as a share of it.
    `disjoint_groups` and `nested_groups` are facts about overlapping groups that any reader knows (nobody is under 30 and over 45;
    every newcomer is an immigrant) and could subtract with.
    """

    threshold: int = Field(ge=3, le=1000)
    protects: tuple[Protected, ...] = Field(min_length=1)
    zeros: ZeroRule
    protection_width: int = Field(ge=1)
    sum_protection: Decimal = Field(gt=0, le=1)
    disjoint_groups: tuple[tuple[str, ...], ...] = ()
    nested_groups: tuple[tuple[str, str], ...] = ()
    """Pairs: the inner group, then the one around it."""

    @model_validator(mode="after")
    def _is_possible(self) -> Suppression:
        if Protected.DENOMINATOR not in self.protects:
            raise ExplainedValueError(
                Bilingual("`protects` ne nomme pas « denominator »", "`protects` does not name `denominator`"),
                Bilingual(
                    "La taille du groupe est le premier des comptes à protéger.", "The size of the group is the first count to protect."
                ),
                Bilingual("Ajoutez « denominator » à la liste.", "Add `denominator` to the list."),
            )
        if self.protection_width > self.threshold - 2:
            raise ExplainedValueError(
                Bilingual(
                    f"`protection_width` vaut {self.protection_width}; avec ce seuil, au plus {self.threshold - 2}",
                    f"`protection_width` is {self.protection_width}; with this threshold, at most {self.threshold - 2}",
                ),
                Bilingual(
                    "Un lecteur sait qu’un petit compte va de 1 au seuil moins 1: le doute ne peut être plus large.",
                    "A reader knows that a small count goes from 1 to the threshold minus 1: doubt cannot be wider.",
                ),
                Bilingual("Baissez `protection_width` ou relevez `threshold`.", "Lower `protection_width` or raise `threshold`."),
            )
        return self


class Rounding(Part):
    """Every published count is rounded to the nearest multiple of `base`, each on its own: rounded parts need not add up."""

    base: int = Field(ge=2, le=100)


class DisclosurePolicy(Part):
    """One file of `params/disclosure/`.

    `subjects` says what the policy may release. Without `suppression` everything is published as it is, which is only possible for
    figures that are not counts of persons or that a public body has already published.
    """

    name: str
    title: Bilingual
    description: Bilingual
    reason: Bilingual
    confidence: PolicyConfidence
    references: tuple[str, ...] = ()
    subjects: tuple[Literal["persons", "records", "official"], ...] = Field(min_length=1)
    suppression: Suppression | None = None
    rounding: Rounding | None = None

    @model_validator(mode="after")
    def _persons_are_protected(self) -> DisclosurePolicy:
        if "persons" in self.subjects and self.suppression is None:
            raise ExplainedValueError(
                Bilingual(
                    "la politique diffuse des comptes de personnes sans section `suppression`",
                    "the policy releases counts of persons without a section `suppression`",
                ),
                Bilingual("Rien ne protégerait ces personnes.", "Nothing would protect these persons."),
                Bilingual(
                    "Ajoutez la section, ou retirez « persons » de `subjects`.", "Add the section, or take `persons` out of `subjects`."
                ),
            )
        return self

    @property
    def digest(self) -> str:
        """The SHA-256 of what the policy says, whatever the layout and comments of its file."""
        return digest_bytes(self.model_dump_json().encode())


def load_policy(path: Path) -> DisclosurePolicy:
    """Return the policy that a file describes.

    Raises
    ------
    DefinitionError
        With every problem of the file at once.
    """
    return load_model(path, DisclosurePolicy)
