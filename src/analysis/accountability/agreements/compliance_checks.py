"""Every rule of the guides held against agreements and participations: how many could be judged, how many break it, how many cannot be.

What a guide calls usual (a length « générale ») is no limit and is not judged. A rule that no file allows to check is kept in the table
and says so: silence would read as « nothing found ».
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import ibis

from analysis.accountability.agreements.register import Agreement, Register
from analysis.accountability.agreements.terms import Terms
from analysis.cohorts.episodes import Variable, with_variables
from analysis.core.periods import add_months
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.model import Framework
from analysis.frameworks.rules import Rule, RuleKind

if TYPE_CHECKING:
    from analysis.extracts.store import Store

NOT_LIMITS = frozenset({RuleKind.WEEKS, RuleKind.MONTHS, RuleKind.MONTHS_BETWEEN, RuleKind.NO_MINIMUM_HOURS_A_WEEK})
"""Kinds of rules that nothing can break: usual lengths, and the absence of a minimum."""


@dataclass(frozen=True, slots=True)
class Check:
    """What holding one rule against the files gave; the three counts are None when no file allows it.

    `broken` and the rest of `judged` keep or break the rule; `missing` could not be judged: a date or a number is absent, or what the
    rule limits is not over yet. `identifiers` name what breaks it: for whoever mends the files, never for a page.
    """

    framework: Framework
    rule: Rule
    about_participations: bool
    judged: int | None = None
    broken: int | None = None
    missing: int | None = None
    identifiers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The rule's name; of a rule on agreements that participations can break too, that name with its subject."""
        is_second = self.about_participations and self.rule.concerns == "agreement"
        return f"{self.rule.name}.participations" if is_second else self.rule.name


def consultation_is_too_short(consulted: date, signed: date, least_days: int) -> bool:
    """Say whether unions were consulted fewer days before the signature than the rule asks."""
    return signed - consulted < timedelta(days=least_days)


def starts_before_signature(starts: date, signed: date) -> bool:
    """Say whether something starts before the day of the signature; the same day is allowed."""
    return starts < signed


def start_is_allowed(consulted: date, signed: date, starts: date, least_days: int) -> str:
    """Return whether an agreement may start: `ok`, `consultation_too_short`, or `before_signature` (the first is said when both hold)."""
    if consultation_is_too_short(consulted, signed, least_days):
        return "consultation_too_short"
    return "before_signature" if starts_before_signature(starts, signed) else "ok"


def lasts_longer_than(agreement: Agreement, months: int) -> bool:
    """Say whether an agreement goes on after so many months: 1 July to 30 June is twelve months, to 1 July is more."""
    return agreement.end >= add_months(agreement.start, months)


def check_rules(
    store: Store, register: Register, agreements: Sequence[Agreement], terms: Terms, *, period: tuple[date, date], as_of: date
) -> tuple[Check, ...]:
    """Return every rule of the terms that something could break, held against what is in force or begins in a period.

    Parameters
    ----------
    agreements
        Those in force in the period; the ones that the terms do not govern are left out.
    period
        First and last day: participations that start in it are judged, whatever they started before.
    """
    governed = [item for item in agreements if terms.governs(item)]
    episodes = _episodes(store, register, terms, as_of) if store.has("participations") else None
    found: list[Check] = []
    for framework, rule in terms.rules():
        if rule.kind in NOT_LIMITS:
            continue
        if rule.concerns == "agreement":
            found.append(_check_agreements(framework, rule, governed))
            if rule.kind is RuleKind.NO_START_BEFORE_SIGNATURE and episodes is not None:
                found.append(_check_participations(store, episodes, Check(framework, rule, about_participations=True), period, as_of))
        else:
            check = Check(framework, rule, about_participations=True)
            found.append(check if episodes is None else _check_participations(store, episodes, check, period, as_of))
    return tuple(found)


_Answer = Callable[[Agreement, int], bool | None]
_OF_AGREEMENTS: dict[RuleKind, _Answer] = {
    RuleKind.AT_MOST_MONTHS: lasts_longer_than,
    RuleKind.AT_LEAST_DAYS_BEFORE_SIGNATURE: lambda item, days: (
        None if item.consulted_from is None or item.signed is None else consultation_is_too_short(item.consulted_from, item.signed, days)
    ),
    RuleKind.NO_START_BEFORE_SIGNATURE: lambda item, _: None if item.signed is None else starts_before_signature(item.start, item.signed),
}
"""For each kind of rule on agreements, whether one breaks it; None when a date is absent."""


def _check_agreements(framework: Framework, rule: Rule, agreements: Iterable[Agreement]) -> Check:
    answer = _OF_AGREEMENTS.get(rule.kind)
    if answer is None:
        return Check(framework, rule, about_participations=False)
    number = int(rule.number.value) if rule.number else 0
    answers = {item.agreement_id: answer(item, number) for item in agreements if not rule.services or item.service in rule.services}
    broken = tuple(name for name, is_broken in answers.items() if is_broken)
    missing = sum(is_broken is None for is_broken in answers.values())
    return Check(framework, rule, False, len(answers) - missing, len(broken), missing, broken)


