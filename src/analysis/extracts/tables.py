"""The canonical tables: what every agency's extract becomes before anything is counted.

One row of `participations` is one participation, and so on: each table is the plural of its row. A cell without a value is null, and a
companion column `<column>_missing` tells why (`blank`, `unknown`, `not_applicable` or `suppressed`): four different things.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ColumnType(StrEnum):
    """The type of a canonical column, as the store holds it."""

    TEXT = "text"
    CODE = "code"
    DATE = "date"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"


class MissingReason(StrEnum):
    """Why a cell holds no value."""

    BLANK = "blank"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a canonical table.

    `required` refuses a row without a value. `codes` closes a code column; an empty tuple leaves it open (offices, providers).
    `least` and `most` bound a number. `may_be_planned` allows a date after the day of the extract (the end of an agreement).
    """

    name: str
    type: ColumnType
    required: bool = False
    codes: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    may_be_planned: bool = False


@dataclass(frozen=True, slots=True)
class DateOrder:
    """Two dates of one row that must not be reversed (when both are present)."""

    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose value must be the key of a row of another table."""

    column: str
    table: str


@dataclass(frozen=True, slots=True)
class Table:
    """A canonical table: its columns, its key, and what must hold inside a row and between tables."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    date_orders: tuple[DateOrder, ...] = ()
    references: tuple[Reference, ...] = ()

    def column(self, name: str) -> Column:
        """Return one column by its name; `KeyError` if there is none."""
        return {column.name: column for column in self.columns}[name]


REGIONS = tuple(f"{number:02d}" for number in range(1, 18))
SEXES = ("woman", "man", "another")
INSURANCE_STATUSES = ("active", "former", "none")
SERVICE_STREAMS = ("job_search", "job_matching", "job_coaching", "job_retention", "training", "guidance")
END_REASONS = ("completed", "employed", "dropped_out", "interrupted", "transferred")
CONTACT_RESULTS = ("reached", "refused", "not_reached")
RESPONDENTS = ("participant", "employer")
OCCASIONS = ("start", "12_months", "withdrawal")
REFERRAL_DIRECTIONS = ("in", "out")
REFERRAL_KINDS = ("education_training", "employment_program", "other_support")
SEGMENTS = ("stream_a", "stream_b", "stream_c")
"""Segments of clients, from the least to the greatest need."""
COMPLAINT_SERVICES = ("employment", "solidarity")
REVIEW_OUTCOMES = ("granted", "partly_granted", "refused", "withdrawn")
ASSISTANCE_REQUEST_KINDS = ("new_request", "medical_assessment")
COST_NATURES = ("salaries", "purchases", "allowances", "wage_subsidies", "administration")
BENEFIT_SCHEMES = ("employment_insurance", "last_resort")
FINANCINGS = ("lump_sum", "real_costs", "results_based")
RISK_LEVELS = ("low", "medium", "high")
REVISION_REASONS = ("fewer_requests", "more_requests", "staff_shortage", "funds_changed")
REPORT_KINDS = ("quarterly", "accountability", "financial")
SATISFACTION_QUESTIONS = ("q1", "q2", "q3", "q4", "q5", "q6")
SERIES_STATUSES = ("official", "estimate")

_T = ColumnType


def _tables() -> tuple[Table, ...]:
    return (*_of_participations(), *_of_agreements(), *_of_records(), *_of_publications())


