"""The store of a run: canonical tables as Parquet, the ledger of refusals, and what they were made from.

A store is a folder:

- `<table>.parquet` for each canonical table that the extract gives. Its columns are those of `tables.TABLES`, in their order; each column
  that is not required is followed by `<column>_missing`, which says why a value is missing (`blank`, `unknown`, `not_applicable`,
  `suppressed`) and is null when there is a value. `STORED_AS` gives the type of each;
- `ledger.parquet`: one row a refusal (file, line, table, column, source_column, reason, reason_fr, reason_en), never a value;
- `store.json`: source, whether it is made up, digests, row counts. Written last: a folder without it is not a store.
"""

from __future__ import annotations

import json
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.core.errors import ExtractError, Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.core.provenance import Provenance
from analysis.extracts.leaving_the_engine import ordered_frame
from analysis.extracts.tables import TABLES
from analysis.extracts.tables.model import ColumnType, Table

if TYPE_CHECKING:
    import ibis
    import pandas as pd

STORE_FORMAT = 1
STORED_AS: dict[ColumnType, str] = {
    ColumnType.TEXT: "VARCHAR",
    ColumnType.CODE: "VARCHAR",
    ColumnType.DATE: "DATE",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.DECIMAL: "DOUBLE",
    ColumnType.BOOLEAN: "BOOLEAN",
}
"""The Parquet type (in the engine's words) of each canonical type."""


def stored_columns(table: Table) -> dict[str, str]:
    """Return the columns of a table's Parquet file in their order, with the type of each."""
    columns: dict[str, str] = {}
    for column in table.columns:
        columns[column.name] = STORED_AS[column.type]
        if not column.required:
            columns[f"{column.name}_missing"] = "VARCHAR"
    return columns


@dataclass(frozen=True, slots=True)
class RowCount:
    """What became of the rows of one file: `n_rows` = `n_accepted` + `n_refused`, always.

    `n_set_aside` are records that the codebook says are no rows of the table; they are in none of the three others.
    """

    file: str
    table: str
    n_rows: int
    n_accepted: int
    n_refused: int
    n_set_aside: int = 0
    n_counted: int | None = None
    """Records that the second reader counted: those of the rows and those set aside."""

    def __post_init__(self) -> None:
        if self.n_rows != self.n_accepted + self.n_refused or min(self.n_accepted, self.n_refused, self.n_set_aside) < 0:
            raise AssertionError(f"{self.file}: {self.n_rows} rows in, {self.n_accepted} accepted, {self.n_refused} refused")


@dataclass(frozen=True)
class Store:
    """An opened store. Tables are views over Parquet: nothing is read before something is counted."""

    path: Path
    provenance: Provenance
    connection: Any
    """The Ibis backend (DuckDB, in memory)."""
    row_counts: tuple[RowCount, ...]
    tables: tuple[str, ...]
    as_of: date | None
    """The day the extract was taken, when it was given."""
    details: dict[str, Any]
    """The whole of `store.json`."""
    _opened: dict[str, ibis.Table] = field(default_factory=dict, init=False, repr=False, compare=False)

    def has(self, name: str) -> bool:
        """Say whether the extract gives a table."""
        return name in self.tables

    def table(self, name: str) -> ibis.Table:
        """Return a canonical table as an Ibis expression.

        Raises
        ------
        ExtractError
            When the extract does not give this table; the name's near matches are said.
        """
        if name not in self.tables:
            raise ExtractError(
                Problem(
                    str(self.path),
                    Bilingual(f"l'extrait n'a pas de table « {name} »", f'the extract has no table "{name}"'),
                    todo=did_you_mean(name, self.tables) if self.tables else None,
                )
            )
        if name not in self._opened:
            # The engine is asked once what columns a table has: a chapter asks for the same tables hundreds of times.
            self._opened[name] = self.connection.table(name)
        return self._opened[name]

    @cached_property
    def refusals(self) -> pd.DataFrame:
        """Counts of refusals: columns table, column, reason, n_rows (rows of the extract with that problem), sorted."""
        ledger = self.connection.table("ledger")
        counted = ledger.group_by(["table", "column", "reason"]).agg(n_rows=ledger.count())
        frame: pd.DataFrame = ordered_frame(counted)
        return frame

    def __repr__(self) -> str:
        n_accepted = sum(count.n_accepted for count in self.row_counts)
        return f"<Store: {', '.join(self.tables)}; {n_accepted} accepted rows; {self.provenance.source.en}>"


