"""What may leave, and what must not: tables whose unsafe cells are known by construction."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from analysis.accountability import scoring
from analysis.core.errors import DisclosureError
from analysis.core.languages import Bilingual
from analysis.core.provenance import Provenance
from analysis.disclosure import counts
from analysis.disclosure.release import release, suppression_log
from analysis.disclosure.table import CellStatus, ReleasedTable, ReleaseRecord
from analysis.indicators.table import SMALLEST, TOTAL, Subject

EMPLOYED = "employed_at_3_months"


def regions(**cells):
    """Rows of one indicator by region, with their total."""
    rows = [((EMPLOYED, name), yes, yes + no) for name, (yes, no) in cells.items()]
    yes, no = (sum(pair[place] for pair in cells.values()) for place in (0, 1))
    return [*rows, ((EMPLOYED, TOTAL), yes, yes + no)]


def test_a_table_with_nothing_small_leaves_as_it_is(make, standard):
    table = make(regions(north=(40, 60), south=(30, 30)))
    released = release(table, standard)
    assert set(released.frame["status"]) == {"published"}
    pd.testing.assert_frame_equal(released.frame[list(table.frame.columns)], table.frame, check_dtype=False)


def test_one_small_part_of_a_published_total_is_never_hidden_alone(make, standard, hidden):
    released = release(make(regions(north=(4, 60), south=(30, 30), east=(50, 70))), standard)
    found = hidden(released)
    assert found[("north",)] == "small"
    assert sorted(found.values()) == ["small", "to_protect_others"]


@pytest.mark.parametrize(
    ("yes", "no"),
    [(9, 60), (60, 9), (5, 4), (0, 60), (60, 0)],
    ids=["few for whom yes", "few for whom no", "few persons", "none of them", "all of them"],
)
def test_each_kind_of_small_count_hides_its_row(make, standard, hidden, yes, no):
    assert hidden(release(make(regions(north=(yes, no), south=(300, 300), east=(500, 700))), standard))[("north",)] == "small"


def test_ten_of_twenty_is_shown(make, standard, hidden):
    assert hidden(release(make(regions(north=(10, 10), south=(30, 30))), standard)) == {}


def test_nobody_is_not_a_small_group(make, standard):
    released = release(make(regions(north=(0, 0), south=(30, 30))), standard)
    assert released.frame["status"].tolist() == ["no_cases", "published", "published"]


def test_zero_is_shown_when_the_policy_publishes_zeros(make, changed, hidden):
    assert hidden(release(make(regions(north=(0, 60), south=(30, 30))), changed(zeros="published"))) == {}


def test_a_count_that_the_policy_does_not_protect_hides_nothing(make, changed, hidden):
    rules = changed(protects=["denominator"])
    assert hidden(release(make(regions(north=(3, 60), south=(30, 3))), rules)) == {}


def test_a_small_number_of_missing_answers_hides_its_row_when_the_policy_protects_it(make, changed, hidden):
    table = make(regions(north=(40, 60), south=(30, 30), east=(50, 50)), columns={"n_missing": [3, 40, 50, 93]})
    rules = changed(protects=["numerator", "complement", "denominator", "missing"])
    found = hidden(release(table, rules))
    assert found[("north",)] == "small"
    assert len(found) == 2


def test_answers_missing_for_everyone_do_not_pass_as_no_cases(make, changed, hidden):
    table = make(regions(north=(0, 0), south=(30, 30), east=(50, 50)), columns={"n_missing": [3, 40, 50, 93]})
    rules = changed(protects=["numerator", "complement", "denominator", "missing"])
    assert hidden(release(table, rules))[("north",)] == "small"


def test_a_hidden_row_holds_no_number_even_in_derived_columns(make, standard):
    table = make(
        regions(north=(4, 60), south=(30, 30), east=(50, 70)),
        derived={"standard": [0.5] * 4, "gap": [0.1] * 4, "verdict": ["met"] * 4},
        revealing=("gap", "verdict"),
    )
    row = release(table, standard).frame.iloc[0]
    assert row[["numerator", "denominator", "n_missing", "value", "interval_low", "interval_high", "gap"]].isna().all()
    assert row["verdict"] == ""
    assert row["standard"] == 0.5


def test_a_row_that_was_not_computed_shows_no_number_that_nobody_judged(make, standard):
    table = make(regions(north=(4, 60), south=(30, 30)), additive=(), columns={"note": ["in_development", "computed", "no_extract"]})
    frame = release(table, standard).frame
    assert frame["status"].tolist() == ["in_development", "published", "not_applicable"]
    assert frame.loc[[0, 2], ["numerator", "denominator", "n_missing", "value"]].isna().all(axis=None)


def test_two_nines_in_a_total_of_eighteen_are_not_left_alone(make, standard, hidden):
    """A reader knows that each is at most 9, so that 18 would make both exactly 9."""
    rows = [((EMPLOYED, name), n, n) for name, n in (("north", 9), ("south", 9), (TOTAL, 18))]
    assert len(hidden(release(make(rows, unit="persons"), standard))) == 3


def test_nine_groups_of_one_do_not_give_themselves_away_by_their_status(make, standard, hidden):
    """Nine small groups in a small total would each be exactly one person if the total were said to be small."""
    rows = [((EMPLOYED, f"{number:02d}"), 1, 1) for number in range(1, 10)] + [((EMPLOYED, TOTAL), 9, 9)]
    found = hidden(release(make(rows, unit="persons"), standard))
    assert len(found) == 10
    assert found[(TOTAL,)] == "to_protect_others"


def test_rows_and_columns_are_both_protected(make, standard, hidden):
    counts = {("north", "04"): 3, ("north", "05"): 60, ("south", "04"): 50, ("south", "05"): 70, ("east", "04"): 80, ("east", "05"): 90}
    rows = [((EMPLOYED, *key), n, n) for key, n in counts.items()]
    for region in ("north", "south", "east", TOTAL):
        for month in ("04", "05", TOTAL):
            if TOTAL in (region, month):
                total = sum(n for key, n in counts.items() if region in (key[0], TOTAL) and month in (key[1], TOTAL))
                rows.append(((EMPLOYED, region, month), total, total))
    found = hidden(release(make(rows, ("region", "month"), unit="persons"), standard))
    assert found.pop(("north", "04")) == "small"
    assert set(found.values()) == {"to_protect_others"}
    assert len(found) == 3, "one more in its row, one in its column, one where they meet"


def test_an_office_that_is_the_only_one_of_its_region_is_hidden_with_it(make, standard, hidden):
    """A region and its offices are two dimensions of one table: the office margin shows each office again."""
    counts = {("01", "01-1"): 4, ("02", "02-1"): 40, ("02", "02-2"): 50, ("03", "03-1"): 60, ("03", "03-2"): 70}
    rows = [((EMPLOYED, *key), n, n) for key, n in counts.items()]
    rows += [((EMPLOYED, TOTAL, office), n, n) for (_, office), n in counts.items()]
    for region in ("01", "02", "03", TOTAL):
        n = sum(value for key, value in counts.items() if region in (key[0], TOTAL))
        rows.append(((EMPLOYED, region, TOTAL), n, n))
    found = hidden(release(make(rows, ("region", "office"), unit="persons"), standard))
    assert {("01", "01-1"), ("01", TOTAL), (TOTAL, "01-1")} <= set(found)
    elsewhere = set(found) - {("01", "01-1"), ("01", TOTAL), (TOTAL, "01-1")}
    assert any(region in ("02", "03") and office == TOTAL for region, office in elsewhere), "another region total covers region 01"


def test_a_total_that_no_row_shows_takes_part_all_the_same(make, standard, hidden):
    """Neither months nor regions have totals here, but the whole has: 5 = 155 - 40 - 60 - 50."""
    counts = {("north", "04"): 5, ("north", "05"): 60, ("south", "04"): 40, ("south", "05"): 50, (TOTAL, TOTAL): 155}
    rows = [((EMPLOYED, *key), n, n) for key, n in counts.items()]
    found = hidden(release(make(rows, ("region", "month"), unit="persons"), standard))
    assert found[("north", "04")] == "small"
    assert len(found) == 2


def test_rows_that_are_not_there_have_nobody_in_them(make, standard, hidden):
    rows = [((EMPLOYED, "north", "04"), 5, 5), ((EMPLOYED, "south", "05"), 50, 50)]
    rows += [
        ((EMPLOYED, *key), n, n) for key, n in (((TOTAL, "04"), 5), ((TOTAL, "05"), 50), (("north", TOTAL), 5), (("south", TOTAL), 50))
    ]
    rows += [((EMPLOYED, TOTAL, TOTAL), 55, 55)]
    found = hidden(release(make(rows, ("region", "month"), unit="persons"), standard))
    assert {("north", "04"), (TOTAL, "04"), ("north", TOTAL)} <= set(found)
    assert len(found) > 3, "the other month and region would give them back from 55"


def test_a_group_whose_complement_is_small_is_not_shown(make, standard, hidden):
    """All but four are women: the row of the women would tell of the four others."""
    rows = [((EMPLOYED, TOTAL), 100, 200), ((EMPLOYED, "is_woman"), 98, 196), ((EMPLOYED, "is_immigrant"), 30, 80)]
    found = hidden(release(make(rows, ("group",), ()), standard))
    assert ("is_woman",) in found
    assert ("is_immigrant",) not in found


def test_what_two_disjoint_groups_leave_is_a_group_too(make, standard, hidden):
    rows = [((EMPLOYED, TOTAL), 200, 200), ((EMPLOYED, "is_under_30"), 100, 100), ((EMPLOYED, "is_45_and_over"), 95, 95)]
    assert hidden(release(make(rows, ("group",), (), unit="persons"), standard))


def test_what_lies_between_nested_groups_is_a_group_too(make, standard, hidden):
    rows = [((EMPLOYED, TOTAL), 200, 200), ((EMPLOYED, "is_immigrant"), 100, 100), ((EMPLOYED, "is_newcomer"), 96, 96)]
    assert hidden(release(make(rows, ("group",), (), unit="persons"), standard))


def test_a_small_month_is_not_told_by_two_cumulative_rows(make, standard, hidden):
    rows = [((EMPLOYED, month), n, n) for month, n in (("2024-04", 50), ("2024-05", 54), ("2024-06", 120), ("2024-07", 200))]
    found = hidden(release(make(rows, ("fiscal_year_to_date",), (), unit="persons"), standard))
    assert {("2024-04",), ("2024-05",)} & set(found)
    assert len(found) == 1


def test_a_group_in_neither_of_two_overlapping_sets_is_protected(make, standard, hidden):
    """200 persons; 100 in the group, 150 reached, 54 in both: 4 are in neither."""
    keys = {(TOTAL, TOTAL): 200, ("is_woman", TOTAL): 100, (TOTAL, "reached"): 150, ("is_woman", "reached"): 54}
    rows = [((EMPLOYED, *key), n, n) for key, n in keys.items()]
    assert hidden(release(make(rows, ("group", "state"), (), unit="persons"), standard))


def test_a_mean_over_few_persons_is_hidden_with_its_sum_and_another(make, standard, hidden):
    rows = [
        ((EMPLOYED, name), total, n) for name, total, n in (("north", 90, 4), ("south", 900, 40), ("east", 1500, 60), (TOTAL, 2490, 104))
    ]
    released = release(make(rows, unit="hours"), standard)
    assert hidden(released)[("north",)] == "small"
    assert len(hidden(released)) == 2


def test_a_median_has_only_its_persons_to_be_judged_by(make, standard, hidden):
    rows = [((EMPLOYED, name), math.nan, n) for name, n in (("north", 4), ("south", 40), ("east", 60), (TOTAL, 104))]
    table = make(rows, unit="days", columns={"value": [10.0, 12.0, 13.0, 12.0]})
    assert hidden(release(table, standard))[("north",)] == "small"


def test_places_contracted_are_not_persons(make, standard, hidden):
    """47 entered of 50 contracted: the three places left are nobody's."""
    rows = [(("intake", "north"), 47, 50), (("intake", "south"), 60, 55), (("intake", TOTAL), 107, 105)]
    assert hidden(release(make(rows, unit="ratio", denominator_name="contracted_intake"), standard)) == {}


