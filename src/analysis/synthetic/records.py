"""Tables of what an agency registers beside participations: complaints, reviews, requests, vacancies, firms, agreements signed, costs.

Each event has a month drawn by season and trend, a region by size, an office within it. One month of one table holds a known special cause.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from analysis.core.periods import add_months
from analysis.synthetic.agency import Agency, day_number, padded
from analysis.synthetic.draws import Days, Flags, Floats, Integers, choose
from analysis.synthetic.rows import BLANK, NOT_APPLICABLE, Cells, Rows, codes, identifiers, numbers, reasons

MOST_ROWS = 400_000
"""Of one table: records are enough for every method long before participations are ten million."""
SPECIAL_MONTH, SPECIAL_FACTOR = 8, 2.2
"""In December of the last fiscal year, complaints are more than twice as many as usual: a cause to be found."""


@dataclass(frozen=True, slots=True)
class RecordModel:
    """How one table of events is drawn: events for each participation of the agency, season (April to March), yearly trend."""

    per_participation: float
    season: tuple[float, ...]
    trend: float


MODELS: Mapping[str, RecordModel] = {
    "complaints": RecordModel(0.11, (1.0, 1.0, 0.9, 0.8, 0.9, 1.1, 1.1, 1.0, 0.8, 1.2, 1.1, 1.1), -0.04),
    "review_requests": RecordModel(0.14, (1.0, 1.0, 1.0, 0.9, 0.9, 1.0, 1.1, 1.0, 0.9, 1.1, 1.0, 1.1), 0.03),
    "assistance_requests": RecordModel(1.1, (1.0, 0.95, 0.95, 1.05, 1.0, 1.05, 1.0, 0.98, 1.0, 1.12, 0.98, 0.92), 0.01),
    "vacancies": RecordModel(0.9, (1.15, 1.2, 1.05, 0.8, 0.95, 1.2, 1.1, 0.95, 0.7, 0.9, 0.95, 1.05), 0.06),
    "assisted_firms": RecordModel(0.22, (1.0, 1.05, 0.95, 0.6, 0.8, 1.15, 1.2, 1.1, 0.8, 1.05, 1.1, 1.2), 0.02),
    "qualification_agreements": RecordModel(0.10, (1.0, 1.0, 0.9, 0.6, 0.8, 1.3, 1.2, 1.1, 0.7, 1.1, 1.1, 1.2), 0.04),
}
JUSTIFIED_SHARE = 0.22
SOLIDARITY_COMPLAINT_SHARE = 0.55
REVIEW_OUTCOMES = ("granted", "partly_granted", "refused", "withdrawn")
REVIEW_SHARES = (18, 7, 68, 7)
MEDICAL_SHARE = 0.2
DELAY_DAYS: Mapping[str, tuple[float, float]] = {
    "complaints": (21.0, 0.6), "review_requests": (55.0, 0.4), "new_request": (7.5, 0.45), "medical_assessment": (34.0, 0.4),
}  # fmt: skip
"""Median days and spread of their logarithm."""
WINTER_DELAY = 1.35
"""In December and January, new requests wait this much longer."""
NEW_FIRM_SHARE = 0.6
COST_PER_PARTICIPATION = 2_150.0
COST_NATURES = ("salaries", "purchases", "allowances", "wage_subsidies", "administration")
COST_SHARES = (0.42, 0.13, 0.20, 0.15, 0.10)
COST_SPREAD = 0.06


@dataclass(frozen=True, slots=True)
class Events:
    """The events of one table in the order of their days; those known on the day of observation only."""

    day: Days
    region: Integers
    office: Integers
    """Place among all offices."""

    @property
    def size(self) -> int:
        """How many."""
        return len(self.day)


def months_of(agency: Agency) -> tuple[date, ...]:
    """Return the months of the agency's fiscal years, and those after them up to the day of observation."""
    first, last = agency.first_day, agency.observation_date
    n_months = (last.year - first.year) * 12 + last.month - first.month + 1
    return tuple(add_months(first, offset) for offset in range(n_months))


def n_events(agency: Agency, table: str) -> int:
    """Return how many events a table holds."""
    return min(MOST_ROWS, round(MODELS[table].per_participation * agency.participations))


def month_weights(agency: Agency, table: str) -> Floats:
    """Return the true relative frequency of events by month: season, trend, and the special cause of complaints."""
    model, months = MODELS[table], months_of(agency)
    weights = np.array([model.season[(month.month - 4) % 12] * (1 + model.trend) ** (place / 12) for place, month in enumerate(months)])
    if table == "complaints":
        weights[12 * (agency.n_fiscal_years - 1) + SPECIAL_MONTH] *= SPECIAL_FACTOR
    return weights


