"""The tables whose rows belong to no participation."""

from __future__ import annotations

from analysis.extracts.tables.codes import ASSISTANCE_REQUEST_KINDS, COMPLAINT_SERVICES, COST_NATURES, REGIONS, REVIEW_OUTCOMES
from analysis.extracts.tables.model import Column, ColumnType, DateOrder, Quantity, Table


def tables_of_records() -> tuple[Table, ...]:
    """Return the tables whose rows belong to no participation: complaints, requests, vacancies, firms, costs."""
    flag = ColumnType.BOOLEAN
    region, office = Column("region", ColumnType.CODE, codes=REGIONS), Column("office", ColumnType.CODE)
    return (
        Table(
            "complaints",
            ("complaint_id",),
            (
                Column("complaint_id", ColumnType.TEXT, required=True),
                Column("service", ColumnType.CODE, required=True, codes=COMPLAINT_SERVICES),
                region,
                Column("received_date", ColumnType.DATE, required=True),
                Column("closed_date", ColumnType.DATE),
                Column("is_justified", flag),
            ),
            date_orders=(DateOrder("received_date", "closed_date"),),
        ),
        Table(
            "review_requests",
            ("review_id",),
            (
                Column("review_id", ColumnType.TEXT, required=True),
                region,
                Column("received_date", ColumnType.DATE, required=True),
                Column("decided_date", ColumnType.DATE),
                Column("outcome", ColumnType.CODE, codes=REVIEW_OUTCOMES),
            ),
            date_orders=(DateOrder("received_date", "decided_date"),),
        ),
        Table(
            "assistance_requests",
            ("request_id",),
            (
                Column("request_id", ColumnType.TEXT, required=True),
                region,
                Column("kind", ColumnType.CODE, required=True, codes=ASSISTANCE_REQUEST_KINDS),
                Column("received_date", ColumnType.DATE, required=True),
                Column("decided_date", ColumnType.DATE),
            ),
            date_orders=(DateOrder("received_date", "decided_date"),),
        ),
        Table(
            "vacancies",
            ("vacancy_id",),
            (
                Column("vacancy_id", ColumnType.TEXT, required=True),
                region,
                office,
                Column("reported_date", ColumnType.DATE, required=True),
                Column("n_positions", ColumnType.INTEGER, least=0, quantity=Quantity.COUNT),
            ),
        ),
        Table(
            "assisted_firms",
            ("intervention_id",),
            (
                Column("intervention_id", ColumnType.TEXT, required=True),
                Column("firm_id", ColumnType.TEXT, required=True),
                region,
                office,
                Column("start_date", ColumnType.DATE, required=True),
                Column("is_first", flag),
            ),
        ),
        Table(
            "qualification_agreements",
            ("qualification_agreement_id",),
            (
                Column("qualification_agreement_id", ColumnType.TEXT, required=True),
                region,
                office,
                Column("signed_date", ColumnType.DATE, required=True),
            ),
        ),
        Table(
            "costs",
            ("cost_id",),
            (
                Column("cost_id", ColumnType.TEXT, required=True),
                Column("month", ColumnType.DATE, required=True),
                region,
                office,
                Column("measure", ColumnType.CODE),
                Column("nature", ColumnType.CODE, required=True, codes=COST_NATURES),
                Column("amount", ColumnType.DECIMAL, required=True, least=0, quantity=Quantity.AMOUNT),
            ),
        ),
    )