def test_attrition_cannot_be_subtracted(make, standard):
    """Four were removed by a rule: one of what remains before and after it is hidden as well, or the four would be their difference."""
    remaining = [("all_read", 500, 0), ("of_age", 496, 4), ("due", 400, 96), ("reached", 300, 100)]
    rows = [(("n_remaining", "all", rule), n, 500) for rule, n, _ in remaining]
    rows += [(("n_removed", "all", rule), removed, n + removed) for rule, n, removed in remaining]
    frame = release(make(rows, ("cohort", "rule"), (), unit="participations"), standard).frame
    found = {(name, rule): status for name, rule, status in zip(frame["indicator"], frame["rule"], frame["status"], strict=True)}
    assert found["n_removed", "of_age"] == "hidden_small"
    assert found["n_remaining", "of_age"].startswith("hidden")
    assert found["n_removed", "due"].startswith("hidden"), "496 is also what the next step started from"
    assert found["n_removed", "all_read"] == "published"


def test_the_states_of_a_cohort_share_its_denominator(make, standard, hidden):
    counts = {"reached": 200, "refused": 4, "lost": 96, "not_due": 100, "total": 400}
    rows = [(("n_participations", "3", state), n, 400) for state, n in counts.items()]
    found = hidden(release(make(rows, ("wave", "state"), ("state",), unit="participations"), standard))
    assert found[("3", "refused")] == "small"
    assert len(found) == 2


