"""A brute-force attacker, who lists every table that agrees with a released one, cannot say what a hidden small count is."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from analysis.core.languages import Bilingual
from analysis.core.provenance import Provenance
from analysis.disclosure.policy import DisclosurePolicy
from analysis.disclosure.release import release
from analysis.disclosure.table import ReleasedTable
from analysis.indicators.table import TOTAL, VALUE_COLUMNS, IndicatorTable, Subject

CAP = 14
"""The brute-force attacker tries every whole number up to here; tables are drawn below it."""

Cells = dict[tuple[str, str], tuple[int, int]]


def policy(
    threshold: int, width: int, zeros: str, protects: tuple[str, ...] = ("numerator", "complement", "denominator")
) -> DisclosurePolicy:
    text = Bilingual("essai", "trial")
    return DisclosurePolicy.model_validate(
        {
            "name": "trial", "title": text, "description": text, "reason": text, "confidence": "assumed", "subjects": ["persons"],
            "suppression": {
                "threshold": threshold, "protects": protects, "zeros": zeros, "protection_width": width, "sum_protection": "0.2",
            },
        }
    )  # fmt: skip


def with_margins(inner: Cells) -> Cells:
    """Add the totals over regions, over months, and over both."""
    cells = dict(inner)
    regions, months = sorted({key[0] for key in inner}), sorted({key[1] for key in inner})
    for region, month in [*((r, TOTAL) for r in regions), *((TOTAL, m) for m in months), (TOTAL, TOTAL)]:
        parts = [value for key, value in inner.items() if region in (key[0], TOTAL) and month in (key[1], TOTAL)]
        cells[region, month] = sum(yes for yes, _ in parts), sum(no for _, no in parts)
    return cells


def table_of(cells: Cells) -> IndicatorTable:
    rows = []
    for (region, month), (yes, no) in cells.items():
        n = yes + no
        share = yes / n if n else math.nan
        rows.append(
            ("employed_at_3_months", region, month, yes, n, "reached", 2 * n, share, share, share, "wilson", "share", "made up",
             "computed" if n else "no_cases")
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=["indicator", "region", "month", *VALUE_COLUMNS])
    return IndicatorTable(
        frame, Subject.PERSONS, Provenance(Bilingual("made up", "made up"), made_up=True), ("region", "month"), ("region", "month")
    )


def status_of(released: ReleasedTable) -> dict[tuple[str, str], str]:
    frame = released.frame
    return dict(zip(zip(frame["region"], frame["month"], strict=True), frame["status"], strict=True))


def agreeing_tables(inner: Cells, status: dict[tuple[str, str], str], place: int) -> np.ndarray:
    """Return every table of one quantity that agrees with its published cells: one row a table, one column a hidden inner cell."""
    everything = with_margins(inner)
    hidden = [key for key in sorted(inner) if status[key].startswith("hidden")]
    grids = np.array(list(itertools.product(range(CAP + 1), repeat=len(hidden))), dtype=int).reshape(-1, len(hidden))
    for key, value in everything.items():
        if status[key].startswith("hidden") or TOTAL not in key:
            continue
        covered = [place_ for place_, own in enumerate(hidden) if key[0] in (own[0], TOTAL) and key[1] in (own[1], TOTAL)]
        read = sum(inner[own][place] for own in inner if own not in hidden and key[0] in (own[0], TOTAL) and key[1] in (own[1], TOTAL))
        grids = grids[grids[:, covered].sum(axis=1) == value[place] - read]
    return grids


def small(value: np.ndarray, threshold: int, *, zero: np.ndarray | bool = False) -> np.ndarray:
    return ((value > 0) & (value < threshold)) | ((value == 0) & zero)


counts = st.one_of(st.integers(0, 4), st.integers(0, CAP - 2))


@st.composite
def inner_cells(draw: st.DrawFn) -> Cells:
    n_regions, n_months = draw(st.sampled_from([(2, 1), (3, 1), (2, 2), (4, 1), (1, 2)]))
    keys = [(f"{region:02d}", f"2024-{month:02d}") for region in range(1, n_regions + 1) for month in range(1, n_months + 1)]
    return {key: (draw(counts), draw(counts)) for key in keys}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(inner=inner_cells(), threshold=st.integers(3, 6), width=st.integers(1, 3), zeros=st.sampled_from(["hidden", "published"]))
def test_a_brute_force_attacker_cannot_tell_a_hidden_small_count(inner: Cells, threshold: int, width: int, zeros: str) -> None:
    width = min(width, threshold - 2)
    everything = with_margins(inner)
    status = status_of(release(table_of(everything), policy(threshold, width, zeros)))
    hidden = [key for key in sorted(inner) if status[key].startswith("hidden")]
    assume(hidden)
    yes, no = agreeing_tables(inner, status, 0), agreeing_tables(inner, status, 1)
    assume(len(yes) * len(no) <= 1_500_000)
    pairs_yes, pairs_no = np.repeat(yes, len(no), axis=0), np.tile(no, (len(yes), 1))
    # The attacker knows the policy and reads why each row is hidden.
    # He keeps the tables in which every row would be hidden for that reason.
    for key, word in status.items():
        if not word.startswith("hidden"):
            continue
        covered = [place for place, own in enumerate(hidden) if key[0] in (own[0], TOTAL) and key[1] in (own[1], TOTAL)]
        read = [sum(inner[o][p] for o in inner if o not in hidden and key[0] in (o[0], TOTAL) and key[1] in (o[1], TOTAL)) for p in (0, 1)]
        a, b = pairs_yes[:, covered].sum(axis=1) + read[0], pairs_no[:, covered].sum(axis=1) + read[1]
        is_zero_small = (a + b > 0) & (zeros == "hidden")
        looks_small = small(a, threshold, zero=is_zero_small) | small(b, threshold, zero=is_zero_small) | small(a + b, threshold)
        is_small = any(0 < count < threshold for count in (*everything[key], sum(everything[key]))) or (
            zeros == "hidden" and 0 in everything[key]
        )
        kept = looks_small if word == "hidden_small" else (~looks_small | is_small)
        pairs_yes, pairs_no = pairs_yes[kept], pairs_no[kept]
    assert len(pairs_yes), "the true table is always among them"
    for place, key in enumerate(hidden):
        if status[key] != "hidden_small":
            continue
        a, b = inner[key]
        zero = zeros == "hidden" and a + b > 0
        found = {"yes": (a, pairs_yes[:, place]), "no": (b, pairs_no[:, place]), "n": (a + b, pairs_yes[:, place] + pairs_no[:, place])}
        for name, (true, possible) in found.items():
            if 0 < true < threshold or (true == 0 and zero and name != "n"):
                assert np.ptp(possible) >= width, f"{name} of {key} is known within {np.ptp(possible)}"


@settings(max_examples=60, deadline=None)
@given(inner=inner_cells(), seed=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(inner: Cells, seed: object) -> None:
    table = table_of(with_margins(inner))
    order = list(range(len(table.frame)))
    seed.shuffle(order)  # type: ignore[attr-defined]
    shuffled = table.with_frame(table.frame.iloc[order].reset_index(drop=True))
    rules = policy(5, 2, "published")
    assert status_of(release(table, rules)) == status_of(release(shuffled, rules))


@settings(max_examples=60, deadline=None)
@given(inner=inner_cells(), seed=st.randoms(use_true_random=False))
def test_other_names_for_the_regions_leave_the_same_small_cells(inner: Cells, seed: object) -> None:
    regions = sorted({key[0] for key in inner})
    names = [f"région {number}" for number in range(len(regions))]
    seed.shuffle(names)  # type: ignore[attr-defined]
    renamed = dict(zip(regions, names, strict=True)) | {TOTAL: TOTAL}
    rules = policy(5, 2, "hidden")
    before = status_of(release(table_of(with_margins(inner)), rules))
    after = status_of(release(table_of(with_margins({(renamed[r], m): value for (r, m), value in inner.items()})), rules))
    small_before = {(renamed[region], month) for (region, month), word in before.items() if word == "hidden_small"}
    assert small_before == {key for key, word in after.items() if word == "hidden_small"}


@settings(max_examples=60, deadline=None)
@given(inner=inner_cells(), zeros=st.sampled_from(["hidden", "published"]))
def test_no_small_count_is_ever_shown(inner: Cells, zeros: str) -> None:
    frame = release(table_of(with_margins(inner)), policy(5, 2, zeros)).frame
    shown = frame[frame["status"] == "published"]
    no = shown["denominator"] - shown["numerator"]
    for counted in (shown["numerator"], no, shown["denominator"]):
        assert not counted.between(1, 4).any()
    if zeros == "hidden":
        assert (shown["numerator"] > 0).all()
        assert (no > 0).all()


@settings(max_examples=60, deadline=None)
@given(inner=inner_cells())
def test_a_hidden_row_holds_no_number_and_a_published_row_is_untouched(inner: Cells) -> None:
    table = table_of(with_margins(inner))
    released = release(table, policy(4, 2, "hidden"))
    numbers = ["numerator", "denominator", "n_missing", "value", "interval_low", "interval_high"]
    hidden = released.frame["status"].str.startswith("hidden")
    assert released.frame.loc[hidden, numbers].isna().all(axis=None)
    pd.testing.assert_frame_equal(released.frame.loc[~hidden, list(table.frame.columns)], table.frame.loc[~hidden], check_dtype=False)
