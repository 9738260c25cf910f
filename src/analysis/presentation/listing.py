"""Released values for a terminal or another program: what `bilan indicators` prints."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import cast

from analysis.core.languages import Bilingual, Language
from analysis.core.spreadsheet import guarded
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.labels import column_title, label_of
from analysis.presentation.released import Result, released_data, results, source_line
from analysis.presentation.sheet import Cell, Column, Row, Sheet
from analysis.presentation.sheet_text import sheet_to_text
from analysis.presentation.tables.cells import (
    counts_cell,
    decimals_by_unit,
    in_words,
    interval_cell,
    standard_cell,
    value_cell,
    verdict_cell,
)

_INTERVAL = Bilingual("Intervalle à 95 %", "95% interval")
_COUNTS = Bilingual("Numérateur / dénominateur", "Numerator / denominator")
_GROUP = Bilingual("Groupe", "Group")
_TITLE = Bilingual("Indicateurs diffusés", "Released indicators")


def list_values(tables: Sequence[ReleasedTable], form: str, language: Language) -> str:
    """Return the rows of released tables: aligned columns, one CSV, or one JSON list of tables.

    A hidden number is its symbol in a table, empty in CSV and null in JSON; `status` says why. CSV keeps the columns that all
    tables have, in the order of the first.
    """
    if form == "table":
        return "\n\n".join(sheet_to_text(_sheet(table, language)) for table in tables)
    described = [released_data(table, "tbl-indicators", in_words(_TITLE, language), language) for table in tables]
    if form == "json":
        return json.dumps([_with_names(table) for table in described], ensure_ascii=False, indent=2)
    return _csv([_with_names(table) for table in described])


def _with_names(described: dict[str, object]) -> dict[str, object]:
    names = [field["name"] for field in cast("list[dict[str, str]]", described["fields"])]
    rows = cast("list[list[object]]", described["rows"])
    return {
        "source": described["source"],
        "made_up": described["made_up"],
        "record": described["record"],
        "rows": [dict(zip(names, row, strict=True)) for row in rows],
    }


def _csv(tables: Sequence[dict[str, object]]) -> str:
    rows = [{**row, "made_up": table["made_up"]} for table in tables for row in cast("list[dict[str, object]]", table["rows"])]
    shared = [name for name in (rows[0] if rows else {}) if all(name in row for row in rows)]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([guarded(name) for name in shared])
    for row in rows:
        writer.writerow([_written(row[name]) for name in shared])
    return stream.getvalue().rstrip("\n")


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, int | float) else guarded(str(value))


def _sheet(table: ReleasedTable, language: Language) -> Sheet:
    rows = results(table)
    grouped = bool(table.dimensions)
    columns = [
        Column("indicator", column_title("indicator", language), "name"),
        *([Column("group", in_words(_GROUP, language), "text")] if grouped else []),
        Column("value", column_title("value", language)),
        Column("interval", in_words(_INTERVAL, language)),
        Column("counts", in_words(_COUNTS, language)),
        Column("standard", column_title("standard", language)),
        Column("verdict", column_title("verdict", language), "text"),
    ]
    decimals = decimals_by_unit(rows)
    made = tuple(
        Row(
            (
                Cell(label_of(table, "indicator", row.indicator, language)),
                *([Cell(_group(table, row, language))] if grouped else []),
                value_cell(row, language, decimals),
                interval_cell(row, language, decimals),
                counts_cell(row, language),
                standard_cell(row, language),
                verdict_cell(row, language),
            )
        )
        for row in rows
    )
    return Sheet(language, in_words(_TITLE, language), tuple(columns), made, foot=source_line(table, language))


def _group(table: ReleasedTable, row: Result, language: Language) -> str:
    return " · ".join(label_of(table, name, code, language) for name, code in row.where.items())
