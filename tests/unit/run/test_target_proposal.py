"""Targets proposed from the year before: a file that loads as it is, with nothing that was hidden."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_run import RUN, make_tiny_run

from analysis.frameworks.target_loading import load_targets
from analysis.frameworks.targets import Level
from analysis.presentation.released import results
from analysis.run import Run, open_run
from analysis.run.target_proposal import proposed_targets


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    tiny = make_tiny_run(tmp_path_factory.mktemp("proposal") / "project", participations=600)
    tiny.run_file.write_text(RUN, encoding="utf-8")
    return open_run(tiny.run_file)


def test_what_is_proposed_loads_and_each_target_is_a_released_result_of_the_year_before(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "next_year.yaml"
    path.write_text(proposed_targets(run, "next_year"), encoding="utf-8")
    targets = load_targets(path, {name: run.framework(name) for name in run.frameworks})
    assert targets.made_up
    assert targets.confidence == "assumed"
    table = run.indicators(by=("region",), framework="ontario_supported_employment", years_before=1)
    shown = {(row.indicator, row.where["region"]): row.value for row in results(table)}
    n_regions = 0
    for item in targets.targets:
        for place in item.places:
            if item.framework != "ontario_supported_employment":
                continue
            value = shown[item.indicator, place.code or "total"]
            assert value is not None, "a hidden result gives no target"
            assert float(place.initial) == pytest.approx(value, abs=0.0501 if item.indicator == "participant_suitability" else 0.00501)
            n_regions += place.level == Level.REGION
    assert 0 < n_regions < 17 * 9


def test_an_indicator_without_a_result_is_named_and_left_out(run: Run) -> None:
    text = proposed_targets(run, "next_year")
    assert "# quebec_social_solidarity_2006, conformity_of_amounts: no released result" in text


def test_local_targets_are_proposed_when_asked_for(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "local.yaml"
    path.write_text(proposed_targets(run, "local", [Level.OFFICE]), encoding="utf-8")
    targets = load_targets(path, {name: run.framework(name) for name in run.frameworks})
    assert {place.level for item in targets.targets for place in item.places} <= {"national", "office"}
