"""The official series of a run, released: what the solidarity chapters and a researcher ask of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from analysis.core.periods import FiscalYear
from analysis.indicators import series as official_series
from analysis.indicators.official.definitions import SeriesDefinitions, load_series_definitions

if TYPE_CHECKING:
    from analysis.disclosure.table import ReleasedTable
    from analysis.extracts.store import Store
    from analysis.indicators.consistency import Consistency
    from analysis.run.opening import Run


class OfficialSeries:
    """Monthly figures that a public body has published: read, never estimated, and held against each other."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @cached_property
    def definitions(self) -> SeriesDefinitions:
        """What is known of official series: `params/series/official.yaml`."""
        return load_series_definitions(self._run.project.series)

    @property
    def fiscal_years(self) -> tuple[FiscalYear, FiscalYear]:
        """The fiscal year before the run's, and the run's: April to March, as the series are published."""
        year = FiscalYear(self._run.definition.fiscal_year)
        return year.previous(), year

    def monthly(self, series: str | Sequence[str], territory: str = "quebec", category: str = "total") -> ReleasedTable:
        """Return the months of the run's fiscal year and of the year before, with yearly changes and breaks."""
        return self._run.release(
            official_series.monthly(
                self._store,
                self.definitions,
                series,
                fiscal_years=self.fiscal_years,
                territory=territory,
                scheme=self.definitions.scheme_of(category),
                category=category,
            )
        )

    def yearly(self, series: str | Sequence[str], territory: str = "quebec") -> ReleasedTable:
        """Return each year in one figure, with the change from the year before."""
        return self._run.release(
            official_series.yearly(self._store, self.definitions, series, fiscal_years=self.fiscal_years, territory=territory)
        )

    def categories(self, series: str | Sequence[str], scheme: str, month: str | None = None) -> ReleasedTable:
        """Return the parts of a total in one month (`2018-04`; the last of the fiscal year when not given) with recomputed shares."""
        return self._run.release(official_series.categories(self._store, self.definitions, series, scheme, months=[self._month(month)]))

    def by_region(self, series: str, month: str | None = None) -> ReleasedTable:
        """Return the regions, what belongs to none of them, and the total: over the fiscal year, or in one month."""
        if month is not None:
            return self._run.release(official_series.by_region(self._store, self.definitions, series, month=self._month(month)))
        return self._run.release(official_series.by_region(self._store, self.definitions, series, fiscal_year=self.fiscal_years[1]))

    def mean_benefit(self, ratio: str = "social_assistance_mean_benefit") -> ReleasedTable:
        """Return the mean amount of each month, recomputed from amounts and counts and as printed."""
        return self._run.release(official_series.mean_benefit(self._store, self.definitions, ratio, fiscal_years=self.fiscal_years))

    def consistency(self) -> ReleasedTable:
        """Return how often each rule between published figures holds, over everything that the extract prints."""
        return self._run.release(self._consistency.rules)

    def departures(self) -> ReleasedTable:
        """Return each published figure that departs from what the others imply, by name."""
        return self._run.release(self._consistency.departures)

    @cached_property
    def _consistency(self) -> Consistency:
        from analysis.indicators.consistency import consistency  # noqa: PLC0415

        return consistency(self._store, self.definitions)

    @property
    def _store(self) -> Store:
        return self._run.store_with("series")

    def _month(self, written: str | None) -> date:
        return date.fromisoformat(f"{written}-01") if written else self.fiscal_years[1].months[-1]
