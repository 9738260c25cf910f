"""The numbers of one learner: drawn from the case's variants by a name, the same on every machine, for ever."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from analysis.exercises.case_file import CaseFile, CaseValue

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Variant:
    """One learner's version of a case.

    `learner` is the name as it was given, empty for the numbers of the source; `values` holds every number of the situation; `seed` is
    for the cases that make a file or a simulation of their own.
    """

    learner: str
    values: Mapping[str, Decimal]
    seed: int

    @property
    def is_given(self) -> bool:
        """Whether the numbers are those of the source, the same for everyone."""
        return not self.learner


def variant_of(case: CaseFile, learner: str = "", changed: Mapping[str, Decimal] | None = None) -> Variant:
    """Return the numbers of a learner; without a name, those that the source gives.

    Parameters
    ----------
    learner
        Any text: capitals, accents and spaces around or between words make no difference.
    changed
        Values that replace the drawn ones (a trainer's own, or those of a run's agency).
    """
    name = plain_name(learner)
    values = {value.name: _drawn(case, value, name) for value in case.values}
    values |= {key: value for key, value in (changed or {}).items() if key in values}
    return Variant(_SPACES.sub(" ", learner).strip(), values, _number_from(case.name, name, "seed") % 2**32)


def plain_name(learner: str) -> str:
    """Return a learner's name as it is compared: without accents or capitals, words one space apart."""
    folded = unicodedata.normalize("NFKD", learner).casefold()
    return _SPACES.sub(" ", "".join(letter for letter in folded if not unicodedata.combining(letter))).strip()


def _drawn(case: CaseFile, value: CaseValue, name: str) -> Decimal:
    variants = value.variants
    if not name or variants is None:
        return value.given
    number = _number_from(case.name, name, value.name)
    if variants.choices:
        return variants.choices[number % len(variants.choices)]
    assert variants.least is not None and variants.most is not None and variants.step  # noqa: S101 - held by `load_case`
    places = int((variants.most - variants.least) // variants.step) + 1
    return variants.least + variants.step * (number % places)


def _number_from(*parts: str) -> int:
    """Return a number that depends on texts alone: neither the platform nor a library's generator can change it."""
    return int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:8], "big")
