"""Who is reached, what people say, where they are referred: what the agency writes down about the complete course of people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.synthetic.agency import Agency, day_number, padded
from analysis.synthetic.draws import Days, Flags, Floats, Integers, choose, from_quantiles, log_odds, logistic, normal_quantile
from analysis.synthetic.outcomes import Course, months_later
from analysis.synthetic.parameters import WAVES
from analysis.synthetic.people import Entries, People, group_flags

REACHED, REFUSED, NOT_REACHED, NO_RECORD = 0, 1, 2, 3
CONTACT_CODES = ("reached", "refused", "not_reached")
QUESTIONS = ("participant_start", "participant_12_months", "participant_withdrawal", "employer_start", "employer_12_months")
REFERRAL_KINDS = ("education_training", "employment_program", "other_support")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The contacts of a block: one row a wave, one column a participation."""

    result: Integers
    """What became of the attempt (`REACHED`, `REFUSED`, `NOT_REACHED` or `NO_RECORD`)."""
    day: Days
    response_chance: Floats
    """The true chance of being reached, given the outcome and all effects."""
    has_second: Flags
    """Whether the window also holds an earlier contact."""
    second_reached: Flags
    second_differs: Flags
    second_day: Days
    hours_unknown: Flags


@dataclass(frozen=True, slots=True)
class Answers:
    """One question asked of one kind of respondent on one occasion; one element a participation."""

    concerns: Flags
    """Whether the question concerns this participation at all."""
    asked: Flags
    day: Days
    score: Integers
    """What would be answered, from 1 to 5, by anybody it concerns."""
    answered: Flags


@dataclass(frozen=True, slots=True)
class Referrals:
    """Referrals in (first row) and out (one row a kind)."""

    happens: Flags
    day: Days
    kind_in: Integers
    """Kind of the referral in."""


def draw_follow_up(agency: Agency, entries: Entries, people: People, course: Course) -> FollowUp:
    """Return the contacts of a block; a person with a job is much easier to reach."""
    model, draws, first, size = agency.model, agency.draws, entries.first, entries.size
    slots = padded(size)
    flags = group_flags(people, entries.start)
    odds = np.array([model.response_regions[code] for code in agency.regions])[entries.region]
    odds = odds + agency.provider_effects("response_effect")[entries.provider]
    for name, effect in model.response_groups.items():
        odds = odds + effect * flags[name]
    lasting = model.response_person_spread * draws.normal("response", first, slots)[:size]
    refuses = draws.uniform("refuser", first, slots)[:size] < model.refuser_share

    shape = (len(WAVES), size)
    result, chances = np.empty(shape, dtype=np.int64), np.empty(shape)
    day, second_day = np.empty(shape, dtype=np.int32), np.empty(shape, dtype=np.int32)
    has_second, second_reached, second_differs, hours_unknown = (np.empty(shape, dtype=bool) for _ in range(4))
    for row, months in enumerate(WAVES):

        def uniform(stream: str, wave: int = months) -> Floats:
            return draws.uniform(f"{stream} {wave}", first, slots)[:size]

        chances[row] = logistic(log_odds(model.response_share[row]) + odds + lasting + model.response_by_employment * course.employed[row])
        reached = uniform("reached") < chances[row]
        recorded = uniform("recorded") < model.recorded_attempt_share
        result[row] = np.where(reached, REACHED, np.where(refuses, REFUSED, np.where(recorded, NOT_REACHED, NO_RECORD)))
        day[row] = course.due[row] + _days_from_due(agency, uniform("contact day"), uniform("contact kind"), months)
        chance = uniform("second contact")
        has_second[row] = reached & (chance < model.second_contact_share)
        second_reached[row] = chance < model.second_contact_share * model.second_contact_reached_share
        second_differs[row] = chance < model.second_contact_share * model.second_contact_reached_share * model.second_contact_other_share
        earlier = day[row] - 3 - np.floor(9 * uniform("second day")).astype(np.int32)
        second_day[row] = np.maximum(earlier, entries.start)
        hours_unknown[row] = uniform("hours unknown") < model.hours_unknown_share
    return FollowUp(result, day, chances, has_second, second_reached, second_differs, second_day, hours_unknown)


def _days_from_due(agency: Agency, chance: Floats, kind: Floats, months: int) -> Days:
    """Return how many days after (before, if negative) the due day people are called."""
    model = agency.model
    usual = from_quantiles(chance, model.usual_contact_days)
    late = model.late_contact_days[0] + chance * (model.late_contact_days[1] - model.late_contact_days[0])
    stray = model.stray_contact_days[0] + chance * (model.stray_contact_days[1] - model.stray_contact_days[0])
    # Three months before the second follow-up, a stray late call would look like an early one of that follow-up.
    stray = np.where(months == WAVES[0], -stray, stray)
    is_stray = kind < model.stray_contact_share
    is_late = ~is_stray & (kind < model.stray_contact_share + model.late_contact_share)
    return np.rint(np.where(is_stray, stray, np.where(is_late, late, usual))).astype(np.int32)