def _of_participations() -> tuple[Table, ...]:
    """Return the tables of people, providers, agreements and participations, and what hangs on a participation."""
    flag = ColumnType.BOOLEAN
    return (
        Table(
            "persons",
            ("person_id",),
            (
                Column("person_id", _T.TEXT, required=True),
                Column("birth_date", _T.DATE),
                Column("sex", _T.CODE, codes=SEXES),
                Column("is_single_parent", flag),
                Column("is_disabled", flag),
                Column("is_immigrant", flag),
                Column("is_newcomer", flag),
                Column("is_visible_minority", flag),
                Column("is_indigenous", flag),
                Column("has_judicial_record", flag),
            ),
        ),
        Table(
            "providers",
            ("provider_id",),
            (
                Column("provider_id", _T.TEXT, required=True),
                Column("provider_name", _T.TEXT, required=True),
                Column("region", _T.CODE, required=True, codes=REGIONS),
            ),
        ),
        Table(
            "agreements",
            ("agreement_id",),
            (
                Column("agreement_id", _T.TEXT, required=True),
                Column("provider_id", _T.TEXT, required=True),
                Column("start_date", _T.DATE, required=True, may_be_planned=True),
                Column("end_date", _T.DATE, required=True, may_be_planned=True),
                Column("contracted_intake", _T.INTEGER, required=True, least=0),
                Column("operating_funds", _T.DECIMAL, least=0),
                Column("support_funds", _T.DECIMAL, least=0),
                Column("program", _T.CODE),
                Column("service", _T.CODE),
                Column("financing", _T.CODE, codes=FINANCINGS),
                Column("rate_per_client", _T.DECIMAL, least=0),
                Column("maximum_amount", _T.DECIMAL, least=0),
                Column("general_costs", _T.DECIMAL, least=0),
                Column("consultation_start_date", _T.DATE),
                Column("consultation_end_date", _T.DATE),
                Column("signed_date", _T.DATE),
                Column("risk_level", _T.CODE, codes=RISK_LEVELS),
                Column("previous_agreement_id", _T.TEXT),
                Column("is_consortium", flag),
            ),
            date_orders=(
                DateOrder("start_date", "end_date"),
                DateOrder("consultation_start_date", "consultation_end_date"),
                DateOrder("consultation_end_date", "signed_date"),
            ),
            references=(Reference("provider_id", "providers"),),
        ),
        Table(
            "participations",
            ("participation_id",),
            (
                Column("participation_id", _T.TEXT, required=True),
                Column("person_id", _T.TEXT, required=True),
                Column("provider_id", _T.TEXT, required=True),
                Column("program", _T.CODE, required=True),
                Column("service_stream", _T.CODE, codes=SERVICE_STREAMS),
                Column("region", _T.CODE, required=True, codes=REGIONS),
                Column("office", _T.CODE, required=True),
                Column("request_date", _T.DATE),
                Column("start_date", _T.DATE, required=True),
                Column("end_date", _T.DATE),
                Column("end_reason", _T.CODE, codes=END_REASONS),
                Column("placement_date", _T.DATE),
                Column("n_suitability_indicators", _T.INTEGER, least=0, most=9),
                Column("insurance_status", _T.CODE, codes=INSURANCE_STATUSES),
                Column("receives_last_resort_assistance", flag),
                Column("segment", _T.CODE, codes=SEGMENTS),
                Column("measure", _T.CODE),
                Column("is_long_measure", flag),
                Column("is_at_risk_of_long_unemployment", flag),
                Column("n_hours_planned", _T.DECIMAL, least=0, most=5000),
                Column("agreement_id", _T.TEXT),
            ),
            date_orders=(
                DateOrder("request_date", "start_date"),
                DateOrder("start_date", "end_date"),
                DateOrder("start_date", "placement_date"),
            ),
            references=(Reference("person_id", "persons"), Reference("provider_id", "providers")),
        ),
        Table(
            "services",
            ("service_id",),
            (
                Column("service_id", _T.TEXT, required=True),
                Column("participation_id", _T.TEXT, required=True),
                Column("service_stream", _T.CODE, required=True, codes=SERVICE_STREAMS),
                Column("start_date", _T.DATE, required=True),
                Column("end_date", _T.DATE),
                Column("hours", _T.DECIMAL, least=0, most=5000),
            ),
            date_orders=(DateOrder("start_date", "end_date"),),
            references=(Reference("participation_id", "participations"),),
        ),
        Table(
            "follow_ups",
            ("follow_up_id",),
            (
                Column("follow_up_id", _T.TEXT, required=True),
                Column("participation_id", _T.TEXT, required=True),
                Column("contact_date", _T.DATE, required=True),
                Column("contact_result", _T.CODE, required=True, codes=CONTACT_RESULTS),
                Column("is_employed", flag),
                Column("weekly_hours", _T.DECIMAL, least=0, most=168),
                Column("is_self_employed", flag),
                Column("is_in_training", flag),
            ),
            references=(Reference("participation_id", "participations"),),
        ),
        Table(
            "satisfaction_answers",
            ("answer_id",),
            (
                Column("answer_id", _T.TEXT, required=True),
                Column("participation_id", _T.TEXT, required=True),
                Column("respondent", _T.CODE, required=True, codes=RESPONDENTS),
                Column("occasion", _T.CODE, required=True, codes=OCCASIONS),
                Column("asked_date", _T.DATE, required=True),
                Column("score", _T.INTEGER, least=1, most=5),
                Column("answered_date", _T.DATE),
                Column("comment", _T.TEXT),
            ),
            date_orders=(DateOrder("asked_date", "answered_date"),),
            references=(Reference("participation_id", "participations"),),
        ),
        Table(
            "satisfaction_items",
            ("answer_id", "question"),
            (
                Column("answer_id", _T.TEXT, required=True),
                Column("question", _T.CODE, required=True, codes=SATISFACTION_QUESTIONS),
                Column("score", _T.INTEGER, least=1, most=5),
            ),
            references=(Reference("answer_id", "satisfaction_answers"),),
        ),
        Table(
            "referrals",
            ("referral_id",),
            (
                Column("referral_id", _T.TEXT, required=True),
                Column("participation_id", _T.TEXT, required=True),
                Column("direction", _T.CODE, required=True, codes=REFERRAL_DIRECTIONS),
                Column("kind", _T.CODE, required=True, codes=REFERRAL_KINDS),
                Column("referral_date", _T.DATE, required=True),
            ),
            references=(Reference("participation_id", "participations"),),
        ),
        Table(
            "benefits",
            ("participation_id", "scheme"),
            (
                Column("participation_id", _T.TEXT, required=True),
                Column("scheme", _T.CODE, required=True, codes=BENEFIT_SCHEMES),
                Column("maximum_amount", _T.DECIMAL, least=0),
                Column("paid_amount", _T.DECIMAL, least=0),
            ),
            references=(Reference("participation_id", "participations"),),
        ),
        Table(
            "employment_spells",
            ("spell_id",),
            (
                Column("spell_id", _T.TEXT, required=True),
                Column("participation_id", _T.TEXT, required=True),
                Column("start_date", _T.DATE, required=True),
                Column("end_date", _T.DATE),
                Column("weekly_hours", _T.DECIMAL, least=0, most=168),
            ),
            date_orders=(DateOrder("start_date", "end_date"),),
            references=(Reference("participation_id", "participations"),),
        ),
        Table(
            "administrative_matches",
            ("participation_id",),
            (
                Column("participation_id", _T.TEXT, required=True),
                Column("is_matched", flag),
                Column("matched_until", _T.DATE),
            ),
            references=(Reference("participation_id", "participations"),),
        ),
    )


