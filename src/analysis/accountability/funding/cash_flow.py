"""Payments for results month by month, what is still to come as chance has it, and the risk that costs are not covered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.accountability.funding.milestone_counts import NOT_REACHED, REACHED, TO_BE_SEEN, MilestoneCounts
from analysis.accountability.funding.money import split_exactly
from analysis.accountability.funding.money_rows import money_row, money_table
from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.frameworks.numbers import Unit
from analysis.indicators.grouping import MONTH_INDEX, code_of, labels_for
from analysis.indicators.table import TOTAL, IndicatorTable, Note
from analysis.statistics.payments import Chain, People, Risk, Simulated, risk_of, simulate_payments

if TYPE_CHECKING:
    from analysis.extracts.store import Store

SIZES = (15, 50, 100, 250, 500)
"""Providers that risk is shown for: the smallest and the usual sizes of a sibling program's sites, and larger ones."""
_KNOWN: Mapping[int, bool | None] = {REACHED: True, NOT_REACHED: False, TO_BE_SEEN: None}
_AMOUNTS: dict[str, Bilingual] = {
    "paid": Bilingual("payé pour des résultats prouvés", "paid for results proved"),
    "expected": Bilingual("attendu des jalons à venir", "expected from milestones to come"),
    "total": Bilingual("paiements de résultats en tout", "payments for results in all"),
    "lowest_twentieth": Bilingual("montant dépassé dix-neuf fois sur vingt", "amount passed nineteen times in twenty"),
    "value_at_risk": Bilingual("valeur à risque", "value at risk"),
    "costs_to_cover": Bilingual("coûts à couvrir", "costs to cover"),
    "share_not_covered": Bilingual("probabilité que les coûts ne soient pas couverts", "probability that costs are not covered"),
    "each": Bilingual("paiement par client", "payment for each client"),
}
_PEOPLE: dict[str, Bilingual] = {
    "payments": Bilingual("jalons payés", "milestones paid"),
    "to_come": Bilingual("jalons à venir", "milestones to come"),
    "participations": Bilingual("participations d'un segment payé", "participations of a segment that is paid for"),
    "observed": Bilingual("participations dont les taux sont observés", "participations whose rates are observed"),
}
METHOD = "simulated"
ROUNDED_TO = 1_000
"""Dollars: an exact sum of a few payments at known rates would give back how many people each rate was paid for."""


@dataclass(frozen=True, slots=True)
class CashFlow:
    """The payments of those who began in a fiscal year: what is paid, and draws of what is to come, by month from `first_month`."""

    counted: MilestoneCounts
    observed: MilestoneCounts
    """From whom the rates are known: those of this year and of the years before."""
    first_month: int
    paid: np.ndarray
    n_paid: np.ndarray
    n_to_come: np.ndarray
    drawn: Simulated
    seed: int

    @property
    def totals(self) -> np.ndarray:
        """What each draw pays in all."""
        total: np.ndarray = self.drawn.totals + self.paid.sum()
        return total

    @property
    def costs(self) -> float | None:
        """Dollars to be paid whatever the results; None when the schedule says nothing of them."""
        each = self.counted.schedule.costs_to_cover
        return None if each is None else float(each.value * self.counted.n_people)


def cash_flow(counted: MilestoneCounts, observed: MilestoneCounts, fiscal_year: FiscalYear, *, seed: int) -> CashFlow:
    """Return the payments of those counted, month by month: known ones as they are, the others drawn from the rates observed.

    A payment falls in the month of its milestone, which is so many months after the start. The same seed gives the same draws.
    """
    last = max((int(point.after_months or 0) for point in counted.points), default=0)
    first_month, n_periods = fiscal_year.first_day.year * 12 + fiscal_year.first_day.month - 1, 12 + last
    paid, n_paid, n_to_come = np.zeros(n_periods), np.zeros(n_periods), np.zeros(n_periods)
    people = []
    order = [segment.name for segment in counted.schedule.segments]
    for row in counted.counts.to_dict("records"):
        when = tuple(int(row[MONTH_INDEX]) - first_month + int(point.after_months or 0) for point in counted.points)
        known = tuple(_KNOWN[int(row[point.name])] for point in counted.points)
        for point, month, state in zip(counted.points, when, known, strict=True):
            if state:
                paid[month] += float(point.amounts[row["segment"]]) * int(row["n"])
                n_paid[month] += int(row["n"])
            elif state is None:
                n_to_come[month] += int(row["n"])
        people.append(People(int(row["n"]), order.index(row["segment"]), known, when))
    drawn = simulate_payments(_chains(observed), people, n_periods, seed=seed)
    return CashFlow(counted, observed, first_month, paid, n_paid, n_to_come, drawn, seed)


def _chains(observed: MilestoneCounts) -> list[Chain]:
    """Return what is known of each segment: at each milestone, of those who had reached the one before and of those who had not."""
    chains = []
    for segment in observed.schedule.segments:
        part = observed.counts[observed.counts["segment"] == segment.name]
        after: list[tuple[int, int]] = []
        without: list[tuple[int, int]] = []
        before: pd.Series[Any] = pd.Series(REACHED, index=part.index)
        for point in observed.points:
            here = part[point.name]
            for state, pairs in ((REACHED, after), (NOT_REACHED, without)):
                seen = part.loc[(before == state) & (here != TO_BE_SEEN), "n"].sum()
                reached = part.loc[(before == state) & (here == REACHED), "n"].sum()
                pairs.append((int(seen), int(reached)))
            before = here
        amounts = tuple(float(point.amounts[segment.name]) for point in observed.points)
        chains.append(Chain(amounts, tuple(after), tuple(without)))
    return chains


