"""The months of the year of a run, released: views of the targeted indicators, their control charts, where the year would end.

The months are released first, once a fiscal year; all the rest is worked out from what was published.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from analysis.accountability import following_the_year as following
from analysis.accountability import year_end
from analysis.accountability.published_months import MONTHS, PublishedIndicator, read_published
from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.core.periods import FiscalYear
from analysis.frameworks.targets import Level

if TYPE_CHECKING:
    from analysis.disclosure.table import ReleasedTable
    from analysis.frameworks.indicators import Better
    from analysis.frameworks.monitoring import Monitoring, Rebasing
    from analysis.run.opening import Run


class FollowedYear:
    """What each targeted indicator did month by month, what the rules call out, and where the year would end."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @cached_property
    def monitoring(self) -> Monitoring:
        """How the months are followed, as the plan says it.

        Raises
        ------
        DefinitionError
            When the plan of the run has no `monitoring`.
        """
        found = self._run.plan.monitoring
        if found is None:
            raise DefinitionError(
                Problem(
                    self._run.plan.name,
                    Bilingual("ce plan ne dit pas comment suivre les mois", "this plan does not say how months are followed"),
                    Bilingual("Un chapitre trace des limites et des projections.", "A chapter draws limits and projections."),
                    Bilingual(
                        "Ajoutez `monitoring` au plan (docs/decisions/0131), ou retirez le chapitre.",
                        "Add `monitoring` to the plan (docs/decisions/0131), or remove the chapter.",
                    ),
                )
            )
        return found

    @property
    def rebasings(self) -> tuple[Rebasing, ...]:
        """The declared changes of limits, with their reasons."""
        return self.monitoring.rebasing

    @cached_property
    def published(self) -> Mapping[str, Mapping[FiscalYear, ReleasedTable]]:
        """The months and quarters of the targeted indicators as released, by framework and fiscal year, oldest first."""
        made: dict[str, dict[FiscalYear, ReleasedTable]] = {}
        for framework in self._run.targets.frameworks:
            year, names = self._run.fiscal_year(framework), self._run.targets.indicators(framework)
            made[framework] = {
                year.previous(before): self._run.indicators(by=("quarter", "month"), framework=framework, names=names, years_before=before)
                for before in range(self.monitoring.years_before, -1, -1)
            }
        return made

    @cached_property
    def _items(self) -> dict[str, dict[str, PublishedIndicator]]:
        as_of = self._run.definition.as_of
        return {
            framework: read_published({year: table.frame for year, table in tables.items()}, as_of)
            for framework, tables in self.published.items()
        }

    @property
    def indicators(self) -> tuple[str, ...]:
        """The targeted indicators that are measured by month, in the order of their frameworks."""
        return tuple(item.name for members in self._items.values() for item in members.values() if item.is_by_month)

    @property
    def last_month(self) -> int:
        """How many months of the fiscal year were over on the day of observation (0–12)."""
        return max((item.years[-1].n_over for members in self._items.values() for item in members.values()), default=0)

    def monthly(self, indicator: str) -> ReleasedTable:
        """Return the months of one indicator, its year to date and its last four quarters, each beside the year before."""
        framework, item = self._item(indicator)
        return self._run.release(following.monthly(item, self._target(framework, indicator), self._published))

    def quarters(self) -> ReleasedTable:
        """Return each targeted indicator by quarter, beside the same quarters of the year before."""
        return self._run.release(following.quarterly(self._all, self._targets, self._published))

    def to_date(self, month: str = "") -> ReleasedTable:
        """Return each targeted indicator from the first month to a month (`2024-12`; the last one over when empty)."""
        n_months = self._n_months(month)
        return self._run.release(following.year_to_date(self._all, self._targets, n_months, self._published))

    def control_chart(self, indicator: str) -> ReleasedTable:
        """Return the months of one indicator with their limits and signals."""
        framework, item = self._item(indicator)
        return self._run.release(following.control_chart(item, framework, self.monitoring, self._published))

    def signals(self) -> ReleasedTable:
        """Return, for each targeted indicator, how many months of the year are under a signal, and the limits in force."""
        items = {framework: tuple(members.values()) for framework, members in self._items.items()}
        return self._run.release(following.signals_of_year(items, self.monitoring, self._published))

    def projections(self, month: str = "") -> ReleasedTable:
        """Return where each indicator would end the year as seen at the end of a month, and how likely it is to reach its target."""
        made = year_end.projections(self._all, self._goals, self._n_months(month), self.monitoring, self._published)
        return self._run.release(made)

    def path(self, indicator: str, month: str = "") -> ReleasedTable:
        """Return the year to date of one indicator up to a month, then where it may stand at each month to come."""
        framework, item = self._item(indicator)
        target, n_months = self._target(framework, indicator), self._n_months(month)
        return self._run.release(year_end.path(item, target, n_months, self.monitoring, self._published))

    def back_test(self, by: str = "n_months") -> ReleasedTable:
        """Return how the projections of past years would have done, by months known (`n_months`) or by indicator (`projected`)."""
        return self._run.release(year_end.back_test(self._tried, by, self._published))

    @cached_property
    def _tried(self) -> tuple[year_end.Tried, ...]:
        return year_end.tried(self._all, self.monitoring)

    @property
    def _all(self) -> tuple[PublishedIndicator, ...]:
        return tuple(item for members in self._items.values() for item in members.values())

    def _item(self, indicator: str) -> tuple[str, PublishedIndicator]:
        for framework, members in self._items.items():
            if indicator in members:
                return framework, members[indicator]
        known = [name for members in self._items.values() for name in members]
        raise DefinitionError(
            Problem(
                self._run.definition.name,
                Bilingual(f"« {indicator} » n'est pas un indicateur ciblé", f'"{indicator}" is not a targeted indicator'),
                todo=did_you_mean(indicator, known),
            )
        )

    def _n_months(self, month: str) -> int:
        if not month:
            return self.last_month
        codes = [f"{first:%Y-%m}" for first in self._run.fiscal_year(self._run.targets.frameworks[0]).months]
        over = codes[: self.last_month]
        if month not in over:
            raise DefinitionError(
                Problem(
                    self._run.definition.name,
                    Bilingual(f"« {month} » n'est pas un mois écoulé de l'exercice", f'"{month}" is not a month of the year that is over'),
                    todo=did_you_mean(month, over),
                )
            )
        return codes.index(month) + 1

    def _target(self, framework: str, indicator: str) -> float:
        day: date = self._run.fiscal_year(framework).last_day
        found = self._run.targets.definition.in_force(framework, indicator, Level.NATIONAL, None, day)
        return float(found.value) if found is not None else float("nan")

    @property
    def _targets(self) -> dict[str, float]:
        return {name: self._target(framework, name) for framework, members in self._items.items() for name in members}

    @property
    def _goals(self) -> dict[str, tuple[float, Better]]:
        better = {indicator.name: indicator.better for framework in self._items for indicator in self._run.framework(framework).indicators}
        return {name: (target, better[name]) for name, target in self._targets.items()}

    @cached_property
    def _published(self) -> following.Published:
        """Return what the months released say of themselves."""
        known: dict[str, dict[str, Bilingual]] = {}
        tables = [table for by_year in self.published.values() for table in by_year.values()]
        for table in tables:
            for column in ("indicator", "month", "quarter", "denominator_name"):
                known.setdefault(column, {}).update(table.labels.get(column, {}))
        return following.Published(known, tables[-1].provenance.after(f"follow {MONTHS} months from what was published"))
