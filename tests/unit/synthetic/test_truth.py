# ruff: noqa: S608 (every part of a question is a constant of this file or a path of a test)
"""The truth holds: files agree with it, and the complete data with the parameters, within Monte Carlo error.

Shares of n independent draws are compared at 4.5 standard errors; with some 200 comparisons the chance that a right model fails is about
one in a thousand, and the seed is fixed.
"""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pytest
from scipy.stats import spearmanr

from analysis.synthetic.agency import day_number
from analysis.synthetic.contacts import QUESTIONS, REACHED
from analysis.synthetic.draws import logistic
from analysis.synthetic.parameters import GROUPS, PROGRAMS, WAVES
from analysis.synthetic.people import group_flags

SIGMAS = 4.5


def near(observed: float, chances: Any) -> bool:
    """Whether a share is what the mean of some chances lets expect."""
    chances = np.asarray(chances, dtype=float)
    error = np.sqrt((chances * (1 - chances)).sum()) / len(chances)
    return bool(abs(observed - chances.mean()) <= SIGMAS * error)


@pytest.fixture(scope="module")
def supported(block: Any) -> Any:
    return block.entries.program == PROGRAMS.index("supported_employment")


def test_simple_shares_are_those_of_the_model(made_up: Any, block: Any) -> None:
    model, n = made_up.agency.model, block.entries.size
    assert near((block.entries.program == 0).mean(), np.full(n, model.program_shares[0]))
    assert near((block.people.sex == 0)[block.entries.is_first_slot].mean(), np.full(block.entries.is_first_slot.sum(), model.woman_share))
    months = np.bincount(block.entries.start.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12, minlength=12)
    expected = np.array(model.month_weights) / sum(model.month_weights) * n
    # Chi-square with 11 degrees of freedom: 1 in 100,000 above 45.
    assert ((months - expected) ** 2 / expected).sum() < 45
    alone = block.entries.is_first_slot
    for position, provider in enumerate(made_up.agency.providers):
        assert near((block.entries.provider[alone] == position).mean(), np.full(alone.sum(), provider.size))
    for question, answer in block.answers.items():
        concerned = answer.concerns
        assert near(answer.asked[concerned].mean(), np.full(concerned.sum(), model.asked_share[question]))


def test_employment_at_each_wave_has_the_chance_the_model_gives_it(made_up: Any, block: Any, supported: Any) -> None:
    course = block.course
    effect = made_up.agency.provider_effects("real_effect")[block.entries.provider]
    for row, months in enumerate(WAVES):
        without = course.chance_without_provider[row]
        chances = logistic(np.log(without / (1 - without)) + effect)
        assert near(course.employed[row][supported].mean(), chances[supported])
        for region in range(len(made_up.agency.regions)):
            here = block.entries.region == region
            assert near(course.employed[row][here].mean(), chances[here]), (months, region)
        part_time = course.employed[row] & (course.weekly_hours[row] < 20)
        n = course.employed[row].sum()
        assert near(part_time.sum() / n, np.full(n, made_up.agency.model.part_time_share))


def test_employment_persists_and_people_keep_something_of_theirs(block: Any) -> None:
    employed = block.course.employed.astype(float)
    near_waves, far_waves = np.corrcoef(employed[1], employed[2])[0, 1], np.corrcoef(employed[0], employed[4])[0, 1]
    assert near_waves > far_waves > 0.15
    back = np.flatnonzero(~block.entries.is_first_slot)
    assert np.corrcoef(employed[0][back], employed[0][block.entries.person[back]])[0, 1] > 0.05


def test_response_has_the_chance_the_truth_gives_it_by_outcome_region_and_wave(made_up: Any, block: Any) -> None:
    for row in range(len(WAVES)):
        reached = block.follow_up.result[row] == REACHED
        for has_job in (True, False):
            for region in range(len(made_up.agency.regions)):
                who = (block.course.employed[row] == has_job) & (block.entries.region == region)
                assert near(reached[who].mean(), block.follow_up.response_chance[row][who])


def test_the_truth_is_a_plain_recount_of_the_complete_data(made_up: Any, block: Any, supported: Any) -> None:
    course, follow, entries = block.course, block.follow_up, block.entries
    last = day_number(made_up.agency.observation_date)
    for place, year in enumerate(["2022", "2023", "2024"]):
        who = np.flatnonzero(supported & (entries.year == place))
        for row, months in enumerate(WAVES):
            told = made_up.truth["employment"]["supported_employment"][year][str(months)]
            due = [i for i in who if course.due[row][i] <= last]
            reached = [i for i in due if follow.result[row][i] == REACHED and follow.day[row][i] <= last]
            enough = [i for i in reached if course.employed[row][i] and course.weekly_hours[row][i] >= 20]
            jobless = [i for i in who if not course.employed[row][i]]
            assert told["n"] == len(who)
            assert told["employed"] == round(sum(bool(course.employed[row][i]) for i in who) / len(who), 6)
            assert told["n_due"] == len(due)
            assert told["n_reached"] == len(reached)
            if reached:
                assert told["reached_only_employed_20h"] == round(len(enough) / len(reached), 6)
            chance = sum(float(follow.response_chance[row][i]) for i in jobless) / len(jobless)
            assert told["response_if_not_employed"] == pytest.approx(chance, abs=2e-6)
    groups = group_flags(block.people, entries.start)
    in_first_year = supported & (entries.year == 0)
    for name in GROUPS:
        assert made_up.truth["groups"]["supported_employment"]["2022"][name] == round(float(groups[name][in_first_year].mean()), 6)
        members = supported & groups[name]
        enough_at_12 = course.employed[2] & (course.weekly_hours[2] >= 20)
        assert made_up.truth["employment_by_group"][name]["12"]["employed_20h"] == round(float(enough_at_12[members].mean()), 6)
    spent = (block.services.hours * block.services.present).sum(axis=0)[supported].mean()
    assert made_up.truth["entries"]["supported_employment"]["all_years"]["mean_service_hours"] == pytest.approx(spent, abs=1e-6)


