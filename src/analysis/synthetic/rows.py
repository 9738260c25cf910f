"""From a block of complete truth to the rows an agency would hold on the day of observation, in the canonical columns.

A cell is a value and, when there is none, the reason: `Cells.missing` holds a position in `MISSING_REASONS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analysis.synthetic.agency import Agency, day_number, padded
from analysis.synthetic.block import Block
from analysis.synthetic.contacts import CONTACT_CODES, NO_RECORD, QUESTIONS, REACHED, REFERRAL_KINDS
from analysis.synthetic.draws import Flags, Floats, Integers, choose
from analysis.synthetic.outcomes import END_REASONS
from analysis.synthetic.parameters import PROGRAMS, WAVES
from analysis.synthetic.people import SEX_CODES

MISSING_REASONS = ("", "blank", "unknown", "not_applicable", "suppressed")
PRESENT, BLANK, UNKNOWN, NOT_APPLICABLE, SUPPRESSED = range(5)

STREAMS = ("job_search", "job_matching", "job_coaching", "job_retention", "training", "guidance")
INSURANCE = ("active", "former", "none")

Reasons = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Cells:
    """One column of some rows: values, and why each absent one is absent (`None`: the column is required and full)."""

    values: pa.Array
    missing: Reasons | None = None

    def taken(self, rows: NDArray[np.int64]) -> Cells:
        """Return the cells of some rows, in that order."""
        return Cells(self.values.take(pa.array(rows)), None if self.missing is None else self.missing[rows])


Rows = dict[str, Cells]
"""The columns of one canonical table, in its order."""


def identifiers(letter: str, numbers: Integers, width: int) -> Cells:
    """Return identifiers such as `P0000042`; a number too long for the width is kept whole."""
    digits = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), width=width, padding="0")
    return Cells(pc.binary_join_element_wise(letter, digits, ""))


def codes(names: Sequence[str], positions: Integers, missing: Reasons | None = None) -> Cells:
    """Return codes by their position in a list; a cell with a reason holds none."""
    absent = None if missing is None else missing != PRESENT
    return Cells(pa.array(list(names), pa.string()).take(pa.array(positions, pa.int32(), mask=absent)), missing)


def numbers(values: NDArray[np.generic], kind: pa.DataType, missing: Reasons | None = None) -> Cells:
    """Return days, integers, decimals or booleans; a cell with a reason holds none."""
    absent = None if missing is None else missing != PRESENT
    return Cells(pa.array(values, kind, mask=absent), missing)


def reasons(size: int, *rules: tuple[Flags, int]) -> Reasons:
    """Return why cells are missing; a later rule goes before an earlier one."""
    found = np.zeros(size, dtype=np.int8)
    for applies, reason in rules:
        found[applies] = reason
    return found


def joined(parts: Iterable[Rows]) -> Rows:
    """Return the rows of several parts, one after the other."""
    listed = list(parts)
    found: Rows = {}
    for name, first in listed[0].items():
        gaps = None if first.missing is None else np.concatenate([part[name].missing for part in listed])
        found[name] = Cells(pa.concat_arrays([part[name].values for part in listed]), gaps)
    return found


def provider_rows(agency: Agency) -> Rows:
    """Return the providers."""
    return {
        "provider_id": Cells(pa.array([provider.provider_id for provider in agency.providers], pa.string())),
        "provider_name": Cells(pa.array([provider.provider_name for provider in agency.providers], pa.string())),
        "region": Cells(pa.array([provider.region for provider in agency.providers], pa.string())),
    }


def agreement_rows(agency: Agency) -> Rows:
    """Return one agreement a provider and fiscal year."""
    model, found = agency.model, agency.agreements
    intake = np.array([agreement.contracted_intake for agreement in found], dtype=np.int64)
    blank = agency.draws.uniform("blank support funds", 0, len(found)) < model.blank_support_funds_share
    return {
        "agreement_id": Cells(pa.array([agreement.agreement_id for agreement in found], pa.string())),
        "provider_id": Cells(pa.array([agency.providers[agreement.provider].provider_id for agreement in found], pa.string())),
        "start_date": Cells(pa.array([agreement.fiscal_year.first_day for agreement in found], pa.date32())),
        "end_date": Cells(pa.array([agreement.fiscal_year.last_day for agreement in found], pa.date32())),
        "contracted_intake": numbers(intake, pa.int64()),
        "operating_funds": numbers(model.operating_dollars_per_intake * intake * 1.0, pa.float64(), reasons(len(found))),
        "support_funds": numbers(model.support_dollars_per_intake * intake * 1.0, pa.float64(), reasons(len(found), (blank, BLANK))),
    }


def person_rows(agency: Agency, block: Block) -> Rows:
    """Return the persons named by a block's slots, each once."""
    model, entries, people = agency.model, block.entries, block.people
    size = entries.size
    keep = np.flatnonzero(entries.is_first_slot)

    def chance(stream: str) -> Floats:
        return agency.draws.uniform(f"missing {stream}", entries.first, padded(size))[:size]

    def flag(name: str, sensitive: bool = False) -> Cells:
        drawn = chance(name)
        gaps = reasons(size, (drawn < model.unknown_flag_share, UNKNOWN))
        if sensitive:
            gaps[drawn >= 1 - model.suppressed_flag_share] = SUPPRESSED
        if name == "is_newcomer":
            # Some offices answer "not applicable" for people born here.
            gaps[~people.is_immigrant & (drawn >= 1 - model.not_applicable_newcomer_share)] = NOT_APPLICABLE
        return numbers(getattr(people, name), pa.bool_(), gaps)

    rows = {
        "person_id": identifiers("U", entries.first + np.arange(size) + 1, 7),
        "birth_date": numbers(people.birth, pa.date32(), reasons(size, (chance("birth") < model.blank_birth_date_share, BLANK))),
        "sex": codes(SEX_CODES, people.sex, reasons(size, (chance("sex") < model.unknown_sex_share, UNKNOWN))),
        "is_single_parent": flag("is_single_parent"),
        "is_disabled": flag("is_disabled"),
        "is_immigrant": flag("is_immigrant"),
        "is_newcomer": flag("is_newcomer"),
        "is_visible_minority": flag("is_visible_minority"),
        "is_indigenous": flag("is_indigenous", sensitive=True),
        "has_judicial_record": flag("has_judicial_record", sensitive=True),
    }
    return {name: cells.taken(keep) for name, cells in rows.items()}


