"""Agreements with providers through their cycle: consultation, signature, targets, reports, expenses, members of a consortium, renewal.

Supported Employment has one agreement a provider and fiscal year. Employment services have one or two chains of agreements a provider, each
from 1 July to 30 June and linked to the one before. Some break a rule on purpose; `agreement_truth` says which.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pyarrow as pa

from analysis.core.periods import add_months
from analysis.synthetic.agency import Agency, day_number, padded
from analysis.synthetic.draws import Flags, Floats, Integers, choose
from analysis.synthetic.parameters import PROGRAMS
from analysis.synthetic.rows import BLANK, NOT_APPLICABLE, Cells, Rows, agreement_rows, codes, numbers, reasons

SERVICES = (
    "basic_support", "a_la_carte", "specialised_services", "specialised_services_disabled", "specialised_assessment_and_guidance",
    "structured_job_search_support", "job_search_club", "specialised_services_youth",
)  # fmt: skip
YOUTH_SERVICE = SERVICES.index("specialised_services_youth")
SERVICE_SHARES = (0.25, 0.15, 0.2, 0.1, 0.1, 0.1, 0.1)
"""Of the first chain of a provider; every second provider has a second chain, for youth."""
MEASURES_OF_SERVICE = {
    "specialised_assessment_and_guidance": ("guidance",),
    "structured_job_search_support": ("structured_job_search",),
    "job_search_club": ("job_club",),
}
"""Where an agreement is for one activity only; the others cover the three."""
SERVICE_MEASURES = ("guidance", "structured_job_search", "job_club")
YOUTH_AGES = (18, 29)
YOUTH_SHARE, INELIGIBLE_SHARE = 0.8, 0.04
"""Of the young and of the others, those served under the agreement for youth where there is one."""

FINANCINGS = ("lump_sum", "real_costs", "results_based")
FINANCING_SHARES = (0.5, 0.38, 0.12)
RISK_LEVELS = ("low", "medium", "high")
RISK_SHARES = (0.55, 0.32, 0.13)
RATE_MEDIAN, RATE_SPREAD = 1_450.0, 0.25
GENERAL_COSTS_SHARE = 0.10
EARLY_START_SHARE = 0.06
"""Agreements that began before they were signed."""
SHORT_CONSULTATION_SHARE = 0.06
"""Agreements signed less than `LEAST_CONSULTATION_DAYS` after the consultation began."""
LEAST_CONSULTATION_DAYS = 30
REVISED_SHARE = 0.18
REVISION_REASONS = ("fewer_requests", "more_requests", "staff_shortage", "funds_changed")
REPORT_DAYS = {"quarterly": 30, "accountability": 90, "financial": 90}
"""Days after the end of its period in which a report is to be received."""
LATE_SHARE, NEVER_SHARE = 0.15, 0.04
EXPENSE_LINES = ("management_pay", "supervision_pay", "rent", "material", "supervision_travel", "professional_fees")
EXPENSE_SHARES = (0.22, 0.46, 0.14, 0.06, 0.04, 0.08)
INELIGIBLE_LINES = ("fines", "entertainment", "interest")
INELIGIBLE_EXPENSE_SHARE, NO_VOUCHER_SHARE = 0.02, 0.03
CONSORTIUM_EVERY = 5
"""Every fifth provider leads a consortium for its first chain."""
CONSORTIUM_SHARES = ((0.5, 0.3, 0.2), (0.6, 0.25, 0.15), (0.45, 0.35, 0.2), (0.34, 0.33, 0.33))


@dataclass(frozen=True, slots=True)
class Cycle:
    """Every agreement of both programs; those of Supported Employment come first, in the order of `Agency.agreements`."""

    ids: tuple[str, ...]
    provider: Integers
    program: Integers
    service: Integers
    """Position in `SERVICES`; -1 in Supported Employment."""
    start: tuple[date, ...]
    end: tuple[date, ...]
    intake: Integers
    previous: tuple[str | None, ...]
    financing: Integers
    risk: Integers
    rate: Floats
    consulted_from: Integers
    consulted_to: Integers
    signed: Integers
    starts_early: Flags
    is_short: Flags
    is_consortium: Flags

    @property
    def size(self) -> int:
        """How many agreements."""
        return len(self.ids)


def generations(agency: Agency) -> tuple[int, ...]:
    """Return the years in which agreements of employment services begin, on 1 July: from the year before the first to that of the files."""
    return tuple(range(agency.first_fiscal_year - 1, agency.observation_date.year + 1))


def services_of_providers(agency: Agency) -> Integers:
    """Return the service of the first chain of each provider."""
    return choose(agency.draws.uniform("chain service", 0, agency.n_providers), SERVICE_SHARES)


def draw_cycle(agency: Agency) -> Cycle:
    """Return every agreement and its cycle."""
    years, model = generations(agency), agency.model
    expected = agency.participations * model.program_shares[1] * 0.42 / agency.n_fiscal_years
    ids = [agreement.agreement_id for agreement in agency.agreements]
    provider = [agreement.provider for agreement in agency.agreements]
    start = [agreement.fiscal_year.first_day for agreement in agency.agreements]
    end = [agreement.fiscal_year.last_day for agreement in agency.agreements]
    intake = [agreement.contracted_intake for agreement in agency.agreements]
    service = [-1] * len(ids)
    previous: list[str | None] = [None if offset % agency.n_fiscal_years == 0 else ids[offset - 1] for offset in range(len(ids))]
    first_services = services_of_providers(agency)
    for chain, chain_share in (("S", 0.6), ("J", 0.4)):
        for number, known in enumerate(agency.providers):
            if chain == "J" and number % 2:
                continue
            for offset, year in enumerate(years):
                ids.append(f"{chain}{number + 1:03d}-{year}")
                provider.append(number)
                service.append(int(first_services[number]) if chain == "S" else YOUTH_SERVICE)
                start.append(date(year, 7, 1))
                end.append(date(year + 1, 6, 30))
                intake.append(max(1, round(expected * known.size * chain_share / model.mean_intake_attainment)))
                previous.append(ids[-2] if offset else None)
    size = len(ids)

    def uniform(stream: str) -> Floats:
        return agency.draws.uniform(f"agreement {stream}", 0, padded(size))[:size]

    services, providers = np.array(service), np.array(provider)
    begin = np.array([day_number(day) for day in start], dtype=np.int64)
    supported = services < 0
    starts_early = uniform("early start") < EARLY_START_SHARE
    is_short = ~starts_early & (uniform("short consultation") < SHORT_CONSULTATION_SHARE)
    consulted_to = begin - 50 - np.floor(70 * uniform("consulted to")).astype(np.int64)
    length = np.where(is_short, 7 + np.floor(10 * uniform("consultation")), 31 + np.floor(45 * uniform("consultation"))).astype(np.int64)
    after = np.where(is_short, 1 + np.floor(8 * uniform("signed")), 7 + np.floor(40 * uniform("signed"))).astype(np.int64)
    signed = np.where(starts_early, begin + 2 + np.floor(40 * uniform("signed")).astype(np.int64), consulted_to + after)
    financing = np.where(supported, 0, choose(uniform("financing"), FINANCING_SHARES))
    rate = np.where(
        supported, model.operating_dollars_per_intake + model.support_dollars_per_intake * 1.0,
        np.round(RATE_MEDIAN * np.exp(RATE_SPREAD * agency.draws.normal("agreement rate", 0, padded(size))[:size]), 2),
    )  # fmt: skip
    return Cycle(
        tuple(ids), providers, (~supported).astype(np.int64), services, tuple(start), tuple(end), np.array(intake, dtype=np.int64),
        tuple(previous), financing, choose(uniform("risk"), RISK_SHARES), rate, consulted_to - length, consulted_to, signed, starts_early,
        is_short, ~supported & (services != YOUTH_SERVICE) & (providers % CONSORTIUM_EVERY == 0),
    )  # fmt: skip


def whole_agreement_rows(agency: Agency) -> Rows:
    """Return the agreements of both programs with their cycle."""
    cycle = draw_cycle(agency)
    old = agreement_rows(agency)
    size, n_old = cycle.size, len(old["agreement_id"].values)
    known = reasons(size)
    supported = cycle.service < 0
    maximum = np.round(cycle.rate * cycle.intake, 2)

    def funds(name: str) -> Cells:
        missing = old[name].missing
        assert missing is not None  # noqa: S101
        others = pa.nulls(size - n_old, pa.float64())
        gaps = np.concatenate([missing, np.full(size - n_old, NOT_APPLICABLE, dtype=np.int8)])
        return Cells(pa.concat_arrays([old[name].values, others]), gaps)

    return {
        "agreement_id": Cells(pa.array(cycle.ids, pa.string())),
        "provider_id": codes([provider.provider_id for provider in agency.providers], cycle.provider),
        "start_date": Cells(pa.array(cycle.start, pa.date32())),
        "end_date": Cells(pa.array(cycle.end, pa.date32())),
        "contracted_intake": numbers(cycle.intake, pa.int64()),
        "operating_funds": funds("operating_funds"),
        "support_funds": funds("support_funds"),
        "program": codes(PROGRAMS, cycle.program, known),
        "service": codes(SERVICES, np.maximum(cycle.service, 0), reasons(size, (supported, NOT_APPLICABLE))),
        "financing": codes(FINANCINGS, cycle.financing, known),
        "rate_per_client": numbers(cycle.rate, pa.float64(), reasons(size, (cycle.financing == 1, NOT_APPLICABLE))),
        "maximum_amount": numbers(maximum, pa.float64(), known),
        "general_costs": numbers(np.round(GENERAL_COSTS_SHARE * maximum, 2), pa.float64(), known),
        "consultation_start_date": numbers(cycle.consulted_from.astype(np.int32), pa.date32(), known),
        "consultation_end_date": numbers(cycle.consulted_to.astype(np.int32), pa.date32(), known),
        "signed_date": numbers(cycle.signed.astype(np.int32), pa.date32(), known),
        "risk_level": codes(RISK_LEVELS, cycle.risk, known),
        "previous_agreement_id": Cells(
            pa.array(cycle.previous, pa.string()), reasons(size, (np.array([name is None for name in cycle.previous]), NOT_APPLICABLE))
        ),
        "is_consortium": numbers(cycle.is_consortium, pa.bool_(), known),
    }


def target_rows(agency: Agency) -> Rows:
    """Return two targets an agreement, revised in the middle of some."""
    cycle = draw_cycle(agency)
    size = 2 * cycle.size
    agreement, which = np.repeat(np.arange(cycle.size), 2), np.tile([0, 1], cycle.size)
    drawn = agency.draws.uniform("target revised", 0, padded(size))[:size]
    factor = 0.8 + 0.35 * agency.draws.uniform("target factor", 0, padded(size))[:size]
    target = np.where(which == 0, cycle.intake[agreement], 0.5).astype(np.float64)
    target[which == 1] = np.where(cycle.service < 0, 0.6, np.array([0.45, 0.5, 0.55])[cycle.provider % 3])
    begin = np.array([day_number(day) for day in cycle.start], dtype=np.int64)[agreement]
    day = begin + 120 + np.floor(100 * agency.draws.uniform("target day", 0, padded(size))[:size]).astype(np.int64)
    revised = (drawn < REVISED_SHARE) & (day <= day_number(agency.observation_date))
    new = np.where(which == 0, np.maximum(np.rint(target * factor), 1), np.round(target * factor, 2))
    reason = np.where(factor < 1, np.where(drawn < REVISED_SHARE / 2, 0, 2), np.where(drawn < REVISED_SHARE / 2, 1, 3))
    gaps = (~revised, NOT_APPLICABLE)
    return {
        "agreement_id": codes(cycle.ids, agreement),
        "indicator": codes(("intake", "employed_at_6_months"), which),
        "target": numbers(target, pa.float64()),
        "revised_target": numbers(new, pa.float64(), reasons(size, gaps)),
        "revised_date": numbers(day.astype(np.int32), pa.date32(), reasons(size, gaps)),
        "revision_reason": codes(REVISION_REASONS, reason, reasons(size, gaps)),
    }


def report_rows(agency: Agency) -> Rows:
    """Return the reports whose period is over: four quarters, one accountability and one financial report an agreement."""
    cycle, last = draw_cycle(agency), agency.observation_date
    found: list[tuple[int, str, date, date]] = []
    for position, (start, end) in enumerate(zip(cycle.start, cycle.end, strict=True)):
        quarters = [add_months(start, 3 * quarter) for quarter in range(5)]
        found += [(position, "quarterly", one, after - timedelta(days=1)) for one, after in pairwise(quarters)]
        found += [(position, kind, start, end) for kind in ("accountability", "financial")]
    size = len(found)
    chance = agency.draws.uniform("report", 0, padded(size))[:size]
    delay = agency.draws.uniform("report delay", 0, padded(size))[:size]
    due = np.array([day_number(end) + REPORT_DAYS[kind] for _, kind, _, end in found], dtype=np.int64)
    late = chance < LATE_SHARE
    received = np.where(late, due + 1 + np.floor(60 * delay), due - np.floor(25 * delay)).astype(np.int64)
    never = (chance >= LATE_SHARE) & (chance < LATE_SHARE + NEVER_SHARE)
    kept = np.flatnonzero(np.array([end <= last for *_, end in found]))
    gaps = reasons(size, (never | (received > day_number(last)), BLANK))
    rows = {
        "report_id": Cells(pa.array([f"T{number + 1:06d}" for number in range(size)], pa.string())),
        "agreement_id": Cells(pa.array([cycle.ids[position] for position, *_ in found], pa.string())),
        "kind": Cells(pa.array([kind for _, kind, *_ in found], pa.string())),
        "period_start": Cells(pa.array([begin for _, _, begin, _ in found], pa.date32())),
        "period_end": Cells(pa.array([end for *_, end in found], pa.date32())),
        "received_date": numbers(received.astype(np.int32), pa.date32(), gaps),
    }
    return {name: cells.taken(kept) for name, cells in rows.items()}


def expense_rows(agency: Agency) -> Rows:
    """Return the expenses by month and line of the agreements paid at real costs; a few are not eligible, or have no voucher."""
    cycle = draw_cycle(agency)
    paid = np.flatnonzero(cycle.financing == FINANCINGS.index("real_costs"))
    shape = (len(paid), 12, len(EXPENSE_LINES))
    size = int(np.prod(shape))
    position, month, line = (index.ravel() for index in np.indices(shape))
    agreement = paid[position] if size else position
    maximum = np.round(cycle.rate * cycle.intake, 2)

    def uniform(stream: str) -> Floats:
        return agency.draws.uniform(f"expense {stream}", 0, padded(size))[:size]

    amount = np.round(maximum[agreement] / 12 * np.array(EXPENSE_SHARES)[line] * (0.75 + 0.45 * uniform("amount")), 2)
    ineligible = uniform("ineligible") < INELIGIBLE_EXPENSE_SHARE
    names = (*EXPENSE_LINES, *INELIGIBLE_LINES)
    other = len(EXPENSE_LINES) + np.floor(len(INELIGIBLE_LINES) * uniform("ineligible line")).astype(np.int64)
    months = [[day_number(add_months(start, offset)) for offset in range(12)] for start in cycle.start]
    day = np.array(months, dtype=np.int32)[agreement, month]
    kept = np.flatnonzero(day <= day_number(agency.observation_date) - 30)
    rows = {
        "expense_id": Cells(pa.array([f"X{number + 1:07d}" for number in range(size)], pa.string())),
        "agreement_id": codes(cycle.ids, agreement),
        "month": numbers(day, pa.date32()),
        "line": codes(names, np.where(ineligible, other, line)),
        "amount": numbers(amount, pa.float64()),
        "has_voucher": numbers(uniform("voucher") >= NO_VOUCHER_SHARE, pa.bool_(), reasons(size)),
    }
    return {name: cells.taken(kept) for name, cells in rows.items()}


def consortium_rows(agency: Agency) -> Rows:
    """Return the members of each consortium: the provider that leads it and the next two; each kind of share adds to exactly 1."""
    cycle = draw_cycle(agency)
    leads = np.flatnonzero(cycle.is_consortium)
    agreement, member = np.repeat(leads, 3), np.tile(np.arange(3), len(leads))
    chances = len(CONSORTIUM_SHARES)
    lead = cycle.provider[agreement]
    shares = np.array(CONSORTIUM_SHARES)
    size = len(agreement)
    return {
        "agreement_id": codes(cycle.ids, agreement),
        "provider_id": codes([provider.provider_id for provider in agency.providers], (lead + member) % agency.n_providers),
        "intake_share": numbers(shares[lead // CONSORTIUM_EVERY % chances, member], pa.float64()),
        "funds_share": numbers(shares[(lead // CONSORTIUM_EVERY + 1) % chances, member], pa.float64()),
        "is_lead": numbers(member == 0, pa.bool_(), reasons(size)),
    }


CYCLE_TABLES = {
    "agreements": whole_agreement_rows,
    "agreement_targets": target_rows,
    "agreement_reports": report_rows,
    "agreement_expenses": expense_rows,
    "consortium_members": consortium_rows,
}
"""The tables of agreements and how each is made."""
