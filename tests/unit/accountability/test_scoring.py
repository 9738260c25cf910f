"""The score of a framework computed from persons."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_store import indicator, make_framework, make_store

from analysis.accountability.scoring import SCORE_COLUMNS, score
from analysis.core.errors import DefinitionError
from analysis.core.periods import FiscalYear
from analysis.frameworks.model import Framework
from analysis.indicators.table import TOTAL

YEAR, AS_OF = FiscalYear(2024), date(2025, 9, 30)
TEXT = {"fr": "inventé", "en": "made up"}
MEASURES = {
    "placed": {"kind": "share", "numerator": {"field": "is_placed", "is": True}},
    "suitability": {"kind": "mean", "field": "n_suitability_indicators", "scale_maximum": 9},
    "intake": {"kind": "ratio", "numerator": "participations", "denominator": "contracted_intake"},
}
WEIGHTS = {"placed": "0.5", "suitability": "0.3", "intake": "0.2"}
STANDARDS = {"placed": "0.5", "suitability": "4.5", "intake": "0.9"}


def framework(capping: str = "uncapped", **changes: Any) -> Framework:
    def numbers(values: dict[str, str]) -> list[dict[str, Any]]:
        return [{"indicator": name, "number": {"value": value, "unit": "share", "confidence": "assumed"}} for name, value in values.items()]

    parts: dict[str, Any] = {
        "cohorts": [
            {"name": "entries", "label": TEXT, "dated_by": "start_date"},
            {"name": "before", "label": TEXT, "dated_by": "start_date", "months_before_period": 12},
        ],
        "dimensions": [{"name": "results", "label": TEXT}, {"name": "service", "label": TEXT}],
        "indicators": [
            indicator("placed", MEASURES["placed"], missing_counts_as="not_met", dimension="results", cohort="before"),
            indicator("suitability", MEASURES["suitability"], dimension="service", unit="indicators"),
            indicator("intake", MEASURES["intake"], dimension="service"),
            indicator("unweighted", {"kind": "count"}),
        ],
        "standards": numbers(STANDARDS),
        "weights": numbers(WEIGHTS),
        "scoring": {"method": "additive", "scale": 10, "capping": capping, "confidence": "assumed"},
    }
    return make_framework(**parts | changes)


def agency(n: int, seed: int, persons: int | None = None) -> list[dict[str, Any]]:
    """Participations of two years; the same person may come several times, in both cohorts."""
    draw = random.Random(seed)  # noqa: S311
    rows = []
    for number in range(n):
        start = date(draw.choice([2023, 2024]), draw.randint(5, 12), draw.randint(1, 28))
        rows.append(
            {
                "participation_id": f"A{number}",
                "person_id": f"P{draw.randrange(persons or n)}",
                "region": draw.choice(["01", "06"]),
                "start_date": start,
                "placement_date": start if draw.random() < 0.6 else None,
                "n_suitability_indicators": draw.randint(2, 8),
            }
        )
    return rows


def by_name(frame: Any, *codes: str) -> dict[str, dict[str, Any]]:
    return {row["indicator"]: row for row in frame.to_dict("records") if not codes or row["region"] in codes}


def test_points_add_up_from_indicators_to_dimensions_to_the_score(tmp_path: Path) -> None:
    store = make_store(tmp_path, participations=agency(300, 1), agreements=[{"contracted_intake": 200}])
    rows = by_name(score(store, framework(), YEAR, AS_OF).frame)
    for column in ("value", "minimum", "uncapped", "at_whole", "at_standard", "weight"):
        parts = {name: row[column] for name, row in rows.items()}
        assert parts["score_results"] == pytest.approx(parts["points_placed"])
        assert parts["score_service"] == pytest.approx(parts["points_suitability"] + parts["points_intake"])
        assert parts["overall_score"] == pytest.approx(parts["score_results"] + parts["score_service"])
    assert rows["overall_score"]["minimum"] == pytest.approx(10 * (0.5 * 0.5 + 0.3 * 0.5 + 0.2 * 0.9))
    placed = rows["points_placed"]
    assert placed["value"] == pytest.approx(10 * 0.5 * placed["numerator"] / placed["denominator"])
    assert "unweighted" not in "".join(rows)


def test_the_declared_capping_is_the_value_and_the_others_stand_beside(tmp_path: Path) -> None:
    # Far more entries than contracted hide too few placements, unless the intake is capped.
    store = make_store(tmp_path, participations=agency(300, 2), agreements=[{"contracted_intake": 50}])
    high = [
        {"indicator": name, "number": {"value": value, "unit": "share", "confidence": "assumed"}}
        for name, value in (STANDARDS | {"placed": "0.7"}).items()
    ]
    for capping, verdict in (("uncapped", "met"), ("at_whole", "not_met"), ("at_standard", "not_met")):
        row = by_name(score(store, framework(capping, standards=high), YEAR, AS_OF).frame)["overall_score"]
        assert row["value"] == row[capping]
        assert row["verdict"] == verdict
    assert row["at_standard"] < row["at_whole"] < row["uncapped"]
    assert row["verdict_depends_on_capping"] == "yes"


def test_a_score_exactly_at_its_minimum_meets_it(tmp_path: Path) -> None:
    # 10 of 20 placed, suitability 4.5 on average, 20 entries of … 90 % of the contract is 18 of 20.
    before = [
        {"participation_id": f"B{n}", "start_date": date(2023, 5, 1), "placement_date": date(2023, 6, 1) if n < 10 else None}
        for n in range(20)
    ]
    now = [{"participation_id": f"N{n}", "start_date": date(2024, 5, 1), "n_suitability_indicators": 4 + n % 2} for n in range(18)]
    store = make_store(tmp_path, participations=before + now, agreements=[{"contracted_intake": 20}])
    for capping in ("uncapped", "at_whole", "at_standard"):
        row = by_name(score(store, framework(capping), YEAR, AS_OF).frame)["overall_score"]
        assert (row["verdict"], row["gap"], row["verdict_depends_on_capping"]) == ("met", 0, "no")


def test_one_indicator_without_value_leaves_its_dimension_and_the_score_without_one(tmp_path: Path) -> None:
    store = make_store(tmp_path, participations=agency(50, 3))
    rows = by_name(score(store, framework(), YEAR, AS_OF).frame)
    assert np.isnan(rows["overall_score"]["value"])
    assert rows["overall_score"]["note"] == rows["score_service"]["note"] == rows["points_intake"]["note"] == "no_cases"
    assert rows["overall_score"]["verdict"] == "not_judged"
    assert not np.isnan(rows["score_results"]["value"])


def test_a_framework_without_a_score_or_without_weights_in_force_is_refused(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    with pytest.raises(DefinitionError, match="no overall score"):
        score(store, framework(scoring=None), YEAR, AS_OF)
    with pytest.raises(DefinitionError, match="no weight"):
        score(store, framework(weights=[]), YEAR, AS_OF)
    with pytest.raises(DefinitionError, match="regoin"):
        score(store, framework(), YEAR, AS_OF, by=["regoin"])


def test_scores_by_region_have_a_row_for_each_and_one_for_all(tmp_path: Path) -> None:
    rows = agency(200, 4)
    for row in rows:
        row["provider_id"] = "F001" if row["region"] == "06" else "F002"
    providers = [{"provider_id": "F001"}, {"provider_id": "F002", "region": "01"}]
    agreements = [{"provider_id": name, "contracted_intake": 60} for name in ("F001", "F002")]
    table = score(
        make_store(tmp_path, participations=rows, providers=providers, agreements=agreements), framework(), YEAR, AS_OF, by=["region"]
    )
    overall = table.frame[table.frame["indicator"] == "overall_score"]
    assert list(overall["region"]) == [TOTAL, "01", "06"]
    assert overall["interval_low"].lt(overall["value"]).all()
    assert overall["value"].lt(overall["interval_high"]).all()
    assert table.derived == SCORE_COLUMNS
    assert set(table.revealing) < set(SCORE_COLUMNS)
    assert set(table.frame["indicator"]) <= set(table.labels["indicator"])


def test_repeating_every_person_does_not_look_like_more_certainty(tmp_path: Path) -> None:
    """Each participation twice, by the same persons: the same shares, the same persons, hence the same interval (intake apart)."""
    once = agency(150, 5)
    twice = [row | {"participation_id": f"{row['participation_id']}-{copy}"} for row in once for copy in range(2)]
    weights = [
        {"indicator": n, "number": {"value": v, "unit": "share", "confidence": "assumed"}}
        for n, v in (("placed", "0.6"), ("suitability", "0.4"))
    ]
    intervals = []
    for place, rows in enumerate((once, twice)):
        store = make_store(tmp_path / str(place), participations=rows)
        row = by_name(score(store, framework(weights=weights), YEAR, AS_OF).frame)["overall_score"]
        intervals.append((row["interval_low"], row["interval_high"]))
    assert intervals[0] == pytest.approx(intervals[1])


def plain_score(persons: Sequence[Sequence[dict[str, Any]]], contracted: float) -> float:
    """The score of some persons, each with their participations, written again."""
    rows = [row for person in persons for row in person]
    before = [row for row in rows if row["start_date"].year == 2023]
    now = [row for row in rows if row["start_date"].year == 2024]
    placed = sum(row["placement_date"] is not None for row in before) / len(before)
    suitability = sum(row["n_suitability_indicators"] for row in now) / len(now) / 9
    return 10 * (0.5 * placed + 0.3 * suitability + 0.2 * len(now) / contracted)


def test_the_interval_of_the_score_agrees_with_resampling_persons(tmp_path: Path) -> None:
    """2,000 resamplings with seed 7: persons come a Poisson number of times each (their number is left to chance too)."""
    rows = agency(600, 6, persons=350)
    store = make_store(tmp_path, participations=rows, agreements=[{"contracted_intake": 320}])
    row = by_name(score(store, framework(), YEAR, AS_OF).frame)["overall_score"]
    persons: dict[str, list[dict[str, Any]]] = {}
    for participation in rows:
        persons.setdefault(participation["person_id"], []).append(participation)
    clusters = [persons[name] for name in sorted(persons)]
    assert row["value"] == pytest.approx(plain_score(clusters, 320))
    generator = np.random.default_rng(7)
    resampled = []
    for _ in range(2000):
        times = generator.poisson(1, len(clusters))
        resampled.append(plain_score([cluster for cluster, n in zip(clusters, times, strict=True) for _ in range(n)], 320))
    standard_error = (row["interval_high"] - row["interval_low"]) / (2 * 1.959964)
    assert standard_error == pytest.approx(float(np.std(resampled)), rel=0.05)


def test_a_capped_result_adds_no_variance(tmp_path: Path) -> None:
    store = make_store(tmp_path, participations=agency(300, 8), agreements=[{"contracted_intake": 20}])
    wide = by_name(score(store, framework("uncapped"), YEAR, AS_OF).frame)["score_service"]
    narrow = by_name(score(store, framework("at_whole"), YEAR, AS_OF).frame)["score_service"]
    assert narrow["interval_high"] - narrow["interval_low"] < wide["interval_high"] - wide["interval_low"]
