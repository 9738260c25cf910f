"""The formula of an intake target applied to the run's own agreements, step by step, with the cap that binds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import ibis

from analysis.accountability.funding.intake_formula import IntakeFunding, IntakeRates, intake_funding, over_administration_limit, rates_of
from analysis.accountability.funding.money_rows import money_row, money_table
from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.funding import PerIntake
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Unit
from analysis.indicators.contracted import programs_of
from analysis.indicators.grouping import labels_for
from analysis.indicators.table import TOTAL, IndicatorTable, Subject

if TYPE_CHECKING:
    from analysis.extracts.store import Store


class Cap(StrEnum):
    """Which limit of a step binds."""

    NONE = "none"
    """The step has none."""
    WITHIN = "within"
    """What is planned is under the limit."""
    OVER = "over"
    """What is planned is over the limit, which binds."""
    ENVELOPE = "envelope"
    """The envelope of supports is used up before every plan has reached its cap: the envelope binds, not the cap."""
    PER_PLAN = "per_plan"
    """Every plan can reach its cap: the cap binds."""


CAP_LABELS: dict[Cap, Bilingual] = {
    Cap.NONE: Bilingual("sans limite", "no limit"),
    Cap.WITHIN: Bilingual("pas celle-ci : la dépense prévue est au-dessous", "not this one: planned spending is below it"),
    Cap.OVER: Bilingual("la limite des frais administratifs", "the limit of general administration"),
    Cap.ENVELOPE: Bilingual(
        "l'enveloppe : elle s'épuise avant que chaque plan ait atteint son plafond",
        "the envelope: it runs out before every plan has reached its cap",
    ),
    Cap.PER_PLAN: Bilingual("le plafond par plan : chaque plan peut l'atteindre", "the cap for each plan: every plan can reach it"),
}
STEPS: dict[str, Bilingual] = {
    "operating_funds": Bilingual("fonds de fonctionnement", "operating funds"),
    "support_funds": Bilingual("soutien financier", "financial supports"),
    "administration_limit": Bilingual("limite des frais administratifs généraux", "limit of general administration"),
    "plans_at_cap": Bilingual("plans de services qui peuvent atteindre le plafond", "service plans that can reach the cap"),
    "total_funds": Bilingual("financement en tout", "funding in all"),
}
DERIVED = ("rate", "base", "agreed", "cap")


@dataclass(frozen=True, slots=True)
class _Agreed:
    """What the agreements of a provider (or of all) say: places, and dollars by column."""

    intake: int
    amounts: Mapping[str, Decimal]
    """Dollars by column; a column that an agreement leaves empty is not there."""
    n: int
    n_silent: Mapping[str, int]
    """How many agreements leave each column empty."""

    def said(self, *columns: str) -> Decimal | None:
        """Return the dollars of some columns, or None when no agreement gives one of them."""
        return sum((self.amounts[name] for name in columns), Decimal(0)) if all(name in self.amounts for name in columns) else None


def pays_by_intake(framework: Framework) -> bool:
    """Say whether a framework pays its providers by intake target."""
    return any(isinstance(component, PerIntake) for component in framework.funding)


def agreement_formula(store: Store, framework: Framework, fiscal_year: FiscalYear) -> IndicatorTable:
    """Return each step of the formula for the agreements that begin in a fiscal year, by provider and for all of them.

    Dimension `provider_id`; an indicator a step, in dollars (a number of plans for `plans_at_cap`). Derived columns: `rate` and `base`,
    which the step multiplies (or divides, for plans); `agreed`, what the agreements say of the same thing (those that leave it empty are
    missing); `cap`, the limit that binds. Places contracted are public: nothing here is about persons. Plans at the cap of all providers
    are the sum of each provider's whole plans, since one provider's funds are not another's.
    """
    rates = rates_of(framework)
    agreed = _agreed(store, programs_of(framework.cohorts[0]), fiscal_year)
    funded = {provider: intake_funding(one.intake, rates) for provider, one in agreed.items()}
    places: list[tuple[str, IntakeFunding, _Agreed]] = []
    if agreed:
        together = _together(list(agreed.values()))
        whole = sum(one.plans_at_cap for one in funded.values())
        places.append((TOTAL, replace(intake_funding(together.intake, rates), plans_at_cap=whole), together))
    places += [(provider, funded[provider], agreed[provider]) for provider in sorted(agreed)]
    rows = [row for place in places for row in _rows(*place, rates)]
    codes = {"provider_id": [provider for provider, _, _ in places]}
    labels: dict[str, Any] = {
        "indicator": STEPS,
        "denominator_name": {"agreements": Bilingual("ententes commencées dans l'exercice", "agreements begun in the fiscal year")},
        "cap": {cap.value: label for cap, label in CAP_LABELS.items()},
        **labels_for(store, ("provider_id",), codes, fiscal_year),
    }
    provenance = store.provenance.after(f"formula of {framework.name} for agreements begun in {fiscal_year.start_year}")
    return money_table(
        rows, provenance, labels, subject=Subject.RECORDS, dimensions=("provider_id",), additive=("provider_id",), derived=DERIVED
    )


def _agreed(store: Store, programs: frozenset[str], fiscal_year: FiscalYear) -> dict[str, _Agreed]:
    table = store.table("agreements")
    begun = table.filter(table.start_date.between(ibis.date(fiscal_year.first_day), ibis.date(fiscal_year.last_day)))
    if programs:
        begun = begun.filter(begun.program.isnull() | begun.program.isin(sorted(programs)))
    found: defaultdict[str, list[_Agreed]] = defaultdict(list)
    for row in ordered_records(begun.select("provider_id", "contracted_intake", *_COLUMNS)):
        given = {name: Decimal(str(row[name])) for name in _COLUMNS if row[name] is not None}
        found[row["provider_id"]].append(_Agreed(int(row["contracted_intake"]), given, 1, {name: name not in given for name in _COLUMNS}))
    return {provider: _together(every) for provider, every in found.items()}


_COLUMNS = ("operating_funds", "support_funds", "general_costs")


def _together(every: list[_Agreed]) -> _Agreed:
    given = {name: [one.amounts[name] for one in every if name in one.amounts] for name in _COLUMNS}
    return _Agreed(
        sum(one.intake for one in every),
        {name: sum(amounts, Decimal(0)) for name, amounts in given.items() if amounts},
        sum(one.n for one in every),
        {name: sum(one.n_silent[name] for one in every) for name in _COLUMNS},
    )


def _rows(provider: str, funding: IntakeFunding, agreed: _Agreed, rates: IntakeRates) -> list[dict[str, Any]]:
    target, general = Decimal(funding.intake_target), agreed.said("general_costs")
    over = general is not None and over_administration_limit(general, funding) > 0
    per_plan = Cap.PER_PLAN if funding.plans_at_cap >= funding.intake_target else Cap.ENVELOPE
    steps: list[tuple[str, Decimal, Decimal | None, Decimal, tuple[str, ...], Cap]] = [
        ("operating_funds", funding.operating, rates.operating_per_intake, target, ("operating_funds",), Cap.NONE),
        ("support_funds", funding.support, rates.support_per_intake, target, ("support_funds",), Cap.NONE),
        (
            "administration_limit", funding.administration_limit, rates.administration_share, funding.operating, ("general_costs",),
            Cap.OVER if over else Cap.WITHIN,
        ),
        ("plans_at_cap", Decimal(funding.plans_at_cap), rates.support_cap_per_plan, funding.support, (), per_plan),
        ("total_funds", funding.total, None, target, ("operating_funds", "support_funds"), Cap.NONE),
    ]  # fmt: skip
    rows = []
    for step, amount, rate, base, columns, cap in steps:
        said = agreed.said(*columns) if columns else None
        n_silent = max((agreed.n_silent[name] for name in columns), default=0)
        rows.append(
            money_row(
                step, {"provider_id": provider}, float(amount), (agreed.n, "agreements"), numerator=float(amount),
                unit=Unit.COUNT if step == "plans_at_cap" else Unit.DOLLARS, n_missing=n_silent,
                rate=None if rate is None else float(rate), base=float(base), agreed=None if said is None else float(said), cap=cap.value,
            )
        )  # fmt: skip
    return rows