def test_a_score_is_hidden_when_one_of_its_parts_is(make, standard):
    rows = [(("points_a", "01"), 3, 80), (("points_b", "01"), 30, 80), (("overall_score", "01"), math.nan, 80)]
    rows += [(("points_a", "02"), 30, 80), (("points_b", "02"), 30, 80), (("overall_score", "02"), math.nan, 80)]
    table = make(rows, additive=(), unit="points", columns={"denominator_name": ["a", "b", SMALLEST] * 2, "value": [1.0] * 6})
    frame = release(table, standard).frame
    assert frame["status"].tolist() == ["hidden_small", "published", "hidden_to_protect_others", "published", "published", "published"]


def test_the_name_of_the_smallest_denominator_is_the_one_of_scores():
    assert scoring.SMALLEST is counts.SMALLEST is SMALLEST
    assert SMALLEST == "smallest_denominator"


def test_a_change_from_a_small_number_is_hidden(make, standard):
    rows = [(("change", "01"), -3, 8), (("change", "02"), 20, 100), (("change", "03"), -30, 100)]
    table = make(rows, additive=(), columns={"interval_method": ["none_change"] * 3})
    assert release(table, standard).frame["status"].tolist() == ["hidden_small", "published", "published"]


def test_records_and_figures_already_public_leave_as_they_are(make, standard, already_public):
    rows = regions(north=(1, 2), south=(3, 4))
    for subject, policy in ((Subject.RECORDS, standard), (Subject.RECORDS, already_public), (Subject.OFFICIAL, already_public)):
        released = release(make(rows, subject=subject), policy)
        assert set(released.frame["status"]) == {"published"}
        assert not released.record.audited
        assert subject.value in released.record.method


