"""The audit stands on its own: it refuses what protection forgot."""

from __future__ import annotations

import pytest

from analysis.core.errors import DisclosureError
from analysis.disclosure import release as releasing
from analysis.disclosure.suppression import Suppressed, cells_to_hide

EMPLOYED = "employed_at_3_months"


def rows():
    return [((EMPLOYED, name), n, n) for name, n in (("north", 4), ("south", 40), ("east", 60), ("total", 104))]


def test_a_pattern_without_complementary_suppression_is_refused(make, standard, monkeypatch):
    def only_small(unknowns, rules):
        return Suppressed(cells_to_hide(unknowns, rules).small, frozenset(), (), ())

    monkeypatch.setattr(releasing, "cells_to_hide", only_small)
    with pytest.raises(DisclosureError) as caught:
        releasing.release(make(rows(), unit="persons"), standard)
    assert "region=north" in caught.value.text("en")


def test_a_false_proof_changes_nothing(make, standard, monkeypatch):
    """A table that does not agree with what is published proves nothing, whoever says so."""

    def with_false_proof(unknowns, rules):
        false = unknowns.values.copy()
        false[unknowns.targets[0].unknowns[0]] += 5
        return Suppressed(cells_to_hide(unknowns, rules).small, frozenset(), (), (unknowns.values, false))

    monkeypatch.setattr(releasing, "cells_to_hide", with_false_proof)
    with pytest.raises(DisclosureError):
        releasing.release(make(rows(), unit="persons"), standard)


def test_the_audit_finds_its_own_proofs(make, standard, monkeypatch):
    def without_proofs(unknowns, rules):
        found = cells_to_hide(unknowns, rules)
        return Suppressed(found.small, found.others, (), ())

    monkeypatch.setattr(releasing, "cells_to_hide", without_proofs)
    assert releasing.release(make(rows(), unit="persons"), standard).record.audited


def test_a_row_that_stays_visible_by_mistake_is_found(make, standard, monkeypatch):
    """The audit looks at the released rows, not at what was meant to be hidden."""

    def forget_the_small(unknowns, rules):
        found = cells_to_hide(unknowns, rules)
        return Suppressed(frozenset(), found.others, (), found.proofs)

    monkeypatch.setattr(releasing, "cells_to_hide", forget_the_small)
    with pytest.raises(DisclosureError):
        releasing.release(make(rows(), unit="persons"), standard)


def two_indicators(first, second):
    """Rows by region of two indicators with the same denominators."""
    rows = []
    for name, regions in ((EMPLOYED, first), ("in_training", second)):
        cells = regions | {"total": tuple(map(sum, zip(*regions.values(), strict=True)))}
        rows += [((name, region), yes, yes + no) for region, (yes, no) in cells.items()]
    return rows


@pytest.mark.parametrize(("companion", "is_safe"), [("south", True), ("east", False)])
def test_a_denominator_does_not_come_back_through_another_indicator_of_the_same_persons(make, standard, monkeypatch, companion, is_safe):
    """The 8 of north are hidden beside south in one indicator; the other must hide the same region beside them, or gives south away."""
    first = {"north": (4, 4), "south": (20, 20), "east": (25, 25), "west": (60, 60)}
    second = {"north": (4, 4), "south": (18, 22), "east": (30, 20), "west": (70, 50)}
    pattern = {(EMPLOYED, "south"), ("in_training", companion)}

    def hide_by_hand(unknowns, rules):
        small = cells_to_hide(unknowns, rules).small
        return Suppressed(small, frozenset(number for number, cell in enumerate(unknowns.cells) if cell.key in pattern), (), ())

    monkeypatch.setattr(releasing, "cells_to_hide", hide_by_hand)
    table = make(two_indicators(first, second))
    if is_safe:
        assert releasing.release(table, standard).record.audited
    else:
        with pytest.raises(DisclosureError):
            releasing.release(table, standard)
