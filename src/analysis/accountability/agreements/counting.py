"""What participations add up to under each agreement, by the definition of the indicator that its target names; counted in the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa

from analysis.cohorts.episodes import columns_behind, tables_behind, variable, with_variables
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.indicators import Indicator
from analysis.frameworks.measures import Count
from analysis.frameworks.model import Framework
from analysis.indicators.counting import variables_of
from analysis.indicators.measures import tally

if TYPE_CHECKING:
    from analysis.accountability.agreements.register import Agreement
    from analysis.extracts.store import Store


@dataclass(frozen=True, slots=True)
class Counted:
    """The sums of one agreement for one indicator; for a count, the numerator is the count."""

    numerator: int
    denominator: int
    missing: int


NOTHING = Counted(0, 0, 0)


def is_count(indicator: Indicator) -> bool:
    """Say whether an indicator counts participations, hence grows day by day; the others are shares."""
    return isinstance(indicator.measure, Count)


def can_count(store: Store, indicator: Indicator) -> bool:
    """Say whether the store gives the tables that an indicator is counted from."""
    return all(store.has(name) for name in {*tables_behind(variables_of(indicator)), "participations"})


def by_agreement(store: Store, framework: Framework, indicator: Indicator, as_of: date) -> dict[str, Counted]:
    """Return the sums of an indicator by agreement, over the participations that name one; an agreement without any is absent."""
    added = _added(store, framework, indicator, as_of)
    sums = {name: added[name].sum() for name in ("numerator", "denominator", "missing")}
    rows = ordered_records(added.group_by("agreement_id").aggregate(**sums))
    return {row["agreement_id"]: Counted(int(row["numerator"]), int(row["denominator"]), int(row["missing"])) for row in rows}


def by_quarter(
    store: Store, framework: Framework, indicator: Indicator, agreements: Sequence[Agreement], as_of: date
) -> Mapping[tuple[str, int], int]:
    """Return how many an agreement had counted by the last day of each of its quarters that is over: keys are agreement and quarter from 1.

    A quarter in which nobody has been counted yet is 0.
    """
    ends = [(item.agreement_id, place, last) for item in agreements for place, (_, last) in enumerate(item.quarters, 1) if last <= as_of]
    found = dict.fromkeys(((agreement, place) for agreement, place, _ in ends), 0)
    if not ends:
        return found
    columns = {"agreement_id": pa.string(), "quarter": pa.int64(), "last": pa.date32()}
    table = pa.table({name: pa.array([end[at] for end in ends], kind) for at, (name, kind) in enumerate(columns.items())})
    joined = _added(store, framework, indicator, as_of).inner_join(ibis.memtable(table), "agreement_id")
    counted = joined.group_by("agreement_id", "quarter").aggregate(
        n=(joined.numerator * (joined.dated <= joined["last"]).cast("int64")).sum()
    )
    return found | {(row["agreement_id"], row["quarter"]): int(row["n"]) for row in ordered_records(counted)}


def _added(store: Store, framework: Framework, indicator: Indicator, as_of: date) -> Any:
    """Return one row a participation that names an agreement: what it adds, and the day on which it counts."""
    variables = variables_of(indicator)
    dated_by = framework.cohort(indicator.cohort).dated_by if indicator.cohort else "start_date"
    needed = {"participation_id", "person_id", "agreement_id", "start_date", dated_by, *columns_behind(variables, framework.follow_up)}
    everyone = store.table("participations")
    linked = everyone.filter(everyone.agreement_id.notnull(), everyone.start_date <= ibis.date(as_of), everyone[dated_by].notnull())
    linked = linked.select(*(name for name in everyone.columns if name in needed))
    episodes = with_variables(store, linked, variables, calendar=framework.follow_up, as_of=as_of)

    def column(field: str) -> Any:
        return episodes[variable(field, indicator.wave, indicator.satisfaction).column]

    item = tally(indicator, episodes, column)
    return episodes.select(
        "agreement_id",
        dated=episodes[dated_by],
        numerator=item.numerator.cast("int64"),
        denominator=item.denominator.cast("int64"),
        missing=item.missing.cast("int64"),
    )
