"""The agency written straight as a store: canonical Parquet, without going through its raw files.

The layout is the one that `extracts` writes and opens; a test opens what is written here with `extracts.store.open_store`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.core.provenance import digest_bytes, digest_file
from analysis.synthetic.agency import Agency
from analysis.synthetic.block import BLOCK, make_blocks
from analysis.synthetic.made_tables import AGENCY_TABLES, BLOCK_TABLES
from analysis.synthetic.opinions import LEFT_IN_FILES
from analysis.synthetic.payroll import TRUTH_FILE, PayrollCounter
from analysis.synthetic.rows import MISSING_REASONS, Rows
from analysis.synthetic.target import made_up_folder
from analysis.synthetic.truth import NOTE, SOURCE, TruthCounter, description

ROW_GROUP = 131_072
"""Rows of a Parquet row group: fixed, so that the bytes do not depend on the size of blocks."""

TABLE_ORDER = (
    "persons", "providers", "agreements", "participations", "services", "follow_ups", "satisfaction_answers", "satisfaction_items",
    "referrals", "benefits", "employment_spells", "administrative_matches", "administrative_records", "agreement_targets",
    "agreement_reports", "agreement_expenses", "consortium_members", "complaints", "review_requests", "assistance_requests", "vacancies",
    "assisted_firms", "qualification_agreements", "costs", "series",
)  # fmt: skip

_LEDGER = pa.schema(
    [
        ("file", pa.string()),
        ("line", pa.int64()),
        ("table", pa.string()),
        ("column", pa.string()),
        ("source_column", pa.string()),
        ("reason", pa.string()),
        ("reason_fr", pa.string()),
        ("reason_en", pa.string()),
    ]
)

Progress = Callable[[int, int], None]
"""Called with the participations written so far and their total."""


def write_store(agency: Agency, folder: Path, block: int = BLOCK, progress: Progress | None = None) -> None:
    """Write the agency as a store: `<table>.parquet`, an empty ledger, `truth.json` and, last, `store.json`.

    Memory does not grow with the number of participations: they are made and written by blocks of `block` (a multiple of 4).

    Raises
    ------
    ExtractError
        When the folder holds something else than a made-up agency, or cannot be written.
    """
    with made_up_folder(agency, folder, 0, {TRUTH_FILE, "ledger.parquet", *(f"{name}.parquet" for name in TABLE_ORDER)}):
        _write_tables(agency, folder, block, progress)


def _write_tables(agency: Agency, folder: Path, block: int, progress: Progress | None) -> None:
    truth, payroll = TruthCounter(agency), PayrollCounter(agency)
    counts: dict[str, int] = {}
    files = {name: _TableFile(folder / f"{name}.parquet") for name in BLOCK_TABLES}
    for made in make_blocks(agency, block):
        for name, rows_of in BLOCK_TABLES.items():
            files[name].add(_arrow(_kept(name, rows_of(agency, made))))
        truth.add(made)
        payroll.add(made)
        if progress:
            progress(made.entries.first + made.entries.size, agency.participations)
    for name in BLOCK_TABLES:
        if not agency.participations:
            files[name].add(_arrow(_no_rows(agency, name)))
        counts[name] = files[name].close()
    for name, all_rows_of in AGENCY_TABLES.items():
        with _TableFile(folder / f"{name}.parquet") as file:
            file.add(_arrow(all_rows_of(agency)))
            counts[name] = file.n_rows
    pq.write_table(_LEDGER.empty_table(), folder / "ledger.parquet", compression="zstd")
    _write_json(folder / TRUTH_FILE, payroll.result(NOTE))
    _write_json(folder / "truth.json", truth.result(bad_rows={}))
    described = json.dumps(description(agency), sort_keys=True).encode()
    details = {
        "format": 1,
        "source": {"fr": SOURCE.fr, "en": SOURCE.en},
        "made_up": True,
        "as_of": agency.observation_date.isoformat(),
        "tables": list(TABLE_ORDER),
        "inputs": [[f"{name}.parquet", digest_file(folder / f"{name}.parquet")] for name in TABLE_ORDER],
        "definitions": [["made_up_agency", digest_bytes(described)]],
        "row_counts": [
            {"file": f"{name}.parquet", "table": name, "n_rows": counts[name], "n_accepted": counts[name], "n_refused": 0}
            for name in TABLE_ORDER
        ],
        "steps": ["synthetic.write_store"],
    }
    _write_json(folder / "store.json", details)


def _kept(name: str, rows: Rows) -> Rows:
    """Return the columns of a table that reading the files would keep: what people wrote in their own words stays in the files."""
    return {column: cells for column, cells in rows.items() if column not in LEFT_IN_FILES.get(name, ())}


def _no_rows(agency: Agency, name: str) -> Rows:
    """Return a table without rows but with its columns, taken from an agency that has some."""
    from dataclasses import replace  # noqa: PLC0415

    some = replace(agency, participations=4)
    rows = BLOCK_TABLES[name](some, next(make_blocks(some)))
    rows = _kept(name, rows)
    return {column: type(cells)(cells.values[:0], None if cells.missing is None else cells.missing[:0]) for column, cells in rows.items()}


def _arrow(rows: Rows) -> pa.Table:
    """Return canonical columns, each that may be missing followed by its reason."""
    columns: dict[str, pa.Array] = {}
    # A present value has no reason: position 0 becomes a null.
    names = pa.array([None, *MISSING_REASONS[1:]], pa.string())
    for name, cells in rows.items():
        columns[name] = cells.values
        if cells.missing is not None:
            columns[f"{name}_missing"] = names.take(pa.array(cells.missing))
    return pa.table(columns)


class _TableFile:
    """A Parquet file whose row groups all have the same size, whatever the size of what is added."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pq.ParquetWriter | None = None
        self._kept: list[pa.Table] = []
        self._n_kept = 0
        self.n_rows = 0

    def __enter__(self) -> _TableFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def add(self, table: pa.Table) -> None:
        """Add rows; whole row groups are written at once."""
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self._path, table.schema, compression="zstd", compression_level=1, use_dictionary=_repeating(table), store_schema=False
            )
        self._kept.append(table)
        self._n_kept += table.num_rows
        self.n_rows += table.num_rows
        while self._n_kept >= ROW_GROUP:
            waiting = pa.concat_tables(self._kept)
            self._flush(waiting.slice(0, ROW_GROUP))
            self._kept = [waiting.slice(ROW_GROUP)]
            self._n_kept -= ROW_GROUP

    def close(self) -> int:
        """Write what is left, close the file and return how many rows it holds."""
        if self._writer is not None:
            rest = pa.concat_tables(self._kept)
            if rest.num_rows:
                self._flush(rest)
            self._writer.close()
            self._writer = None
        return self.n_rows

    def _flush(self, table: pa.Table) -> None:
        assert self._writer is not None  # noqa: S101
        # One chunk a column: pages are cut by chunks, and bytes must not depend on how rows arrived.
        self._writer.write_table(table.combine_chunks(), row_group_size=ROW_GROUP)


def _repeating(table: pa.Table) -> list[str]:
    """Return the columns worth a dictionary: all but keys and references that hardly repeat."""
    wide = {"person_id", "participation_id", "service_id", "follow_up_id", "answer_id", "referral_id", "spell_id"}
    return [name for name in table.column_names if name not in wide and not pa.types.is_boolean(table.schema.field(name).type)]


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
