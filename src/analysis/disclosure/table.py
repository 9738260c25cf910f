"""What may be shown: a table in which every cell has a status and a hidden cell holds no number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import pandas as pd

from analysis.core.languages import Bilingual
from analysis.core.provenance import Provenance
from analysis.indicators.table import TOTAL


class CellStatus(StrEnum):
    """What a reader is told about a cell."""

    PUBLISHED = "published"
    ROUNDED = "rounded"
    HIDDEN_SMALL = "hidden_small"
    HIDDEN_TO_PROTECT_OTHERS = "hidden_to_protect_others"
    NO_CASES = "no_cases"
    NOT_APPLICABLE = "not_applicable"
    IN_DEVELOPMENT = "in_development"

    @property
    def is_hidden(self) -> bool:
        """Whether a number exists and is withheld."""
        return self in (CellStatus.HIDDEN_SMALL, CellStatus.HIDDEN_TO_PROTECT_OTHERS)

    @property
    def shows_a_number(self) -> bool:
        """Whether the cell holds a number."""
        return self in (CellStatus.PUBLISHED, CellStatus.ROUNDED)


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """The decision taken for one table: kept in the manifest and in the public suppression log."""

    policy: str
    policy_digest: str
    n_cells: int
    n_hidden_small: int
    n_hidden_to_protect_others: int
    audited: bool
    method: str

    @property
    def n_hidden(self) -> int:
        """How many cells hold a number that is withheld."""
        return self.n_hidden_small + self.n_hidden_to_protect_others


_KEY = object()


@dataclass(frozen=True, slots=True, repr=False)
class ReleasedTable:
    """A table fit for a page. Only `disclosure.release` makes one.

    `frame` has the columns of the `IndicatorTable` it came from, plus `status` (a `CellStatus` value). In a hidden row `numerator`,
    `denominator`, `n_missing`, `value`, the interval and the revealing derived columns are NaN (or empty text).
    """

    frame: pd.DataFrame
    subject: str
    provenance: Provenance
    record: ReleaseRecord
    dimensions: tuple[str, ...]
    derived: tuple[str, ...]
    labels: Mapping[str, Mapping[str, Bilingual]]
    _made_by_release: object = None
    subjects: Mapping[str, str] = field(default_factory=dict)
    """The indicators whose rows are about something else than `subject`: official figures and accounts beside persons."""

    def __post_init__(self) -> None:
        if self._made_by_release is not _KEY:
            raise TypeError("a ReleasedTable is only made by disclosure.release(table, policy)")

    def subject_of(self, indicator: str) -> str:
        """Return what the rows of an indicator are about."""
        return self.subjects.get(indicator, self.subject)

    def at(self, dimension: str, code: str) -> ReleasedTable:
        """Return the rows of one part of a dimension, which is no dimension of the result: what a page about that part shows.

        Nothing is released anew: each row is shown or hidden as it is in the whole table. A part that the table does not hold has nobody in
        it: every indicator is there, without cases.

        Raises
        ------
        ValueError
            When the table has no such dimension.
        """
        if dimension not in self.dimensions:
            raise ValueError(f"the table is grouped by {list(self.dimensions)}, not by {dimension!r}")
        rows = self.frame[self.frame[dimension] == code]
        if rows.empty:
            rows = self._without_cases(self.frame[self.frame[dimension] == TOTAL])
        frame = rows.drop(columns=dimension).reset_index(drop=True)
        labels = {name: codes for name, codes in self.labels.items() if name != dimension}
        return replace(self, frame=frame, dimensions=tuple(name for name in self.dimensions if name != dimension), labels=labels)

    def _without_cases(self, rows: pd.DataFrame) -> pd.DataFrame:
        blank = rows.copy()
        for name in ("numerator", "denominator", "n_missing", "value", "interval_low", "interval_high", *self.derived):
            blank[name] = float("nan") if pd.api.types.is_numeric_dtype(blank[name]) else ""
        blank["interval_method"] = "none"
        computed = blank["status"].isin([status.value for status in CellStatus if status.shows_a_number or status.is_hidden])
        blank.loc[computed, "status"] = CellStatus.NO_CASES.value
        return blank

    def __repr__(self) -> str:
        rows, hidden = len(self.frame), self.record.n_hidden
        return f"<ReleasedTable: {rows} rows, {hidden} hidden; {self.provenance.source.en}; policy {self.record.policy}>"
