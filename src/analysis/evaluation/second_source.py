"""The administrative files as a second source on employment: how far they agree with what people say, and what each makes of a rate.

The files come in one of two shapes. Records (`administrative_records`) say of a person on a day whether a job was declared: the one
nearest to the due day counts, within the window of the wave, and of several sources on that day one that holds a job is enough. Spells
(`employment_spells`) say from when to when a person worked, and `administrative_matches` until which day that is known: a spell that holds
the due day is a job. People whom the files do not know are in no comparison.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import ibis

from analysis.cohorts import follow_up
from analysis.cohorts.standing import over_column
from analysis.core.errors import ExtractError, Problem
from analysis.core.languages import Bilingual
from analysis.evaluation.follow_up_rows import follow_up_table, wave_labels
from analysis.evaluation.followed import Followed
from analysis.evaluation.outcome import Outcome
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.cohorts import Wave
from analysis.frameworks.numbers import Unit
from analysis.indicators.table import IndicatorTable
from analysis.indicators.value_rows import combined_row, share_row, smallest_of
from analysis.statistics.agreement import cohen_kappa
from analysis.statistics.intervals import wilson

if TYPE_CHECKING:
    from analysis.extracts.store import Store

RECORDS, SPELLS = "records", "spells"
TABLES = {RECORDS: ("administrative_records",), SPELLS: ("administrative_matches", "employment_spells")}
"""The canonical tables of each shape."""
_LABELS = {
    "matched": Bilingual("part jumelée et connue au jour du suivi", "share matched and known on the day of the follow-up"),
    "by_answer": Bilingual("emploi selon les réponses, toutes les personnes jointes", "employment by the answers, everyone reached"),
    "by_match": Bilingual("emploi selon le jumelage, toutes les personnes jumelées", "employment by the match, everyone matched"),
    "sensitivity": Bilingual(
        "se disent en emploi, de celles que le jumelage dit en emploi", "say they are employed, of those whom the match says are"
    ),
    "specificity": Bilingual(
        "se disent sans emploi, de celles que le jumelage dit sans emploi",
        "say they are not employed, of those whom the match says are not",
    ),
    "n_compared": Bilingual("personnes qui ont répondu et sont jumelées", "people who answered and are matched"),
    "agreement": Bilingual("part où les deux sources disent la même chose", "share for whom both sources say the same"),
    "kappa": Bilingual("kappa de Cohen", "Cohen's kappa"),
    "same_by_answer": Bilingual("emploi selon les réponses, mêmes personnes", "employment by the answers, same people"),
    "same_by_match": Bilingual("emploi selon le jumelage, mêmes personnes", "employment by the match, same people"),
}
_DENOMINATORS = {
    "over": Bilingual("suivis dont la fenêtre est terminée", "follow-ups whose window is over"),
    "answered": Bilingual("personnes jointes qui ont répondu", "people reached who answered"),
    "known": Bilingual("personnes jumelées et connues ce jour-là", "people matched and known on that day"),
    "employed_by_match": Bilingual("ont répondu, en emploi selon le jumelage", "answered, employed by the match"),
    "not_employed_by_match": Bilingual("ont répondu, sans emploi selon le jumelage", "answered, not employed by the match"),
}


def second_source(
    followed: Followed, minimum_weekly_hours: Decimal | None = None, *, shape: Literal["records", "spells"] | None = None
) -> IndicatorTable:
    """Return, for each wave, how far the answers agree with the administrative files, and the employment rate by each source.

    Dimension `wave`. `sensitivity` and `specificity` are those of the answer held against the match; `agreement` has a Wilson interval and
    `kappa` that of Fleiss, Cohen and Everitt. The four counts of a comparison can be worked out from a few of its values: what is made
    of all four is hidden as soon as one of them is small.

    Parameters
    ----------
    minimum_weekly_hours
        The same least hours for both sources; any job when not given. Records hold no hours: it needs spells.
    shape
        Which files; records when the extract gives them, else spells.

    Raises
    ------
    ExtractError
        When the extract holds no such files, or hours are asked of records.
    """
    chosen = _shape(followed, shape, minimum_weekly_hours)
    rows: list[dict[str, Any]] = []
    with followed.standing(followed.waves) as tables:
        for wave, table in tables.items():
            rows += _rows(_cells(followed, chosen, (table, wave), minimum_weekly_hours), {"wave": str(wave.months)})
    return _table(followed, rows, f"answers held against administrative {chosen}")


def no_second_source(followed: Followed) -> IndicatorTable:
    """Return the same table without a row, for an extract that gives no administrative files."""
    return _table(followed, [], "no administrative files to hold answers against")


def _table(followed: Followed, rows: list[dict[str, Any]], step: str) -> IndicatorTable:
    labels = {"indicator": _LABELS, "denominator_name": _DENOMINATORS, "wave": wave_labels(wave.months for wave in followed.waves)}
    return follow_up_table(rows, followed.store.provenance.after(followed.step(step)), dimensions=("wave",), labels=labels)


def _shape(followed: Followed, asked: str | None, hours: Decimal | None) -> str:
    """Return which files are read, or refuse: none is there, or records are asked for hours."""
    given = [shape for shape, names in TABLES.items() if all(followed.store.has(name) for name in names)]
    wanted = asked or (SPELLS if hours and SPELLS in given else next(iter(given), RECORDS))
    if wanted not in given:
        lacking = [name for name in TABLES[wanted] if not followed.store.has(name)]
        what = Bilingual(f"l'extrait ne donne pas {' ni '.join(lacking)}", f"the extract gives no {' and no '.join(lacking)}")
    elif wanted == RECORDS and hours:
        what = Bilingual("les relevés ne disent pas les heures de travail", "records hold no hours of work")
    else:
        return wanted
    raise ExtractError(
        Problem(
            followed.store.provenance.source.en,
            what,
            Bilingual("Sans cela, il n'y a pas de seconde source à comparer.", "Without it there is no second source to compare."),
            Bilingual(
                "Ajoutez ces tables au codage, ou laissez cette partie de côté.",
                "Add these tables to the codebook, or leave this part out.",
            ),
        )
    )


_Cell = tuple[str, str]
"""What the answer says (`yes`, `no`, `none`) and what the match says (the same)."""


def _cells(followed: Followed, shape: str, at: tuple[Any, Wave], hours: Decimal | None) -> dict[_Cell, int]:
    """Count the follow-ups that are over by what each source says."""
    calendar, (table, wave) = followed.calendar, at
    assert calendar is not None  # noqa: S101 - there is a wave
    over = table.filter(table[over_column(wave)])
    answer = Outcome(minimum_weekly_hours=hours).of_answer(over[follow_up.kept_column(wave)])
    asked = over.select("participation_id", day=follow_up.due_day(over[calendar.origin], wave), answer=_said(answer))
    found = _by_records(followed.store, asked, wave) if shape == RECORDS else _by_spells(followed.store, asked, hours)
    joined = asked.left_join(found, "participation_id", rname="{name}__found")
    told = joined.select(answer=joined.answer, match=_said(joined.works))
    rows = ordered_records(told.group_by(["answer", "match"]).aggregate(n=told.count()))
    return {(row["answer"], row["match"]): int(row["n"]) for row in rows}


def _by_records(store: Store, asked: Any, wave: Wave) -> Any:
    """Return what the record nearest to the due day says of each person whom the records know."""
    records = store.table("administrative_records").select("participation_id", "reference_date", "is_employed")
    dated = asked.select("participation_id", "day").inner_join(records, "participation_id")
    gap = dated.reference_date.delta(dated.day, unit="day")
    near = dated.filter(gap.between(-wave.days_before, wave.days_after))
    gap = near.reference_date.delta(near.day, unit="day")
    # The nearer day first, the earlier of two equally near, then a job before none: the last bit is what the kept record says.
    order = ((gap.abs() * 2 + (gap > 0).cast("int64")) << 1) + (near.is_employed == ibis.literal(False)).cast("int64")
    kept = near.group_by("participation_id").aggregate(kept=order.min())
    return kept.select("participation_id", works=(kept.kept & 1) == 0)


def _by_spells(store: Store, asked: Any, hours: Decimal | None) -> Any:
    """Return whether some spell holds the due day of each person whom the files know on that day."""
    matches = store.table("administrative_matches").select("participation_id", "is_matched", "matched_until")
    dated = asked.select("participation_id", "day").inner_join(matches, "participation_id")
    known = dated.filter(dated.is_matched & (dated.matched_until >= dated.day)).select("participation_id", "day")
    spells = store.table("employment_spells")
    if hours:
        spells = spells.filter(spells.weekly_hours >= ibis.literal(float(hours)))
    worked = known.inner_join(spells.select("participation_id", "start_date", "end_date"), "participation_id")
    worked = worked.filter((worked.start_date <= worked.day) & (worked.end_date.isnull() | (worked.end_date >= worked.day)))
    employed = worked.select("participation_id", has_job=ibis.literal(True)).distinct()
    joined = known.left_join(employed, "participation_id", rname="{name}__job")
    return joined.select("participation_id", works=joined.has_job.fill_null(False))


def _said(answer: Any) -> Any:
    return ibis.cases((answer.isnull(), "none"), (answer, "yes"), else_="no")


def _rows(cells: dict[_Cell, int], place: dict[str, str]) -> list[dict[str, Any]]:
    def n(answers: str, matches: str) -> int:
        return sum(cells.get((answer, match), 0) for answer in answers.split() for match in matches.split())

    every, said = "yes no none", "yes no"
    both, answer_only, match_only, neither = n("yes", "yes"), n("yes", "no"), n("no", "yes"), n("no", "no")
    compared = both + answer_only + match_only + neither
    smallest = smallest_of((both, answer_only, match_only, neither))
    kappa = cohen_kappa([[both, answer_only], [match_only, neither]])
    ends = kappa.interval()
    return [
        share_row("matched", place, (n(every, said), n(every, every), "over")),
        share_row("by_answer", place, (n("yes", every), n(said, every), "answered"), n_missing=n("none", every)),
        share_row("by_match", place, (n(every, "yes"), n(every, said), "known"), n_missing=n(every, "none")),
        share_row("sensitivity", place, (both, both + match_only, "employed_by_match")),
        share_row("specificity", place, (neither, neither + answer_only, "not_employed_by_match")),
        combined_row("n_compared", place, compared if compared else float("nan"), smallest, Unit.PARTICIPATIONS),
        _resting_share("agreement", place, (both + neither, compared), smallest),
        combined_row(
            "kappa", place, kappa.value, smallest, Unit.COUNT, ends=(float(ends.low), float(ends.high)), method="fleiss_cohen_everitt"
        ),
        _resting_share("same_by_answer", place, (both + answer_only, compared), smallest),
        _resting_share("same_by_match", place, (both + match_only, compared), smallest),
    ]


def _resting_share(name: str, place: dict[str, str], counts: tuple[int, int], smallest: float) -> dict[str, Any]:
    yes, whole = counts
    ends = wilson(yes, whole)
    value = yes / whole if whole else float("nan")
    return combined_row(name, place, value, smallest, Unit.SHARE, ends=(float(ends.low), float(ends.high)), method="wilson")
