"""What each recorded contact was used for: a follow-up, or nothing, and why nothing. Every contact is counted once."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import ibis

from analysis.cohorts.follow_up import due_day, kept_column
from analysis.core.languages import Bilingual
from analysis.evaluation.follow_up_rows import ALL, count_row, follow_up_table
from analysis.evaluation.followed import Followed
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.numbers import Unit
from analysis.indicators.table import TOTAL, IndicatorTable

USES = {
    "kept": Bilingual("retenus pour un suivi", "kept for a follow-up"),
    "same_window": Bilingual("dans une fenêtre où un autre est retenu", "in a window where another one is kept"),
    "outside_windows": Bilingual("hors de toute fenêtre", "outside every window"),
    "before_origin": Bilingual("avant le jour d'où les mois se comptent", "before the day from which months are counted"),
    "without_origin": Bilingual("sans jour d'où compter", "without a day to count from"),
    "after_observation": Bilingual("après le jour d'observation", "after the day of observation"),
}


def contact_uses(followed: Followed) -> IndicatorTable:
    """Return how many contacts of the people followed were kept for a wave, and why the others were not: dimension `use`, which adds up.

    Raises
    ------
    DefinitionError
        In the calendar view: a contact would be counted at several waves, or at none.
    """
    followed.refuse_other_people(Bilingual("l'usage des contacts", "the use of contacts"))
    rows: list[dict[str, Any]] = []
    with followed.standing(followed.waves) as tables:
        if tables:
            counts = _counts(followed, next(iter(tables.values())))
            n = sum(counts.values())
            rows = [count_row("contacts", {"use": TOTAL}, (n, n), "contacts", Unit.COUNT)]
            rows += [count_row("contacts", {"use": use}, (counts[use], n), "contacts", Unit.COUNT) for use in USES]
    name = Bilingual("contacts", "contacts")
    labels = {
        "indicator": {"contacts": name},
        "denominator_name": {"contacts": Bilingual("contacts inscrits", "contacts recorded")},
        "use": USES | {TOTAL: ALL},
    }
    provenance = followed.store.provenance.after(followed.step("what contacts were used for"))
    return follow_up_table(rows, provenance, dimensions=("use",), additive=("use",), labels=labels)


def _counts(followed: Followed, table: Any) -> dict[str, int]:
    calendar, waves = followed.calendar, followed.waves
    assert calendar is not None  # noqa: S101 - there are waves
    kept = reduce(lambda total, wave: total + table[kept_column(wave)].notnull().cast("int64"), waves, ibis.literal(0))
    (row,) = ordered_records(table.select(n=kept).aggregate(n=ibis._.n.sum()))
    n_kept = int(row["n"] or 0)
    days = table.select(
        "participation_id", origin=table[calendar.origin], **{f"due_{wave.months}": due_day(table[calendar.origin], wave) for wave in waves}
    )
    contacts = followed.store.table("follow_ups").select("participation_id", "contact_date").inner_join(days, "participation_id")
    gaps = [
        contacts.contact_date.delta(contacts[f"due_{wave.months}"], unit="day").between(-wave.days_before, wave.days_after)
        for wave in waves
    ]
    use = ibis.cases(
        (contacts.contact_date > ibis.date(followed.as_of), "after_observation"),
        (contacts.origin.isnull(), "without_origin"),
        (contacts.contact_date < contacts.origin, "before_origin"),
        (reduce(or_, gaps).fill_null(False), "in_window"),
        else_="outside_windows",
    )
    uses = contacts.select(use=use)
    found = {row["use"]: int(row["n"]) for row in ordered_records(uses.group_by("use").aggregate(n=uses.count()))}
    in_window = found.pop("in_window", 0)
    return dict.fromkeys(USES, 0) | found | {"kept": n_kept, "same_window": in_window - n_kept}
