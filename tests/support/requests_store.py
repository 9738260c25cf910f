"""A store of made-up complaints, reviews and requests in memory: for tests of waits."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ibis
import pandas as pd

from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.core.provenance import Provenance
from analysis.extracts.store import Store

YEAR, AS_OF = FiscalYear(2024), date(2025, 9, 30)
COLUMNS = {
    "assistance_requests": ["request_id", "region", "kind", "received_date", "decided_date"],
    "review_requests": ["review_id", "region", "received_date", "decided_date", "outcome"],
    "complaints": ["complaint_id", "service", "region", "received_date", "closed_date", "is_justified"],
}


def store_of(**tables: list[dict[str, Any]]) -> Store:
    connection = ibis.duckdb.connect()
    for name, columns in COLUMNS.items():
        frame = pd.DataFrame(tables.get(name, []), columns=columns)
        for column in columns:
            frame[column] = pd.to_datetime(frame[column]).dt.date if column.endswith("_date") else frame[column]
        dates = {column: "date" for column in columns if column.endswith("_date")}
        types = {column: dates.get(column, "boolean" if column == "is_justified" else "string") for column in columns}
        connection.create_table(name, ibis.memtable(frame, schema=ibis.schema(types)))
    provenance = Provenance(Bilingual("essai", "trial"), made_up=True)
    return Store(Path("trial"), provenance, connection, (), tuple(COLUMNS), AS_OF, {})


def request(days: int | None, *, received: date = date(2024, 6, 3), region: str = "06", kind: str = "new_request") -> dict[str, Any]:
    decided = None if days is None else received + timedelta(days=days)
    return {"request_id": "", "region": region, "kind": kind, "received_date": received, "decided_date": decided}
