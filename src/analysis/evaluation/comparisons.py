"""Two groups held against each other: who stays in employment, months in employment and in the first job, with the difference.

A difference is a finding about two groups of people, not about what made it. Every row rests on the smallest count of either group, so that
the sizes of the groups, and of those who belong to neither, are not given away beside a table of everyone.
"""

from __future__ import annotations

from math import fsum, hypot
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.evaluation.jobs import HORIZON, Durations
from analysis.evaluation.retention import months_in_employment, smallest_until, spans
from analysis.evaluation.rows import table
from analysis.frameworks.numbers import Unit
from analysis.frameworks.vocabulary import FIELDS, FieldKind
from analysis.indicators.table import SMALLEST, IndicatorTable
from analysis.indicators.value_rows import combined_row
from analysis.statistics.interval_censoring import staying
from analysis.statistics.intervals import normal_quantile, student_mean
from analysis.statistics.survival import compare as compare_curves
from analysis.statistics.survival import kaplan_meier, restricted_mean

if TYPE_CHECKING:
    from analysis.evaluation.wave_patterns import Patterns
    from analysis.extracts.store import Store

OTHERS = "others"
DIFFERENCE = "difference"
_LABELS: dict[str, Bilingual] = {
    "still_employed_at_last": Bilingual(
        "encore en emploi à {months} mois, parmi les personnes en emploi au premier suivi",
        "still employed at {months} months, among those employed at the first follow-up",
    ),
    "months_in_employment": Bilingual("mois en emploi, de l'entrée à {months} mois", "months in employment, from entry to {months} months"),
    "months_in_job": Bilingual("mois dans le premier emploi, sur 24", "months in the first job, out of 24"),
}


def two_groups(
    store: Store, patterns: Patterns, durations: Durations | None, step: str, *, group: str, against: str | None = None
) -> IndicatorTable:
    """Return three measures for two groups and their difference.

    Dimensions `measure` (the indicator again) and `side` (`group`, `against` or `others`, `difference`).

    Parameters
    ----------
    patterns, durations
        Counted by the same dimension; without durations, months in the first job are not in the table.
    group, against
        Codes of the dimension; without `against`, everyone else with a stated value.

    Notes
    -----
    Shares: difference of two curves, from their standard errors. Means: Welch. First jobs: difference of two areas under Kaplan–Meier,
    whose derived column `p_value` is that of the log-rank test. Independent groups are supposed: a person with two participations is in
    both.

    Raises
    ------
    DefinitionError
        When a code is not one of the dimension's; a code that nobody has gives rows without a value.
    """
    codes = sorted(set(patterns.group) - {"not_stated"})
    _check_codes(patterns.by, (group, against), codes)
    sides = (group, against or OTHERS)
    mine = patterns.group == group
    theirs = patterns.group == against if against else ~mine & (patterns.group != "not_stated")
    rows: list[dict[str, Any]] = []
    pair = (patterns.only(mine), patterns.only(np.asarray(theirs)))
    _shares(rows, pair, sides)
    _means(rows, pair, sides)
    if durations is not None:
        _jobs(rows, durations, sides, codes)
    named = {code: patterns.labels.get(code, Bilingual(code, code)) for code in sides if code != OTHERS}
    last = str(patterns.waves[-1])
    measures = {name: text.filled(months=last) for name, text in _LABELS.items()}
    labels = {
        "indicator": measures,
        "measure": measures,
        "denominator_name": {
            SMALLEST: Bilingual("plus petit compte des deux groupes", "smallest count of the two groups")
        },
        "side": named | {
            OTHERS: Bilingual("autres personnes", "other people"),
            DIFFERENCE: Bilingual("différence", "difference"),
        },
    }  # fmt: skip
    return table(store, rows, ("measure", "side"), labels, step, derived=("p_value",), source=patterns.source)


def _check_codes(by: str, asked: tuple[str | None, ...], codes: list[str]) -> None:
    field = FIELDS.get(by)
    possible = (
        {"yes", "no"} if field is not None and field.kind is FieldKind.BOOLEAN else {code.value for code in field.codes} if field else set()
    )
    # With nobody to compare there is no code to hold the question against.
    unknown = [code for code in asked if code is not None and code not in {*codes, *possible}] if codes else []
    if unknown:
        raise DefinitionError(
            [
                Problem(
                    f"{by}={code}",
                    Bilingual(f"personne n'est dans le groupe « {code} »", f'nobody is in the group "{code}"'),
                    todo=did_you_mean(code, sorted({*codes, *possible})),
                )
                for code in unknown
            ]
        )