def test_persons_never_leave_under_the_policy_of_public_figures(make, already_public):
    with pytest.raises(DisclosureError):
        release(make(regions(north=(100, 200))), already_public)


def test_releasing_twice_gives_the_same(make, standard):
    table = make(regions(north=(4, 60), south=(30, 30), east=(50, 70), west=(50, 70)))
    first, second = release(table, standard), release(table, standard)
    pd.testing.assert_frame_equal(first.frame, second.frame)
    assert first.record == second.record


def test_releasing_changes_nothing_in_the_table_it_was_given(make, standard):
    table = make(regions(north=(4, 60), south=(30, 30)))
    before = table.frame.copy()
    release(table, standard)
    pd.testing.assert_frame_equal(table.frame, before)


def test_the_record_counts_what_is_hidden_and_the_log_repeats_it(make, standard):
    released = release(make(regions(north=(4, 60), south=(30, 30), east=(50, 70))), standard)
    record = released.record
    assert (record.n_cells, record.n_hidden_small, record.n_hidden_to_protect_others, record.audited) == (4, 1, 1, True)
    assert record.policy_digest == standard.digest
    log = suppression_log([released, released])
    assert log["share_hidden"].tolist() == [0.5, 0.5]
    assert log["dimensions"].tolist() == ["region", "region"]
    assert log["made_up"].all()


def test_an_empty_table_and_an_empty_log_are_possible(make, standard):
    assert len(release(make([]), standard).frame) == 0
    assert suppression_log([]).empty


def test_nobody_else_can_make_a_released_table(make):
    record = ReleaseRecord("none", "", 0, 0, 0, audited=False, method="")
    with pytest.raises(TypeError):
        ReleasedTable(pd.DataFrame(), "persons", Provenance(Bilingual("made up", "made up"), made_up=True), record, (), (), {})


def test_an_unknown_status_is_an_error_and_not_a_pass():
    with pytest.raises(ValueError, match="Published"):
        CellStatus("Published")
    assert [status for status in CellStatus if status.is_hidden] == [CellStatus.HIDDEN_SMALL, CellStatus.HIDDEN_TO_PROTECT_OTHERS]
    assert not any(status.is_hidden and status.shows_a_number for status in CellStatus)


def test_a_released_table_does_not_print_its_rows(make, standard):
    assert "north" not in repr(release(make(regions(north=(40, 60), south=(30, 30))), standard))
