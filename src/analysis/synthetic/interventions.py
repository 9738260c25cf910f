"""What each participation consists of, and what it saves: measure taken, planned hours, stream of need, benefits paid or not."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from analysis.synthetic.agency import Agency, day_number, padded
from analysis.synthetic.agreement_cycle import (
    INELIGIBLE_SHARE,
    MEASURES_OF_SERVICE,
    SERVICE_MEASURES,
    SERVICES,
    YOUTH_AGES,
    YOUTH_SHARE,
    draw_cycle,
    generations,
    services_of_providers,
)
from analysis.synthetic.block import Block
from analysis.synthetic.draws import Flags, Floats, Integers, choose, logistic
from analysis.synthetic.people import age_at
from analysis.synthetic.rows import (
    INSURANCE,
    NOT_APPLICABLE,
    Rows,
    codes,
    numbers,
    participation_identifiers,
    reasons,
)

MEASURES = (
    "basic_training", "vocational_training", "other_training", "job_club", "structured_job_search", "guidance", "work_placement",
    "wage_subsidy", "self_employment_support", "job_search_support",
)  # fmt: skip
MEASURE_SHARES = (
    (0, 0, 0, 0, 0, 0, 15, 15, 0, 70),
    (14, 16, 6, 10, 18, 14, 6, 10, 6, 0),
)
"""By program."""
LONG_MEASURES = frozenset({"basic_training", "vocational_training", "wage_subsidy", "self_employment_support"})
HOURS: Mapping[str, float] = {
    "basic_training": 420, "vocational_training": 600, "other_training": 90, "job_club": 90, "structured_job_search": 40, "guidance": 18,
    "work_placement": 120, "wage_subsidy": 900, "self_employment_support": 300, "job_search_support": 110,
}  # fmt: skip
"""Median hours planned."""
HOURS_SPREAD = 0.25
SEGMENTS = ("stream_a", "stream_b", "stream_c")
SEGMENT_LIMITS = (-0.25, -0.75)
"""Log-odds of the case mix below which a person is of the second, then of the third stream."""
RISK_LEVEL = -0.3

WEEKS = 26
"""Weeks over which benefits are compared: those of the follow-up at 6 months."""
WEEKLY_BENEFIT: Mapping[str, float] = {"employment_insurance": 520.0, "last_resort": 176.0}
BENEFIT_SPREAD = 0.12
WORKED_SHARE = 0.85
"""Of the weeks, what somebody employed at 3 and at 6 months has worked."""


def intervention_columns(agency: Agency, block: Block) -> Rows:
    """Return the columns of participations that say what each consists of."""
    entries, course = block.entries, block.course
    first, size = entries.first, entries.size
    slots = padded(size)
    drawn = agency.draws.uniform("measure", first, slots)[:size]
    measure = np.where(entries.program == 0, choose(drawn, MEASURE_SHARES[0]), choose(drawn, MEASURE_SHARES[1])).astype(np.int64)
    hours = np.array([HOURS[name] for name in MEASURES])[measure] * np.exp(
        HOURS_SPREAD * agency.draws.normal("hours planned", first, slots)[:size]
    )
    at_risk = agency.draws.uniform("at risk", first, slots)[:size] < logistic(RISK_LEVEL - course.case_mix)
    segment = sum((course.case_mix < limit).astype(np.int64) for limit in SEGMENT_LIMITS)
    ids, agreement = _agreements_of(agency, block, measure)
    known = reasons(size)
    return {
        "segment": codes(SEGMENTS, np.asarray(segment), known),
        "measure": codes(MEASURES, measure, known),
        "is_long_measure": numbers(np.isin(measure, [MEASURES.index(name) for name in sorted(LONG_MEASURES)]), pa.bool_(), known),
        "is_at_risk_of_long_unemployment": numbers(at_risk, pa.bool_(), known),
        "n_hours_planned": numbers(np.round(hours, 1), pa.float64(), known),
        "agreement_id": codes(ids, np.maximum(agreement, 0), reasons(size, (agreement < 0, NOT_APPLICABLE))),
    }


def _agreements_of(agency: Agency, block: Block, measure: Integers) -> tuple[tuple[str, ...], Integers]:
    """Return every agreement's identifier and, for each participation, the place of the one it is served under; -1 for none."""
    entries, size = block.entries, block.entries.size
    years, n_supported = generations(agency), len(agency.agreements)
    # July of a year begins an agreement: the months before it belong to that of the year before.
    months = entries.start.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) - 6
    generation = np.clip(months // 12 + 1970 - years[0], 0, len(years) - 1)
    first_chain = n_supported + entries.provider * len(years) + generation
    youth_chain = n_supported + (agency.n_providers + entries.provider // 2) * len(years) + generation
    age = age_at(block.people.birth, entries.start)
    is_young = (age >= YOUTH_AGES[0]) & (age <= YOUTH_AGES[1])
    drawn = agency.draws.uniform("youth agreement", entries.first, padded(size))[:size]
    for_youth = (entries.provider % 2 == 0) & (drawn < np.where(is_young, YOUTH_SHARE, INELIGIBLE_SHARE))
    covers = np.array(
        [[name in MEASURES_OF_SERVICE.get(service, SERVICE_MEASURES) for name in MEASURES] for service in SERVICES]
    )  # service by measure
    covered = covers[services_of_providers(agency)[entries.provider], measure]
    any_service = np.isin(measure, [MEASURES.index(name) for name in SERVICE_MEASURES])
    served = np.where(for_youth & any_service, youth_chain, np.where(covered & any_service, first_chain, -1))
    place = np.where(entries.program == 0, entries.provider * agency.n_fiscal_years + entries.year, served)
    return draw_cycle(agency).ids, place.astype(np.int64)


def insurance_statuses(agency: Agency, first: int, size: int) -> Integers:
    """Return the true employment-insurance status of each participation, by its place in `INSURANCE`."""
    return choose(agency.draws.uniform("insurance", first, padded(size))[:size], agency.model.insurance_shares)


def benefit_rows(agency: Agency, block: Block) -> Rows:
    """Return, for each participation over for 26 weeks, the most that each scheme could have paid in them, and what it paid."""
    entries, course = block.entries, block.course
    first, size = entries.first, entries.size
    known = entries.start + 7 * WEEKS <= day_number(agency.observation_date)
    insured = insurance_statuses(agency, first, size) == INSURANCE.index("active")
    parts: list[tuple[str, Flags]] = [("employment_insurance", insured & known), ("last_resort", course.receives_last_resort & known)]
    positions, schemes, maxima, paid = [], [], [], []
    for place, (scheme, applies) in enumerate(parts):
        rows = np.flatnonzero(applies)
        noise: Floats = agency.draws.normal(f"benefit {scheme}", first, padded(size))[:size][rows]
        maximum = np.round(WEEKS * WEEKLY_BENEFIT[scheme] * np.exp(BENEFIT_SPREAD * noise), 2)
        worked = WORKED_SHARE * course.employed[:2, rows].mean(axis=0)
        positions.append(rows)
        schemes.append(np.full(len(rows), place))
        maxima.append(maximum)
        paid.append(np.round(maximum * (1 - worked), 2))
    order = np.argsort(np.concatenate(positions), kind="stable")
    return {
        "participation_id": participation_identifiers(first + np.concatenate(positions)[order]),
        "scheme": codes([scheme for scheme, _ in parts], np.concatenate(schemes)[order]),
        "maximum_amount": numbers(np.concatenate(maxima)[order], pa.float64(), reasons(len(order))),
        "paid_amount": numbers(np.concatenate(paid)[order], pa.float64(), reasons(len(order))),
    }
