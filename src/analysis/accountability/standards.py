"""Results held to their standards: the gap, its interval, and whether the standard is met.

Verdicts are taken on unrounded values: 84.96 % does not meet 85 %, however it is printed. A value and a standard are each the number
nearest to an exact ratio, so a value equal to its standard compares as equal.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.frameworks.indicators import Better
from analysis.frameworks.model import Framework
from analysis.frameworks.sources import Confidence
from analysis.indicators.table import IndicatorTable

STANDARD_COLUMNS = ("standard", "standard_confidence", "gap", "gap_low", "gap_high", "verdict")
"""The derived columns of a table held to its standards."""

_REVEALING = ("gap", "gap_low", "gap_high", "verdict")
"""From a gap and its standard the value follows; a verdict bounds it."""


class Verdict(StrEnum):
    """What is said of a result."""

    MET = "met"
    NOT_MET = "not_met"
    NO_STANDARD = "no_standard"
    NOT_JUDGED = "not_judged"
    """There is a standard, but no value, or no direction that is better."""


VERDICT_LABELS: dict[Verdict, Bilingual] = {
    Verdict.MET: Bilingual("norme atteinte", "standard met"),
    Verdict.NOT_MET: Bilingual("norme non atteinte", "standard not met"),
    Verdict.NO_STANDARD: Bilingual("sans norme", "no standard"),
    Verdict.NOT_JUDGED: Bilingual("non jugé", "not judged"),
}
CONFIDENCE_LABELS: dict[str, Bilingual] = {
    Confidence.STATED: Bilingual("énoncée par la source", "stated by the source"),
    Confidence.DERIVED: Bilingual("déduite de la source", "derived from the source"),
    Confidence.ASSUMED: Bilingual("supposée", "assumed"),
    "": Bilingual("sans objet", "not applicable"),
}


def hold_to_standards(table: IndicatorTable, framework: Framework, fiscal_year: FiscalYear) -> IndicatorTable:
    """Return the table with the standard of each result, the gap to it and a verdict.

    The standard is the one in force on the last day of the fiscal year (so that a target revised in September is the revised one). Every
    group is held to the same standard. `gap` is value − standard, in the unit of the indicator, whichever direction is better;
    `gap_low` and `gap_high` are the ends of the value's interval less the standard.

    Without a standard, or without a value, numbers are NaN and the verdict says which.
    """
    frame = table.frame.copy()
    directions = {indicator.name: indicator.better for indicator in framework.indicators}
    in_force = {name: framework.standard_on(name, fiscal_year.last_day) for name in sorted(set(frame["indicator"]))}
    amounts = {name: float(standard.number.value) for name, standard in in_force.items() if standard}
    confidences = {name: standard.number.confidence.value for name, standard in in_force.items() if standard}

    frame["standard"] = frame["indicator"].map(amounts).astype(float)
    frame["standard_confidence"] = [confidences.get(name, "") for name in frame["indicator"]]
    frame["gap"] = frame["value"] - frame["standard"]
    frame["gap_low"] = frame["interval_low"] - frame["standard"]
    frame["gap_high"] = frame["interval_high"] - frame["standard"]
    frame["verdict"] = [
        judge(value, standard, directions.get(name, Better.NEITHER)).value
        for name, value, standard in zip(frame["indicator"], frame["value"], frame["standard"], strict=True)
    ]
    labels = dict(table.labels) | {
        "verdict": {verdict.value: label for verdict, label in VERDICT_LABELS.items()},
        "standard_confidence": {code: label for code, label in CONFIDENCE_LABELS.items() if code in set(frame["standard_confidence"])},
    }
    return table.with_frame(
        frame,
        derived=(*table.derived, *STANDARD_COLUMNS),
        revealing=(*table.revealing, *_REVEALING),
        labels=labels,
        provenance=table.provenance.after(f"hold to standards of {framework.name} on {fiscal_year.last_day.isoformat()}"),
    )


def judge(value: float, standard: float, better: Better) -> Verdict:
    """Return whether a result meets its standard: at least it when higher is better, at most it when lower is."""
    if np.isnan(standard):
        return Verdict.NO_STANDARD
    if np.isnan(value) or better is Better.NEITHER:
        return Verdict.NOT_JUDGED
    is_met = value >= standard if better is Better.HIGHER else value <= standard
    return Verdict.MET if is_met else Verdict.NOT_MET