def open_store(path: Path) -> Store:
    """Return the store in a folder.

    Raises
    ------
    ExtractError
        When the folder is not a store, or one of its files is absent.
    """
    import ibis  # noqa: PLC0415

    details = _details(path)
    names = tuple(name for name in TABLES if name in details["tables"])
    absent = [name for name in (*names, "ledger") if not (path / f"{name}.parquet").is_file()]
    if absent:
        raise ExtractError([_absent(path / f"{name}.parquet") for name in absent])
    # What does not fit in memory: in the folder of the command, the engine's own choice, a notebook may write nothing.
    connection = ibis.duckdb.connect(temp_directory=str(Path(tempfile.gettempdir()) / f"bilan-{secrets.token_hex(16)}"))
    for name in (*names, "ledger"):
        connection.read_parquet(not_a_pattern(path / f"{name}.parquet"), table_name=name)
    as_of = details.get("as_of")
    return Store(
        path=path,
        provenance=_provenance(details),
        connection=connection,
        row_counts=tuple(RowCount(**count) for count in details["row_counts"]),
        tables=names,
        as_of=date.fromisoformat(as_of) if as_of else None,
        details=details,
    )


def _details(path: Path) -> dict[str, Any]:
    try:
        details = json.loads((path / "store.json").read_text("utf-8"))
        if details["format"] != STORE_FORMAT:
            raise ValueError(details["format"])
    except (OSError, ValueError, KeyError, TypeError) as cause:
        raise ExtractError(
            Problem(
                str(path / "store.json"),
                Bilingual("ce dossier n'est pas un magasin lisible", "this folder is not a readable store"),
                Bilingual(
                    "store.json est absent, abîmé ou d'une autre version : une lecture a pu être interrompue.",
                    "store.json is absent, damaged or of another version: a reading may have been interrupted.",
                ),
                Bilingual("Relisez l'extrait.", "Read the extract again."),
            )
        ) from cause
    return dict(details)


def _absent(path: Path) -> Problem:
    return Problem(
        str(path),
        Bilingual("fichier absent du magasin", "file absent from the store"),
        todo=Bilingual("Relisez l'extrait.", "Read the extract again."),
    )


PREPARED = "prepared.json"
"""What a run notes of the inputs of its store, beside the tables."""


def is_replaceable_store(folder: Path) -> bool:
    """Say whether a folder is absent, empty, or a store in which nothing else stands: no other name, no link."""
    try:
        if not stat.S_ISDIR(folder.lstat().st_mode):
            return False
    except FileNotFoundError:
        return True
    entries = list(os.scandir(folder))
    known = {"store.json", "ledger.parquet", PREPARED, *(f"{name}.parquet" for name in TABLES)}
    if any(entry.name not in known or not entry.is_file(follow_symlinks=False) for entry in entries):
        return False
    if not entries:
        return True
    try:
        details = json.loads((folder / "store.json").read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(details, dict) and {"format", "source", "row_counts", "inputs"} <= details.keys()


def not_a_pattern(path: Path) -> str:
    """Return a path that the engine takes literally: in brackets, `[`, `*` and `?` stand for themselves."""
    return "".join(f"[{character}]" if character in "[*?" else character for character in str(path))


def _provenance(details: dict[str, Any]) -> Provenance:
    return Provenance(
        source=Bilingual(**details["source"]),
        made_up=bool(details["made_up"]),
        inputs=tuple((name, digest) for name, digest in details["inputs"]),
        definitions=tuple((name, digest) for name, digest in details["definitions"]),
        steps=tuple(details.get("steps", ())),
    )