def participation_rows(agency: Agency, block: Block) -> Rows:
    """Return the participations of a block, as far as they are known on the day of observation."""
    model, entries, course = agency.model, block.entries, block.course
    size, last = entries.size, day_number(agency.observation_date)

    def chance(stream: str) -> Floats:
        return agency.draws.uniform(f"missing {stream}", entries.first, padded(size))[:size]

    is_open = course.end > last
    placed = course.placement <= last
    offices = [office for in_region in agency.offices for office in in_region]
    first_office = np.cumsum([0, *(len(in_region) for in_region in agency.offices)])[:-1]
    return {
        "participation_id": participation_identifiers(entries.first + np.arange(size)),
        "person_id": identifiers("U", entries.first + entries.person + 1, 7),
        "provider_id": codes([provider.provider_id for provider in agency.providers], entries.provider),
        "program": codes(PROGRAMS, entries.program),
        "service_stream": codes(STREAMS, block.services.stream[0], reasons(size, (chance("stream") < model.unknown_stream_share, UNKNOWN))),
        "region": codes(agency.regions, entries.region),
        "office": codes(offices, first_office[entries.region] + entries.office),
        "request_date": numbers(course.request, pa.date32(), reasons(size, (chance("request") < model.blank_request_share, BLANK))),
        "start_date": numbers(entries.start, pa.date32()),
        "end_date": numbers(course.end, pa.date32(), reasons(size, (is_open, BLANK))),
        "end_reason": codes(END_REASONS, course.end_reason, reasons(size, (is_open, NOT_APPLICABLE))),
        "placement_date": numbers(course.placement, pa.date32(), reasons(size, (~placed, NOT_APPLICABLE), (~placed & is_open, BLANK))),
        "n_suitability_indicators": numbers(
            course.suitability,
            pa.int64(),
            reasons(size, (chance("suitability") < model.blank_suitability_share, BLANK), (course.suitability < 0, NOT_APPLICABLE)),
        ),
        "insurance_status": codes(
            INSURANCE,
            choose(agency.draws.uniform("insurance", entries.first, padded(size))[:size], model.insurance_shares),
            reasons(size, (chance("insurance") < model.unknown_insurance_share, UNKNOWN)),
        ),
        "receives_last_resort_assistance": numbers(
            course.receives_last_resort, pa.bool_(), reasons(size, (chance("last resort") < model.unknown_flag_share, UNKNOWN))
        ),
    }


def participation_identifiers(positions: Integers) -> Cells:
    """Return the identifiers of participations by their number in the agency."""
    return identifiers("P", positions + 1, 7)