def _of_agreements() -> tuple[Table, ...]:
    """Return the tables that hang on an agreement: targets, reports, expenses, members of a consortium."""
    flag = ColumnType.BOOLEAN
    agreement, of_agreement = Column("agreement_id", _T.TEXT, required=True), (Reference("agreement_id", "agreements"),)
    return (
        Table(
            "agreement_targets",
            ("agreement_id", "indicator"),
            (
                agreement,
                Column("indicator", _T.CODE, required=True),
                Column("target", _T.DECIMAL, required=True, least=0),
                Column("revised_target", _T.DECIMAL, least=0),
                Column("revised_date", _T.DATE),
                Column("revision_reason", _T.CODE, codes=REVISION_REASONS),
            ),
            references=of_agreement,
        ),
        Table(
            "agreement_reports",
            ("report_id",),
            (
                Column("report_id", _T.TEXT, required=True),
                agreement,
                Column("kind", _T.CODE, required=True, codes=REPORT_KINDS),
                Column("period_start", _T.DATE, required=True),
                Column("period_end", _T.DATE, required=True),
                Column("received_date", _T.DATE),
            ),
            date_orders=(DateOrder("period_start", "period_end"),),
            references=of_agreement,
        ),
        Table(
            "agreement_expenses",
            ("expense_id",),
            (
                Column("expense_id", _T.TEXT, required=True),
                agreement,
                Column("month", _T.DATE, required=True),
                Column("line", _T.CODE, required=True),
                Column("amount", _T.DECIMAL, required=True, least=0),
                Column("has_voucher", flag),
            ),
            references=of_agreement,
        ),
        Table(
            "consortium_members",
            ("agreement_id", "provider_id"),
            (
                agreement,
                Column("provider_id", _T.TEXT, required=True),
                Column("intake_share", _T.DECIMAL, required=True, least=0, most=1),
                Column("funds_share", _T.DECIMAL, required=True, least=0, most=1),
                Column("is_lead", flag),
            ),
            references=(*of_agreement, Reference("provider_id", "providers")),
        ),
    )


