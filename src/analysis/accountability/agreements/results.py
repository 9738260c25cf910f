"""What agreements obtained beside what they promised, quarter by quarter and at their end: one table, released once.

Progress reports and accountability reports are rows of the same table: if they were released apart, the entries of a last quarter that one
hides could be worked out from the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.accountability.agreements.accountability_report import DIRECTION_LABELS, attainment_of, direction_of
from analysis.accountability.agreements.counting import NOTHING, Counted, by_agreement, by_quarter, can_count, is_count
from analysis.accountability.agreements.progress import RECOMMENDATION_LABELS, TOLERANCE, Recommendation, expected_by, recommend
from analysis.accountability.agreements.register import Agreement, AgreementTarget, Register
from analysis.accountability.agreements.terms import Terms
from analysis.core.languages import Bilingual
from analysis.frameworks.indicators import Indicator
from analysis.frameworks.model import Framework
from analysis.indicators.table import TOTAL, VALUE_COLUMNS, IndicatorTable, Note, Subject
from analysis.indicators.value_rows import methods_in
from analysis.statistics.intervals import poisson_count, wilson

if TYPE_CHECKING:
    from analysis.extracts.store import Store

BEGUN, TO_DATE = "begun_in", "agreement_to_date"
"""Dimensions beside `agreement_id`: the year in which an agreement begins, and its quarters to date (`Q02` is its first six months)."""
_REVEALING = (
    "gap", "gap_low", "gap_high", "attainment", "attainment_low", "attainment_high", "direction", "recommendation", "may_be_chance",
)  # fmt: skip
DERIVED = ("standard", "initial_target", "revised_target", "is_final", *_REVEALING)
"""`standard` is what is expected by the end of the quarter, which at the last one is the target in force; `is_final` marks that one."""
_PLACES = "contracted_intake"
"""The denominator that disclosure control knows as places, which are public, and not as persons."""


@dataclass(frozen=True, slots=True)
class _Held:
    """One result and what it is held to."""

    place: tuple[str, str, str]
    sums: Counted
    expected: float
    target: AgreementTarget | None = None
    is_final: bool = False


def results_of(
    store: Store,
    register: Register,
    agreements: Sequence[Agreement],
    terms: Terms,
    as_of: date,
    *,
    by_quarter_for: Collection[str] | None = None,
) -> IndicatorTable:
    """Return the results of some agreements beside their targets: dimensions `begun_in`, `agreement_id` and `agreement_to_date`.

    Parameters
    ----------
    by_quarter_for
        The agreements wanted quarter by quarter; all when not given. The others have their end only, once it is past.

    Returns
    -------
    IndicatorTable
        A target that counts participations has a row a quarter that is over: `value` obtained with Garwood's interval, `denominator` and
        `standard` what was expected, and what the rule recommends. A target that is a share has one row, at the end of the agreement:
        people are followed up after they were served; Wilson's interval. `attainment` is value / standard, `direction` says which way it
        departs. The agreements of a year together have sums of counts and no target for shares, which differ. A target whose
        indicator no framework defines, or whose tables are absent, is left out.
    """
    tolerance = terms.parameter(TOLERANCE)
    most = tolerance.number.value if tolerance else None
    rows: list[dict[str, Any]] = []
    found: list[Indicator] = []
    for code in sorted({item.indicator for item in register.targets}):
        defined = terms.indicator_of_target(code)
        if defined is None or not can_count(store, defined[1]):
            continue
        found.append(defined[1])
        targets = {item.agreement_id: item for item in register.targets if item.indicator == code}
        held = _counts if is_count(defined[1]) else _shares
        every = list(held(store, defined, [item for item in agreements if item.agreement_id in targets], targets, as_of))
        results = [item for item in every if item.is_final or by_quarter_for is None or item.place[1] in by_quarter_for]
        rows += [_row(defined[1], item, most) for item in (*_margins(results, defined[1]), *results)]
    frame = pd.DataFrame(rows, columns=["indicator", BEGUN, "agreement_id", TO_DATE, *VALUE_COLUMNS, *DERIVED])
    return IndicatorTable(
        frame=frame,
        subject=Subject.PERSONS,
        provenance=store.provenance.after(f"results of agreements as of {as_of.isoformat()}"),
        dimensions=(BEGUN, "agreement_id", TO_DATE),
        additive=("agreement_id",),
        derived=DERIVED,
        revealing=_REVEALING,
        labels=_labels(register, agreements, found, frame),
    )


_Targets = Mapping[str, AgreementTarget]


def _counts(
    store: Store, defined: tuple[Framework, Indicator], agreements: Sequence[Agreement], targets: _Targets, as_of: date
) -> Iterator[_Held]:
    by_id = {item.agreement_id: item for item in agreements}
    for (name, number), obtained in sorted(by_quarter(store, *defined, agreements, as_of).items()):
        agreement, target = by_id[name], targets[name]
        last = agreement.quarters[number - 1][1]
        place = str(agreement.start.year), name, f"Q{number:02d}"
        yield _Held(place, Counted(obtained, 0, 0), expected_by(agreement, target, last), target, last == agreement.end)


def _shares(
    store: Store, defined: tuple[Framework, Indicator], agreements: Sequence[Agreement], targets: _Targets, as_of: date
) -> Iterator[_Held]:
    counted = by_agreement(store, *defined, as_of)
    for agreement in agreements:
        if agreement.end > as_of:
            continue
        name, target = agreement.agreement_id, targets[agreement.agreement_id]
        place = str(agreement.start.year), name, f"Q{len(agreement.quarters):02d}"
        yield _Held(place, counted.get(name, NOTHING), target.in_force(agreement.end), target, is_final=True)


def _margins(results: Sequence[_Held], indicator: Indicator) -> Iterator[_Held]:
    """Yield the sums of the agreements begun in each year, by quarter; targets of shares do not add up to anything."""
    together: dict[tuple[str, str, str], tuple[Counted, float]] = {}
    for item in results:
        place = item.place[0], TOTAL, item.place[2]
        sums, expected = together.get(place, (NOTHING, 0.0))
        added = (getattr(sums, name) + getattr(item.sums, name) for name in ("numerator", "denominator", "missing"))
        together[place] = Counted(*added), expected + item.expected
    for place, (sums, expected) in sorted(together.items()):
        yield _Held(place, sums, expected if is_count(indicator) else np.nan)


def _row(indicator: Indicator, held: _Held, tolerance: Decimal | None) -> dict[str, Any]:
    sums, expected = held.sums, held.expected
    if is_count(indicator):
        # A count is out of what the agreement promised: places, which are known to everyone.
        value, of, name, missing = float(sums.numerator), expected, _PLACES, np.nan
        ends, method = poisson_count(value), "poisson_exact"
    else:
        value = sums.numerator / sums.denominator if sums.denominator else np.nan
        of, name, missing = float(sums.denominator), indicator.denominator.name if indicator.denominator else "", float(sums.missing)
        ends, method = wilson(sums.numerator, sums.denominator), "wilson"
    low, high = float(ends.low), float(ends.high)
    return {
        "indicator": indicator.name,
        **dict(zip((BEGUN, "agreement_id", TO_DATE), held.place, strict=True)),
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
        "standard": expected,
        "initial_target": held.target.initial if held.target else np.nan,
        "revised_target": held.target.revised if held.target and held.target.revised_on and held.target.revised is not None else np.nan,
        "is_final": "yes" if held.is_final else "no",
        "gap": value - expected,
        "gap_low": low - expected,
        "gap_high": high - expected,
        "attainment": attainment_of(value, expected),
        "attainment_low": attainment_of(low, expected),
        "attainment_high": attainment_of(high, expected),
        "direction": direction_of(value, expected).value,
        **_recommended(indicator, held, (value, low, high), tolerance),
    }


def _recommended(indicator: Indicator, held: _Held, result: tuple[float, float, float], tolerance: Decimal | None) -> dict[str, str]:
    if held.target is None or not is_count(indicator) or not held.expected or tolerance is None:
        return {"recommendation": Recommendation.NOT_JUDGED.value, "may_be_chance": ""}
    value, low, high = result
    return {
        "recommendation": recommend(value / held.expected, tolerance).value,
        "may_be_chance": "yes" if low <= held.expected <= high else "no",
    }


def _labels(
    register: Register, agreements: Sequence[Agreement], found: Sequence[Indicator], frame: pd.DataFrame
) -> dict[str, dict[str, Bilingual]]:
    denominators = {item.denominator.name: item.denominator.label for item in found if item.denominator}
    years = sorted({item.start.year for item in agreements})
    return {
        "indicator": {item.name: item.label for item in found},
        "agreement_id": register.names(agreements) | {TOTAL: Bilingual("Toutes les ententes", "All agreements")},
        BEGUN: {str(year): Bilingual(f"ententes commencées en {year}", f"agreements begun in {year}") for year in years},
        TO_DATE: {code: _quarter_label(code) for code in sorted(set(frame[TO_DATE]))},
        "denominator_name": denominators | {_PLACES: Bilingual("participations attendues à cette date", "participations expected by then")},
        "interval_method": methods_in(frame),
        "direction": {item.value: label for item, label in DIRECTION_LABELS.items()},
        "recommendation": {item.value: label for item, label in RECOMMENDATION_LABELS.items()},
    }


def _quarter_label(code: str) -> Bilingual:
    months = 3 * int(code[1:])
    return Bilingual(f"{months} premiers mois", f"first {months} months")
