"""What computing gives: a frozen table of values with everything that stands behind each of them, not yet fit for a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import pandas as pd

from analysis.core.languages import Bilingual
from analysis.core.provenance import Provenance

TOTAL = "total"
"""The value of a dimension column in the row that is about everyone."""

SMALLEST = "smallest_denominator"
"""The denominator of a value made from several counts: the smallest of them, by which releasing judges the whole."""

VALUE_COLUMNS = (
    "numerator", "denominator", "denominator_name", "n_missing",
    "value", "interval_low", "interval_high", "interval_method", "unit", "source", "note",
)  # fmt: skip
"""The columns every table has after `indicator` and its dimensions."""


class Subject(StrEnum):
    """What the counts are counts of; disclosure control protects persons (and employers)."""

    PERSONS = "persons"
    RECORDS = "records"
    OFFICIAL = "official"
    """Figures a public body has already published."""


class Note(StrEnum):
    """Why a cell has no value before any release: not the same as being hidden."""

    COMPUTED = "computed"
    NO_CASES = "no_cases"
    NOT_APPLICABLE = "not_applicable"
    IN_DEVELOPMENT = "in_development"
    NO_EXTRACT = "no_extract"
    HIDDEN = "hidden"
    """It would be made from a number that a table released before hides."""


@dataclass(frozen=True, slots=True, repr=False)
class IndicatorTable:
    """One row an indicator and group; a row with `TOTAL` in a dimension is the margin over it.

    Parameters
    ----------
    frame
        Columns `indicator`, then `dimensions`, then `VALUE_COLUMNS`, then `derived`. Shares are 0–1; `numerator` is the weighted or
        plain count, or the sum for a mean; missing numbers are NaN.
    dimensions
        The grouping columns, outermost first.
    additive
        Those of `dimensions` whose parts add up to their `TOTAL` row (a region does, overlapping groups do not).
    derived
        Further columns computed from values (`standard`, `gap`, `verdict`…); hiding a cell hides those named in `revealing`.
    revealing
        Those of `derived` from which a hidden value could be worked out.
    labels
        For each column, what its codes are called.
    subjects
        The indicators whose rows are about something else than `subject`: official figures and accounts beside persons.
    """

    frame: pd.DataFrame
    subject: Subject
    provenance: Provenance
    dimensions: tuple[str, ...] = ()
    additive: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    revealing: tuple[str, ...] = ()
    labels: Mapping[str, Mapping[str, Bilingual]] = field(default_factory=dict)
    subjects: Mapping[str, Subject] = field(default_factory=dict)

    def subject_of(self, indicator: str) -> Subject:
        """Return what the rows of an indicator are about."""
        return self.subjects.get(indicator, self.subject)

    def is_public(self, indicator: str) -> bool:
        """Say whether the rows of an indicator are about nobody: official figures, accounts, postings."""
        return self.subject_of(indicator) is not Subject.PERSONS

    def __post_init__(self) -> None:
        expected = ["indicator", *self.dimensions, *VALUE_COLUMNS, *self.derived]
        if list(self.frame.columns) != expected:
            raise ValueError(f"an IndicatorTable has the columns {expected}, got {list(self.frame.columns)}")
        if "status" in self.derived:
            raise ValueError("a derived column cannot be called `status`: releasing a table writes its own")
        if not set(self.additive) <= set(self.dimensions) or not set(self.revealing) <= set(self.derived):
            raise ValueError("`additive` names dimensions and `revealing` names derived columns")

    def with_frame(self, frame: pd.DataFrame, **changes: object) -> IndicatorTable:
        """Return the same table around another frame."""
        return replace(self, frame=frame, **changes)  # type: ignore[arg-type]

    def __repr__(self) -> str:
        indicators = self.frame["indicator"].nunique()
        groups = " × ".join(self.dimensions) or "no grouping"
        return f"<IndicatorTable: {len(self.frame)} rows, {indicators} indicators, {groups}; {self.provenance.source.en}; not released>"
