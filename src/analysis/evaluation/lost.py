"""Who is lost: those reached and those not reached at a follow-up, compared on what was known of them before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from analysis.cohorts import follow_up
from analysis.cohorts.episodes import Variable
from analysis.cohorts.follow_up import FollowUpState
from analysis.cohorts.standing import over_column, state_column
from analysis.core.languages import Bilingual
from analysis.evaluation.follow_up_rows import ALL, follow_up_table
from analysis.evaluation.followed import Followed
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.cohorts import Wave
from analysis.frameworks.numbers import Unit
from analysis.frameworks.vocabulary import FIELDS, VULNERABLE_GROUPS
from analysis.indicators.table import TOTAL, IndicatorTable
from analysis.indicators.value_rows import combined_row, share_row
from analysis.statistics.group_differences import difference_of_shares

EMPLOYED_BEFORE, NOT_EMPLOYED_BEFORE = "employed_before", "not_employed_before"
CHARACTERISTICS = (*VULNERABLE_GROUPS, "receives_last_resort_assistance")
"""What the two are compared on: known of everyone, whether reached or not."""
_REVEALING = ("share_reached", "share_not_reached")
_DENOMINATORS = {"over": Bilingual("suivis dont la fenêtre est terminée", "follow-ups whose window is over")}

_Counts = tuple[int, int, int, int]
"""Reached with the characteristic, not reached with it, and all those reached and not reached of whom it is known."""


def who_is_lost(followed: Followed, months: int | None = None) -> IndicatorTable:
    """Return, for each characteristic, how many of those who have it were reached, and how it divides those reached from the others.

    Dimension `group`. `reached` is the response rate of those who have the characteristic, with its Wilson interval. `difference` is the
    standardised difference of its share among those reached and among those not reached (the derived columns), positive where those
    reached have more of it; it is hidden as soon as one of the four counts behind it is small. A person of whom a characteristic is not
    known counts as without it, as in the groups of every indicator. From the second wave on, `employed_before` compares those who had
    answered at the wave before by what they said then.

    Parameters
    ----------
    months
        The wave; the first one when not given. Only follow-ups whose window is over are counted.
    """
    waves = followed.chosen(None if months is None else [months])[:1]
    rows: list[dict[str, Any]] = []
    labels = {TOTAL: ALL} | {name: FIELDS[name].label for name in CHARACTERISTICS}
    with followed.standing(waves, [Variable(name) for name in CHARACTERISTICS]) as tables:
        for wave, table in tables.items():
            before = [known for known in followed.waves if known.months < wave.months][-1:]
            labels |= _labels_before(before)
            counts = _counts(table, wave, before)
            rows = [row for name in labels for row in _rows(name, counts[name])]
    named = waves[0].months if waves else 0
    name = Bilingual(f"personnes jointes au suivi de {named} mois", f"people reached at the {named}-month follow-up")
    difference = Bilingual("différence standardisée", "standardised difference")
    known = {"indicator": {"reached": name, "difference": difference}, "denominator_name": _DENOMINATORS, "group": labels}
    provenance = followed.store.provenance.after(followed.step(f"who is lost at {named} months"))
    return follow_up_table(rows, provenance, dimensions=("group",), labels=known, revealing=_REVEALING)


def _labels_before(before: list[Wave]) -> dict[str, Bilingual]:
    if not before:
        return {}
    months = before[0].months
    return {
        EMPLOYED_BEFORE: Bilingual(f"en emploi au suivi de {months} mois", f"employed at the {months}-month follow-up"),
        NOT_EMPLOYED_BEFORE: Bilingual(f"sans emploi au suivi de {months} mois", f"not employed at the {months}-month follow-up"),
    }


def _rows(group: str, counts: _Counts) -> list[dict[str, Any]]:
    reached, missed, n_reached, n_missed = counts
    place, nothing = {"group": group}, dict.fromkeys(_REVEALING, float("nan"))
    rows = [share_row("reached", place, (reached, reached + missed, "over"), n_missing=missed) | nothing]
    if group in (TOTAL, NOT_EMPLOYED_BEFORE):
        return rows
    found = difference_of_shares(reached, n_reached, missed, n_missed)
    ends = found.interval()
    # None of a kind tells as much as few of a kind: all who were reached had a job, say.
    smallest = min(max(count, 1) for count in (reached, n_reached - reached, missed, n_missed - missed)) if n_reached + n_missed else 0
    interval = (float(ends.low), float(ends.high))
    row = combined_row("difference", place, float(found.value), smallest, Unit.COUNT, ends=interval, method="hedges_olkin")
    shares = (_share(reached, n_reached), _share(missed, n_missed))
    return [*rows, row | dict(zip(_REVEALING, shares, strict=True))]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _counts(table: Any, wave: Wave, before: list[Wave]) -> Mapping[str, _Counts]:
    """Count those who have each characteristic by whether they were reached; those of before out of those who had answered then."""
    over = table.filter(table[over_column(wave)])
    flags = {name: over[name].fill_null(False) for name in CHARACTERISTICS}
    if before:
        job = follow_up.employed(over[follow_up.kept_column(before[0])])
        flags |= {EMPLOYED_BEFORE: job.fill_null(False), NOT_EMPLOYED_BEFORE: (job == ibis.literal(False)).fill_null(False)}
    marked = over.select(is_reached=over[state_column(wave)] == FollowUpState.REACHED.value, **flags)
    sums = {name: marked.count(where=marked[name]) for name in flags}
    rows = ordered_records(marked.group_by("is_reached").aggregate(**{TOTAL: marked.count()}, **sums))
    by_reached = {bool(row["is_reached"]): row for row in rows}

    def n(name: str, *, is_reached: bool) -> int:
        return int(by_reached.get(is_reached, {}).get(name, 0))

    found: dict[str, _Counts] = {}
    for name in (TOTAL, *flags):
        of_whom = (EMPLOYED_BEFORE, NOT_EMPLOYED_BEFORE) if name in (EMPLOYED_BEFORE, NOT_EMPLOYED_BEFORE) else (TOTAL,)
        known = [sum(n(each, is_reached=is_reached) for each in of_whom) for is_reached in (True, False)]
        found[name] = (n(name, is_reached=True), n(name, is_reached=False), known[0], known[1])
    return found