def cash_flow_table(store: Store, flow: CashFlow, fiscal_year: FiscalYear) -> IndicatorTable:
    """Return what is paid and expected in each month and in all: `expected` is a mean, with the middle 90 % of draws as its interval.

    Amounts are rounded to `ROUNDED_TO`, each for itself: months then add up to the whole only about.
    """
    months = [code_of("month", flow.first_month + at, fiscal_year) for at in range(len(flow.paid))]
    anyone = flow.counted.n_people > 0
    rows = []
    for place, at in [(TOTAL, None), *((code, place) for place, code in enumerate(months))]:
        paid = flow.paid.sum() if at is None else flow.paid[at]
        n_paid = flow.n_paid.sum() if at is None else flow.n_paid[at]
        rows.append(money_row("paid", {"month": place}, _round(paid) if anyone else None, (n_paid, "payments")))
        n_to_come = flow.n_to_come.sum() if at is None else flow.n_to_come[at]
        if n_to_come:
            risk = risk_of(flow.drawn.totals if at is None else flow.drawn.by_period[:, at])
            ends = (_round(risk.low), _round(risk.high))
            rows.append(money_row("expected", {"month": place}, _round(risk.mean), (n_to_come, "to_come"), ends=ends, method=METHOD))
        else:
            value, note = (0.0, Note.COMPUTED) if anyone else (None, Note.NO_CASES)
            rows.append(money_row("expected", {"month": place}, value, (0, "to_come"), method=METHOD, note=note))
    labels: dict[str, Any] = {"indicator": _AMOUNTS, "denominator_name": _PEOPLE} | labels_for(
        store, ("month",), {"month": [TOTAL, *months]}, fiscal_year
    )
    return money_table(rows, _provenance(store, flow, fiscal_year), labels, dimensions=("month",), additive=("month",))


def risk_table(store: Store, flow: CashFlow, fiscal_year: FiscalYear) -> IndicatorTable:
    """Return what the payments of the year may come to: mean, middle 90 %, low end, value at risk, and whether costs are covered."""
    n = flow.counted.n_people
    risk = risk_of(flow.totals, flow.costs)
    rows = [] if n else [money_row("total", {}, None, (0, "participations"), method=METHOD)]
    if n:
        rows += _risk_rows(risk, (n, "participations"), {}, flow.costs)
    labels = {"indicator": _AMOUNTS, "denominator_name": _PEOPLE}
    return money_table(rows, _provenance(store, flow, fiscal_year), labels)


def _round(dollars: float) -> float:
    return float(round(dollars / ROUNDED_TO) * ROUNDED_TO)


def _risk_rows(risk: Risk, people: tuple[float, str], place: Mapping[str, str], costs: float | None) -> list[dict[str, Any]]:
    rows = [
        money_row("total", place, _round(risk.mean), people, ends=(_round(risk.low), _round(risk.high)), method=METHOD),
        money_row("lowest_twentieth", place, _round(risk.low), people, method=METHOD),
        money_row("value_at_risk", place, _round(risk.mean) - _round(risk.low), people, method=METHOD),
    ]
    if costs is not None:
        rows.append(money_row("costs_to_cover", place, costs, people, method="none"))
        rows.append(money_row("share_not_covered", place, risk.share_below, people, unit=Unit.SHARE, method=METHOD))
    return rows


def risk_by_size(store: Store, flow: CashFlow, fiscal_year: FiscalYear, sizes: Sequence[int] = SIZES) -> IndicatorTable:
    """Return what a provider of some number of clients would be paid for each, with the segments and rates of the whole agency.

    Dimension `size`. Every milestone is still to come but the agreement on a plan. The rates of one provider differ from those of all, so
    that its risk is at least this one.
    """
    n, rows = flow.observed.n_people, []
    by_segment = flow.counted.counts.groupby("segment")["n"].sum()
    n_counted = int(by_segment.sum())
    names = [segment.name for segment in flow.counted.schedule.segments]
    chains = _chains(flow.observed)
    costs = flow.counted.schedule.costs_to_cover
    for size in sizes:
        place = {"size": str(size)}
        if not n_counted:
            rows.append(money_row("each", place, None, (0, "observed"), method=METHOD))
            continue
        shares = {name: Decimal(int(by_segment.get(name, 0))) / n_counted for name in names[:-1]}
        shares[names[-1]] = 1 - sum(shares.values(), Decimal(0))
        split = split_exactly(Decimal(size), shares, Decimal(1))
        known = tuple(True if int(point.after_months or 0) == 0 else None for point in flow.counted.points)
        people = [People(int(split[name]), at, known, (0,) * len(known)) for at, name in enumerate(names)]
        certain = sum(
            float(point.amounts[name]) * int(split[name]) for name in names for point in flow.counted.points if not point.after_months
        )
        totals = simulate_payments(chains, people, 1, seed=flow.seed).totals + certain
        risk = risk_of(totals / size, None if costs is None else float(costs.value))
        rows.append(money_row("each", place, risk.mean, (n, "observed"), ends=(risk.low, risk.high), method=METHOD))
        if costs is not None:
            rows.append(money_row("share_not_covered", place, risk.share_below, (n, "observed"), unit=Unit.SHARE, method=METHOD))
    clients = {str(size): Bilingual(f"{size} clients", f"{size} clients") for size in sizes}
    labels: dict[str, Any] = {"indicator": _AMOUNTS, "denominator_name": _PEOPLE, "size": clients}
    return money_table(rows, _provenance(store, flow, fiscal_year), labels, dimensions=("size",))


def _provenance(store: Store, flow: CashFlow, fiscal_year: FiscalYear) -> Any:
    return store.provenance.after(
        f"payments of {flow.counted.schedule.name} for {fiscal_year.start_year}, {len(flow.totals)} draws, seed {flow.seed}"
    )
