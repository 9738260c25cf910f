"""What the sheets of a run show: the released tables of every region, provider and agreement, cut to one of them.

A sheet releases nothing of its own: small numbers are hidden in the whole table, where rows that betray one another are seen together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual, did_you_mean, filled
from analysis.core.periods import FiscalYear
from analysis.core.territories import REGIONS
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.indicators.table import TOTAL

if TYPE_CHECKING:
    from analysis.disclosure.table import ReleasedTable
    from analysis.run.agreements import Agreements
    from analysis.run.opening import Run

_EARLIER_YEARS = 2
_EVERYONE = Bilingual("Ensemble, {year}", "All, {year}")
_ITSELF = Bilingual("{year}", "{year}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page about one region or provider shows.

    `results` are its own rows, held to its targets or standards; `beside` holds the columns of a comparison, by heading: its own results,
    those of the fiscal years before, and everyone's.
    """

    name: Bilingual
    fiscal_year: FiscalYear
    results: ReleasedTable
    beside: Mapping[Bilingual, ReleasedTable]


class SheetTables:
    """The tables that all sheets of one kind are cut from, released once."""

    def __init__(
        self,
        dimension: str,
        names: Mapping[str, Bilingual],
        year: FiscalYear,
        whole: ReleasedTable,
        earlier: Mapping[FiscalYear, ReleasedTable],
    ) -> None:
        self._dimension = dimension
        self._names = names
        self._year = year
        self._whole = whole
        self._earlier = earlier

    @property
    def released(self) -> Mapping[FiscalYear, ReleasedTable]:
        """The whole tables, by fiscal year, the run's last."""
        return {**self._earlier, self._year: self._whole}

    def at(self, code: str) -> Sheet:
        """Return the sheet of one region or provider; where nobody was in a year, its indicators are there without cases.

        Raises
        ------
        DefinitionError
            When the agency has no such region or provider.
        """
        if code not in self._names:
            raise DefinitionError(
                Problem(
                    f"{self._dimension}={code}",
                    Bilingual("l'agence n'a rien de ce nom", "the agency has nothing of this name"),
                    todo=did_you_mean(code, list(self._names)),
                )
            )
        name = self._names[code]
        here = self._whole.at(self._dimension, code)
        beside = {_named(self._year): here}
        beside |= {
            _named(year): self._earlier[year].at(self._dimension, code)
            for year in sorted(self._earlier, key=lambda year: year.start_year, reverse=True)
        }
        beside[_named(self._year, _EVERYONE)] = self._whole.at(self._dimension, TOTAL)
        return Sheet(name, self._year, here, beside)


def _named(year: FiscalYear, pattern: Bilingual = _ITSELF) -> Bilingual:
    return Bilingual(filled(pattern.fr, year=year.label("fr")), filled(pattern.en, year=year.label("en")))


class Sheets:
    """The sheets of a run, by kind; what a kind needs is computed when it is first asked for."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def of_kind(self, kind: str) -> SheetTables:
        """Return the tables of the sheets about regions or providers."""
        return self.regions if kind == "region" else self.providers

    @cached_property
    def regions(self) -> SheetTables:
        """The targeted indicators of each region (every indicator in a run without targets), this year and before."""
        targets = self._run.targets if self._run.definition.targets else None
        framework = targets.frameworks[0] if targets else None
        names = {code: region.name for code, region in REGIONS.items()}
        return self._tables("region", names, framework, targets.indicators(framework) if targets else None)

    @cached_property
    def providers(self) -> SheetTables:
        """The indicators of the framework that counts participations, of each provider, this year and before."""
        rows = ordered_records(self._run.store_with("providers").table("providers").select("provider_id", "provider_name"))
        names = {row["provider_id"]: row["provider_name"].strip() or row["provider_id"] for row in rows}
        return self._tables("provider_id", {code: Bilingual(name, name) for code, name in sorted(names.items())}, None, None)

    @cached_property
    def agreements(self) -> Agreements:
        """The agreements of the run, with what every sheet about one of them is cut from computed."""
        agreements = self._run.agreements
        for one in agreements.register.agreements[:1]:
            agreements.sheet(one.agreement_id)
        return agreements

    def _tables(
        self, dimension: str, names: Mapping[str, Bilingual], framework: str | None, indicators: tuple[str, ...] | None
    ) -> SheetTables:
        run = self._run
        year = run.fiscal_year(framework)
        whole = (
            run.targets.results(by=(dimension,), framework=framework)
            if indicators is not None
            else run.indicators(by=(dimension,), framework=framework)
        )
        earlier = {
            year.previous(before): run.indicators(by=(dimension,), framework=framework, names=indicators, years_before=before)
            for before in range(_EARLIER_YEARS, 0, -1)
        }
        return SheetTables(dimension, names, year, whole, earlier)
