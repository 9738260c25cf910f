"""What a framework may say of the estimates of an outcome when people were not reached."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.core.languages import Bilingual
from analysis.core.located_tree import Step
from analysis.frameworks.cohorts import PublishedEstimate
from analysis.frameworks.findings import Findings
from analysis.frameworks.number_checks import check_confidence
from analysis.frameworks.vocabulary import FIELDS, FieldKind, FieldNeeds

Place = tuple[Step, ...]

NUMBERS_IN_LEVELS = frozenset({"age_at_start", "n_suitability_indicators"})
"""The numbers that make few levels: ages in classes, suitability indicators as they are."""

POSSIBLE: tuple[str, ...] = tuple(
    field.name
    for field in FIELDS.values()
    if field.needs is FieldNeeds.NOTHING and (field.kind in (FieldKind.BOOLEAN, FieldKind.CODE) or field.name in NUMBERS_IN_LEVELS)
)
"""The fields by which those reached can be made to stand for everyone: known of everyone, with few levels."""


def unusable(characteristics: Iterable[str]) -> list[str]:
    """Return those of some names that are not characteristics known of everyone."""
    return [name for name in characteristics if name not in POSSIBLE]


def check_published_estimate(estimate: PublishedEstimate, place: Place, findings: Findings) -> None:
    """Note characteristics that cannot be used, and a choice without a source or a reason."""
    check_confidence(estimate.confidence, estimate.source, estimate.reason, place, findings)
    here = (*place, "characteristics")
    first: dict[str, int] = {}
    for index, name in enumerate(estimate.characteristics):
        if name in first:
            findings.note(
                (*here, index),
                Bilingual(f"« {name} » est écrit deux fois", f'"{name}" is written twice'),
                Bilingual("Une caractéristique ne compte qu'une fois.", "A characteristic counts once."),
                Bilingual("Gardez une seule mention.", "Keep one of them."),
            )
        first.setdefault(name, index)
        if name in FIELDS and name not in POSSIBLE:
            findings.note(
                (*here, index),
                Bilingual(
                    f"« {name} » n'est pas connu de tous, ou a trop de valeurs",
                    f'"{name}" is not known of everyone, or has too many values',
                ),
                Bilingual(
                    "On ne peut pas s'en servir pour représenter ceux qui n'ont pas été joints.",
                    "It cannot be used to represent those who were not reached.",
                ),
                Bilingual(f"Choisissez parmi : {', '.join(POSSIBLE)}.", f"Choose among: {', '.join(POSSIBLE)}."),
            )
        elif name not in FIELDS:
            findings.note_unknown((*here, index), Bilingual("la caractéristique", "the characteristic"), name, POSSIBLE)
