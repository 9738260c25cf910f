"""Whom a run's sheets are about: its regions, its providers, its agreements, each with the name of its page.

Imports stay light here: a build that has nothing to do must know it in a fraction of a second.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.core.provenance import digest_bytes
from analysis.core.territories import REGIONS, territory_name

if TYPE_CHECKING:
    from analysis.run.preparation import PreparedRun

_PLAIN_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")
"""Codes that stay different in lower case; any other is named by its digest."""


@dataclass(frozen=True, slots=True)
class SheetSubject:
    """One region, provider or agreement; `page` is a plain file name whatever its code holds."""

    kind: str
    code: str
    name: Bilingual
    page: str


def sheet_subjects(prepared: PreparedRun) -> tuple[SheetSubject, ...]:
    """Return the subjects of every kind of sheet that a run asks for, in the order of the run, then of their codes.

    Providers are those of the agency's files, agreements those in force in the fiscal year; without such a file there is none of that kind.
    """
    found: list[SheetSubject] = []
    for kind in prepared.definition.sheets:
        if kind == "region":
            found += [_subject(kind, code, territory_name(code)) for code in sorted(REGIONS)]
        elif kind == "provider":
            rows = _columns(prepared, "providers", ("provider_id", "provider_name"))
            found += [_subject(kind, code, _same(name)) for code, name in rows]
        else:
            names = dict(_columns(prepared, "providers", ("provider_id", "provider_name")))
            found += [
                _subject(kind, code, _same(f"{code} ({names.get(str(provider)) or provider})")) for code, provider in _agreements(prepared)
            ]
    return tuple(found)


def _same(name: str | None) -> Bilingual | None:
    return Bilingual(name, name) if name and name.strip() else None


def _subject(kind: str, code: str, name: Bilingual | None) -> SheetSubject:
    plain = code.lower() if _PLAIN_CODE.fullmatch(code) else digest_bytes(code.encode())[:16]
    return SheetSubject(kind, code, name or Bilingual(code, code), f"sheet-{kind}-{plain}")


def _agreements(prepared: PreparedRun) -> list[tuple[str, str | None]]:
    """Return the agreements for a service of a catalogue that are in force in the fiscal year: those that owe an account of it."""
    year = FiscalYear(prepared.definition.fiscal_year)
    starts = dict(_columns(prepared, "agreements", ("agreement_id", "start_date")))
    ends = dict(_columns(prepared, "agreements", ("agreement_id", "end_date")))
    services = dict(_columns(prepared, "agreements", ("agreement_id", "service")))
    return [
        (code, provider)
        for code, provider in _columns(prepared, "agreements", ("agreement_id", "provider_id"))
        if services[code] and (starts[code] or year.last_day) <= year.last_day and (ends[code] or year.first_day) >= year.first_day
    ]


def _columns(prepared: PreparedRun, table: str, columns: tuple[str, str]) -> list[tuple[str, Any]]:
    """Return two columns of a canonical table, each row once, sorted; nothing where no extract gives the table."""
    import pyarrow.parquet  # noqa: PLC0415 - a tenth of a second, and only for runs that have sheets

    for store in prepared.stores:
        path = store / f"{table}.parquet"
        if path.is_file():
            # Not `read_table`: it imports what reads folders of files, half a second in each build.
            with pyarrow.parquet.ParquetFile(path) as file:
                rows = file.read(columns=list(columns)).to_pylist()
            return sorted({(str(row[columns[0]]), row[columns[1]]) for row in rows}, key=lambda row: row[0])
    return []
