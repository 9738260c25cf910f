"""The quality of service of a run, released: complaints, reviews, processing times, and the commitments held against them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.core.periods import FiscalYear
from analysis.indicators import processing

if TYPE_CHECKING:
    from analysis.disclosure.table import ReleasedTable
    from analysis.run.opening import Run


class ServiceQuality:
    """What people asked for, how long they waited, and what the agency had promised."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @property
    def _year(self) -> FiscalYear:
        return FiscalYear(self._run.definition.fiscal_year)

    def complaints(self, by: Sequence[str] = ()) -> ReleasedTable:
        """Return complaints received and the share found justified, by service and by `region` or `month`."""
        store = self._run.store_with("complaints")
        return self._run.release(processing.complaints(store, self._year, self._run.definition.as_of, by=tuple(by)))

    def reviews(self, by: Sequence[str] = ()) -> ReleasedTable:
        """Return requests for review and the share granted, by `region` or `month`."""
        store = self._run.store_with("review_requests")
        return self._run.release(processing.reviews(store, self._year, self._run.definition.as_of, by=tuple(by)))

    def delays(self, requests: str | Sequence[str] = (), by: Sequence[str] = ()) -> ReleasedTable:
        """Return requests received and their mean and median processing time, by kind of request and by `region` or `month`."""
        kinds = (requests,) if isinstance(requests, str) else tuple(requests)
        store = self._run.store_with("assistance_requests")
        return self._run.release(processing.delays(store, self._year, self._run.definition.as_of, kinds=kinds, by=tuple(by)))

    def distribution(self, requests: str | Sequence[str] = ()) -> ReleasedTable:
        """Return how many requests of each kind were dealt with in each class of days."""
        kinds = (requests,) if isinstance(requests, str) else tuple(requests)
        store = self._run.store_with("assistance_requests")
        return self._run.release(processing.distribution(store, self._year, self._run.definition.as_of, kinds=kinds))

    def commitments(self) -> ReleasedTable:
        """Return the share of requests dealt with in the time promised, each held to the share promised."""
        from analysis.accountability.commitments import hold_to_commitments  # noqa: PLC0415

        store, promised = self._run.store_with("assistance_requests"), self._run.plan.commitments
        asked = {item.name: (item.requests, item.within_days) for item in promised}
        return self._run.release(hold_to_commitments(processing.within(store, self._year, self._run.definition.as_of, asked), promised))