def _of_records() -> tuple[Table, ...]:
    """Return the tables whose rows belong to no participation: complaints, requests, vacancies, firms, costs."""
    flag = ColumnType.BOOLEAN
    region, office = Column("region", _T.CODE, codes=REGIONS), Column("office", _T.CODE)
    return (
        Table(
            "complaints",
            ("complaint_id",),
            (
                Column("complaint_id", _T.TEXT, required=True),
                Column("service", _T.CODE, required=True, codes=COMPLAINT_SERVICES),
                region,
                Column("received_date", _T.DATE, required=True),
                Column("closed_date", _T.DATE),
                Column("is_justified", flag),
            ),
            date_orders=(DateOrder("received_date", "closed_date"),),
        ),
        Table(
            "review_requests",
            ("review_id",),
            (
                Column("review_id", _T.TEXT, required=True),
                region,
                Column("received_date", _T.DATE, required=True),
                Column("decided_date", _T.DATE),
                Column("outcome", _T.CODE, codes=REVIEW_OUTCOMES),
            ),
            date_orders=(DateOrder("received_date", "decided_date"),),
        ),
        Table(
            "assistance_requests",
            ("request_id",),
            (
                Column("request_id", _T.TEXT, required=True),
                region,
                Column("kind", _T.CODE, required=True, codes=ASSISTANCE_REQUEST_KINDS),
                Column("received_date", _T.DATE, required=True),
                Column("decided_date", _T.DATE),
            ),
            date_orders=(DateOrder("received_date", "decided_date"),),
        ),
        Table(
            "vacancies",
            ("vacancy_id",),
            (
                Column("vacancy_id", _T.TEXT, required=True),
                region,
                office,
                Column("reported_date", _T.DATE, required=True),
                Column("n_positions", _T.INTEGER, least=0),
            ),
        ),
        Table(
            "assisted_firms",
            ("intervention_id",),
            (
                Column("intervention_id", _T.TEXT, required=True),
                Column("firm_id", _T.TEXT, required=True),
                region,
                office,
                Column("start_date", _T.DATE, required=True),
                Column("is_first", flag),
            ),
        ),
        Table(
            "qualification_agreements",
            ("qualification_agreement_id",),
            (
                Column("qualification_agreement_id", _T.TEXT, required=True),
                region,
                office,
                Column("signed_date", _T.DATE, required=True),
            ),
        ),
        Table(
            "costs",
            ("cost_id",),
            (
                Column("cost_id", _T.TEXT, required=True),
                Column("month", _T.DATE, required=True),
                region,
                office,
                Column("measure", _T.CODE),
                Column("nature", _T.CODE, required=True, codes=COST_NATURES),
                Column("amount", _T.DECIMAL, required=True, least=0),
            ),
        ),
    )


def _of_publications() -> tuple[Table, ...]:
    """Return the tables of what a public body has already published."""
    return (
        Table(
            "series",
            ("series", "period", "territory", "scheme", "category", "published"),
            (
                Column("series", _T.CODE, required=True),
                Column("period", _T.DATE, required=True),
                Column("territory", _T.CODE, required=True),
                Column("scheme", _T.CODE, required=True),
                Column("category", _T.TEXT, required=True),
                Column("published", _T.DATE, required=True),
                Column("count", _T.DECIMAL),
                Column("amount", _T.DECIMAL),
                Column("status", _T.CODE, required=True, codes=SERIES_STATUSES),
                Column("published_share", _T.DECIMAL),
                Column("published_change", _T.DECIMAL),
                Column("published_mean_amount", _T.DECIMAL),
            ),
        ),
        Table(
            "highlights",
            ("population", "period", "reference_period", "published"),
            (
                Column("population", _T.CODE, required=True),
                Column("period", _T.DATE, required=True),
                Column("reference_period", _T.DATE, required=True),
                Column("published", _T.DATE, required=True),
                Column("value", _T.DECIMAL, required=True),
                Column("reference_value", _T.DECIMAL),
                Column("published_difference", _T.DECIMAL),
                Column("published_change", _T.DECIMAL),
            ),
        ),
    )


TABLES: dict[str, Table] = {table.name: table for table in _tables()}
"""Every canonical table by name.

`series` holds official aggregates: one row is one figure of one publication for a month (`period`, its first day) and a territory
(`quebec`, or a region code). `scheme` says how a total is broken down (`total`, `age`, `family`…) and `category` which part it is:
parts of one scheme may overlap those of another and must never be added across schemes. The three `published_` columns keep what the
publisher printed (percentages as percentages, so 60.0 and -2.2), so that our recomputation can be held against it.

`highlights` holds the sentences of a publication that compare two months: the two figures, and the difference and percentage printed with
them.
"""
