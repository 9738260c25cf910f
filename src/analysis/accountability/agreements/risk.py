"""The level of risk of an agreement decides how often it is followed up; how often is a parameter of the framework, here applied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from analysis.accountability.agreements.obligations import Obligation, State
from analysis.accountability.agreements.register import Agreement
from analysis.accountability.agreements.rows import record_row
from analysis.accountability.agreements.terms import Terms
from analysis.core.languages import Bilingual
from analysis.core.periods import add_months
from analysis.core.provenance import Provenance
from analysis.extracts.tables.codes import RISK_LEVELS
from analysis.frameworks.numbers import Number, Unit
from analysis.indicators.table import TOTAL, VALUE_COLUMNS, IndicatorTable, Note, Subject
from analysis.indicators.value_rows import methods_in

NOT_STATED = "not_stated"
_INDICATORS = {
    "agreements": Bilingual("ententes en vigueur", "agreements in force"),
    "months_between": Bilingual("mois entre deux suivis", "months between two follow-ups"),
    "follow_ups": Bilingual("suivis prévus pour toute la durée", "follow-ups planned for the whole length"),
    "follow_ups_by_now": Bilingual("suivis prévus au jour d'observation", "follow-ups planned by the day of observation"),
    "late_steps": Bilingual("étapes en retard, faites ou attendues", "late steps, done or awaited"),
}
_LEVELS = {
    "low": Bilingual("faible", "low"),
    "medium": Bilingual("moyen", "medium"),
    "high": Bilingual("élevé", "high"),
    NOT_STATED: Bilingual("non précisé", "not stated"),
    TOTAL: Bilingual("Ensemble", "All"),
}


def months_between(level: str | None, terms: Terms) -> Number | None:
    """Return the months between two follow-ups of an agreement of a level, with their confidence; None when no framework says."""
    found = terms.parameter(f"months_between_follow_ups_{level}_risk") if level else None
    return found.number if found else None


def follow_ups(agreement: Agreement, terms: Terms) -> tuple[date, ...]:
    """Return the days on which an agreement is to be followed up: every so many months from its first day, up to its last day."""
    months = months_between(agreement.risk_level, terms)
    if months is None:
        return ()
    days: list[date] = []
    while (day := add_months(agreement.start, int(months.value) * (len(days) + 1))) <= agreement.end:
        days.append(day)
    return tuple(days)


def risk_of(
    agreements: Sequence[Agreement], steps: Sequence[Obligation], terms: Terms, provenance: Provenance, as_of: date
) -> IndicatorTable:
    """Return, by level of risk, how many agreements there are, how often they are followed up, and how many of their steps are late.

    Files hold no date of a follow-up: how many are planned is counted, not how many were made. Derived: `confidence` of the frequency.
    """
    late: dict[str, int] = {}
    for item in steps:
        late[item.agreement_id] = late.get(item.agreement_id, 0) + (item.state in (State.LATE, State.OVERDUE))
    rows = []
    for level in (*RISK_LEVELS, NOT_STATED, TOTAL):
        members = [item for item in agreements if level in (TOTAL, item.risk_level or NOT_STATED)]
        if level == NOT_STATED and not members:
            continue
        place, frequency = {"risk_level": level}, months_between(level, terms)
        planned = [day for item in members for day in follow_ups(item, terms)]
        source = {"confidence": frequency.confidence.value if frequency else ""}
        found = [
            record_row("agreements", place, len(members), unit=Unit.AGREEMENTS),
            record_row(
                "months_between", place, float(frequency.value) if frequency else None, unit=Unit.MONTHS, note=_note(frequency, level)
            ),
            record_row("follow_ups", place, len(planned)),
            record_row("follow_ups_by_now", place, sum(day <= as_of for day in planned)),
            record_row("late_steps", place, sum(late.get(item.agreement_id, 0) for item in members)),
        ]
        rows += [row | source for row in found]
    frame = pd.DataFrame(rows, columns=["indicator", "risk_level", *VALUE_COLUMNS, "confidence"])
    return IndicatorTable(
        frame=frame,
        subject=Subject.RECORDS,
        provenance=provenance.after(f"levels of risk of agreements as of {as_of.isoformat()}"),
        dimensions=("risk_level",),
        derived=("confidence",),
        labels={
            "indicator": _INDICATORS,
            "risk_level": _LEVELS,
            "denominator_name": {"agreements": _INDICATORS["agreements"]},
            "interval_method": methods_in(frame),
        },
    )


def _note(frequency: Number | None, level: str) -> Note | None:
    if frequency is not None:
        return None
    return Note.NOT_APPLICABLE if level in (TOTAL, NOT_STATED) else Note.NO_EXTRACT
