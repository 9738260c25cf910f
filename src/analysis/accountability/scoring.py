"""The score of a framework: points by indicator, by dimension and overall, with its interval, under each capping rule side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.accountability.additive_score import minimum_points, points
from analysis.accountability.linearization import cross_products
from analysis.accountability.score_intervals import interval_of_part
from analysis.accountability.score_parts import ScoredGroup, ScorePart, component_of, parts_of
from analysis.accountability.standards import VERDICT_LABELS, judge
from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.frameworks.indicators import Availability, Better, Indicator
from analysis.frameworks.measures import Rate, ServiceLevelRatio, Share, Statistic
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Unit
from analysis.frameworks.standards import Capping, Scoring
from analysis.indicators.computing import compute
from analysis.indicators.grouping import check_dimensions
from analysis.indicators.question import Question
from analysis.indicators.table import SMALLEST, VALUE_COLUMNS, IndicatorTable, Note
from analysis.indicators.value_rows import methods_in

if TYPE_CHECKING:
    from analysis.extracts.store import Store

SCORE_COLUMNS = ("kind", "weight", "uncapped", "at_whole", "at_standard", "minimum", "gap", "verdict", "verdict_depends_on_capping")
"""The derived columns of a table of scores."""

_REVEALING = ("uncapped", "at_whole", "at_standard", "gap", "verdict", "verdict_depends_on_capping")
_KINDS: dict[str, Bilingual] = {
    "overall": Bilingual("note globale", "overall score"),
    "dimension": Bilingual("dimension", "dimension"),
    "points": Bilingual("points de l'indicateur", "points of the indicator"),
}


def score(store: Store, framework: Framework, fiscal_year: FiscalYear, as_of: date, by: Sequence[str] = ()) -> IndicatorTable:
    """Return the overall score of a framework, a row a score dimension (`score_<name>`) and a row an indicator (`points_<name>`).

    `value` is in points, under the capping rule that the framework declares; `uncapped`, `at_whole` and `at_standard` give the three rules
    side by side, `minimum` the points of results that all equal their standards, `gap` and `verdict` hold the value to it, and
    `verdict_depends_on_capping` says whether another rule would change the verdict. Weights and standards are those in
    force on the last day of the fiscal year.

    The row of an indicator keeps its numerator, denominator and missing count. The others have as denominator the smallest one among
    their indicators (the score rests on no fewer), and no numerator.

    The interval of a score is by Taylor linearization with persons as clusters (see `linearization`); a capped result adds no variance,
    as a small change of it would add no point. That of an indicator's points is the indicator's own.

    Notes
    -----
    When one indicator of a part has no value, the part has none either and carries that indicator's note.

    Raises
    ------
    DefinitionError
        If the framework has no score or no weight in force, or for an unknown grouping.
    """
    scoring = _scoring(framework)
    day = fiscal_year.last_day
    weighted = [item for item in framework.indicators if framework.weight_on(item.name, day) is not None]
    if not weighted:
        raise DefinitionError(
            Problem(
                framework.name,
                Bilingual(f"aucun poids n'est en vigueur le {day.isoformat()}", f"no weight is in force on {day.isoformat()}"),
                todo=Bilingual(
                    "Déclarez des poids pour cette date ou choisissez un autre exercice.",
                    "Declare weights for that date or choose another fiscal year.",
                ),
            )
        )
    question = Question(store, framework, fiscal_year, as_of, check_dimensions(by, framework.name))
    table = compute(store, framework, fiscal_year, as_of=as_of, by=question.by, indicators=[item.name for item in weighted])
    products = cross_products(question, weighted) if _can_linearize(store, weighted, table) else {}
    parts = parts_of(framework, weighted)
    rows: list[dict[str, Any]] = []
    n_groups = len(table.frame) // len(weighted)
    for place in range(n_groups):
        # The table has every group in the same order for each indicator.
        results = table.frame.iloc[place::n_groups].to_dict("records")
        key = tuple(str(results[0][name]) for name in question.by)
        components = tuple(component_of(question, item, row) for item, row in zip(weighted, results, strict=True))
        group = ScoredGroup(weighted, components, results, products.get(key))
        codes = dict(zip(question.by, key, strict=True))
        rows += [codes | _row(part, group, scoring) | interval_of_part(part, group, scoring) for part in parts]
    frame = pd.DataFrame(rows, columns=["indicator", *question.by, *VALUE_COLUMNS, *SCORE_COLUMNS])
    order = {part.name: place for place, part in enumerate(parts)}
    frame = frame.sort_values("indicator", key=lambda names: names.map(order), kind="stable", ignore_index=True)
    frame["source"] = f"{scoring.source.document} · {scoring.source.place}" if scoring.source else ""
    return IndicatorTable(
        frame=frame,
        subject=table.subject,
        provenance=table.provenance.after(f"score {framework.name} {fiscal_year.start_year}, {scoring.method}, {scoring.capping.value}"),
        dimensions=table.dimensions,
        additive=(),
        derived=SCORE_COLUMNS,
        revealing=_REVEALING,
        labels=_labels(table, parts, frame),
    )


def _scoring(framework: Framework) -> Scoring:
    if framework.scoring is None:
        raise DefinitionError(
            Problem(
                framework.name,
                Bilingual("ce cadre ne définit pas de note globale", "this framework defines no overall score"),
                todo=Bilingual(
                    "Ajoutez-lui une section scoring ou retirez la note du rapport.", "Add a scoring section or leave the score out."
                ),
            )
        )
    return framework.scoring


def _can_linearize(store: Store, weighted: Sequence[Indicator], table: IndicatorTable) -> bool:
    """Return whether every weighted indicator is a ratio counted on episodes that the extract gives."""
    ratios = all(
        isinstance(item.measure, Share | Rate | ServiceLevelRatio) or (isinstance(item.measure, Statistic) and item.measure.kind == "mean")
        for item in weighted
        if item.availability is Availability.COMPUTED
    )
    lacking = {Note.NO_EXTRACT.value, Note.IN_DEVELOPMENT.value}
    return ratios and store.has("participations") and not lacking & set(table.frame["note"])


def _row(part: ScorePart, group: ScoredGroup, scoring: Scoring) -> dict[str, Any]:
    scale = Fraction(scoring.scale)
    chosen = [group.components[place] for place in part.places]
    by_capping = {capping: points(chosen, scale, capping) for capping in Capping}
    value, minimum = by_capping[scoring.capping], minimum_points(chosen, scale)
    verdicts = {capping: _verdict(obtained, minimum) for capping, obtained in by_capping.items()}
    lines = [group.results[place] for place in part.places]
    without = [line for line in lines if np.isnan(line["value"])]
    if part.kind == "points":
        counts = {name: lines[0][name] for name in ("numerator", "denominator", "denominator_name", "n_missing")}
    else:
        counts = {
            "numerator": np.nan,
            "denominator": min((line["denominator"] for line in lines), default=np.nan) if not without else np.nan,
            "denominator_name": SMALLEST,
            "n_missing": np.nan,
        }
    note = Note.COMPUTED.value
    if value is None:
        note = str(without[0]["note"]) if without else Note.NOT_APPLICABLE.value
    return counts | {
        "indicator": part.name,
        "value": _number(value),
        "unit": Unit.POINTS.value,
        "source": "",
        "note": note,
        "kind": part.kind,
        "weight": float(sum((component.weight for component in chosen), Fraction(0))),
        "uncapped": _number(by_capping[Capping.UNCAPPED]),
        "at_whole": _number(by_capping[Capping.AT_WHOLE]),
        "at_standard": _number(by_capping[Capping.AT_STANDARD]),
        "minimum": _number(minimum),
        "gap": _number(None if value is None or minimum is None else value - minimum),
        "verdict": verdicts[scoring.capping],
        "verdict_depends_on_capping": _depends(verdicts) if value is not None and minimum is not None else "",
    }


def _depends(verdicts: Mapping[Capping, str]) -> str:
    """Return whether the rules that allow more than the minimum disagree.

    Capped at each standard, a score reaches its minimum only when every result reaches its own: the strictest reading, and a rule like the
    others.
    """
    return "yes" if len(set(verdicts.values())) > 1 else "no"


def _verdict(obtained: Fraction | None, minimum: Fraction | None) -> str:
    """Judge on exact points; the sign of the exact gap is all that a verdict needs."""
    if minimum is None:
        return judge(np.nan, np.nan, Better.HIGHER).value
    if obtained is None:
        return judge(np.nan, 0.0, Better.HIGHER).value
    gap = obtained - minimum
    return judge(float((gap > 0) - (gap < 0)), 0.0, Better.HIGHER).value


def _number(exact: Fraction | None) -> float:
    return float("nan") if exact is None else float(exact)


def _labels(table: IndicatorTable, parts: Sequence[ScorePart], frame: pd.DataFrame) -> dict[str, Mapping[str, Bilingual]]:
    named = {SMALLEST: Bilingual("plus petit dénominateur des indicateurs", "smallest denominator of the indicators")}
    return {name: table.labels[name] for name in table.dimensions} | {
        "indicator": {part.name: part.label for part in parts},
        "denominator_name": dict(table.labels["denominator_name"]) | named,
        "interval_method": methods_in(frame),
        "kind": _KINDS,
        "verdict": {verdict.value: label for verdict, label in VERDICT_LABELS.items()},
        "verdict_depends_on_capping": {"yes": Bilingual("oui", "yes"), "no": Bilingual("non", "no")},
    }