def test_the_truth_adds_up_over_years_regions_and_providers(made_up: Any) -> None:
    truth = made_up.truth
    whole = truth["employment"]["supported_employment"]["all_years"]
    for months in map(str, WAVES):
        for key in ("n", "n_due", "n_reached"):
            by_year = sum(truth["employment"]["supported_employment"][year][months][key] for year in ("2022", "2023", "2024"))
            by_region = sum(region[months][key] for region in truth["employment_by_region"].values())
            by_provider = sum(provider["by_wave"][months][key] for provider in truth["providers"].values())
            assert whole[months][key] == by_year == by_region == by_provider
    assert sum(truth["starts_by_month"].values()) == truth["n_participations"] == 60_000
    assert truth["n_participations"] - truth["n_persons"] == truth["n_returns"]
    for year, intake in truth["intake"].items():
        assert intake["started"] == truth["entries"]["supported_employment"][year]["n"]
        assert 0.85 < intake["attainment"] < 1.05


def test_the_files_show_what_the_truth_says_they_show(made_up: Any) -> None:
    """Reached-only from the written rows: last reached contact in the window of the wave (30 days before to 45 after)."""
    store = made_up.store
    for months in WAVES:
        told = made_up.truth["employment"]["supported_employment"]["all_years"][str(months)]
        question = f"""
            with episodes as (
              select participation_id, start_date + interval {months} month as due from read_parquet('{store}/participations.parquet')
              where program = 'supported_employment' and due <= date '{made_up.agency.observation_date}'
            ), contacts as (
              select participation_id, max_by(is_employed, contact_date) as employed
              from episodes join read_parquet('{store}/follow_ups.parquet') using (participation_id)
              where contact_result = 'reached' and date_diff('day', due, contact_date) between -30 and 45 group by participation_id
            )
            select (select count(*) from episodes), count(*), avg(employed::int) from contacts
        """
        n_due, n_reached, employed = duckdb.sql(question).fetchall()[0]
        assert n_due == told["n_due"]
        # Three contacts in a hundred are outside the window.
        assert 0.95 < n_reached / told["n_reached"] < 1.0
        assert employed == pytest.approx(told["reached_only_employed"], abs=SIGMAS * np.sqrt(0.25 * 0.05 / n_reached))


def test_reached_only_is_far_too_high_and_half_of_outcomes_are_missing(made_up: Any) -> None:
    waves = made_up.truth["employment"]["supported_employment"]["all_years"]
    assert 0.42 < waves["3"]["response"] < 0.50
    assert waves["3"]["reached_only_employed"] == pytest.approx(0.80, abs=0.04)
    assert waves["3"]["known_employed_of_due"] == pytest.approx(0.38, abs=0.04)
    for wave in waves.values():
        assert wave["reached_only_employed"] > wave["employed_due"] + 0.15
        assert wave["known_employed_of_due"] < wave["employed_due"] - 0.15
    assert [wave["response"] for wave in waves.values()] == sorted((wave["response"] for wave in waves.values()), reverse=True)
    by_region = [region["3"]["response"] for region in made_up.truth["employment_by_region"].values()]
    assert max(by_region) - min(by_region) > 0.10


def test_raw_ranking_of_providers_misleads_and_case_mix_explains_it(made_up: Any) -> None:
    providers = made_up.truth["providers"]
    effect = [provider["real_effect"] for provider in providers.values()]
    raw = [provider["by_wave"]["3"]["employed"] for provider in providers.values()]
    adjusted = [provider["by_wave"]["3"]["employed"] - provider["employed_without_its_effect"]["3"] for provider in providers.values()]
    reached = [provider["by_wave"]["3"]["reached_only_employed"] for provider in providers.values()]
    right = spearmanr(effect, adjusted).statistic
    assert right > 0.95
    assert spearmanr(effect, raw).statistic < right - 0.10
    assert spearmanr(effect, reached).statistic < right - 0.10
    creaming = [provider for provider in providers.values() if provider["creams"]]
    others = [provider for provider in providers.values() if not provider["creams"]]
    assert len(creaming) == 5
    assert max(provider["mean_suitability"] for provider in creaming) < min(provider["mean_suitability"] for provider in others)
    assert min(provider["case_mix_effect"] for provider in creaming) > np.mean([provider["case_mix_effect"] for provider in others])


def test_orders_of_magnitude_are_those_of_the_framework(made_up: Any) -> None:
    entries = made_up.truth["entries"]["supported_employment"]["all_years"]
    assert entries["mean_suitability"] == pytest.approx(4.05, abs=0.12)
    assert entries["referred"] == pytest.approx(0.60, abs=0.03)
    assert 15 < entries["mean_wait_days"] < 40
    for question in QUESTIONS:
        told = made_up.truth["satisfaction"][question]["all_years"]
        assert told["answered_only_satisfied"] > told["satisfied"] + 0.01, "the satisfied answer more"
        assert told["n_answered"] < told["n_asked"] < told["n"]