def _episodes(store: Store, register: Register, terms: Terms, as_of: date) -> Any:
    """Return the participations under an agreement that the terms govern, with its service, its signature and the one before in it."""
    participations = store.table("participations")
    linked = participations.filter(participations.agreement_id.notnull(), participations.start_date <= ibis.date(as_of))
    agreements = store.table("agreements").select("agreement_id", "service", "signed_date")
    governed = agreements.filter(agreements.service.isin(sorted(terms.services())))
    joined = linked.select("participation_id", "person_id", "agreement_id", "start_date", "end_date", "n_hours_planned").inner_join(
        governed, "agreement_id"
    )
    over = ibis.window(group_by=["person_id", "service"], order_by=["start_date", "participation_id"])
    joined = joined.mutate(
        previous_start=joined.start_date.lag().over(over),
        previous_end=joined.end_date.lag().over(over),
        known_end=(joined.end_date <= ibis.date(as_of)).ifelse(joined.end_date, ibis.null("date")),
    )
    needed = ("participation_id", "person_id", "start_date", "end_date", "service", "signed_date", "n_hours_planned")
    kept = joined.select(*needed, "previous_start", "previous_end", "known_end")
    return with_variables(store, kept, [Variable("age_at_start")], calendar=None, as_of=as_of) if store.has("persons") else kept


def _check_participations(store: Store, episodes: Any, check: Check, period: tuple[date, date], as_of: date) -> Check:
    rule = check.rule
    is_broken = _broken(episodes, rule, as_of)
    if is_broken is None:
        return check
    concerned = episodes.start_date.between(ibis.date(period[0]), ibis.date(period[1]))
    if rule.services:
        concerned &= episodes.service.isin(list(rule.services))
    if rule.kind is RuleKind.AT_LEAST_MONTHS_BETWEEN_PARTICIPATIONS:
        concerned &= episodes.previous_start.notnull()
    rows = episodes.filter(concerned).select("participation_id", is_broken=is_broken)
    sums = {
        "n": rows.count(),
        "broken": rows.is_broken.cast("int64").sum().fill_null(0),
        "missing": rows.count(where=rows.is_broken.isnull()),
    }
    (counted,) = ordered_records(rows.aggregate(**sums))
    n, broken, missing = (int(counted[name]) for name in sums)
    names = [row["participation_id"] for row in ordered_records(rows.filter(rows.is_broken).select("participation_id"))] if broken else []
    return Check(check.framework, rule, True, n - missing, broken, missing, tuple(sorted(names)))


def _broken(episodes: Any, rule: Rule, as_of: date) -> Any | None:
    """Return whether each participation breaks a rule (missing when that is not known), or None when no file tells."""
    made = _OF_PARTICIPATIONS.get(rule.kind)
    if made is None or (rule.kind is RuleKind.AGE_BETWEEN and "age_at_start" not in episodes.columns):
        return None
    return made(episodes, rule, as_of)


def _number(rule: Rule) -> float:
    return float(rule.number.value) if rule.number else 0.0


def _day(start: Any, **after: int) -> Any:
    # A date plus an interval is a timestamp for the engine although Ibis calls it a date: the way through « timestamp » brings it back.
    return (start + ibis.interval(**after)).cast("timestamp").cast("date")


def _too_many_weeks(episodes: Any, rule: Rule, as_of: date) -> Any:
    return _goes_beyond(episodes, _day(episodes.start_date, days=int(7 * _number(rule)) - 1), as_of)


def _too_many_months(episodes: Any, rule: Rule, as_of: date) -> Any:
    return _goes_beyond(episodes, _day(episodes.start_date, months=int(_number(rule))), as_of)


def _too_soon_after(episodes: Any, rule: Rule, _: date) -> Any:
    return episodes.start_date < _day(episodes.previous_end, months=int(_number(rule)))


def _outside_ages(episodes: Any, rule: Rule, _: date) -> Any:
    oldest = int(rule.upper.value) if rule.upper else None
    young = episodes.age_at_start < int(_number(rule))
    return young if oldest is None else young | (episodes.age_at_start > oldest)


def _goes_beyond(episodes: Any, last: Any, as_of: date) -> Any:
    """Return whether a participation goes on after a day; one that is still open is judged once that day is past."""
    until = episodes.known_end.fill_null(ibis.date(as_of))
    not_over = episodes.known_end.isnull() & (last >= ibis.date(as_of))
    return not_over.ifelse(ibis.null("boolean"), until > last)


_OF_PARTICIPATIONS: dict[RuleKind, Callable[[Any, Rule, date], Any]] = {
    RuleKind.FEWER_THAN_HOURS: lambda episodes, rule, _: episodes.n_hours_planned >= _number(rule),
    RuleKind.MORE_THAN_HOURS: lambda episodes, rule, _: episodes.n_hours_planned <= _number(rule),
    RuleKind.AT_MOST_HOURS: lambda episodes, rule, _: episodes.n_hours_planned > _number(rule),
    RuleKind.AT_MOST_WEEKS: _too_many_weeks,
    RuleKind.AT_MOST_MONTHS: _too_many_months,
    RuleKind.AGE_BETWEEN: _outside_ages,
    RuleKind.NO_START_BEFORE_SIGNATURE: lambda episodes, *_: episodes.start_date < episodes.signed_date,
    RuleKind.AT_LEAST_MONTHS_BETWEEN_PARTICIPATIONS: _too_soon_after,
}
"""For each kind of rule on participations that files allow to check, whether each breaks it."""
