"""The accountability report of an agreement: the attainment of each target, and every gap, upward or downward, that is to be explained."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.accountability.agreements.counting import NOTHING, Counted, by_agreement, can_count, is_count
from analysis.accountability.agreements.register import Agreement, AgreementTarget, Register
from analysis.accountability.agreements.terms import Terms
from analysis.accountability.standards import VERDICT_LABELS, judge
from analysis.core.languages import Bilingual
from analysis.frameworks.indicators import Indicator
from analysis.indicators.results import INTERVAL_METHODS
from analysis.indicators.table import TOTAL, VALUE_COLUMNS, IndicatorTable, Note, Subject
from analysis.statistics.intervals import poisson_count, wilson

if TYPE_CHECKING:
    from analysis.extracts.store import Store

_REVEALING = ("gap", "gap_low", "gap_high", "attainment", "attainment_low", "attainment_high", "direction", "verdict")
DERIVED = ("standard", "initial_target", "revised_target", *_REVEALING)
"""`standard` is the target in force on the last day; gaps and attainments as for any result held to its target."""
_PLACES = "contracted_intake"


class Direction(StrEnum):
    """Which way a result departs from its target; the guide asks for an explanation of every gap, whichever way."""

    UPWARD = "upward"
    DOWNWARD = "downward"
    NONE = "none"
    NOT_JUDGED = "not_judged"

    @property
    def must_be_explained(self) -> bool:
        """Whether the accountability report owes an explanation."""
        return self in (Direction.UPWARD, Direction.DOWNWARD)


DIRECTION_LABELS: dict[Direction, Bilingual] = {
    Direction.UPWARD: Bilingual("à la hausse, à expliquer", "upward, to be explained"),
    Direction.DOWNWARD: Bilingual("à la baisse, à expliquer", "downward, to be explained"),
    Direction.NONE: Bilingual("aucun écart", "no gap"),
    Direction.NOT_JUDGED: Bilingual("non jugé", "not judged"),
}


def direction_of(value: float, target: float) -> Direction:
    """Return which way an unrounded result departs from its target."""
    if np.isnan(value) or np.isnan(target):
        return Direction.NOT_JUDGED
    return Direction.NONE if value == target else Direction.UPWARD if value > target else Direction.DOWNWARD


def accountability_of(store: Store, register: Register, agreements: Sequence[Agreement], terms: Terms, as_of: date) -> IndicatorTable:
    """Return the result of each targeted indicator of some agreements beside its target, and of all of them together.

    Parameters
    ----------
    agreements
        Those to be reported on: their last day is over.

    Returns
    -------
    IndicatorTable
        One row an indicator and agreement that has a target for it. A count of participations is in participations, with `attainment` =
        obtained / target and Garwood's interval; a share has Wilson's interval. The row of all agreements has the sum of the targets of
        a count, and no target for a share: targets differ. A target whose indicator no framework defines is left out.
    """
    rows: list[dict[str, Any]] = []
    indicators: dict[str, Indicator] = {}
    targets = {(item.agreement_id, item.indicator): item for item in register.targets}
    for code in sorted({item.indicator for item in register.targets}):
        defined = terms.indicator_of_target(code)
        if defined is None or not can_count(store, defined[1]):
            continue
        framework, indicator = defined
        indicators[indicator.name] = indicator
        counted = by_agreement(store, framework, indicator, as_of)
        held = [
            (item, targets[item.agreement_id, code], counted.get(item.agreement_id, NOTHING))
            for item in agreements
            if (item.agreement_id, code) in targets
        ]
        rows.append(_total(indicator, held))
        rows += [_row(indicator, item.agreement_id, sums, target, target.in_force(item.end)) for item, target, sums in held]
    frame = pd.DataFrame(rows, columns=["indicator", "agreement_id", *VALUE_COLUMNS, *DERIVED])
    denominators = {item.denominator.name: item.denominator.label for item in indicators.values() if item.denominator}
    return IndicatorTable(
        frame=frame,
        subject=Subject.PERSONS,
        provenance=store.provenance.after(f"accountability of agreements as of {as_of.isoformat()}"),
        dimensions=("agreement_id",),
        additive=("agreement_id",),
        derived=DERIVED,
        revealing=_REVEALING,
        labels={
            "indicator": {name: item.label for name, item in indicators.items()},
            "agreement_id": register.names(agreements) | {TOTAL: Bilingual("Toutes les ententes", "All agreements")},
            "denominator_name": denominators | {_PLACES: Bilingual("participations prévues à l'entente", "participations agreed")},
            "interval_method": {code: INTERVAL_METHODS[code] for code in sorted(set(frame["interval_method"]))},
            "verdict": {verdict.value: label for verdict, label in VERDICT_LABELS.items()},
            "direction": {item.value: label for item, label in DIRECTION_LABELS.items()},
        },
    )


def _total(indicator: Indicator, held: Sequence[tuple[Agreement, AgreementTarget, Counted]]) -> dict[str, Any]:
    together = Counted(*(sum(getattr(sums, name) for _, _, sums in held) for name in ("numerator", "denominator", "missing")))
    target = sum(target.in_force(item.end) for item, target, _ in held) if held and is_count(indicator) else np.nan
    return _row(indicator, TOTAL, together, None, target)


def _row(indicator: Indicator, agreement: str, sums: Counted, target: AgreementTarget | None, in_force: float) -> dict[str, Any]:
    if is_count(indicator):
        # A count is out of what the agreement promised: places, which are known to everyone.
        value, of, name, missing = float(sums.numerator), in_force, _PLACES, np.nan
        ends, method = poisson_count(value), "poisson_exact"
    else:
        value = sums.numerator / sums.denominator if sums.denominator else np.nan
        of, name, missing = float(sums.denominator), indicator.denominator.name if indicator.denominator else "", float(sums.missing)
        ends, method = wilson(sums.numerator, sums.denominator), "wilson"
    low, high = float(ends.low), float(ends.high)
    return {
        "indicator": indicator.name,
        "agreement_id": agreement,
        "numerator": float(sums.numerator),
        "denominator": of,
        "denominator_name": name,
        "n_missing": missing,
        "value": value,
        "interval_low": low,
        "interval_high": high,
        "interval_method": "none" if np.isnan(value) else method,
        "unit": indicator.unit.value,
        "source": "",
        "note": (Note.NO_CASES if np.isnan(value) else Note.COMPUTED).value,
        "standard": in_force,
        "initial_target": target.initial if target else np.nan,
        "revised_target": target.revised if target and target.revised is not None and target.revised_on is not None else np.nan,
        "gap": value - in_force,
        "gap_low": low - in_force,
        "gap_high": high - in_force,
        "attainment": _over(value, in_force),
        "attainment_low": _over(low, in_force),
        "attainment_high": _over(high, in_force),
        "direction": direction_of(value, in_force).value,
        "verdict": judge(value, in_force, indicator.better).value,
    }


def _over(value: float, target: float) -> float:
    return value / target if target else float("nan")
