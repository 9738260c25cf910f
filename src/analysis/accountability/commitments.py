"""Promises on the quality of service, each held against what dates say."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.accountability.standards import CONFIDENCE_LABELS, STANDARD_COLUMNS, VERDICT_LABELS, judge
from analysis.frameworks.indicators import Better
from analysis.frameworks.year_plan import Commitment
from analysis.indicators.table import IndicatorTable


def hold_to_commitments(table: IndicatorTable, commitments: Sequence[Commitment]) -> IndicatorTable:
    """Return the shares dealt with in time, each with the share promised as its standard, the gap and whether the promise was kept."""
    promised = {item.name: item for item in commitments}
    frame = table.frame.copy()
    frame["standard"] = [float(promised[name].expected_share) for name in frame["indicator"]]
    frame["standard_confidence"] = [promised[name].confidence.value for name in frame["indicator"]]
    for end, column in (("", "value"), ("_low", "interval_low"), ("_high", "interval_high")):
        frame[f"gap{end}"] = frame[column] - frame["standard"]
    frame["verdict"] = [
        judge(value, standard, Better.HIGHER).value for value, standard in zip(frame["value"], frame["standard"], strict=True)
    ]
    labels = dict(table.labels) | {
        "indicator": {item.name: item.label for item in commitments},
        "verdict": {verdict.value: label for verdict, label in VERDICT_LABELS.items()},
        "standard_confidence": CONFIDENCE_LABELS,
    }
    revealing = ("gap", "gap_low", "gap_high", "verdict")
    return table.with_frame(
        frame, derived=STANDARD_COLUMNS, revealing=revealing, labels=labels, provenance=table.provenance.after("hold to commitments")
    )
