"""The quarterly progress report of an agreement: expected against obtained so far, and the adjustment that a stated rule recommends.

What is expected by the end of a quarter is the target in force that day, in proportion to the days gone by. The rule: within the
tolerance of the framework nothing is recommended; below it, an adjustment is to be discussed; above it, more places are. An interval that
holds the number expected says that the gap may be chance; the recommendation is given all the same, and marked so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.accountability.agreements.counting import by_quarter, is_count
from analysis.accountability.agreements.register import Agreement, AgreementTarget, Register
from analysis.accountability.agreements.terms import Terms
from analysis.core.languages import Bilingual
from analysis.frameworks.indicators import Indicator
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Number, Unit
from analysis.indicators.results import INTERVAL_METHODS
from analysis.indicators.table import TOTAL, VALUE_COLUMNS, IndicatorTable, Note, Subject
from analysis.statistics.intervals import count_over_known

if TYPE_CHECKING:
    from analysis.extracts.store import Store

TO_DATE = "agreement_to_date"
"""The dimension of quarters counted from the first day of an agreement: `Q2` is its first six months."""
TOLERANCE = "progress_tolerance"
"""The parameter of a framework: the gap, as a share of what was expected, below which nothing is recommended."""
DERIVED = ("recommendation", "may_be_chance")
_PLACES = "contracted_intake"
"""The denominator that disclosure control knows as places, which are public, and not as persons."""


class Recommendation(StrEnum):
    """What a progress report recommends."""

    AS_PLANNED = "as_planned"
    RECOMMEND = "recommend"
    MORE_PLACES = "more_places"
    NOT_JUDGED = "not_judged"
    """Nothing was expected yet, or no framework gives the tolerance."""


RECOMMENDATION_LABELS: dict[Recommendation, Bilingual] = {
    Recommendation.AS_PLANNED: Bilingual("aucun ajustement", "no adjustment"),
    Recommendation.RECOMMEND: Bilingual("ajustement à convenir", "adjustment to agree on"),
    Recommendation.MORE_PLACES: Bilingual("places à ajouter, si le besoin existe", "places to add, where needed"),
    Recommendation.NOT_JUDGED: Bilingual("non jugé", "not judged"),
}


def recommend(attainment: Decimal | float, tolerance: Decimal | float) -> Recommendation:
    """Return what a progress report recommends for a ratio of obtained to expected; a gap equal to the tolerance is within it."""
    gap = Decimal(repr(attainment) if isinstance(attainment, float) else attainment) - 1
    # A float ratio (0.9 for 9 of 10) is the decimal it prints as: the tolerance is written in decimals, and 10 % below is within 10 %.
    if abs(gap) <= Decimal(repr(tolerance) if isinstance(tolerance, float) else tolerance):
        return Recommendation.AS_PLANNED
    return Recommendation.RECOMMEND if gap < 0 else Recommendation.MORE_PLACES


def expected_by(agreement: Agreement, target: AgreementTarget, day: date) -> float:
    """Return what is expected by the end of a day: the target in force then, times the share of the agreement's days gone by."""
    gone = min(max((day - agreement.start).days + 1, 0), agreement.n_days)
    return target.in_force(day) * gone / agreement.n_days


