"""How sure a made-up agency's results are: two intervals that agree, ranks that hidden results do not enter, sums that add up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tiny_run import TinyRun, make_tiny_run

from analysis.core.errors import DefinitionError
from analysis.core.languages import LANGUAGES, Language
from analysis.presentation import figures, tables, wording
from analysis.run import Run, open_run


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyRun:
    made = make_tiny_run(tmp_path_factory.mktemp("certainty") / "project", participations=1500)
    plan = made.project / "params" / "plans" / "made_up_agency_2024.yaml"
    text = plan.read_text(encoding="utf-8")
    assert text.count("minimum_persons: 30") == 1
    # A small agency: providers are judged from fewer people, so that some are and some are not.
    plan.write_text(text.replace("minimum_persons: 30", "minimum_persons: 14"), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def run(tiny: TinyRun) -> Run:
    return open_run(tiny.year_run_file)


def test_the_resampled_interval_of_the_score_agrees_with_linearization(run: Run) -> None:
    frame = run.certainty.score().frame.set_index("indicator")
    shown = frame[(frame["status"] == "published") & (frame["interval_method"] == "linearization")]
    assert "overall_score" in shown.index
    formula = shown["interval_high"] - shown["interval_low"]
    resampled = shown["resampled_high"] - shown["resampled_low"]
    assert (resampled / formula).between(0.9, 1.1).all()
    middle = (shown["resampled_high"] + shown["resampled_low"]) / 2
    assert (middle - shown["value"]).abs().max() < 0.1 * formula.max()


def test_the_resampled_interval_of_a_mean_agrees_with_student(run: Run) -> None:
    frame = run.certainty.indicators().frame.set_index("indicator")
    row = frame.loc["participant_suitability"]
    assert row["resampled_high"] - row["resampled_low"] == pytest.approx(row["interval_high"] - row["interval_low"], rel=0.08)
    clear = frame[(frame["judged"] == "yes") & frame["probability"].notna()]
    far_above = clear[clear["gap_low"] > 0]
    far_below = clear[clear["gap_high"] < 0]
    assert len(far_above) + len(far_below) > 0
    assert (far_above["probability"] > 0.95).all()
    assert (far_below["probability"] < 0.05).all()


def test_a_provider_is_judged_on_enough_people_and_ranked_only_beside_published_ones(run: Run) -> None:
    frame = run.certainty.providers("participant_suitability").frame
    providers = frame[frame["provider_id"] != "total"]
    hidden = providers[providers["status"].str.startswith("hidden")]
    small = providers[(providers["status"] == "published") & (providers["denominator"] < 14)]
    judged = providers[(providers["status"] == "published") & (providers["denominator"] >= 14)]
    assert min(len(hidden), len(small), len(judged)) > 0
    assert hidden[["rank_low", "rank_high", "probability", "resampled_low"]].isna().all(axis=None)
    assert (small["judged"] == "too_small").all()
    assert small[["rank_low", "probability"]].isna().all(axis=None)
    assert (judged["n_ranked"] == len(judged)).all()
    assert ((judged["rank_low"] >= 1) & (judged["rank_high"] <= len(judged)) & (judged["rank_low"] <= judged["rank_median"])).all()
    best, last = judged.loc[judged["value"].idxmax()], judged.loc[judged["value"].idxmin()]
    assert best["rank_median"] < last["rank_median"]


def test_the_same_seed_gives_the_same_certainty(run: Run, tiny: TinyRun) -> None:
    again = open_run(tiny.year_run_file)
    columns = ["resampled_low", "resampled_high", "probability"]
    first, second = (one.certainty.score().frame[columns] for one in (run, again))
    assert np.array_equal(first.to_numpy(dtype=float), second.to_numpy(dtype=float), equal_nan=True)


def test_one_numerator_stands_over_three_nested_denominators(run: Run) -> None:
    frame = run.certainty.denominators().frame
    rows = frame[frame["indicator"] == "short_term_outcome"].set_index("over")
    assert rows["numerator"].nunique() == 1
    assert rows.loc["everyone", "denominator"] >= rows.loc["due", "denominator"] >= rows.loc["reached", "denominator"]
    own = run.performance().frame.set_index("indicator").loc["short_term_outcome"]
    assert rows.loc["due", "denominator"] == own["denominator"]
    assert rows.loc["reached", "denominator"] == own["denominator"] - own["n_missing"]


def test_a_condition_other_than_being_due_stays_in_every_denominator(run: Run) -> None:
    frame = run.certainty.denominators("quebec_employment_services_2006").frame.set_index(["indicator", "over"])
    whole = frame.loc[("employment_rate", "everyone"), "denominator"]
    recipients = frame.loc[("last_resort_employment_rate", "everyone"), "denominator"]
    assert 0 < recipients < whole


def test_the_points_lost_add_up_to_what_the_score_lacks(run: Run) -> None:
    frame = run.certainty.points_lost().frame
    parts, whole = frame[frame["kind"] == "points"], frame[frame["kind"] == "overall"].iloc[0]
    assert parts["value"].sum() == pytest.approx(whole["value"], abs=1e-12)
    assert whole["value"] == pytest.approx(10 - run.score().frame.set_index("indicator").loc["overall_score", "value"], abs=1e-12)
    assert parts["share_of_loss"].sum() == pytest.approx(1.0)
    assert parts["full"].sum() == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("indicator", "framework"), [("participant_suitability", None), ("employment_rate", "quebec_employment_services_2006")]
)
def test_a_change_adds_up_over_groups_and_over_effects_hidden_groups_together(run: Run, indicator: str, framework: str | None) -> None:
    frame = run.certainty.change(indicator, framework=framework).frame
    parts, whole = frame[frame["region"] != "total"], frame[frame["region"] == "total"].iloc[0]
    results = [run.indicators(framework=framework, names=[indicator], years_before=before).frame["value"].iloc[0] for before in (1, 0)]
    assert whole["value"] == pytest.approx(results[1] - results[0], abs=1e-12)
    assert parts["value"].sum() == pytest.approx(whole["value"], abs=1e-12)
    assert parts["mix_effect"].sum() + parts["rate_effect"].sum() == pytest.approx(whole["value"], abs=1e-12)
    assert "remainder" in set(parts["region"])
    for end in ("before", "after"):
        assert parts[f"part_{end}"].sum() == pytest.approx(1.0)


def test_groups_that_overlap_do_not_share_a_change(run: Run) -> None:
    with pytest.raises(DefinitionError) as error:
        run.certainty.change("participant_suitability", by="group")
    (problem,) = error.value.problems
    assert "overlap" in problem.what.en
    assert problem.todo is not None


def test_a_change_comes_apart_by_sex_too(run: Run) -> None:
    frame = run.certainty.change("participant_suitability", by="sex").frame.set_index("sex")
    whole = frame.loc["total"]
    assert whole["mix_effect"] + whole["rate_effect"] == pytest.approx(whole["rate_after"] - whole["rate_before"], abs=1e-12)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_is_told_who_is_judged_and_who_is_not(run: Run, language: Language) -> None:
    table = run.certainty.providers("participant_suitability")
    year = run.fiscal_year()
    said = wording.provider_ranks(table, language=language).text
    assert {"fr": "non jugé", "en": "not judged"}[language] in str(
        tables.provider_ranks(table, language=language, fiscal_year=year)
    ).lower()
    assert {"fr": "assez de personnes", "en": "enough people"}[language] in said
    drawn = figures.rank_intervals(table, language=language, fiscal_year=year)
    assert {"fr": "fournisseurs classés", "en": "ranked providers"}[language] in drawn.caption.replace("\u00a0", " ")


def test_a_plan_that_does_not_say_how_to_resample_is_told_so(tiny: TinyRun) -> None:
    plan = tiny.project / "params" / "plans" / "silent.yaml"
    text = (tiny.project / "params" / "plans" / "made_up_agency_2024.yaml").read_text(encoding="utf-8")
    plan.write_text(text.partition("\ncertainty:")[0].replace("made_up_agency_2024", "silent", 1) + "\n", encoding="utf-8")
    silent = tiny.year_run_file.with_name("silent_year.yaml")
    run_text = tiny.year_run_file.read_text(encoding="utf-8")
    run_text = run_text.replace("plan: made_up_agency_2024", "plan: silent").replace("name: tiny_year", "name: silent_year")
    silent.write_text(run_text, encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        open_run(Path(silent)).certainty.score()
    (problem,) = error.value.problems
    assert "rééchantillonner" in problem.what.fr
    assert problem.todo is not None
