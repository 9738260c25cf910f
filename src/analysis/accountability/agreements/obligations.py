"""What an agreement owes and when, from the frameworks' words: consultation, signature, reports, review; done, late or to come on a day.

A number of months after the end of a period is counted in whole months from the day that follows it: three months after 30 June end on
30 September. What is due on the day of observation is not late yet: it is from the day after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from analysis.accountability.agreements.register import Agreement, Register, ReportReceived
from analysis.accountability.agreements.terms import Terms
from analysis.core.languages import Bilingual
from analysis.core.periods import add_months
from analysis.frameworks.governance import ReportingObligation
from analysis.frameworks.rules import RuleKind


class Step(StrEnum):
    """A dated step of the cycle of an agreement, in their order."""

    PLANNING = "planning"
    CONSULTATION = "consultation"
    SIGNATURE = "signature"
    DELIVERY = "delivery"
    PROGRESS_1 = "progress_1"
    PROGRESS_2 = "progress_2"
    PROGRESS_3 = "progress_3"
    PROGRESS_4 = "progress_4"
    PROGRESS_LATER = "progress_later"
    """The quarterly reports after the fourth, of an agreement longer than a year."""
    FINANCIAL = "financial"
    ACCOUNTABILITY = "accountability"
    EVALUATION = "evaluation"

    @property
    def is_owed(self) -> bool:
        """Whether it is done on a day that somebody writes down; the others are spans of time."""
        return self not in (Step.PLANNING, Step.DELIVERY)


STEP_LABELS: dict[Step, Bilingual] = {
    Step.PLANNING: Bilingual("planification, demande et offre de service", "planning, service request and offer"),
    Step.CONSULTATION: Bilingual("début de la consultation syndicale", "start of union consultation"),
    Step.SIGNATURE: Bilingual("signature", "signature"),
    Step.DELIVERY: Bilingual("réalisation", "delivery"),
    Step.PROGRESS_1: Bilingual("rapport d'étape, 1er trimestre", "progress report, 1st quarter"),
    Step.PROGRESS_2: Bilingual("rapport d'étape, 2e trimestre", "progress report, 2nd quarter"),
    Step.PROGRESS_3: Bilingual("rapport d'étape, 3e trimestre", "progress report, 3rd quarter"),
    Step.PROGRESS_4: Bilingual("rapport d'étape, 4e trimestre", "progress report, 4th quarter"),
    Step.PROGRESS_LATER: Bilingual("rapports d'étape suivants", "later progress reports"),
    Step.FINANCIAL: Bilingual("rapport financier (coûts réels)", "financial report (real costs)"),
    Step.ACCOUNTABILITY: Bilingual("rapport de reddition de comptes", "accountability report"),
    Step.EVALUATION: Bilingual("bilan et évaluation", "review and evaluation"),
}
_PROGRESS = (Step.PROGRESS_1, Step.PROGRESS_2, Step.PROGRESS_3, Step.PROGRESS_4)


class State(StrEnum):
    """Where a step stands on the day of observation."""

    ON_TIME = "on_time"
    LATE = "late"
    """Done, after its last day."""
    OVERDUE = "overdue"
    """Not done, and its last day is past."""
    RECEIVED = "received"
    """Done; the sources give no last day."""
    AWAITED = "awaited"
    """Not received although its period is over; the sources give no last day, so nothing is said to be late."""
    TO_COME = "to_come"
    NOT_RECORDED = "not_recorded"
    """The files hold no date for it."""


STATE_LABELS: dict[State, Bilingual] = {
    State.ON_TIME: Bilingual("à temps", "on time"),
    State.LATE: Bilingual("en retard, fait", "done late"),
    State.OVERDUE: Bilingual("en retard, attendu", "overdue"),
    State.RECEIVED: Bilingual("reçu, sans échéance", "received, no deadline"),
    State.AWAITED: Bilingual("attendu, sans échéance", "awaited, no deadline"),
    State.TO_COME: Bilingual("à venir", "to come"),
    State.NOT_RECORDED: Bilingual("non consigné", "not recorded"),
}


@dataclass(frozen=True, slots=True)
class Obligation:
    """One step of one agreement: from when, at the latest when, done when, and where it stands."""

    agreement_id: str
    step: Step
    begins: date
    """First day of what it is about."""
    ends: date
    """Last day of what it is about: a report can be written from the day after."""
    due: date | None
    done: date | None
    state: State
    days_late: int | None = None
    """Days after its last day on which it was done, or on which it is still awaited; negative when done before; None without both."""


def months_after(end: date, months: int) -> date:
    """Return the last day of so many whole months that follow a day."""
    return add_months(end + timedelta(days=1), months) - timedelta(days=1)


def cycle_begins(agreement: Agreement, terms: Terms) -> date | None:
    """Return the day on which planning begins at the latest: what is left of the longest cycle before the agreement (derived).

    The guide gives 18 to 24 months from planning to review, and at most so many after the end for the accountability report: the
    rest, less the agreement itself, comes before. None when no framework gives the length of the cycle or of what follows it.
    """
    cycle = terms.rule(RuleKind.MONTHS_BETWEEN, "management_cycle")
    closing = terms.report(agreement, "accountability")
    if cycle is None or cycle.upper is None or closing is None or closing.deadline is None:
        return None
    lasts = _whole_months(agreement)
    before = int(cycle.upper.value) - lasts - int(closing.deadline.value)
    return add_months(agreement.start, -before) if before > 0 else agreement.start


def obligations(agreement: Agreement, reports: Sequence[ReportReceived], terms: Terms, as_of: date) -> tuple[Obligation, ...]:
    """Return every dated step of an agreement, in the order of the cycle, as it stands on a day.

    Parameters
    ----------
    reports
        Those of this agreement.

    Returns
    -------
    tuple[Obligation, ...]
        Quarterly reports have no deadline unless a framework gives one: what is not received is then awaited, never late.
    """
    name = agreement.agreement_id
    made = []
    planning = cycle_begins(agreement, terms)
    if planning is not None:
        made.append(_undated(_Span(name, Step.PLANNING, planning, agreement.start), None, State.NOT_RECORDED))
    consultation = terms.rule(RuleKind.AT_LEAST_DAYS_BEFORE_SIGNATURE, "agreement")
    if consultation is not None and consultation.number is not None:
        latest = agreement.start - timedelta(days=int(consultation.number.value))
        made.append(_on_record(_Span(name, Step.CONSULTATION, latest, latest), agreement.consulted_from, as_of))
    if terms.rule(RuleKind.NO_START_BEFORE_SIGNATURE, "agreement") is not None:
        made.append(_on_record(_Span(name, Step.SIGNATURE, agreement.start, agreement.start), agreement.signed, as_of))
    whole = (agreement.start, agreement.end)
    made.append(_undated(_Span(name, Step.DELIVERY, *whole), None, State.NOT_RECORDED))
    progress = terms.report(agreement, "progress")
    if progress is not None:
        for place, quarter in enumerate(agreement.quarters):
            step = _PROGRESS[place] if place < len(_PROGRESS) else Step.PROGRESS_LATER
            made.append(_report(_Span(name, step, *quarter), progress, _received(reports, "quarterly", *quarter), as_of))
    financial, accountability = terms.report(agreement, "financial"), terms.report(agreement, "accountability")
    if financial is not None:
        made.append(_report(_Span(name, Step.FINANCIAL, *whole), financial, _received(reports, "financial", *whole), as_of))
    if accountability is not None:
        received = _received(reports, "accountability", *whole)
        made.append(_report(_Span(name, Step.ACCOUNTABILITY, *whole), accountability, received, as_of))
    if terms.report(agreement, "evaluation") is not None:
        state = State.TO_COME if as_of < agreement.end else State.NOT_RECORDED
        made.append(_undated(_Span(name, Step.EVALUATION, *whole), None, state))
    return tuple(made)


def every_obligation(register: Register, agreements: Iterable[Agreement], terms: Terms, as_of: date) -> tuple[Obligation, ...]:
    """Return the steps of some agreements, those that the frameworks do not govern left out."""
    by_agreement: dict[str, list[ReportReceived]] = {}
    for report in register.reports:
        by_agreement.setdefault(report.agreement_id, []).append(report)
    return tuple(
        obligation
        for agreement in agreements
        if terms.governs(agreement)
        for obligation in obligations(agreement, by_agreement.get(agreement.agreement_id, []), terms, as_of)
    )


def _whole_months(agreement: Agreement) -> int:
    after = agreement.end + timedelta(days=1)
    months = (after.year - agreement.start.year) * 12 + after.month - agreement.start.month
    return months + (after.day > agreement.start.day)


def _received(reports: Sequence[ReportReceived], kind: str, first: date, last: date) -> ReportReceived | None:
    """Return the report of a kind on a period: the one whose period ends in it."""
    return next((report for report in reports if report.kind == kind and first <= report.period_end <= last), None)


@dataclass(frozen=True, slots=True)
class _Span:
    """What a step is about."""

    agreement_id: str
    step: Step
    begins: date
    ends: date


def _on_record(span: _Span, done: date | None, as_of: date) -> Obligation:
    """Return a step that the agreement's own row dates, to be done at the latest on its day; without a date nothing is said."""
    if done is None and span.ends <= as_of:
        return _undated(span, None, State.NOT_RECORDED, due=span.ends)
    return _judged(span, span.ends, done if done is not None and done <= as_of else None, as_of)


def _report(span: _Span, owed: ReportingObligation, report: ReportReceived | None, as_of: date) -> Obligation:
    done = None if report is None else report.received
    if owed.deadline is not None:
        return _judged(span, months_after(span.ends, int(owed.deadline.value)), done, as_of)
    return _undated(span, done, State.RECEIVED if done is not None else State.AWAITED if span.ends <= as_of else State.TO_COME)


def _judged(span: _Span, due: date, done: date | None, as_of: date) -> Obligation:
    if done is not None:
        state, days = State.LATE if done > due else State.ON_TIME, (done - due).days
    elif due < as_of:
        state, days = State.OVERDUE, (as_of - due).days
    else:
        return _undated(span, None, State.TO_COME, due=due)
    return Obligation(span.agreement_id, span.step, span.begins, span.ends, due, done, state, days)


def _undated(span: _Span, done: date | None, state: State, *, due: date | None = None) -> Obligation:
    return Obligation(span.agreement_id, span.step, span.begins, span.ends, due, done, state)