def service_rows(agency: Agency, block: Block) -> Rows:
    """Return the services begun by the day of observation."""
    model, services = agency.model, block.services
    last, slots = day_number(agency.observation_date), padded(block.entries.size)
    service, row = _rows_of(services.present & (services.start <= last))
    end = services.end[service, row]
    blank = np.stack([agency.draws.uniform(f"missing hours {n}", block.entries.first, slots) for n in range(len(services.present))])
    position = block.entries.first + row
    return {
        "service_id": identifiers("S", (position + 1) * 10 + service, 8),
        "participation_id": participation_identifiers(position),
        "service_stream": codes(STREAMS, services.stream[service, row]),
        "start_date": numbers(services.start[service, row], pa.date32()),
        "end_date": numbers(end, pa.date32(), reasons(len(row), (end > last, BLANK))),
        "hours": numbers(
            services.hours[service, row], pa.float64(), reasons(len(row), (blank[service, row] < model.blank_hours_share, BLANK))
        ),
    }


def follow_up_rows(agency: Agency, block: Block) -> Rows:
    """Return the contacts made by the day of observation: the main one of each wave, and some earlier ones in the same window."""
    follow, course, first = block.follow_up, block.course, block.entries.first
    last = day_number(agency.observation_date)
    main = (follow.result != NO_RECORD) & (follow.day <= last)
    # Before each main contact comes its second one, so that rows of one participation are in the order of their days.
    shown = np.stack([main & follow.has_second, main], axis=1).reshape(2 * len(WAVES), -1)
    turn, row = _rows_of(shown)
    wave, is_main = turn // 2, turn % 2 == 1
    second_result = np.where(follow.second_reached[wave, row], REACHED, 2)
    result = np.where(is_main, follow.result[wave, row], second_result)
    reached = result == REACHED
    employed = course.employed[wave, row] ^ (~is_main & follow.second_differs[wave, row])
    silent = (~reached, BLANK)
    size = len(row)
    return {
        "follow_up_id": identifiers("V", (first + row + 1) * 10 + turn, 8),
        "participation_id": participation_identifiers(first + row),
        "contact_date": numbers(np.where(is_main, follow.day[wave, row], follow.second_day[wave, row]), pa.date32()),
        "contact_result": codes(CONTACT_CODES, result),
        "is_employed": numbers(employed, pa.bool_(), reasons(size, silent)),
        "weekly_hours": numbers(
            course.weekly_hours[wave, row],
            pa.float64(),
            reasons(size, (follow.hours_unknown[wave, row], UNKNOWN), (~employed, NOT_APPLICABLE), silent),
        ),
        "is_self_employed": numbers(course.self_employed[wave, row] & employed, pa.bool_(), reasons(size, silent)),
        "is_in_training": numbers(course.in_training[wave, row], pa.bool_(), reasons(size, silent)),
    }


def answer_rows(agency: Agency, block: Block) -> Rows:
    """Return the satisfaction questions asked by the day of observation, answered or not."""
    last = day_number(agency.observation_date)
    answers = [block.answers[question] for question in QUESTIONS]
    question, row = _rows_of(np.stack([answer.asked & (answer.day <= last) for answer in answers]))
    respondents, occasions = zip(*(name.split("_", maxsplit=1) for name in QUESTIONS), strict=True)
    answered = np.stack([answer.answered for answer in answers])[question, row]
    position = block.entries.first + row
    return {
        "answer_id": identifiers("A", (position + 1) * 10 + question, 8),
        "participation_id": participation_identifiers(position),
        "respondent": codes(respondents, question),
        "occasion": codes(occasions, question),
        "asked_date": numbers(np.stack([answer.day for answer in answers])[question, row], pa.date32()),
        "score": numbers(np.stack([answer.score for answer in answers])[question, row], pa.int64(), reasons(len(row), (~answered, BLANK))),
    }


def referral_rows(agency: Agency, block: Block) -> Rows:
    """Return the referrals made by the day of observation."""
    referrals = block.referrals
    referral, row = _rows_of(referrals.happens & (referrals.day <= day_number(agency.observation_date)))
    position = block.entries.first + row
    kind = np.where(referral == 0, referrals.kind_in[row], referral - 1)
    return {
        "referral_id": identifiers("R", (position + 1) * 10 + referral, 8),
        "participation_id": participation_identifiers(position),
        "direction": codes(("in", "out"), (referral > 0).astype(np.int64)),
        "kind": codes(REFERRAL_KINDS, kind),
        "referral_date": numbers(referrals.day[referral, row], pa.date32()),
    }


def _rows_of(shown: Flags) -> tuple[Integers, Integers]:
    """Return which (row, participation) pairs are shown, participation by participation."""
    participation, line = np.nonzero(np.ascontiguousarray(shown.T))
    return line.astype(np.int64), participation.astype(np.int64)
