"""The file of a renewal: what the earlier agreements of a provider say, and the largest target that they allow.

The guide has the analysis of an offer look back at the provider's earlier agreements: services, funding, capacity, difficulties.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

import pandas as pd

from analysis.accountability.agreements.obligations import Obligation, State
from analysis.accountability.agreements.register import Agreement, Register
from analysis.accountability.agreements.rows import record_row
from analysis.accountability.agreements.terms import Terms
from analysis.core.languages import Bilingual
from analysis.core.provenance import Provenance
from analysis.extracts.tables.codes import RISK_LEVELS
from analysis.frameworks.numbers import Unit
from analysis.indicators.table import VALUE_COLUMNS, IndicatorTable, Subject
from analysis.indicators.value_rows import methods_in

GROWTH = "renewal_growth"
"""The parameter of a framework: the largest increase over the mean of earlier agreements."""
LOOKED_BACK_ON = "renewal_agreements"
"""The parameter of a framework: how many earlier agreements the mean is over, at most."""
DERIVED = ("service", "financing", "risk_level")
_INDICATORS = {
    "contracted_intake": Bilingual("participations prévues", "participations agreed"),
    "maximum_amount": Bilingual("montant maximal", "maximum amount"),
    "late_steps": Bilingual("étapes en retard", "late steps"),
    "steps": Bilingual("étapes échues", "steps due"),
}
_FINANCING = {
    "lump_sum": Bilingual("forfait", "lump sum"),
    "real_costs": Bilingual("coûts réels", "real costs"),
    "results_based": Bilingual("selon les résultats", "results-based"),
}
_RISK = dict(zip(RISK_LEVELS, (Bilingual("faible", "low"), Bilingual("moyen", "medium"), Bilingual("élevé", "high")), strict=True))


def highest_target(served: Sequence[Decimal | float], growth: Decimal) -> tuple[Decimal, Decimal]:
    """Return the mean served by earlier agreements and the largest target that it allows: the mean plus its growth, rounded down.

    Parameters
    ----------
    served
        Participations of each earlier agreement, oldest first; at least one.
    growth
        Share of the mean (0.10 for ten per cent).
    """
    if not served:
        raise ValueError("the mean of no agreement is not a number")
    mean = sum((Decimal(repr(n) if isinstance(n, float) else n) for n in served), Decimal(0)) / len(served)
    return mean, (mean * (1 + growth)).quantize(Decimal(1), rounding=ROUND_FLOOR)


def earlier_agreements(register: Register, agreement: Agreement) -> tuple[Agreement, ...]:
    """Return the agreements that one follows, oldest first, itself last: each names the one before it."""
    by_id = {item.agreement_id: item for item in register.agreements}
    chain = [agreement]
    while (before := by_id.get(chain[-1].previous_agreement_id or "")) is not None and before not in chain:
        chain.append(before)
    return tuple(reversed(chain))


def of_provider(register: Register, provider_id: str, as_of: date) -> tuple[Agreement, ...]:
    """Return the agreements of a provider that are over on a day, in their order."""
    return tuple(item for item in register.agreements if item.provider_id == provider_id and item.end <= as_of)


def facts_of(
    register: Register, agreements: Sequence[Agreement], steps: Mapping[str, Sequence[Obligation]], terms: Terms, provenance: Provenance
) -> IndicatorTable:
    """Return what is known of agreements without counting anybody: places, amount, steps due and late; derived: service and the like."""
    services = {name: service.label for name, service in terms.services().items()}
    rows: list[dict[str, Any]] = []
    for item in agreements:
        place = {"agreement_id": item.agreement_id}
        due = [step for step in steps.get(item.agreement_id, ()) if step.state in (State.LATE, State.OVERDUE, State.ON_TIME)]
        late = sum(step.state is not State.ON_TIME for step in due)
        said = {"service": item.service or "", "financing": item.financing or "", "risk_level": item.risk_level or ""}
        found = [
            record_row("contracted_intake", place, item.contracted_intake, unit=Unit.PARTICIPATIONS),
            record_row("maximum_amount", place, item.maximum_amount, unit=Unit.DOLLARS),
            record_row("late_steps", place, late, of=len(due)),
            record_row("steps", place, len(due)),
        ]
        rows += [row | said for row in found]
    frame = pd.DataFrame(rows, columns=["indicator", "agreement_id", *VALUE_COLUMNS, *DERIVED])
    return IndicatorTable(
        frame=frame,
        subject=Subject.RECORDS,
        provenance=provenance.after("earlier agreements"),
        dimensions=("agreement_id",),
        derived=DERIVED,
        labels={
            "indicator": _INDICATORS,
            "agreement_id": register.names(agreements),
            "service": services,
            "financing": _FINANCING,
            "risk_level": _RISK,
            "denominator_name": {"agreements": Bilingual("ententes", "agreements")},
            "interval_method": methods_in(frame),
        },
    )
