"""Contestability: who may replace whom on weak results, and for which of them the results put the question, uncertainty included.

The source sets no threshold, so none is assumed: without one, each result is held to that of everyone together, which says where
the question could be put and decides nothing. With a threshold in the framework's file, results are held to it.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd

from analysis.core.languages import Bilingual
from analysis.frameworks.governance import Contestability
from analysis.frameworks.indicators import Better, Indicator
from analysis.frameworks.model import Framework
from analysis.indicators.table import TOTAL, IndicatorTable

DERIVED = ("reference", "reference_kind", "finding")
_REVEALING = ("finding",)
ONE_SIDE = 0.025
"""The share of those no different from the reference whose whole 95 % interval falls on its weak side by chance."""


class Finding(StrEnum):
    """Where a result stands beside the reference."""

    WEAKER = "weaker"
    """The whole interval is on the weak side: the question is put."""
    UNCERTAIN = "uncertain"
    """The interval holds the reference: results do not tell."""
    NOT_WEAKER = "not_weaker"
    """The whole interval is on the other side."""
    NOT_JUDGED = "not_judged"


FINDING_LABELS: dict[Finding, Bilingual] = {
    Finding.WEAKER: Bilingual("plus faible, intervalle compris", "weaker, interval included"),
    Finding.UNCERTAIN: Bilingual("les résultats ne le disent pas", "results do not tell"),
    Finding.NOT_WEAKER: Bilingual("pas plus faible", "not weaker"),
    Finding.NOT_JUDGED: Bilingual("non jugé", "not judged"),
}
REFERENCE_LABELS = {
    "threshold": Bilingual("comparé au seuil du cadre", "held to the threshold of the framework"),
    "everyone": Bilingual(
        "comparé à l'ensemble, faute de seuil dans la source", "held to the result of all, as the source has no threshold"
    ),
}


def finding_of(low: float, high: float, reference: float, better: Better) -> Finding:
    """Return where an interval stands beside a reference; an end equal to it holds it."""
    if np.isnan(low) or np.isnan(high) or np.isnan(reference) or better is Better.NEITHER:
        return Finding.NOT_JUDGED
    if better is Better.LOWER:
        low, high, reference = -high, -low, -reference
    if high < reference:
        return Finding.WEAKER
    return Finding.NOT_WEAKER if low > reference else Finding.UNCERTAIN


def question_put(table: IndicatorTable, framework: Framework, point: Contestability, dimension: str) -> IndicatorTable:
    """Return results by provider (or by zone) with what each is held to and the finding.

    Parameters
    ----------
    table
        Indicators of the framework by one dimension, with their `TOTAL` row.
    point
        Whose replacement is at stake; its threshold, when it has one, is the reference of every indicator.
    """
    directions = {indicator.name: indicator.better for indicator in framework.indicators}
    frame = table.frame.copy()
    everyone = frame[frame[dimension] == TOTAL].set_index("indicator")["value"]
    if point.threshold is not None:
        frame["reference"], kind = float(point.threshold.value), "threshold"
    else:
        frame["reference"], kind = frame["indicator"].map(everyone).astype(float), "everyone"
    frame["reference_kind"] = kind
    frame["finding"] = _findings(frame, dimension, directions)
    labels = dict(table.labels) | {
        "finding": {item.value: label for item, label in FINDING_LABELS.items()},
        "reference_kind": REFERENCE_LABELS,
    }
    return table.with_frame(
        frame,
        derived=(*table.derived, *DERIVED),
        revealing=(*table.revealing, *_REVEALING),
        labels=labels,
        provenance=table.provenance.after(f"contestability of {framework.name}: {point.name}"),
    )


def key_results(framework: Framework) -> tuple[Indicator, ...]:
    """Return the indicators by which contestability is judged: the targeted ones, « key results » of the source."""
    return tuple(item for item in framework.indicators if item.is_targeted and item.better is not Better.NEITHER)


def _findings(frame: pd.DataFrame, dimension: str, directions: dict[str, Better]) -> list[str]:
    found = []
    for row in frame.to_dict("records"):
        better = Better.NEITHER if row[dimension] == TOTAL else directions.get(row["indicator"], Better.NEITHER)
        found.append(finding_of(row["interval_low"], row["interval_high"], row["reference"], better).value)
    return found