def progress_of(store: Store, register: Register, agreements: Sequence[Agreement], terms: Terms, as_of: date) -> IndicatorTable:
    """Return, by agreement and quarter to date and for all agreements together, what was expected and obtained.

    Indicators that count participations only: what a share is after a service is not known quarter by quarter. `denominator` is the
    number expected, `value` obtained / expected with Garwood's exact interval; derived: `recommendation`, and `may_be_chance` when the
    interval holds 1. Quarters that are not over are absent.
    """
    tolerance = terms.parameter(TOLERANCE)
    rows: list[dict[str, Any]] = []
    found: dict[str, Indicator] = {}
    for code in sorted({item.indicator for item in register.targets}):
        defined = terms.indicator_of_target(code)
        if defined is None or not is_count(defined[1]):
            continue
        of_code = {item.agreement_id: item for item in register.targets if item.indicator == code}
        with_target = [item for item in agreements if item.agreement_id in of_code]
        found[defined[1].name] = defined[1]
        rows += _rows_of(store, defined, with_target, of_code, tolerance=tolerance.number if tolerance else None, as_of=as_of)
    frame = pd.DataFrame(rows, columns=["indicator", "agreement_id", TO_DATE, *VALUE_COLUMNS, *DERIVED])
    quarters = sorted(set(frame[TO_DATE]))
    return IndicatorTable(
        frame=frame,
        subject=Subject.PERSONS,
        provenance=store.provenance.after(f"progress of agreements as of {as_of.isoformat()}"),
        dimensions=("agreement_id", TO_DATE),
        additive=("agreement_id",),
        derived=DERIVED,
        revealing=DERIVED,
        labels={
            "indicator": {name: item.label for name, item in found.items()},
            "agreement_id": register.names(agreements) | {TOTAL: Bilingual("Toutes les ententes", "All agreements")},
            TO_DATE: {code: _quarter_label(code) for code in quarters},
            "denominator_name": {_PLACES: Bilingual("participations attendues à cette date", "participations expected by that day")},
            "interval_method": {code: INTERVAL_METHODS[code] for code in sorted(set(frame["interval_method"]))},
            "recommendation": {item.value: label for item, label in RECOMMENDATION_LABELS.items()},
        },
    )


def _rows_of(
    store: Store,
    defined: tuple[Framework, Indicator],
    agreements: Sequence[Agreement],
    targets: dict[str, AgreementTarget],
    *,
    tolerance: Number | None,
    as_of: date,
) -> list[dict[str, Any]]:
    framework, indicator = defined
    counted = by_quarter(store, framework, indicator, agreements, as_of)
    by_id = {item.agreement_id: item for item in agreements}
    rows, totals = [], dict[str, tuple[float, float]]()
    for (name, place), obtained in sorted(counted.items()):
        agreement, quarter = by_id[name], f"Q{place:02d}"
        expected = expected_by(agreement, targets[name], agreement.quarters[place - 1][1])
        rows.append(_row(indicator, (name, quarter), obtained, expected, tolerance))
        before = totals.get(quarter, (0.0, 0.0))
        totals[quarter] = before[0] + obtained, before[1] + expected
    return [_row(indicator, (TOTAL, quarter), *sums, tolerance) for quarter, sums in sorted(totals.items())] + rows


def _row(indicator: Indicator, place: tuple[str, str], obtained: float, expected: float, tolerance: Number | None) -> dict[str, Any]:
    agreement, quarter = place
    interval = count_over_known(obtained, expected)
    low, high = float(interval.low), float(interval.high)
    value = obtained / expected if expected else np.nan
    judged = not np.isnan(value) and tolerance is not None and agreement != TOTAL
    return {
        "indicator": indicator.name,
        "agreement_id": agreement,
        TO_DATE: quarter,
        "numerator": float(obtained),
        "denominator": float(expected),
        "denominator_name": _PLACES,
        "n_missing": np.nan,
        "value": value,
        "interval_low": low,
        "interval_high": high,
        "interval_method": "none" if np.isnan(value) else "poisson_exact",
        "unit": Unit.RATIO.value,
        "source": "",
        "note": (Note.NO_CASES if np.isnan(value) else Note.COMPUTED).value,
        "recommendation": (recommend(value, tolerance.value) if judged and tolerance else Recommendation.NOT_JUDGED).value,
        "may_be_chance": "yes" if judged and low <= 1 <= high else "no" if judged else "",
    }


def _quarter_label(code: str) -> Bilingual:
    months = 3 * int(code[1:])
    return Bilingual(f"{months} premiers mois", f"first {months} months")
