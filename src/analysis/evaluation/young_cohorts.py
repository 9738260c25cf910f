"""What the cohorts that entered lately may come to at the last wave, quarter by quarter, and how far such predictions were right before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.evaluation.rows import months_label, table
from analysis.frameworks.numbers import Unit
from analysis.indicators.table import SMALLEST, TOTAL, IndicatorTable, Subject
from analysis.indicators.value_rows import combined_row, share_row, value_row
from analysis.statistics.cohort_development import back_test, predict
from analysis.statistics.intervals import FloatArray

if TYPE_CHECKING:
    from analysis.evaluation.wave_patterns import Patterns
    from analysis.extracts.store import Store

SEED = 20240401
"""What the resampling begins from, so that two builds print the same intervals."""
_LABELS: dict[str, Bilingual] = {
    "employed_at_wave": Bilingual("en emploi au suivi", "employed at the follow-up"),
    "predicted": Bilingual("valeur prévue à {months} mois", "predicted value at {months} months"),
    "covered": Bilingual("prévisions dont l'intervalle contenait la valeur venue", "predictions whose interval held the value that came"),
    "mean_error": Bilingual("écart absolu moyen de la prévision", "mean absolute error of the prediction"),
    "unchanged_error": Bilingual("écart absolu moyen si rien ne changeait", "mean absolute error had nothing changed"),
}
_DENOMINATORS: dict[str, Bilingual] = {
    "answered": Bilingual("personnes dont la situation est connue", "people whose situation is known"),
    SMALLEST: Bilingual("plus petit compte dont la valeur est faite", "smallest of the counts that the value is made of"),
    "predictions": Bilingual(
        "prévisions de cohortes mûres, une par suivi antérieur", "predictions of mature cohorts, one for each earlier follow-up"
    ),
}


@dataclass(frozen=True, slots=True)
class Triangle:
    """Shares by quarterly cohort and wave: `yes` of `known`, NaN where the wave has not come for everyone of the cohort."""

    cohorts: tuple[str, ...]
    waves: tuple[int, ...]
    yes: FloatArray
    known: FloatArray
    missing: FloatArray
    overlaps: FloatArray
    """Correlation of chance errors between each wave and the last one: that of people's own answers, times how many are in both."""


def triangle(patterns: Patterns, last_wave: int | None = None) -> Triangle:
    """Return the triangle of patterns counted by quarter of entry, up to a wave (the last one when not given).

    Raises
    ------
    DefinitionError
        When the calendar has no such wave.
    """
    last = patterns.waves[-1] if last_wave is None else last_wave
    if last not in patterns.waves:
        raise DefinitionError(
            Problem(
                f"last_wave={last}",
                Bilingual(f"le calendrier n'a pas de suivi à {last} mois", f"the calendar has no follow-up at {last} months"),
                todo=did_you_mean(str(last), [str(months) for months in patterns.waves]),
            )
        )
    target = patterns.waves.index(last)
    waves = patterns.waves[: target + 1]
    codes = tuple(sorted(set(patterns.group)))
    shape = (len(codes), len(waves))
    yes, known, missing = (np.full(shape, np.nan) for _ in range(3))
    for place, code in enumerate(codes):
        some = patterns.only(patterns.group == code)
        for at in range(len(waves)):
            if some.count(~some.due[:, at]):
                continue
            yes[place, at], known[place, at] = some.count(some.employed[:, at]), some.count(some.known[:, at])
            missing[place, at] = some.n.sum() - known[place, at]
    overlaps = np.array([_overlap(patterns, at, target) for at in range(target)])
    return Triangle(codes, waves, yes, known, missing, overlaps)


def _overlap(patterns: Patterns, early: int, late: int) -> float:
    both = patterns.known[:, early] & patterns.known[:, late]
    first, second, n = (column[both].astype(float) for column in (patterns.employed[:, early], patterns.employed[:, late], patterns.n))
    came = patterns.due[:, late]
    of_each = [patterns.count(came & patterns.known[:, at]) for at in (early, late)]
    if not n.sum() or not all(of_each):
        return 0.0
    means = [(n * column).sum() / n.sum() for column in (first, second)]
    spread = np.sqrt(means[0] * (1 - means[0]) * means[1] * (1 - means[1]))
    if not spread:
        return 0.0
    together = ((n * first * second).sum() / n.sum() - means[0] * means[1]) / spread
    return float(np.clip(together * n.sum() / np.sqrt(of_each[0] * of_each[1]), 0.0, 1.0))