def draw_events(agency: Agency, table: str) -> Events:
    """Return when and where the events of a table happen."""
    size = n_events(agency, table)

    def uniform(stream: str) -> Floats:
        return agency.draws.uniform(f"{table} {stream}", 0, padded(size))[:size]

    months = months_of(agency)
    starts = np.array([day_number(month) for month in (*months, add_months(months[-1], 1))], dtype=np.int64)
    month = choose(uniform("month"), month_weights(agency, table))
    day = starts[month] + (uniform("day") * (starts[month + 1] - starts[month])).astype(np.int64)
    region = choose(uniform("region"), agency.region_shares)
    counts = np.array([len(offices) for offices in agency.offices])
    office = np.cumsum([0, *counts])[:-1][region] + (uniform("office") * counts[region]).astype(np.int64)
    order = np.argsort(day, kind="stable")
    known = order[day[order] <= day_number(agency.observation_date)]
    return Events(day[known].astype(np.int32), region[known], office[known])


def complaint_rows(agency: Agency) -> Rows:
    """Return the complaints; one still open is neither justified nor not."""
    events = draw_events(agency, "complaints")
    closed, is_open = _closing(agency, events, "complaints", np.full(events.size, DELAY_DAYS["complaints"][0]), DELAY_DAYS["complaints"][1])
    drawn = _of_events(agency, events, "complaints justified")
    service = (_of_events(agency, events, "complaints service") < SOLIDARITY_COMPLAINT_SHARE).astype(np.int64)
    return {
        "complaint_id": identifiers("K", np.arange(events.size) + 1, 7),
        "service": codes(("employment", "solidarity"), service),
        "region": codes(agency.regions, events.region, reasons(events.size)),
        "received_date": numbers(events.day, pa.date32()),
        "closed_date": closed,
        "is_justified": numbers(drawn < JUSTIFIED_SHARE, pa.bool_(), reasons(events.size, (is_open, BLANK))),
    }


def review_rows(agency: Agency) -> Rows:
    """Return the requests for review and their outcomes."""
    events = draw_events(agency, "review_requests")
    median, spread = DELAY_DAYS["review_requests"]
    decided, is_open = _closing(agency, events, "review_requests", np.full(events.size, median), spread)
    outcome = choose(_of_events(agency, events, "review outcome"), REVIEW_SHARES)
    return {
        "review_id": identifiers("W", np.arange(events.size) + 1, 7),
        "region": codes(agency.regions, events.region, reasons(events.size)),
        "received_date": numbers(events.day, pa.date32()),
        "decided_date": decided,
        "outcome": codes(REVIEW_OUTCOMES, outcome, reasons(events.size, (is_open, BLANK))),
    }


def request_rows(agency: Agency) -> Rows:
    """Return the requests for assistance and for assessment, with the days on which they were decided."""
    events = draw_events(agency, "assistance_requests")
    is_medical = _of_events(agency, events, "request kind") < MEDICAL_SHARE
    month = events.day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 + 1
    winter = np.where(np.isin(month, (12, 1)), WINTER_DELAY, 1.0)
    median = np.where(is_medical, DELAY_DAYS["medical_assessment"][0], DELAY_DAYS["new_request"][0] * winter)
    decided, _ = _closing(agency, events, "assistance_requests", median, DELAY_DAYS["new_request"][1])
    return {
        "request_id": identifiers("D", np.arange(events.size) + 1, 7),
        "region": codes(agency.regions, events.region, reasons(events.size)),
        "kind": codes(("new_request", "medical_assessment"), is_medical.astype(np.int64)),
        "received_date": numbers(events.day, pa.date32()),
        "decided_date": decided,
    }


def vacancy_rows(agency: Agency) -> Rows:
    """Return the notices of vacancies and their positions."""
    events = draw_events(agency, "vacancies")
    # One position, and one more with a chance of three in eight each time.
    positions = 1 + np.floor(np.log(np.maximum(_of_events(agency, events, "vacancy positions"), 1e-12)) / np.log(0.375)).astype(np.int64)
    return {
        "vacancy_id": identifiers("N", np.arange(events.size) + 1, 7),
        **_place(agency, events),
        "reported_date": numbers(events.day, pa.date32()),
        "n_positions": numbers(np.minimum(positions, 60), pa.int64(), reasons(events.size)),
    }


