"""The tables that hang on an agreement."""

from __future__ import annotations

from analysis.extracts.tables.codes import REPORT_KINDS, REVISION_REASONS
from analysis.extracts.tables.model import Column, ColumnType, DateOrder, Quantity, Reference, Table


def tables_of_agreements() -> tuple[Table, ...]:
    """Return the tables that hang on an agreement: targets, reports, expenses, members of a consortium."""
    flag = ColumnType.BOOLEAN
    agreement, of_agreement = Column("agreement_id", ColumnType.TEXT, required=True), (Reference("agreement_id", "agreements"),)
    return (
        Table(
            "agreement_targets",
            ("agreement_id", "indicator"),
            (
                agreement,
                Column("indicator", ColumnType.CODE, required=True),
                Column("target", ColumnType.DECIMAL, required=True, least=0),
                Column("revised_target", ColumnType.DECIMAL, least=0),
                Column("revised_date", ColumnType.DATE),
                Column("revision_reason", ColumnType.CODE, codes=REVISION_REASONS),
            ),
            references=of_agreement,
        ),
        Table(
            "agreement_reports",
            ("report_id",),
            (
                Column("report_id", ColumnType.TEXT, required=True),
                agreement,
                Column("kind", ColumnType.CODE, required=True, codes=REPORT_KINDS),
                Column("period_start", ColumnType.DATE, required=True),
                Column("period_end", ColumnType.DATE, required=True),
                Column("received_date", ColumnType.DATE),
            ),
            date_orders=(DateOrder("period_start", "period_end"),),
            references=of_agreement,
        ),
        Table(
            "agreement_expenses",
            ("expense_id",),
            (
                Column("expense_id", ColumnType.TEXT, required=True),
                agreement,
                Column("month", ColumnType.DATE, required=True),
                Column("line", ColumnType.CODE, required=True),
                Column("amount", ColumnType.DECIMAL, required=True, least=0, quantity=Quantity.AMOUNT),
                Column("has_voucher", flag),
            ),
            references=of_agreement,
        ),
        Table(
            "consortium_members",
            ("agreement_id", "provider_id"),
            (
                agreement,
                Column("provider_id", ColumnType.TEXT, required=True),
                Column("intake_share", ColumnType.DECIMAL, required=True, least=0, most=1),
                Column("funds_share", ColumnType.DECIMAL, required=True, least=0, most=1),
                Column("is_lead", flag),
            ),
            references=(*of_agreement, Reference("provider_id", "providers")),
        ),
    )