def _labels(found: Triangle, names: dict[str, Bilingual]) -> dict[str, dict[str, Bilingual]]:
    last = str(found.waves[-1])
    return {
        "indicator": {name: text.filled(months=last) for name, text in _LABELS.items()},
        "denominator_name": dict(_DENOMINATORS),
        "wave": {str(months): months_label(months) for months in found.waves},
        "entered": names,
    }


def young_cohorts(store: Store, patterns: Patterns, step: str, *, last_wave: int | None = None, seed: int = SEED) -> IndicatorTable:
    """Return, for each quarter of entry, the share employed at each wave that has come for everyone, and the share predicted at the last.

    Dimensions `entered` and `wave`. `predicted` has a prediction interval at 95 % and, derived, `from_wave`, the months of the last wave
    known; it is there for cohorts that have not reached the last wave, without a value when there are too few older ones.
    """
    found = triangle(patterns, last_wave)
    target = len(found.waves) - 1
    rows: list[dict[str, Any]] = []
    for place, code in enumerate(found.cohorts):
        for at, months in enumerate(found.waves):
            if np.isfinite(found.known[place, at]):
                counts = (float(found.yes[place, at]), float(found.known[place, at]), "answered")
                here = {"entered": code, "wave": str(months)}
                rows.append(
                    share_row("employed_at_wave", here, counts, n_missing=float(found.missing[place, at]), derived={"from_wave": ""})
                )
    for place, code in enumerate(found.cohorts):
        if np.isfinite(found.known[place, target]):
            continue
        came = np.flatnonzero(found.known[place, :target] > 0)
        early = int(came[-1]) if came.size else None
        overlap = 0.0 if early is None else float(found.overlaps[early])
        made = predict(found.yes, found.known, place, target, overlap=overlap, seed=seed)
        smallest = 0.0
        if early is not None:
            yes, known = found.yes[place, early], found.known[place, early]
            smallest = float(max(min(yes, known - yes), 1.0))
        here = {"entered": code, "wave": str(found.waves[-1])}
        since = "" if early is None else str(found.waves[early])
        ends = (made.low, made.high)
        rows.append(combined_row("predicted", here, made.value, smallest, ends=ends, method="resampling", derived={"from_wave": since}))
    return table(
        store, rows, ("entered", "wave"), _labels(found, dict(patterns.labels)), step, derived=("from_wave",), source=patterns.source
    )


def past_predictions(store: Store, patterns: Patterns, step: str, *, last_wave: int | None = None, seed: int = SEED) -> IndicatorTable:
    """Return how right the predictions of cohorts that are mature by now would have been: dimension `wave`, the wave predicted from.

    `covered` is the share of intervals that held the value that came; `mean_error` the mean absolute error, beside that of supposing that
    nothing changes (`unchanged_error`). Counted on predictions, not on persons.
    """
    found = triangle(patterns, last_wave)
    target = len(found.waves) - 1
    tested = back_test(found.yes, found.known, target, overlaps=found.overlaps, seed=seed)
    rows: list[dict[str, Any]] = []
    for code, chosen in _by_wave(tested.wave, found.waves[:target]):
        n = float(chosen.sum())
        here = {"wave": code}
        covered = float(tested.covered[chosen].sum())
        rows.append(share_row("covered", here, (covered, n, "predictions")))
        for name, errors in (("mean_error", tested.errors), ("unchanged_error", np.abs(tested.unchanged - tested.observed))):
            value = float(errors[chosen].mean()) if n else None
            rows.append(value_row(name, here, (np.nan, n, "predictions"), Unit.SHARE, value=value))
    rows.sort(key=lambda one: list(_LABELS).index(one["indicator"]))
    return table(store, rows, ("wave",), _labels(found, {}), step, subject=Subject.RECORDS, source=patterns.source)


def _by_wave(wave: Any, waves: Sequence[int]) -> list[tuple[str, Any]]:
    everything = np.ones(len(wave), dtype=bool)
    return [*((str(months), wave == place) for place, months in enumerate(waves)), (TOTAL, everything)]
