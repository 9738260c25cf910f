# ruff: noqa: S608 (every part of a question is a constant of this file or a name of a canonical table)
"""What must hold in every row of the store, asked in SQL of the written files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from analysis.extracts.store import open_store, stored_columns
from analysis.extracts.tables import TABLES
from analysis.extracts.tables.codes import REGIONS
from analysis.extracts.tables.model import MissingReason
from analysis.frameworks.vocabulary import VULNERABLE_GROUPS
from analysis.synthetic.parameters import GROUPS
from analysis.synthetic.rows import MISSING_REASONS
from analysis.synthetic.store_files import TABLE_ORDER

Ask = Callable[[str], Any]


@pytest.fixture(scope="module")
def ask(made_up: Any) -> Ask:
    """Answers one SQL question with its first value."""
    connection = duckdb.connect()
    for name in TABLE_ORDER:
        connection.execute(f"create view {name} as from read_parquet('{made_up.store}/{name}.parquet')")
    return lambda question: connection.execute(question).fetchone()[0]


@pytest.fixture(scope="module")
def last(made_up: Any) -> str:
    return f"date '{made_up.agency.observation_date.isoformat()}'"


def test_the_store_is_one_that_extracts_opens_and_says_it_is_made_up(made_up: Any) -> None:
    store = open_store(made_up.store)
    assert store.provenance.made_up
    assert store.as_of == made_up.agency.observation_date
    assert store.tables == TABLE_ORDER
    assert {count.table: count.n_accepted for count in store.row_counts}["participations"] == 60_000
    assert len(store.refusals) == 0
    for name in TABLE_ORDER:
        described = store.connection.raw_sql(f"describe {name}").fetchall()
        assert [(column, kind) for column, kind, *_ in described] == list(stored_columns(TABLES[name]).items())


def test_the_words_of_the_agency_are_those_of_the_house(made_up: Any) -> None:
    assert made_up.agency.regions == REGIONS
    assert GROUPS == VULNERABLE_GROUPS
    assert MISSING_REASONS[1:] == tuple(MissingReason)
    assert tuple(name for name in TABLES if name in TABLE_ORDER) == TABLE_ORDER


@pytest.mark.parametrize("name", TABLE_ORDER)
def test_values_respect_their_column(name: str, ask: Ask) -> None:
    table = TABLES[name]
    for column in table.columns:
        if column.required:
            assert ask(f"select count(*) from {name} where {column.name} is null") == 0
        else:
            assert ask(f"select count(*) from {name} where ({column.name} is null) = ({column.name}_missing is null)") == 0
        if column.codes:
            known = ", ".join(f"'{code}'" for code in column.codes)
            assert ask(f"select count(*) from {name} where {column.name} not in ({known})") == 0
        if column.least is not None:
            assert ask(f"select count(*) from {name} where {column.name} < {column.least}") == 0
        if column.most is not None:
            assert ask(f"select count(*) from {name} where {column.name} > {column.most}") == 0
    for order in table.date_orders:
        assert ask(f"select count(*) from {name} where {order.earlier} > {order.later}") == 0
    keys = ", ".join(table.key)
    assert ask(f"select count(*) - count(distinct ({keys})) from {name}") == 0
    for reference in table.references:
        key = TABLES[reference.table].key[0]
        assert ask(f"select count(*) from {name} anti join {reference.table} on {name}.{reference.column} = {reference.table}.{key}") == 0


@pytest.mark.parametrize("name", [name for name in TABLE_ORDER if name != "agreements"])
def test_nothing_is_dated_after_the_day_of_observation(name: str, ask: Ask, last: str) -> None:
    for column in TABLES[name].columns:
        if column.type == "date":
            assert ask(f"select count(*) from {name} where {column.name} > {last}") == 0


def test_every_person_takes_part_and_some_come_back_later(ask: Ask, made_up: Any) -> None:
    assert ask("select count(*) from persons anti join participations using (person_id)") == 0
    assert ask("select count(*) from persons") == made_up.truth["n_persons"]
    several = ask("select avg((n > 1)::int) from (select count(*) n from participations group by person_id)")
    assert 0.08 < several < 0.12
    overlapping = """
        select count(*) from participations a join participations b using (person_id)
        where a.start_date < b.start_date and (a.end_date is null or a.end_date >= b.start_date)
    """
    assert ask(overlapping) == 0
    assert ask("select count(*) from participations a join persons using (person_id) where birth_date > start_date - interval 16 year") == 0


def test_all_regions_and_all_groups_are_present(ask: Ask, made_up: Any) -> None:
    assert ask("select count(distinct region) from participations") == len(REGIONS)
    assert ask("select count(distinct region) from providers") == len(REGIONS)
    for program in made_up.truth["groups"].values():
        for year in program.values():
            assert all(0.01 < year[group] < 0.75 for group in GROUPS)
    both = "select avg((is_immigrant and is_visible_minority)::int) from persons"
    apart = "select avg(is_immigrant::int) * avg(is_visible_minority::int) from persons"
    assert ask(both) > 2 * ask(apart), "groups overlap more than by chance"


def test_the_four_kinds_of_missing_all_occur_where_they_make_sense(ask: Ask) -> None:
    assert ask("select count(*) from persons where birth_date_missing = 'blank'") > 0
    assert ask("select count(*) from persons where is_disabled_missing = 'unknown'") > 0
    assert ask("select count(*) from persons where is_indigenous_missing = 'suppressed'") > 0
    assert ask("select count(*) from persons where is_newcomer_missing = 'not_applicable' and is_immigrant") == 0
    outside = "n_suitability_indicators_missing is not distinct from 'not_applicable'"
    assert ask(f"select count(*) from participations where ({outside}) = (program = 'supported_employment')") == 0
    assert ask("select count(*) from participations where end_date is null and end_reason is not null") == 0


def test_who_is_not_reached_says_nothing_and_who_has_no_job_has_no_hours(ask: Ask) -> None:
    answers = ("is_employed", "weekly_hours", "is_self_employed", "is_in_training")
    said = " or ".join(f"{name} is not null" for name in answers)
    assert ask(f"select count(*) from follow_ups where contact_result <> 'reached' and ({said})") == 0
    assert ask("select count(*) from follow_ups where contact_result = 'reached' and is_employed is null") == 0
    assert ask("select count(*) from follow_ups where not is_employed and weekly_hours_missing <> 'not_applicable'") == 0
    assert ask("select count(*) from follow_ups where is_self_employed and not is_employed") == 0
    assert 0.10 < ask("select avg((weekly_hours < 20)::int) from follow_ups") < 0.20
    assert ask("select count(*) from follow_ups where is_employed and weekly_hours_missing = 'unknown'") > 0


def test_employers_are_asked_only_about_people_placed_and_leavers_only_without_a_job(ask: Ask) -> None:
    joined = "satisfaction_answers join participations using (participation_id)"
    assert ask(f"select count(*) from {joined} where respondent = 'employer' and placement_date is null") == 0
    assert ask(f"select count(*) from {joined} where respondent = 'employer' and asked_date < placement_date") == 0
    assert (
        ask(f"select count(*) from {joined} where occasion = 'withdrawal' and (placement_date is not null or asked_date < end_date)") == 0
    )
    assert ask(f"select count(*) from {joined} where asked_date < start_date") == 0
    twice = "select participation_id from satisfaction_answers where respondent = 'participant' and occasion "
    assert ask(f"select count(*) from ({twice} = 'withdrawal') semi join ({twice} = '12_months') using (participation_id)") == 0
    assert 0.2 < ask("select avg((score is null)::int) from satisfaction_answers") < 0.6


def test_contacts_scatter_around_their_day_some_far_some_twice(ask: Ask) -> None:
    days = "date_diff('day', start_date + interval (months) month, contact_date)"
    nearest = f"""
        select arg_min({days}, abs({days})) as days, arg_min(months, abs({days})) as months, participation_id
        from follow_ups join participations using (participation_id), (select unnest([3, 6, 12, 18, 24]) as months)
        group by follow_up_id, participation_id
    """
    assert ask(f"select avg((days between -30 and 45)::int) from ({nearest})") == pytest.approx(0.97, abs=0.015)
    assert ask(f"select count(*) from ({nearest}) where abs(days) > 70") > 0
    in_window = f"select participation_id, months, count(*) as n from ({nearest}) where days between -30 and 45 group by all"
    assert ask(f"select count(*) from ({in_window}) where n > 1") > 0
    assert ask("select count(*) from follow_ups join participations using (participation_id) where contact_date < start_date") == 0
    # Someone reached at 12 months after having been lost at 6: patterns are not only monotone.
    reached = nearest.replace("group by", "where contact_result = 'reached' group by")
    later, earlier = (f"select participation_id from ({reached}) where months = {months}" for months in (12, 6))
    assert ask(f"select count(*) from ({later}) anti join ({earlier}) using (participation_id)") > 0


def test_services_and_referrals_stay_with_their_participation(ask: Ask) -> None:
    services = "services s join participations p using (participation_id)"
    assert ask(f"select count(*) from {services} where s.start_date < p.start_date or s.end_date > p.end_date") == 0
    assert ask(f"select count(*) from {services} where p.end_date is not null and s.end_date is null") == 0
    referrals = "referrals join participations p using (participation_id)"
    assert ask(f"select count(*) from {referrals} where direction = 'in' and referral_date > coalesce(p.request_date, p.start_date)") == 0
    assert ask(f"select count(*) from {referrals} where direction = 'out' and referral_date < p.start_date") == 0
