"""What became of each participation of a cohort, wave after wave: the engine counts patterns of states, everything else adds patterns up.

A wave whose window is not over is not looked at, whatever was answered in it: those reached early are not like those reached late. A job
of unstated hours counts among the shorter ones, as the least favourable answer does everywhere in this house.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Literal

import ibis
import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.cohorts.episodes import Variable, variable
from analysis.cohorts.follow_up import due_day
from analysis.cohorts.selection import select
from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.core.periods import FiscalYear
from analysis.evaluation.followed_years import calendar_of, followed_cohort
from analysis.extracts.leaving_the_engine import ordered_frame, ordered_records
from analysis.frameworks.cohorts import Cohort, FollowUpCalendar
from analysis.frameworks.model import Framework
from analysis.frameworks.vocabulary import FIELDS, FieldKind, FieldNeeds
from analysis.indicators.grouping import NOT_STATED, code_of, columns_for, grouped, labels_for, refuse_reserved_codes
from analysis.indicators.table import TOTAL

if TYPE_CHECKING:
    from analysis.extracts.store import Store

HOURS = "minimum_weekly_hours"
"""The parameter of a framework that says from how many hours a week a job counts as one."""


Source = Literal["answers", "files"]
"""Where employment is read: what people answered at follow-ups, or spells of employment in administrative files."""


class State(IntEnum):
    """Where a participation stands at a wave."""

    ENOUGH_HOURS = 0
    FEWER_HOURS = 1
    TRAINING = 2
    """In training or education, and in no job."""
    NEITHER = 3
    NOT_KNOWN = 4
    """The wave is due and nobody answered."""
    NOT_DUE = 5


KNOWN = (State.ENOUGH_HOURS, State.FEWER_HOURS, State.TRAINING, State.NEITHER)


@dataclass(frozen=True, slots=True)
class Patterns:
    """Counts of patterns: `states[row, wave]` is a `State`, `n[row]` how many participations have that row's pattern and group."""

    waves: tuple[int, ...]
    """Months of each wave."""
    states: npt.NDArray[np.int64]
    n: npt.NDArray[np.float64]
    group: npt.NDArray[np.str_]
    """The code of each row in the dimension `by`; empty texts without one."""
    by: str
    least_hours: float | None
    """Weekly hours from which a job is `ENOUGH_HOURS`; None when the framework has no such rule: every job is."""
    enough_hours: bool
    """Whether only a job of so many hours is employment."""
    labels: Mapping[str, Bilingual]
    """What the groups are called."""
    source: Source = "answers"

    @property
    def due(self) -> npt.NDArray[np.bool_]:
        """Whether each pattern's wave is over."""
        return np.asarray(self.states != State.NOT_DUE)

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Whether somebody answered."""
        return np.asarray(self.states < State.NOT_KNOWN)

    @property
    def employed(self) -> npt.NDArray[np.bool_]:
        """Whether the person is known to have had a job."""
        return np.asarray(self.states <= (State.ENOUGH_HOURS if self.enough_hours else State.FEWER_HOURS))

    def count(self, which: npt.ArrayLike) -> float:
        """Return how many participations have the patterns chosen."""
        return float(self.n[np.asarray(which, dtype=bool)].sum())

    def groups(self) -> Iterator[tuple[str, Patterns]]:
        """Yield everyone, then each group, with their patterns."""
        yield TOTAL, self
        for code in sorted(set(self.group)) if self.by else ():
            yield str(code), self.only(self.group == code)

    def only(self, rows: npt.NDArray[np.bool_]) -> Patterns:
        """Return some rows."""
        return replace(self, states=self.states[rows], n=self.n[rows], group=self.group[rows])


def count_patterns(
    store: Store,
    framework: Framework,
    fiscal_years: Sequence[FiscalYear],
    as_of: date,
    *,
    by: str = "",
    cohort: str | None = None,
    enough_hours: bool = False,
    source: Source = "answers",
) -> Patterns:
    """Count in the engine the patterns of states of a cohort at every wave of the framework's calendar.

    Parameters
    ----------
    fiscal_years
        The years of entry, taken together.
    source
        What people answered, or the spells of employment of administrative files: employed on the day a wave falls due, known until the
        last day that the files know of the person, and of nobody who could not be matched. Files say nothing of training.
    by
        A field that splits participations into parts that add up (`sex`, `is_under_30`, `region`…), or `quarter`, of entry.
    enough_hours
        Count as employment only a job of the hours that the framework asks.

    Raises
    ------
    DefinitionError
        When the framework follows nobody, has no such cohort, or `by` is no field that can split them.
    """
    calendar, chosen = calendar_of(framework), followed_cohort(framework, cohort)
    _check_grouping(by, framework.name)
    least = next((float(item.number.value) for item in framework.parameters if item.name == HOURS), None)
    frames: list[pd.DataFrame] = []
    labels: dict[str, Bilingual] = {}
    columns = [f"at_{wave.months}" for wave in calendar.waves]
    for year in fiscal_years:
        selected = _of_answers if source == "answers" else _of_files
        episodes, states = selected(store, chosen, year, as_of, calendar=calendar, by=by, least=least)
        narrow = episodes.select(**states, **columns_for(episodes, (by,) if by else ()))
        table = grouped(narrow, (by,) if by else (), year, as_of)
        keys = [*columns, *([by] if by else [])]
        frame: pd.DataFrame = ordered_frame(table.group_by(keys).aggregate(n=table.count()))
        frame["code"] = [code_of(by, value, year) for value in frame[by]] if by else ""
        refuse_reserved_codes(by, set(frame["code"]), store.provenance.source.en)
        labels |= group_labels(store, by, set(frame["code"]), year)
        frames.append(frame[[*columns, "code", "n"]])
    together = (
        pd.concat(frames).groupby([*columns, "code"], as_index=False)["n"].sum()
        if frames
        else pd.DataFrame(columns=[*columns, "code", "n"])
    )
    return Patterns(
        tuple(wave.months for wave in calendar.waves),
        together[columns].to_numpy(dtype=np.int64).reshape(len(together), len(columns)),
        together["n"].to_numpy(dtype=np.float64),
        together["code"].to_numpy(dtype=np.str_),
        by,
        least,
        enough_hours and least is not None,
        labels,
        source,
    )


def _of_answers(
    store: Store, cohort: Cohort, year: FiscalYear, as_of: date, *, calendar: FollowUpCalendar, by: str, least: float | None
) -> tuple[Any, dict[str, Any]]:
    fields = ("is_due_at_wave", "employed_at_wave", "weekly_hours_at_wave", "in_training_at_wave")
    wanted = {variable(field, wave=wave.months) for wave in calendar.waves for field in fields} | _grouping(by)
    episodes = select(store, cohort, year, as_of=as_of, variables=wanted, calendar=calendar).episodes
    return episodes, {f"at_{wave.months}": _state(episodes, wave.months, least) for wave in calendar.waves}


def _of_files(
    store: Store, cohort: Cohort, year: FiscalYear, as_of: date, *, calendar: FollowUpCalendar, by: str, least: float | None
) -> tuple[Any, dict[str, Any]]:
    origin = calendar.origin
    episodes = select(store, cohort, year, as_of=as_of, variables=_grouping(by), columns=[origin]).episodes
    matches = store.table("administrative_matches").select("participation_id", "is_matched", "matched_until")
    dated = episodes.select("participation_id", **{f"due_{wave.months}": due_day(episodes[origin], wave) for wave in calendar.waves})
    spells = store.table("employment_spells").select("participation_id", "start_date", "end_date", "weekly_hours")
    known = spells.filter(spells.start_date <= ibis.date(as_of)).inner_join(dated, "participation_id")
    hours = {}
    for wave in calendar.waves:
        due = known[f"due_{wave.months}"]
        covers = (known.start_date <= due) & (known.end_date.isnull() | (known.end_date >= due))
        # The longest of the jobs held that day; a job of unstated hours is a job of none.
        hours[f"hours_{wave.months}"] = known.weekly_hours.fill_null(0.0).max(where=covers)
    by_participation = known.group_by("participation_id").aggregate(**hours)
    whole = episodes
    for other in (matches, dated, by_participation):
        whole = whole.left_join(other, "participation_id", rname="{name}__joined").drop("participation_id__joined")
    # What the files cannot know of anybody yet is not due.
    matches = store.table("administrative_matches")
    last_known = ordered_records(matches.aggregate(last=matches.matched_until.max()))[0]["last"]
    until = min(as_of, last_known) if last_known else as_of
    states = {}
    for wave in calendar.waves:
        due, at_work = whole[f"due_{wave.months}"], whole[f"hours_{wave.months}"]
        is_known = (whole.is_matched & (due <= whole.matched_until)).fill_null(False)
        states[f"at_{wave.months}"] = ibis.cases(
            ((due > ibis.date(until)).fill_null(True), int(State.NOT_DUE)),
            (~is_known, int(State.NOT_KNOWN)),
            (at_work.isnull(), int(State.NEITHER)),
            (ibis.literal(True) if least is None else at_work >= least, int(State.ENOUGH_HOURS)),
            else_=int(State.FEWER_HOURS),
        ).cast("int64")
    return whole, states


def _grouping(by: str) -> set[Variable]:
    return {variable(by)} if by and by != "quarter" else set()


def _state(episodes: Any, months: int, least: float | None) -> Any:
    due, employed, hours, training = (
        episodes[variable(field, wave=months).column]
        for field in ("is_due_at_wave", "employed_at_wave", "weekly_hours_at_wave", "in_training_at_wave")
    )
    long_enough = ibis.literal(True) if least is None else (hours >= least).fill_null(False)
    return ibis.cases(
        (~due, int(State.NOT_DUE)),
        (employed.isnull(), int(State.NOT_KNOWN)),
        (employed & long_enough, int(State.ENOUGH_HOURS)),
        (employed, int(State.FEWER_HOURS)),
        (training.fill_null(False), int(State.TRAINING)),
        else_=int(State.NEITHER),
    ).cast("int64")


def _check_grouping(by: str, where: str) -> None:
    splits = [
        name for name, field in FIELDS.items() if field.needs is FieldNeeds.NOTHING and field.kind in (FieldKind.BOOLEAN, FieldKind.CODE)
    ]
    if by and by not in (*splits, "quarter"):
        raise DefinitionError(
            Problem(
                f"{where}, by={by}",
                Bilingual(f"« {by} » ne partage pas les participations en parties", f'"{by}" does not split participations into parts'),
                todo=did_you_mean(by, [*splits, "quarter"]),
            )
        )


def group_labels(store: Store, by: str, codes: set[str], fiscal_year: FiscalYear) -> dict[str, Bilingual]:
    """Return what the groups of a dimension are called; of a yes-or-no field, the field itself and « others »."""
    if not by:
        return {}
    labels = labels_for(store, [by], {by: {*codes, TOTAL}}, fiscal_year)[by]
    if by in FIELDS and FIELDS[by].kind is FieldKind.BOOLEAN:
        labels |= {"yes": FIELDS[by].label, "no": Bilingual("autres personnes", "other people")}
    return labels | {NOT_STATED: Bilingual("non précisé", "not stated")}
