"""The one way for rows to leave the engine: in an order that the rows themselves declare.

An engine gives groups as its threads finish them, and records as their files were split.
Whatever is computed from them afterwards may add, list or choose the first: so each result is ordered by all of its columns first.
Rows that are still tied are equal in every column, and cannot be told apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def ordered_records(expression: Any) -> list[dict[str, Any]]:
    """Return the rows of an Ibis table as dictionaries, ordered by all its columns from the first to the last (missing values last)."""
    records: list[dict[str, Any]] = ordered_table(expression).to_pylist()
    return records


def ordered_frame(expression: Any) -> pd.DataFrame:
    """Return the rows of an Ibis table as a data frame, in the order of `ordered_records`; its index counts them from 0."""
    frame: pd.DataFrame = ordered_table(expression).to_pandas()
    return frame


def ordered_table(expression: Any) -> pa.Table:
    """Return the rows of an Ibis table as an Arrow table, in the order of `ordered_records`."""
    return expression.order_by([expression[name] for name in expression.columns]).to_pyarrow()
