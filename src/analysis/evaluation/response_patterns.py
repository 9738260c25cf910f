"""Who was reached at which waves: those lost once and for all, and those who come back."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import ibis

from analysis.cohorts.follow_up import FollowUpState
from analysis.cohorts.standing import over_column, state_column
from analysis.core.languages import Bilingual
from analysis.evaluation.follow_up_rows import ALL, count_row, follow_up_table
from analysis.evaluation.followed import Followed
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.cohorts import Wave
from analysis.indicators.table import TOTAL, IndicatorTable
from analysis.statistics.intervals import wilson

MONOTONE, INTERMITTENT = "monotone", "intermittent"
MOST_WAVES = 6
"""Sixty-four patterns at most: the table of a longer calendar stops there."""
_KINDS = {
    MONOTONE: Bilingual("monotones : jamais joints après une absence", "monotone: never reached after an absence"),
    INTERMITTENT: Bilingual("intermittents : joints après une absence", "intermittent: reached after an absence"),
    TOTAL: ALL,
}
_REVEALING = ("share", "share_low", "share_high")


def is_monotone(pattern: str) -> bool:
    """Say whether a pattern of `1` (reached) and `0` never has a `1` after a `0`: whoever is lost stays lost."""
    return "01" not in pattern


def response_patterns(followed: Followed, until: int | None = None) -> IndicatorTable:
    """Return how many people have each pattern of reached and not reached over the waves of one cohort, and the share that is monotone.

    Dimensions `kind` (monotone, intermittent) and `pattern` (`110` is reached at the first two waves and not at the third); `value` is the
    count, the derived columns `share`, `share_low` and `share_high` are its part of everyone with its Wilson interval.

    Parameters
    ----------
    until
        The last wave looked at, in months; when not given, the latest whose window is over for at least half of the cohort. Only those
        for whom it is over are counted, since a wave that has not come is no absence.

    Raises
    ------
    DefinitionError
        In the calendar view, which does not hold the same people at each wave.
    """
    followed.refuse_other_people(Bilingual("les profils de réponse", "patterns of response"))
    chosen = followed.chosen(None if until is None else [until])
    rows: list[dict[str, Any]] = []
    waves: Sequence[Wave] = ()
    with followed.standing(followed.waves[:MOST_WAVES]) as tables:
        if tables:
            table = next(iter(tables.values()))
            last = chosen[0].months if until is not None else _latest_over(table, tuple(tables))
            waves = [wave for wave in tables if wave.months <= last]
            rows = _rows(_counts(table, waves), len(waves))
    labels = {
        "indicator": {"n_participations": Bilingual("participations", "participations")},
        "denominator_name": {
            "over": Bilingual("participations dont tous ces suivis sont terminés", "participations for which all these follow-ups are over")
        },
        "kind": _KINDS,
        "pattern": {TOTAL: ALL} | {_code(each): _label(_code(each), waves) for each in product("10", repeat=len(waves))},
    }
    provenance = followed.store.provenance.after(followed.step(f"patterns of response until {waves[-1].months if waves else 'no'} months"))
    return follow_up_table(
        rows, provenance, dimensions=("kind", "pattern"), additive=("kind", "pattern"), labels=labels, revealing=_REVEALING
    )


def _code(letters: Sequence[str]) -> str:
    return "".join(letters)


def _latest_over(table: Any, waves: Sequence[Wave]) -> int:
    counts = table.aggregate(n=table.count(), **{str(wave.months): table.count(where=table[over_column(wave)]) for wave in waves})
    (row,) = ordered_records(counts)
    over = [wave.months for wave in waves if 2 * row[str(wave.months)] >= max(row["n"], 1)]
    return max(over, default=waves[0].months)


def _counts(table: Any, waves: Sequence[Wave]) -> dict[str, int]:
    over = table.filter(table[over_column(waves[-1])])
    reached = [ibis.ifelse(over[state_column(wave)] == FollowUpState.REACHED.value, "1", "0") for wave in waves]
    pattern = reached[0]
    for flag in reached[1:]:
        pattern = pattern + flag
    patterns = over.select(pattern=pattern)
    return {row["pattern"]: int(row["n"]) for row in ordered_records(patterns.group_by("pattern").aggregate(n=patterns.count()))}


def _rows(counts: dict[str, int], n_waves: int) -> list[dict[str, Any]]:
    n = sum(counts.values())
    rows = [_row(TOTAL, TOTAL, n, n)]
    patterns = [_code(each) for each in product("10", repeat=n_waves)]
    for kind in (MONOTONE, INTERMITTENT):
        own = [code for code in patterns if is_monotone(code) == (kind == MONOTONE)]
        if not own:
            continue
        rows.append(_row(kind, TOTAL, sum(counts.get(code, 0) for code in own), n))
        rows += [_row(kind, code, counts.get(code, 0), n) for code in own]
    return rows


def _row(kind: str, pattern: str, count: int, whole: int) -> dict[str, Any]:
    ends = wilson(count, whole)
    row = count_row("n_participations", {"kind": kind, "pattern": pattern}, (count, whole), "over")
    share = count / whole if whole else float("nan")
    return row | {"share": share, "share_low": float(ends.low), "share_high": float(ends.high)}


def _label(code: str, waves: Sequence[Wave]) -> Bilingual:
    """Say a pattern: reached at which waves, of which."""
    months = [str(wave.months) for wave, flag in zip(waves, code, strict=True) if flag == "1"]
    if not months:
        return Bilingual("à aucun suivi", "at no follow-up")
    if len(months) == len(waves) and len(waves) > 1:
        return Bilingual("à tous les suivis", "at every follow-up")
    french = months[0] if len(months) == 1 else f"{', '.join(months[:-1])} et {months[-1]}"
    english = months[0] if len(months) == 1 else f"{', '.join(months[:-1])} and {months[-1]}"
    return Bilingual(f"à {french} mois", f"at {english} months")
