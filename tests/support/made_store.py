"""Small made-up stores and frameworks for tests: rows are given as dictionaries, what is not said has an ordinary value."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.extracts.store import STORE_FORMAT, Store, open_store, stored_columns
from analysis.extracts.tables import TABLES
from analysis.frameworks.model import Framework

ARROW = {"VARCHAR": pa.string(), "DATE": pa.date32(), "BIGINT": pa.int64(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_()}

ORDINARY: dict[str, dict[str, Any]] = {
    "participations": {
        "provider_id": "F001",
        "program": "supported_employment",
        "region": "06",
        "office": "B06-1",
        "start_date": date(2024, 5, 15),
    },
    "persons": {"sex": "woman"},
    "providers": {"provider_name": "Made-up provider", "region": "06"},
    "follow_ups": {"contact_result": "reached"},
    "satisfaction_answers": {"respondent": "participant", "occasion": "start", "asked_date": date(2024, 6, 1)},
    "referrals": {"direction": "in", "kind": "other_support", "referral_date": date(2024, 5, 1)},
    "agreements": {"provider_id": "F001", "start_date": date(2024, 4, 1), "end_date": date(2025, 3, 31), "contracted_intake": 100},
}


def make_store(folder: Path, *, absent: Iterable[str] = (), **tables: Iterable[Mapping[str, Any]]) -> Store:
    """Write canonical tables and open them: keys and persons are made when they are not given."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = {name: [dict(row) for row in given] for name, given in tables.items()}
    known = {row.get("person_id") for row in rows.get("persons", [])}
    for number, row in enumerate(rows.get("participations", [])):
        row.setdefault("person_id", f"P{row.get('participation_id', number)}")
        if row["person_id"] not in known:
            known.add(row["person_id"])
            rows.setdefault("persons", []).append({"person_id": row["person_id"]})
    rows.setdefault("providers", [{"provider_id": "F001"}])
    names = [name for name in TABLES if name not in set(absent) and name not in ("series",)]
    for name in names:
        write_table(folder / f"{name}.parquet", name, rows.get(name, []))
    ledger = pa.table({name: pa.array([], pa.string()) for name in ("file", "table", "column", "reason")})
    pq.write_table(ledger, folder / "ledger.parquet")
    (folder / "store.json").write_text(
        json.dumps(
            {
                "format": STORE_FORMAT,
                "source": {"fr": "lignes inventées d'un essai", "en": "made-up rows of a test"},
                "made_up": True,
                "inputs": [],
                "definitions": [],
                "row_counts": [
                    {"file": f"{name}.csv", "table": name, "n_rows": n, "n_accepted": n, "n_refused": 0}
                    for name, n in ((name, len(rows.get(name, []))) for name in names)
                ],
                "tables": names,
            }
        )
    )
    return open_store(folder)


def write_table(path: Path, name: str, rows: list[dict[str, Any]]) -> None:
    """Write one canonical table; a row's key is its number when it has none."""
    table = TABLES[name]
    columns = stored_columns(table)
    arrays = {}
    for row in rows:
        unknown = set(row) - set(columns)
        assert not unknown, f"{name} has no column {unknown}"
    for column, stored in columns.items():
        values = []
        for number, row in enumerate(rows):
            value = row.get(column, ORDINARY.get(name, {}).get(column))
            if value is None and column == table.key[0]:
                value = f"{name}-{number}"
            values.append(value)
        arrays[column] = pa.array(values, ARROW[stored])
    pq.write_table(pa.table(arrays), path)


def make_framework(**parts: Any) -> Framework:
    """Return a made-up framework: what is not given is the least that a framework needs."""
    text = {"fr": "inventé", "en": "made up"}
    whole: dict[str, Any] = {
        "name": "made_up",
        "jurisdiction": {"code": "teaching", "label": text},
        "program": text,
        "description": text,
        "status": "teaching",
        "status_reason": text,
        "in_force_from": date(2020, 4, 1),
        "in_force_confidence": "assumed",
        "fiscal_year_first_month": 4,
        "documents": [{"id": "doc", "title": text, "publisher": "x", "date": "2024", "language": "fr"}],
        "cohorts": [{"name": "entries", "label": text, "dated_by": "start_date"}],
        "follow_up": {
            "origin": "start_date",
            "origin_confidence": "assumed",
            "waves": [{"months": months, "days_before": 15, "days_after": 30, "confidence": "assumed"} for months in (3, 6, 12, 18, 24)],
        },
        "indicators": [],
    }
    return Framework.model_validate(whole | parts)


def indicator(name: str, measure: dict[str, Any] | None, **parts: Any) -> dict[str, Any]:
    """Return an indicator of a made-up framework, as a file would say it."""
    return {
        "name": name,
        "label": {"fr": name, "en": name},
        "description": {"fr": name, "en": name},
        "measure": measure,
        "cohort": "entries",
        "unit": "share",
        "better": "higher",
        "source": {"document": "doc", "place": "p. 1"},
    } | parts


def shuffle(store: Store, folder: Path, seed: int) -> Store:
    """Return the same store with the rows of every table in another order."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(store.path.iterdir()):
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            order = sorted(range(table.num_rows), key=lambda row: (row * 7919 + seed * 31) % 104729)
            pq.write_table(table.take(pa.array(order, pa.int64())), folder / path.name)
        else:
            (folder / path.name).write_bytes(path.read_bytes())
    return open_store(folder)