def firm_rows(agency: Agency) -> Rows:
    """Return the interventions in firms; a firm is new the first time it appears."""
    events = draw_events(agency, "assisted_firms")
    is_new = _of_events(agency, events, "firm new") < NEW_FIRM_SHARE
    is_new[:1] = True
    so_far = np.cumsum(is_new)
    earlier = (_of_events(agency, events, "firm again") * so_far).astype(np.int64)
    firm = np.where(is_new, so_far - 1, earlier)
    return {
        "intervention_id": identifiers("I", np.arange(events.size) + 1, 7),
        "firm_id": identifiers("G", firm + 1, 6),
        **_place(agency, events),
        "start_date": numbers(events.day, pa.date32()),
        "is_first": numbers(is_new, pa.bool_(), reasons(events.size)),
    }


def qualification_rows(agency: Agency) -> Rows:
    """Return the qualification agreements signed."""
    events = draw_events(agency, "qualification_agreements")
    return {
        "qualification_agreement_id": identifiers("Q", np.arange(events.size) + 1, 7),
        **_place(agency, events),
        "signed_date": numbers(events.day, pa.date32()),
    }


def cost_rows(agency: Agency) -> Rows:
    """Return the costs of each month, office and nature, in dollars; they add up to a known cost a participation, but for noise."""
    months = [month for month in months_of(agency) if month <= agency.last_day]
    counts = np.array([len(offices) for offices in agency.offices])
    region = np.repeat(np.arange(len(counts)), counts)
    office_shares = (agency.region_shares / counts)[region]
    shape = (len(months), len(region), len(COST_NATURES))
    season = np.array([agency.model.month_weights[month.month - 1] for month in months])
    # Half of the costs follow the entries of the month, half are the same every month.
    monthly = 0.5 / len(months) + 0.5 * season / season.sum()
    total = COST_PER_PARTICIPATION * agency.participations
    noise = agency.draws.normal("costs", 0, padded(int(np.prod(shape))))[: int(np.prod(shape))].reshape(shape)
    exact = total * monthly[:, None, None] * office_shares[None, :, None] * np.array(COST_SHARES)[None, None, :]
    amounts = np.round(exact * np.exp(COST_SPREAD * noise - COST_SPREAD**2 / 2), 2).ravel()
    month, office, nature = (index.ravel() for index in np.indices(shape))
    size = len(amounts)
    return {
        "cost_id": identifiers("C", np.arange(size) + 1, 7),
        "month": numbers(np.array([day_number(day) for day in months], dtype=np.int32)[month], pa.date32()),
        "region": codes(agency.regions, region[office], reasons(size)),
        "office": codes([name for offices in agency.offices for name in offices], office, reasons(size)),
        "measure": codes(("",), np.zeros(size, dtype=np.int64), np.full(size, NOT_APPLICABLE, dtype=np.int8)),
        "nature": codes(COST_NATURES, nature),
        "amount": numbers(amounts, pa.float64()),
    }


RECORD_TABLES: Mapping[str, Callable[[Agency], Rows]] = {
    "complaints": complaint_rows,
    "review_requests": review_rows,
    "assistance_requests": request_rows,
    "vacancies": vacancy_rows,
    "assisted_firms": firm_rows,
    "qualification_agreements": qualification_rows,
    "costs": cost_rows,
}
"""The tables whose rows belong to no participation, and how each is made."""


def _of_events(agency: Agency, events: Events, stream: str) -> Floats:
    return agency.draws.uniform(stream, 0, padded(events.size))[: events.size]


def _closing(agency: Agency, events: Events, table: str, median: Floats, spread: float) -> tuple[Cells, Flags]:
    """Return the day on which each event was closed or decided, and which are still open on the day of observation."""
    noise = agency.draws.normal(f"{table} delay", 0, padded(events.size))[: events.size]
    closed = events.day + np.maximum(np.rint(median * np.exp(spread * noise)), 0).astype(np.int64)
    is_open = np.asarray(closed > day_number(agency.observation_date))
    return numbers(closed.astype(np.int32), pa.date32(), reasons(events.size, (is_open, BLANK))), is_open


def _place(agency: Agency, events: Events) -> Rows:
    return {
        "region": codes(agency.regions, events.region, reasons(events.size)),
        "office": codes([name for offices in agency.offices for name in offices], events.office, reasons(events.size)),
    }
