"""The tables of what a public body has already published."""

from __future__ import annotations

from analysis.extracts.tables.codes import SERIES_STATUSES
from analysis.extracts.tables.model import Column, ColumnType, Table


def tables_of_publications() -> tuple[Table, ...]:
    """Return the tables of what a public body has already published."""
    return (
        Table(
            "series",
            ("series", "period", "territory", "scheme", "category", "published"),
            (
                Column("series", ColumnType.CODE, required=True),
                Column("period", ColumnType.DATE, required=True),
                Column("territory", ColumnType.CODE, required=True),
                Column("scheme", ColumnType.CODE, required=True),
                Column("category", ColumnType.TEXT, required=True),
                Column("published", ColumnType.DATE, required=True),
                Column("count", ColumnType.DECIMAL),
                Column("amount", ColumnType.DECIMAL),
                Column("status", ColumnType.CODE, required=True, codes=SERIES_STATUSES),
                Column("published_share", ColumnType.DECIMAL),
                Column("published_change", ColumnType.DECIMAL),
                Column("published_mean_amount", ColumnType.DECIMAL),
            ),
        ),
        Table(
            "highlights",
            ("population", "period", "reference_period", "published"),
            (
                Column("population", ColumnType.CODE, required=True),
                Column("period", ColumnType.DATE, required=True),
                Column("reference_period", ColumnType.DATE, required=True),
                Column("published", ColumnType.DATE, required=True),
                Column("value", ColumnType.DECIMAL, required=True),
                Column("reference_value", ColumnType.DECIMAL),
                Column("published_difference", ColumnType.DECIMAL),
                Column("published_change", ColumnType.DECIMAL),
            ),
        ),
    )
