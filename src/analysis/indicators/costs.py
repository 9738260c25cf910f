"""What services cost: spending by nature, for each participation begun and for each of them in employment, whoever could be reached.

How many are in employment depends on whom one counts. Three shares are computed from the same people, and each gives a cost: those
proved in employment of *all* who began, of those whose follow-up is *due*, of those *reached*. The truth lies where nobody can see it:
people with a job answer more often, so the third share is rather too high and its cost too low; the first counts everyone not reached
as without a job.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.cohorts.conditions import fields_of, to_boolean
from analysis.cohorts.episodes import variable
from analysis.cohorts.selection import select
from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.indicators import Indicator
from analysis.frameworks.measures import Count, Share
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Unit
from analysis.indicators.grouping import NOT_STATED, labels_for, variables_for
from analysis.indicators.spending import CENTS, Spending, cents_of, entry_cohort
from analysis.indicators.table import SMALLEST, TOTAL, IndicatorTable, Note, Subject
from analysis.indicators.value_rows import NO_ENDS, Row, combined_row, frame_of, methods_in, share_row, value_row
from analysis.statistics.known_amounts import cost_each, cost_each_interval

if TYPE_CHECKING:
    from analysis.extracts.store import Store

BASES = ("all", "due", "reached")
"""Whom those in employment are a share of."""
_WHO = {
    "all": Bilingual("sur tous ceux qui ont commencé", "of all who began"),
    "due": Bilingual("sur ceux dont le suivi est échu", "of those whose follow-up is due"),
    "reached": Bilingual("sur ceux qui ont été joints", "of those reached"),
}
_DENOMINATORS: dict[str, Bilingual] = {
    "begun": Bilingual("participations commencées dans l'exercice", "participations begun in the fiscal year"),
    "due": Bilingual("participations dont le suivi est échu", "participations whose follow-up is due"),
    "reached": Bilingual("participations échues et jointes", "participations due and reached"),
    SMALLEST: Bilingual("le plus petit des groupes dont le coût dépend", "the smallest of the groups that the cost depends on"),
}
NATURES: dict[str, Bilingual] = {
    "salaries": Bilingual("Salaires", "Salaries"),
    "purchases": Bilingual("Achats de services", "Purchases of services"),
    "allowances": Bilingual("Allocations aux participants", "Allowances to participants"),
    "wage_subsidies": Bilingual("Subventions salariales", "Wage subsidies"),
    "administration": Bilingual("Administration", "Administration"),
    "other": Bilingual("Autres", "Other"),
}


def spending_by_nature(store: Store, fiscal_year: FiscalYear, as_of: date) -> IndicatorTable:
    """Return the spending of a fiscal year by nature and in all, in dollars: accounts, not persons."""
    counted = cents_of(store, fiscal_year, as_of, ("nature",))
    total = sum(cents for cents, _ in counted.values())
    n_entries = sum(n for _, n in counted.values())
    places = [(TOTAL, (total, n_entries)), *((key[0], found) for key, found in sorted(counted.items(), key=_largest_first))]
    rows = [
        value_row(
            "spending",
            {"nature": nature},
            (cents / CENTS, n, "entries"),
            Unit.DOLLARS,
            value=cents / CENTS if n_entries else None,
        )
        for nature, (cents, n) in places
    ]
    labels: dict[str, Mapping[str, Bilingual]] = {
        "indicator": {"spending": Bilingual("dépenses de l'exercice", "spending of the fiscal year")},
        "denominator_name": {"entries": Bilingual("écritures de coût", "cost entries")},
        "nature": NATURES | {TOTAL: Bilingual("Ensemble", "All")},
    }
    return _table(store, rows, ("nature",), labels, note=f"spending of {fiscal_year.start_year}", subject=Subject.RECORDS)


def _largest_first(item: tuple[tuple[str, ...], tuple[int, int]]) -> tuple[int, tuple[str, ...]]:
    return -item[1][0], item[0]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who counts as in employment, and when: the condition and the wave of an indicator."""

    indicator: Indicator

    @property
    def condition(self) -> Any:
        """What is asked of the follow-up."""
        measure = self.indicator.measure
        found = measure.where if isinstance(measure, Count) else measure.numerator if isinstance(measure, Share) else None
        if found is None or self.indicator.wave is None:
            raise ValueError(f"{self.indicator.name} does not say who is in employment at a follow-up")
        return found

    @property
    def wave(self) -> int:
        """Months after the origin."""
        assert self.indicator.wave is not None  # noqa: S101 - asked of the condition first
        return self.indicator.wave


def costs_in_employment(
    store: Store,
    framework: Framework,
    outcome: Outcome,
    spending: Spending,
    fiscal_year: FiscalYear,
    *,
    as_of: date,
    by: Sequence[str] = (),
    bases: Sequence[str] = BASES,
) -> IndicatorTable:
    """Return, for those who began in a fiscal year, the share in employment, and what each of them cost.

    Parameters
    ----------
    outcome
        Who is in employment and at which wave.
    spending
        Dollars by group, as `spending_of_accounts` or `funds_of_agreements` gives them for the same `by`.
    bases
        Which of `BASES` the share in employment is taken of; one cost each.

    Returns
    -------
    IndicatorTable
        `begun`, how many began; for each base, `employed_of_…` (a share with Wilson's interval); `cost_each`, dollars for each
        participation begun; for each base, `cost_of_…`, dollars for each in employment were that share the one of all who began, with the
        ends of Fieller's theorem for a known cost (none for those proved of *all*, a quotient of full counts). A cost is hidden with any
        row it is made from.
    """
    counted = _people(store, framework, outcome, fiscal_year, as_of=as_of, by=tuple(by))
    rows = []
    nobody = np.zeros(4, dtype=np.int64)
    for key in dict.fromkeys([(TOTAL,) * len(by), *sorted(counted), *sorted(spending)]):
        begun, due, reached, employed = (int(n) for n in counted.get(key, nobody))
        rows += _group(dict(zip(by, key, strict=True)), (begun, due, reached, employed), spending.get(key, 0.0), bases)
    codes = {name: [str(row[name]) for row in rows] for name in by}
    labels: dict[str, Mapping[str, Bilingual]] = {
        "indicator": _names(outcome.wave, bases),
        "denominator_name": _DENOMINATORS,
        **labels_for(store, by, codes, fiscal_year),
    }
    what = f"{outcome.indicator.name} of {framework.name}"
    note = f"costs of participations begun in {fiscal_year.start_year}, {what}, as of {as_of.isoformat()}"
    return _table(store, rows, tuple(by), labels, note=note)


