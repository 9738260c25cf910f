"""What a result is made of: the points a score loses, what changed since the year before, and a rate over each of its denominators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import fsum
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.accountability.following_the_year import FROM_PUBLISHED, Published, published_table
from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.frameworks.conditions import AllOf, Condition, Leaf
from analysis.frameworks.indicators import Indicator, MissingCountsAs
from analysis.frameworks.measures import Share
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Unit
from analysis.indicators.computing import compute
from analysis.indicators.table import TOTAL, VALUE_COLUMNS, IndicatorTable, Note
from analysis.statistics.decomposition import mix_and_rates

if TYPE_CHECKING:
    from analysis.extracts.store import Store

LOST_COLUMNS = ("kind", "weight", "full", "points", "minimum", "share_of_loss", "change")
EFFECT_COLUMNS = ("mix_effect", "rate_effect", "part_before", "part_after", "rate_before", "rate_after")
_DUE = frozenset({"is_due_at_wave"})
REMAINDER = "remainder"
"""The groups of which one year is hidden, together: what is left of the published whole."""
_REMAINDER_LABEL = Bilingual("Autres groupes, réunis", "Other groups, together")
OVER: dict[str, Bilingual] = {
    "everyone": Bilingual("toutes les participations de la cohorte", "all participations of the cohort"),
    "due": Bilingual("celles dont le suivi est échu", "those whose follow-up is due"),
    "reached": Bilingual("celles dont la réponse est connue", "those whose answer is known"),
}


def points_lost(now: pd.DataFrame, before: pd.DataFrame | None, scale: float, published: Published) -> IndicatorTable:
    """Return the points that each indicator leaves to full marks, and their sum for the whole score; from a released score.

    `value` is the points lost; `full` the points of a perfect result, `points` those obtained, `minimum` those of the standard,
    `share_of_loss` the part of everything lost, and `change` the points won since the year before, where both are published.
    """
    rows = [row for row in now.to_dict("records") if row["kind"] in ("points", "overall")]
    earlier = {} if before is None else {str(row["indicator"]): float(row["value"]) for row in before.to_dict("records")}
    total = next((scale - float(row["value"]) for row in rows if row["kind"] == "overall"), float("nan"))
    made = []
    for row in rows:
        full, points = scale * float(row["weight"]), float(row["value"])
        derived = {
            "kind": row["kind"], "weight": float(row["weight"]), "full": full, "points": points, "minimum": float(row["minimum"]),
            "share_of_loss": (full - points) / total if total else float("nan"),
            "change": points - earlier.get(str(row["indicator"]), float("nan")),
        }  # fmt: skip
        is_hidden = str(row["status"]).startswith("hidden")
        made.append(_row(str(row["indicator"]), {}, full - points, Unit.POINTS, is_hidden=is_hidden) | derived)
    return published_table(made, ((), LOST_COLUMNS), {}, published, "points lost")


def change_by_group(frames: tuple[pd.DataFrame, pd.DataFrame], indicator: str, dimension: str, published: Published) -> IndicatorTable:
    """Return what each group brings to the change of a rate or a mean since the year before, as mix and as rate (Kitagawa 1955).

    Parameters
    ----------
    frames
        The released table by `dimension`, of the year before and of the year. A group hidden in either year joins the remainder, which is
        the published whole less the published groups.

    Returns
    -------
    IndicatorTable
        `value` is `mix_effect` + `rate_effect`, in the unit of the indicator; the rows add up exactly to the change of the whole, which
        is the row `TOTAL`.
        Nothing is given when the whole of either year is hidden or empty.
    """
    known = [_published_groups(frame, indicator, dimension) for frame in frames]
    unit = next((Unit(str(row["unit"])) for row in frames[1].to_dict("records") if str(row["indicator"]) == indicator), Unit.SHARE)
    labels = {dimension: {**published.labels.get(dimension, {}), REMAINDER: _REMAINDER_LABEL}}
    columns = ((dimension,), EFFECT_COLUMNS)
    if any(TOTAL not in groups or groups[TOTAL][1] <= 0 for groups in known):
        row = _row(indicator, {dimension: TOTAL}, float("nan"), unit, is_hidden=False)
        return published_table([row | dict.fromkeys(EFFECT_COLUMNS, np.nan)], columns, labels, published, f"change of {indicator}")
    shared = sorted((set(known[0]) & set(known[1])) - {TOTAL})
    sums = [{code: groups[code] for code in shared} for groups in known]
    for groups, chosen in zip(known, sums, strict=True):
        rest = tuple(groups[TOTAL][at] - fsum(pair[at] for pair in chosen.values()) for at in (0, 1))
        chosen[REMAINDER] = (rest[0], rest[1])
    codes = [*shared, *([REMAINDER] if any(chosen[REMAINDER][1] > 0 for chosen in sums) else [])]
    counted, over = (tuple(np.array([chosen[code][at] for code in codes]) for chosen in sums) for at in (0, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = tuple(number / size for number, size in zip(counted, over, strict=True))
    effects = mix_and_rates((over[0], over[1]), (rates[0], rates[1]))
    parts = [size / size.sum() for size in over]
    rows = []
    for at, code in enumerate(codes):
        derived = {
            "mix_effect": effects.mix[at], "rate_effect": effects.rate[at], "part_before": parts[0][at], "part_after": parts[1][at],
            "rate_before": rates[0][at], "rate_after": rates[1][at],
        }  # fmt: skip
        rows.append(_row(indicator, {dimension: code}, effects.mix[at] + effects.rate[at], unit, is_hidden=False) | derived)
    wholes = [groups[TOTAL][0] / groups[TOTAL][1] for groups in known]
    whole = {
        "mix_effect": effects.mix.sum(), "rate_effect": effects.rate.sum(), "part_before": 1.0, "part_after": 1.0,
        "rate_before": wholes[0], "rate_after": wholes[1],
    }  # fmt: skip
    rows.append(_row(indicator, {dimension: TOTAL}, wholes[1] - wholes[0], unit, is_hidden=False) | whole)
    return published_table(rows, columns, labels, published, f"change of {indicator} by {dimension}")


def _published_groups(frame: pd.DataFrame, indicator: str, dimension: str) -> dict[str, tuple[float, float]]:
    rows = [row for row in frame.to_dict("records") if str(row["indicator"]) == indicator]
    found = {str(row[dimension]): (float(row["numerator"]), float(row["denominator"])) for row in rows}
    return {code: pair for code, pair in found.items() if not any(np.isnan(number) for number in pair)}


def _row(indicator: str, place: Mapping[str, str], value: float, unit: Unit, *, is_hidden: bool) -> dict[str, Any]:
    note = Note.HIDDEN if is_hidden else Note.NO_CASES if np.isnan(value) else Note.COMPUTED
    return dict.fromkeys(VALUE_COLUMNS, float("nan")) | {
        "indicator": indicator, **place, "value": value, "unit": unit.value, "denominator_name": "", "source": "",
        "interval_method": "none" if np.isnan(value) else FROM_PUBLISHED, "note": note.value,
    }  # fmt: skip


def is_followed(indicator: Indicator) -> bool:
    """Say whether an indicator is a share of those whose follow-up is due, hence with several denominators to be over."""
    where = indicator.denominator.where if indicator.denominator else None
    return isinstance(indicator.measure, Share) and indicator.cohort is not None and _without_due(where) != where


def over_each_denominator(store: Store, framework: Framework, fiscal_year: FiscalYear, as_of: date) -> IndicatorTable | None:
    """Return each share of a follow-up over everyone in its cohort, over those due, and over those whose answer is known.

    The numerator is the same: what changes is who counts as « no » without an answer. Dimension `over`; None when the framework has no
    such share.
    """
    chosen = [item for item in framework.indicators if is_followed(item)]
    if not chosen:
        return None
    changed = framework.model_copy(update={"indicators": tuple(_over(item, code) for item in chosen for code in OVER)})
    table = compute(store, changed, fiscal_year, as_of=as_of)
    frame = table.frame.copy()
    parts = frame["indicator"].str.rsplit("__", n=1)
    frame["indicator"] = [part[0] for part in parts]
    frame.insert(1, "over", [part[1] for part in parts])
    labels = dict(table.labels) | {"indicator": {item.name: item.label for item in chosen}, "over": OVER}
    return table.with_frame(frame, dimensions=("over",), labels=labels)


def _over(item: Indicator, code: str) -> Indicator:
    """Return an indicator over another denominator: the same people, but for the condition that their follow-up is due."""
    denominator = item.denominator
    assert denominator is not None  # noqa: S101 - `is_followed`
    where = _without_due(denominator.where) if code == "everyone" else denominator.where
    named = denominator.model_copy(update={"name": f"{denominator.name}__{code}", "label": OVER[code], "where": where})
    missing = MissingCountsAs.EXCLUDED if code == "reached" else MissingCountsAs.NOT_MET
    return item.model_copy(update={"name": f"{item.name}__{code}", "denominator": named, "missing_counts_as": missing})


def _without_due(where: Condition | None) -> Condition | None:
    """Return a condition without the part that asks for a follow-up to be due."""
    if isinstance(where, Leaf):
        return None if where.field in _DUE else where
    if isinstance(where, AllOf):
        kept = tuple(part for one in where.all_of if (part := _without_due(one)) is not None)
        return None if not kept else kept[0] if len(kept) == 1 else where.model_copy(update={"all_of": kept})
    return where
