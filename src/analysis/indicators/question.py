"""What is asked when indicators are computed: of which store and framework, for which year, known on which day, in which groups."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from analysis.core.periods import FiscalYear
from analysis.frameworks.model import Framework

if TYPE_CHECKING:
    from analysis.extracts.store import Store


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that the rows of a table have in common. `by` has been checked."""

    store: Store
    framework: Framework
    fiscal_year: FiscalYear
    as_of: date
    by: tuple[str, ...] = ()

    def only_by(self, by: tuple[str, ...]) -> Question:
        """Return the same question for other groups."""
        return replace(self, by=by)