def draw_answers(agency: Agency, entries: Entries, course: Course, question: str) -> Answers:
    """Return who is asked one question, when, what they think and whether they answer."""
    model, draws, first, size = agency.model, agency.draws, entries.first, entries.size
    slots = padded(size)

    def uniform(stream: str) -> Floats:
        return draws.uniform(f"{question} {stream}", first, slots)[:size]

    placed = course.is_placed
    origin = np.where(placed, course.placement, entries.start) if question.startswith("employer") else entries.start
    if question.endswith("12_months"):
        day = months_later(origin.astype(np.int32), 12) + np.floor(31 * uniform("day")).astype(np.int32)
    elif question.endswith("withdrawal"):
        day = course.end + np.floor(21 * uniform("day")).astype(np.int32)
    else:
        day = origin + 7 + np.floor(38 * uniform("day")).astype(np.int32)
    # No employer without a placement; who leaves without a job is asked on leaving, and not again.
    leaves_early = ~placed & (course.end < months_later(entries.start, 12))
    if question.startswith("employer"):
        concerns = placed
    elif question.endswith("withdrawal"):
        concerns = leaves_early
    elif question.endswith("12_months"):
        concerns = ~leaves_early
    else:
        concerns = np.ones(size, dtype=bool)

    satisfaction = agency.provider_effects("satisfaction_effect")[entries.provider]
    # An employer's answer always follows a placement: only participants differ by it.
    raises = np.where(placed & (not question.startswith("employer")), model.satisfied_by_placement, 0.0)
    odds: Floats = log_odds(model.satisfied_share[question]) + satisfaction + raises
    satisfied = uniform("satisfied") < logistic(odds)
    chance = uniform("score")
    score = np.where(satisfied, 4 + (chance < model.satisfied_five_share), 1 + choose(chance, model.dissatisfied_shares))
    answer_odds = np.where(satisfied, model.answer_by_satisfaction, 0.0) + log_odds(model.answer_share[question])
    answers = uniform("answers") < logistic(answer_odds)
    asked = concerns & (uniform("asked") < model.asked_share[question])
    return Answers(concerns, asked, day.astype(np.int32), score, asked & answers)


def draw_referrals(agency: Agency, entries: Entries, course: Course) -> Referrals:
    """Return referrals in before the start, and out during the participation or soon after it."""
    model, draws, first, size = agency.model, agency.draws, entries.first, entries.size
    slots = padded(size)
    effect = agency.provider_effects("referral_effect")[entries.provider]
    happens, days = np.empty((4, size), dtype=bool), np.empty((4, size), dtype=np.int32)
    span = np.minimum(course.end, day_number(agency.observation_date)) - entries.start
    for row, share in enumerate(model.referral_shares):
        happens[row] = draws.uniform(f"referral {row}", first, slots)[:size] < logistic(log_odds(share) + effect)
        chance = draws.uniform(f"referral day {row}", first, slots)[:size]
        out = entries.start + np.floor(chance * np.maximum(span, 1)).astype(np.int32)
        days[row] = course.request - np.floor(21 * chance).astype(np.int32) if row == 0 else out
    return Referrals(happens, days, choose(draws.uniform("referral kind", first, slots)[:size], (0.25, 0.35, 0.40)))


@dataclass(frozen=True, slots=True)
class Services:
    """Up to four services in each participation; one row a service."""

    present: Flags
    stream: Integers
    start: Days
    end: Days
    hours: Floats


def draw_services(agency: Agency, entries: Entries, course: Course) -> Services:
    """Return the services of a block, each inside its participation."""
    model, draws, first, size = agency.model, agency.draws, entries.first, entries.size
    slots = padded(size)
    most = len(model.service_counts)
    count = 1 + choose(draws.uniform("service count", first, slots)[:size], model.service_counts)
    length = np.maximum(course.end - entries.start, 1)
    shape = (most, size)
    present, stream = np.empty(shape, dtype=bool), np.empty(shape, dtype=np.int64)
    start, end, hours = np.empty(shape, dtype=np.int32), np.empty(shape, dtype=np.int32), np.empty(shape)
    for row in range(most):

        def uniform(stream_name: str, service: int = row) -> Floats:
            return draws.uniform(f"service {service} {stream_name}", first, slots)[:size]

        present[row] = row < count
        stream[row] = choose(uniform("stream"), model.stream_shares)
        begin = 0.7 * length * uniform("start") * (row > 0)
        start[row] = entries.start + np.floor(begin).astype(np.int32)
        end[row] = start[row] + np.floor((length - begin) * (0.2 + 0.8 * uniform("end"))).astype(np.int32)
        spread = model.service_hours_spread * normal_quantile(uniform("hours"))
        hours[row] = np.clip(np.rint(2 * model.service_hours_median * np.exp(spread)) / 2, 0.5, 600)
    return Services(present, stream, start, np.minimum(end, course.end), hours)
