"""SQL for the engine, built so that nothing written in a file or a codebook is ever part of it.

Values are bound as parameters; the only identifiers are canonical names and `c0`, `c1`… for the columns of a file.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb


class Bindings:
    """The parameters of one statement."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self._names: dict[tuple[type, Any], str] = {}

    def bind(self, value: str | float) -> str:
        """Return what stands for a value in the statement; the same value has the same name."""
        name = self._names.setdefault((type(value), value), f"p{len(self._names)}")
        self.values[name] = value
        return f"${name}"


def literal(text: str) -> str:
    """Return a text as SQL, for the few places that take no parameter (the path of a file to write)."""
    return "'" + text.replace("'", "''") + "'"


def connect(workspace: Path, memory: str) -> duckdb.DuckDBPyConnection:
    """Return an engine that keeps its tables in a folder, so that memory stays bounded, and reads no other network or extension."""
    import duckdb  # noqa: PLC0415

    connection = duckdb.connect(
        str(workspace / "rows.duckdb"),
        config={"autoinstall_known_extensions": "false", "memory_limit": memory, "temp_directory": str(workspace / "spill")},
    )
    connection.execute("SET preserve_insertion_order = true")
    return connection


def scalar(connection: duckdb.DuckDBPyConnection, statement: str, parameters: dict[str, Any] | None = None) -> int:
    """Return the one number that a statement gives."""
    row = connection.execute(statement, parameters).fetchone()
    return int(row[0]) if row and row[0] is not None else 0