def _add(
    rows: list[dict[str, Any]],
    indicator: str,
    sides: tuple[str, str],
    found: list[tuple[float, float, float, float]],
    methods: tuple[str, str],
    *,
    smallest: float,
    unit: Unit,
    ends: tuple[float, float] | None = None,
    p_value: float = float("nan"),
) -> None:
    """Add the rows of both sides (value, standard error, ends of its interval) and of their difference."""
    for side, (value, _, low, high) in zip(sides, found, strict=True):
        rows.append(
            combined_row(
                indicator,
                {"measure": indicator, "side": side},
                value,
                smallest,
                unit,
                ends=(low, high),
                method=methods[0],
                derived={"p_value": float("nan")},
            )
        )
    difference, half = found[0][0] - found[1][0], normal_quantile() * hypot(found[0][1], found[1][1])
    both = ends or (difference - half, difference + half)
    rows.append(
        combined_row(
            indicator,
            {"measure": indicator, "side": DIFFERENCE},
            difference,
            smallest,
            unit,
            ends=both,
            method=methods[1],
            derived={"p_value": p_value},
        )
    )


def _shares(rows: list[dict[str, Any]], pair: tuple[Patterns, Patterns], sides: tuple[str, str]) -> None:
    found, smallest = [], []
    for some in pair:
        last_in, first_out, _, n = spans(some)
        last = len(some.waves) - 1
        curve = staying(last_in, first_out, n, last) if last else None
        column = (curve.retained, curve.standard_error, curve.low, curve.high) if curve else ()
        found.append(tuple(float(values[-1]) for values in column) if column else (float("nan"),) * 4)
        smallest.append(smallest_until(last_in, first_out, n, last))
    _add(
        rows, "still_employed_at_last", sides, [(a, b, c, d) for a, b, c, d in found], ("interval_censored", "difference_of_curves"),
        smallest=min(smallest), unit=Unit.SHARE,
    )  # fmt: skip


def _means(rows: list[dict[str, Any]], pair: tuple[Patterns, Patterns], sides: tuple[str, str]) -> None:
    found, sizes, spreads = [], [], []
    for some in pair:
        n, total, squares, _ = months_in_employment(some)
        ends = student_mean(n, total, squares)
        mean = total / n if n else float("nan")
        variance = (squares - n * mean**2) / (n - 1) / n if n > 1 else float("nan")
        found.append((mean, float(np.sqrt(max(variance, 0.0))) if n > 1 else float("nan"), float(ends.low), float(ends.high)))
        sizes.append(n)
        spreads.append(variance)
    _add(
        rows, "months_in_employment", sides, found, ("student_t", "welch"),
        smallest=min(sizes), unit=Unit.MONTHS, ends=_welch(found[0][0] - found[1][0], spreads, sizes),
    )  # fmt: skip


def _welch(difference: float, variances: list[float], sizes: list[float]) -> tuple[float, float]:
    """Return the interval of a difference of two means whose spreads differ (Welch, B. L. (1947), Biometrika 34: 28–35)."""
    from scipy.stats import t  # noqa: PLC0415 - slow to import, and few notebooks need it

    whole = fsum(variances)
    if not whole > 0:
        return float("nan"), float("nan")
    freedom = whole**2 / fsum(variance**2 / (n - 1) for variance, n in zip(variances, sizes, strict=True))
    half = float(t.ppf(0.975, freedom)) * whole**0.5
    return difference - half, difference + half


def _jobs(rows: list[dict[str, Any]], durations: Durations, sides: tuple[str, str], codes: list[str]) -> None:
    others = [code for code in codes if code != sides[0]] if sides[1] == OTHERS else [sides[1]]
    by_code = {code: (times, causes > 0) for code, times, causes in durations.groups()}
    groups = []
    for chosen in ([sides[0]], others):
        parts = [by_code[code] for code in chosen if code in by_code]
        empty = (np.zeros(0), np.zeros(0, dtype=bool))
        groups.append(tuple(np.concatenate([part[at] for part in parts] or [empty[at]]) for at in (0, 1)))
    found = []
    for times, left in groups:
        mean = restricted_mean(kaplan_meier(times, left), HORIZON)
        found.append((mean.value, mean.standard_error, mean.low, mean.high))
    test = compare_curves((groups[0][0], groups[0][1]), (groups[1][0], groups[1][1]), HORIZON)
    smallest = min(float(count) for times, left in groups for count in (left.sum(), len(times)))
    _add(
        rows, "months_in_job", sides, found, ("restricted_mean", "difference_of_areas"),
        smallest=smallest, unit=Unit.MONTHS, p_value=test.p_value,
    )  # fmt: skip
