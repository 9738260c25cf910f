"""Requests that people made and how long they waited: complaints, reviews, new requests, medical assessments.

The engine counts requests by region, month, what became of them and number of days; everything else is worked out from these counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

import ibis
import numpy as np
import pandas as pd

from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.extracts.leaving_the_engine import ordered_frame
from analysis.frameworks.numbers import Unit
from analysis.indicators.grouping import NOT_STATED, code_of, labels_for
from analysis.indicators.table import TOTAL, IndicatorTable, Subject
from analysis.indicators.value_rows import frame_of, methods_in, share_row, value_row
from analysis.statistics.intervals import student_mean

if TYPE_CHECKING:
    from analysis.extracts.store import Store


@dataclass(frozen=True, slots=True)
class Requests:
    """One kind of request: its table, which of its rows, the columns of its end and of its outcome."""

    name: str
    label: Bilingual
    table: str
    ended: str
    limits: tuple[int, ...]
    """The last day of each class of a distribution of waits but the last: wide enough that few classes hold a handful of people."""
    outcome: str | None = None
    kind: str | None = None

    @property
    def classes(self) -> tuple[tuple[str, int, int], ...]:
        """The classes of days: code, first day, last day (the last class has none: a million days)."""
        firsts = (0, *(last + 1 for last in self.limits))
        lasts = (*self.limits, 10**6)
        codes = [f"{first}-{last}" for first, last in zip(firsts[:-1], self.limits, strict=True)]
        return tuple(zip([*codes, f"{firsts[-1]}+"], firsts, lasts, strict=True))


REQUESTS: dict[str, Requests] = {
    item.name: item
    for item in (
        Requests(
            "new_request",
            Bilingual("nouvelles demandes d'aide", "new requests for assistance"),
            "assistance_requests",
            "decided_date",
            (5, 10, 15, 20),
            kind="new_request",
        ),
        Requests(
            "medical_assessment",
            Bilingual("évaluations médicales et socioprofessionnelles", "medical and socio-professional assessments"),
            "assistance_requests",
            "decided_date",
            (20, 30, 45, 60),
            kind="medical_assessment",
        ),
        Requests(
            "review",
            Bilingual("demandes de révision", "requests for review"),
            "review_requests",
            "decided_date",
            (30, 45, 60, 90),
            "outcome",
        ),
        Requests("complaint", Bilingual("plaintes", "complaints"), "complaints", "closed_date", (10, 20, 30, 45), "is_justified"),
    )
}
GRANTED, REFUSED = ("granted", "partly_granted"), "refused"
_LABELS: dict[str, Bilingual] = {
    "received": Bilingual("demandes reçues", "requests received"),
    "mean_days": Bilingual("délai moyen", "mean processing time"),
    "median_days": Bilingual("délai médian", "median processing time"),
    "decided": Bilingual("demandes traitées, par délai", "requests dealt with, by processing time"),
    "complaints_received": Bilingual("plaintes reçues", "complaints received"),
    "justified_share": Bilingual("part des plaintes fondées", "share of justified complaints"),
    "reviews_received": Bilingual("demandes de révision reçues", "requests for review received"),
    "granted_share": Bilingual("part des révisions accueillies", "share of reviews granted"),
}
_DENOMINATORS: dict[str, Bilingual] = {
    "received": Bilingual("demandes reçues dans l'exercice", "requests received in the fiscal year"),
    "decided": Bilingual("demandes reçues dans l'exercice et traitées", "requests received in the fiscal year and dealt with"),
    "closed": Bilingual("plaintes traitées", "complaints closed"),
    "decided_on_merits": Bilingual("révisions décidées, désistements exclus", "reviews decided, withdrawals left out"),
    "judged": Bilingual("demandes traitées, ou en attente depuis plus longtemps", "requests dealt with, or waiting for longer"),
}
_SERVICES = {"employment": Bilingual("Emploi", "Employment"), "solidarity": Bilingual("Solidarité sociale", "Social solidarity")}


def delays(store: Store, fiscal_year: FiscalYear, as_of: date, *, kinds: Sequence[str] = (), by: Sequence[str] = ()) -> IndicatorTable:
    """Return how many requests of each kind were received in a fiscal year and how long they took: mean and median days.

    Dimensions `requests`, then `by` (`region`, `month`); of one kind alone, `by`, and the kind stands in the names of the indicators. A
    request not dealt with on the day of observation is counted as received, is among the missing of the delays, and is in none of
    their means. Student's interval for means; none for medians.
    """
    rows = []
    alone = len(kinds) == 1 and bool(by)
    for kind in kinds or tuple(REQUESTS):
        counted = _counted(store, REQUESTS[kind], fiscal_year, as_of)
        for codes, part in _groups(counted, by, fiscal_year):
            place = codes if alone else {"requests": kind} | codes
            decided = part[part["is_ended"]]
            n, waiting = int(part["n"].sum()), int(part.loc[~part["is_ended"], "n"].sum())
            rows.append(value_row("received", place, (n, n, "received"), Unit.REQUESTS, value=n, n_missing=0))
            rows += [_row_of_days(name, place, decided, waiting) for name in ("mean_days", "median_days")]
    table = _table(store, rows, tuple(by) if alone else ("requests", *by), tuple(by), fiscal_year=fiscal_year, as_of=as_of)
    if not alone:
        return table
    kind_label = REQUESTS[kinds[0]].label
    named = {
        name: Bilingual(f"{_LABELS[name].fr}, {kind_label.fr}", f"{_LABELS[name].en}, {kind_label.en}")
        for name in ("received", "mean_days", "median_days")
    }
    return table.with_frame(table.frame, labels=dict(table.labels) | {"indicator": named})


def distribution(store: Store, fiscal_year: FiscalYear, as_of: date, *, kinds: Sequence[str] = ()) -> IndicatorTable:
    """Return how many requests of each kind were dealt with in each class of days: dimensions `requests` and `days`."""
    rows = []
    for kind in kinds or tuple(REQUESTS):
        counted = _counted(store, REQUESTS[kind], fiscal_year, as_of)
        decided = counted[counted["is_ended"]]
        total = int(decided["n"].sum())
        rows.append(
            value_row("decided", {"requests": kind, "days": TOTAL}, (total, total, "decided"), Unit.REQUESTS, value=total, n_missing=0)
        )
        for code, first, last in REQUESTS[kind].classes:
            n = int(decided.loc[decided["days"].between(first, last), "n"].sum())
            rows.append(value_row("decided", {"requests": kind, "days": code}, (n, total, "decided"), Unit.REQUESTS, value=n, n_missing=0))
    return _table(store, rows, ("requests", "days"), ("days",), fiscal_year=fiscal_year, as_of=as_of)


def complaints(store: Store, fiscal_year: FiscalYear, as_of: date, *, by: Sequence[str] = ()) -> IndicatorTable:
    """Return complaints received and, of those closed, the share found justified: dimensions `service`, then `by`."""
    kind = REQUESTS["complaint"]
    counted = _counted(store, kind, fiscal_year, as_of, also=("service",))
    rows = []
    for codes, part in _groups(counted, ("service", *by), fiscal_year):
        n = int(part["n"].sum())
        rows.append(value_row("complaints_received", codes, (n, n, "received"), Unit.COMPLAINTS, value=n, n_missing=0))
        judged = part[part["is_ended"] & part["outcome"].isin(["true", "false"])]
        yes, total = int(judged.loc[judged["outcome"] == "true", "n"].sum()), int(judged["n"].sum())
        rows.append(share_row("justified_share", codes, (yes, total, "closed"), n_missing=n - total))
    return _table(store, rows, ("service", *by), ("service", *by), fiscal_year=fiscal_year, as_of=as_of)


def reviews(store: Store, fiscal_year: FiscalYear, as_of: date, *, by: Sequence[str] = ()) -> IndicatorTable:
    """Return requests for review received and, of those decided on their merits, the share granted in whole or in part."""
    counted = _counted(store, REQUESTS["review"], fiscal_year, as_of)
    rows = []
    for codes, part in _groups(counted, by, fiscal_year):
        n = int(part["n"].sum())
        rows.append(value_row("reviews_received", codes, (n, n, "received"), Unit.REQUESTS, value=n, n_missing=0))
        decided = part[part["is_ended"] & part["outcome"].isin([*GRANTED, REFUSED])]
        yes, total = int(decided.loc[decided["outcome"].isin(GRANTED), "n"].sum()), int(decided["n"].sum())
        rows.append(share_row("granted_share", codes, (yes, total, "decided_on_merits"), n_missing=n - total))
    return _table(store, rows, tuple(by), tuple(by), fiscal_year=fiscal_year, as_of=as_of)


def within(store: Store, fiscal_year: FiscalYear, as_of: date, promised: Mapping[str, tuple[str, int]]) -> IndicatorTable:
    """Return the share of requests dealt with within a number of days: one row a promise (`name → kind, days`).

    A request still waiting counts as late once it has waited for longer than promised, and is missing until then.
    """
    rows = []
    for name, (kind, days) in promised.items():
        counted = _counted(store, REQUESTS[kind], fiscal_year, as_of)
        judged = counted[counted["is_ended"] | (counted["days"] > days)]
        kept = int(judged.loc[judged["is_ended"] & (judged["days"] <= days), "n"].sum())
        total = int(judged["n"].sum())
        rows.append(share_row(name, {}, (kept, total, "judged"), n_missing=int(counted["n"].sum()) - total))
    return _table(store, rows, (), (), fiscal_year=fiscal_year, as_of=as_of)


def _counted(store: Store, requests: Requests, fiscal_year: FiscalYear, as_of: date, also: Sequence[str] = ()) -> pd.DataFrame:
    """Count the requests received in the year by region, month, outcome, whether they ended by the day of observation, and days."""
    table = store.table(requests.table)
    if requests.kind is not None:
        table = table.filter(table.kind == requests.kind)
    table = table.filter(table.received_date.between(ibis.date(fiscal_year.first_day), ibis.date(min(fiscal_year.last_day, as_of))))
    ended = table[requests.ended].notnull() & (table[requests.ended] <= ibis.date(as_of))
    until = ibis.ifelse(ended, table[requests.ended], ibis.date(as_of))
    outcome = ibis.null("string") if requests.outcome is None else table[requests.outcome].cast("string")
    table = table.mutate(
        region=table.region.fill_null(NOT_STATED),
        month=table.received_date.year() * 12 + table.received_date.month() - 1,
        is_ended=ended,
        days=until.delta(table.received_date, unit="day"),
        outcome=outcome.fill_null(""),
    )
    keys = ["region", "month", "is_ended", "days", "outcome", *also]
    frame: pd.DataFrame = ordered_frame(table.group_by(keys).aggregate(n=table.count()))
    return frame


def _groups(counted: pd.DataFrame, by: Sequence[str], fiscal_year: FiscalYear) -> Iterator[tuple[dict[str, str], pd.DataFrame]]:
    """Yield every group and margin with its counts, the row of everyone first."""
    values = [[None, *sorted(counted[name].unique())] for name in by]
    for chosen in product(*values):
        part = counted
        for name, value in zip(by, chosen, strict=True):
            part = part if value is None else part[part[name] == value]
        codes = {name: TOTAL if value is None else code_of(name, value, fiscal_year) for name, value in zip(by, chosen, strict=True)}
        yield codes, part


def _class_label(code: str) -> Bilingual:
    if code.endswith("+"):
        return Bilingual(f"{code[:-1]} jours ou plus", f"{code[:-1]} days or more")
    first, last = code.split("-")
    return Bilingual(f"{first} à {last} jours", f"{first} to {last} days")


def _row_of_days(name: str, place: Mapping[str, str], decided: pd.DataFrame, waiting: int) -> dict[str, Any]:
    days, n = decided["days"].to_numpy(dtype=float), decided["n"].to_numpy(dtype=float)
    total, added, squares = n.sum(), (days * n).sum(), (days**2 * n).sum()
    if total == 0:
        return value_row(name, place, (0, 0, "decided"), Unit.DAYS, n_missing=waiting)
    if name == "mean_days":
        interval = student_mean(total, added, squares)
        ends = (float(interval.low), float(interval.high))
        return value_row(
            name, place, (added, total, "decided"), Unit.DAYS, value=added / total, ends=ends, method="student_t", n_missing=waiting
        )
    return value_row(name, place, (np.nan, total, "decided"), Unit.DAYS, value=_median(days, n), method="none_median", n_missing=waiting)


def _median(values: np.ndarray, counts: np.ndarray) -> float:
    """Return the median of values that each stand so many times: the mean of the two middle ones when their number is even."""
    order = np.argsort(values, kind="stable")
    ranks = np.cumsum(counts[order])
    low, high = (values[order][np.searchsorted(ranks, place, side="left")] for place in ((ranks[-1] + 1) // 2, ranks[-1] // 2 + 1))
    return float(low + high) / 2


def _table(
    store: Store,
    rows: Sequence[dict[str, Any]],
    dimensions: tuple[str, ...],
    additive: tuple[str, ...],
    *,
    fiscal_year: FiscalYear,
    as_of: date,
) -> IndicatorTable:
    frame = frame_of(rows, dimensions)
    ordinary = [name for name in dimensions if name in ("region", "month")]
    labels: dict[str, Mapping[str, Bilingual]] = dict(
        labels_for(store, ordinary, {name: set(frame[name]) for name in ordinary}, fiscal_year)
    )
    everyone = {TOTAL: Bilingual("Ensemble", "All")}
    labels |= {
        "indicator": _LABELS,
        "denominator_name": _DENOMINATORS,
        "interval_method": methods_in(frame),
        "requests": {item.name: item.label for item in REQUESTS.values()},
        "days": {code: _class_label(code) for kind in REQUESTS.values() for code, _, _ in kind.classes} | everyone,
        "service": _SERVICES | everyone,
    }
    return IndicatorTable(
        frame=frame,
        subject=Subject.PERSONS,
        provenance=store.provenance.after(f"processing of requests {fiscal_year.start_year} as of {as_of.isoformat()}"),
        dimensions=dimensions,
        additive=additive,
        labels={name: known for name, known in labels.items() if name in dimensions or name not in ("requests", "days", "service")},
    )