def _names(wave: int, bases: Sequence[str]) -> dict[str, Bilingual]:
    names = {
        "begun": Bilingual("participations commencées", "participations begun"),
        "cost_each": Bilingual("coût par participation commencée", "cost of each participation begun"),
    }
    for base in bases:
        who = _WHO[base]
        names[f"employed_of_{base}"] = Bilingual(f"en emploi à {wave} mois, {who.fr}", f"in employment at {wave} months, {who.en}")
        names[f"cost_of_{base}"] = Bilingual(
            f"coût par participation en emploi à {wave} mois, {who.fr}",
            f"cost of each participation in employment at {wave} months, {who.en}",
        )
    return names


def _group(place: Mapping[str, str], counts: tuple[int, int, int, int], dollars: float, bases: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of one group: who began, shares in employment, costs."""
    begun, due, reached, employed = counts
    of_base = {"all": (begun, "begun"), "due": (due, "due"), "reached": (reached, "reached")}
    rows = [value_row("begun", place, (begun, begun, "begun"), Unit.PARTICIPATIONS, value=begun, n_missing=0)]
    for base in bases:
        n, name = of_base[base]
        n_missing = (begun if base == "all" else due) - reached
        rows.append(share_row(f"employed_of_{base}", place, (employed, n, name), n_missing=n_missing))
    smallest = min([begun, *(of_base[base][0] for base in bases)])
    rows.append(_cost_row("cost_each", place, dollars / begun if begun else np.nan, (smallest, begun), NO_ENDS))
    for base in bases:
        n = of_base[base][0]
        ends = cost_each_interval(dollars, begun, employed, n)
        limits = NO_ENDS if base == "all" else (float(ends.low), float(ends.high))
        rows.append(_cost_row(f"cost_of_{base}", place, float(cost_each(dollars, begun, employed, n)), (smallest, begun), limits))
    return rows


def _cost_row(indicator: str, place: Mapping[str, str], cost: float, people: tuple[int, int], ends: tuple[float, float]) -> Row:
    smallest, begun = people
    method = "none_cost_of_counts" if np.isnan(ends[0]) else "fieller_known_cost"
    # Where somebody began, a cost over nobody in employment has no number and no other sign: « no cases » would say that nobody is.
    note = Note.COMPUTED if begun else Note.NO_CASES
    return combined_row(indicator, place, cost if begun else None, smallest, Unit.DOLLARS, ends=ends, method=method, note=note)


def _people(
    store: Store, framework: Framework, outcome: Outcome, fiscal_year: FiscalYear, *, as_of: date, by: tuple[str, ...]
) -> dict[tuple[str, ...], Any]:
    """Count, by group and margin, those who began, of them due, of them reached, of them in employment."""
    condition, wave = outcome.condition, outcome.wave
    fields = {*fields_of(condition), "is_due_at_wave", "is_reached_at_wave"}
    variables = {variable(field, wave=wave) for field in fields} | set(variables_for(by))
    episodes = select(
        store, entry_cohort(framework), fiscal_year, as_of=as_of, variables=variables, columns=set(by), calendar=framework.follow_up
    ).episodes
    due = episodes[variable("is_due_at_wave", wave=wave).column]
    reached = due & episodes[variable("is_reached_at_wave", wave=wave).column]
    employed = reached & to_boolean(condition, lambda field: episodes[variable(field, wave=wave).column]).fill_null(False)
    flags = episodes.select(**{name: episodes[name].fill_null(NOT_STATED) for name in by}, due=due, reached=reached, employed=employed)
    keys = list(by)
    grouped = flags.group_by(keys) if keys else flags
    rows = ordered_records(
        grouped.aggregate(begun=flags.count(), n_due=flags.due.sum(), n_reached=flags.reached.sum(), n_employed=flags.employed.sum())
    )
    whole: dict[tuple[str, ...], Any] = {}
    for row in rows:
        counts = np.array([int(row[name] or 0) for name in ("begun", "n_due", "n_reached", "n_employed")], dtype=np.int64)
        for kept in product([False, True], repeat=len(keys)):
            place = tuple(str(row[name]) if keep else TOTAL for name, keep in zip(keys, kept, strict=True))
            whole[place] = whole.get(place, np.zeros(4, dtype=np.int64)) + counts
    return whole


def _table(
    store: Store,
    rows: Sequence[Mapping[str, Any]],
    dimensions: tuple[str, ...],
    labels: Mapping[str, Mapping[str, Bilingual]],
    *,
    note: str,
    subject: Subject = Subject.PERSONS,
) -> IndicatorTable:
    frame = frame_of(rows, dimensions)
    labels = {**labels, "interval_method": methods_in(frame)}
    return IndicatorTable(frame, subject, store.provenance.after(note), dimensions, dimensions, labels=labels)
