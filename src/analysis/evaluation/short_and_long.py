"""The short and the long term of the same people: the outcome at two waves of one cohort, and who kept it."""

from __future__ import annotations

from typing import Any

from analysis.cohorts.follow_up import kept_column
from analysis.cohorts.standing import over_column
from analysis.core.languages import Bilingual
from analysis.evaluation.follow_up_rows import follow_up_table, wave_labels
from analysis.evaluation.followed import Followed
from analysis.evaluation.outcome import Outcome
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.cohorts import Wave
from analysis.indicators.table import IndicatorTable
from analysis.indicators.value_rows import share_row

_DENOMINATORS = {
    "both_over": Bilingual("participations dont les deux suivis sont terminés", "participations for which both follow-ups are over"),
    "answered": Bilingual("de celles-là, les personnes jointes qui ont répondu", "of these, the people reached who answered"),
    "met_and_answered": Bilingual(
        "avaient le résultat au premier suivi et ont répondu au second", "had the outcome at the first follow-up and answered at the second"
    ),
}


def short_and_long(followed: Followed, short: int, long: int, outcome: Outcome) -> IndicatorTable:
    """Return the outcome of one cohort at a near and at a far wave, of everyone and of those who answered, and who kept it.

    Dimension `wave`. `of_everyone` counts those who did not answer as without the outcome; `of_answered` leaves them out; `kept`, in the
    row of the far wave, is the share of those with the outcome at the near wave who have it at the far one, of those who answered at both.
    The same people stand behind both waves: those for whom the far one is over. A calendar of one wave gives that wave alone.

    Raises
    ------
    DefinitionError
        In the calendar view, whose waves hold other people, and for a wave that the calendar does not have.
    """
    followed.refuse_other_people(Bilingual("le court et le long terme", "the short and the long term"))
    waves = followed.chosen(list(dict.fromkeys([short, long])))
    rows: list[dict[str, Any]] = []
    with followed.standing(waves) as tables:
        if tables:
            rows = _rows(next(iter(tables.values())), waves, outcome)
    french, english = outcome.label.fr, outcome.label.en
    labels = {
        "indicator": {
            "of_everyone": Bilingual(f"{french}, de toutes les personnes", f"{english}, of everyone"),
            "of_answered": Bilingual(f"{french}, des personnes qui ont répondu", f"{english}, of those who answered"),
            "kept": Bilingual(
                f"{french}, des personnes qui l'étaient au premier suivi", f"{english}, of those who were at the first follow-up"
            ),
        },
        "denominator_name": _DENOMINATORS,
        "wave": wave_labels([short, long]),
    }
    provenance = followed.store.provenance.after(followed.step(f"{outcome.label.en} at {short} and {long} months"))
    return follow_up_table(rows, provenance, dimensions=("wave",), labels=labels)


def _rows(table: Any, waves: tuple[Wave, ...], outcome: Outcome) -> list[dict[str, Any]]:
    near, far = waves[0], waves[-1]
    over = table.filter(table[over_column(near)] & table[over_column(far)])
    said = over.select(near=outcome.of_answer(over[kept_column(near)]), far=outcome.of_answer(over[kept_column(far)]))
    counted = ordered_records(said.group_by(["near", "far"]).aggregate(n=said.count()))
    cells = {(row["near"], row["far"]): int(row["n"]) for row in counted}
    n = sum(cells.values())
    rows = []
    for position, wave in enumerate(waves):
        place = {"wave": str(wave.months)}
        met = sum(count for key, count in cells.items() if key[position] is True)
        answered = sum(count for key, count in cells.items() if key[position] is not None)
        rows.append(share_row("of_everyone", place, (met, n, "both_over"), n_missing=n - answered))
        rows.append(share_row("of_answered", place, (met, answered, "answered"), n_missing=n - answered))
    if len(waves) == 1:
        return rows
    kept, lost = cells.get((True, True), 0), cells.get((True, False), 0)
    rows.append(share_row("kept", {"wave": str(far.months)}, (kept, kept + lost, "met_and_answered"), n_missing=cells.get((True, None), 0)))
    return rows
