"""Declared corrections, applied to the texts of a file before they are typed; each has a guard, and an end."""

# ruff: noqa: S608 -- only canonical names, positions of columns and quoted literals are put into statements; values are bound

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual
from analysis.extracts.cell_kinds import CellKind
from analysis.extracts.codebook_definition import Correction
from analysis.extracts.codebooks import Codebook
from analysis.extracts.engine import Bindings, scalar
from analysis.extracts.raw_records import RawRecords
from analysis.extracts.typed_rows import RowTyping

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class AppliedCorrection:
    """A correction that changed `n_rows` rows, and why."""

    file: str
    column: str
    n_rows: int
    reason_fr: str
    reason_en: str
    until: str


@dataclass(frozen=True, slots=True)
class DeclaredCorrection:
    """A correction and the place of the codebook that declares it."""

    correction: Correction
    where: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the file that it looks at or changes."""
        return (self.correction.column, *self.correction.where)


def declared_for(codebook: Codebook, file: str) -> tuple[DeclaredCorrection, ...]:
    """Return the corrections of a codebook that concern a file, in their order."""
    places = zip(codebook.definition.corrections, codebook.correction_places, strict=True)
    return tuple(DeclaredCorrection(correction, where) for correction, where in places if correction.file == file)


def apply_corrections(
    connection: duckdb.DuckDBPyConnection,
    raw: str,
    records: RawRecords,
    typing: RowTyping,
    declared: Sequence[DeclaredCorrection],
    *,
    today: date,
) -> tuple[list[AppliedCorrection], list[Problem]]:
    """Change the texts that corrections concern; return those applied, and what is wrong with the others.

    Parameters
    ----------
    raw
        The table of the file's texts, in the file's order.
    today
        The day on which the extract is read (its day of observation when it is known): a correction past its end is a problem.

    Notes
    -----
    All the guards are checked on the file as the agency sent it; nothing is changed when one of them fails.
    """
    problems: list[Problem] = []
    updates: list[tuple[str, Bindings]] = []
    applied: list[AppliedCorrection] = []
    for item in declared:
        correction = item.correction
        fault = _fault_before_reading(correction, records, today)
        if fault is None:
            bindings = Bindings()
            chosen = _rows(correction, records, typing, bindings)
            n_chosen = scalar(connection, f"SELECT count(*) FROM {raw} WHERE {chosen}", dict(bindings.values))
            expected = f"({chosen}) AND {_expectation(correction, typing, bindings)}"
            n_expected = scalar(connection, f"SELECT count(*) FROM {raw} WHERE {expected}", dict(bindings.values))
            fault = _fault_of_rows(correction, n_chosen, n_expected)
        if fault is not None:
            problems.append(Problem(item.where, *fault))
            continue
        new = bindings.bind(correction.new)
        position = records.scan.header.index(correction.column)
        kind = f", k{position} = {int(CellKind.TEXT)}" if position in records.kinds else ""
        updates.append((f"UPDATE {raw} SET c{position} = {new}{kind} WHERE {expected}", bindings))
        reason = correction.reason
        applied.append(
            AppliedCorrection(correction.file, correction.column, n_expected, reason.fr, reason.en, correction.until.isoformat())
        )
    if problems:
        return [], problems
    for statement, bindings in updates:
        connection.execute(statement, bindings.values)
    return applied, []


_Fault = tuple[Bilingual, Bilingual, Bilingual]

_REMOVE = Bilingual(
    "Vérifiez le fichier de l'agence, puis supprimez ou récrivez la correction.",
    "Check the agency's file, then remove or rewrite the correction.",
)


def _fault_before_reading(correction: Correction, records: RawRecords, today: date) -> _Fault | None:
    if today > correction.until:
        end = correction.until.isoformat()
        return (
            Bilingual(f"la correction a pris fin le {end}", f"the correction ended on {end}"),
            Bilingual(
                "Une correction est provisoire : l'agence devait corriger son fichier.",
                "A correction is temporary: the agency was to mend its file.",
            ),
            _REMOVE,
        )
    if correction.file_sha256 is not None and correction.file_sha256 != records.digest:
        return (
            Bilingual(
                "le fichier n'est plus celui pour lequel la correction a été écrite",
                "the file is no longer the one the correction was written for",
            ),
            Bilingual("Elle pourrait changer une autre ligne.", "It could change another row."),
            _REMOVE,
        )
    absent = [name for name in (correction.column, *correction.where) if name not in records.scan.header]
    if absent:
        return (
            Bilingual("le fichier n'a pas les colonnes de la correction", "the file does not have the columns of the correction"),
            Bilingual("Elle ne peut pas être appliquée.", "It cannot be applied."),
            _REMOVE,
        )
    return None


def _rows(correction: Correction, records: RawRecords, typing: RowTyping, bindings: Bindings) -> str:
    if correction.line is not None:
        record = records.scan.lines.record_at(correction.line)
        in_file = record is not None and record < records.scan.n_records
        return f"rowid = {bindings.bind(int(record))}" if record is not None and in_file else "false"
    return " AND ".join(f"{typing.cell(name)} = {bindings.bind(text)}" for name, text in correction.where.items())


def _expectation(correction: Correction, typing: RowTyping, bindings: Bindings) -> str:
    cell = typing.cell(correction.column)
    if correction.old_sha256 is not None:
        return f"sha256({cell}) = {bindings.bind(correction.old_sha256)}"
    return f"{cell} = {bindings.bind(correction.old or '')}"


def _fault_of_rows(correction: Correction, n_chosen: int, n_expected: int) -> _Fault | None:
    if n_chosen != correction.n_rows:
        return (
            Bilingual(
                f"la correction attend {correction.n_rows} ligne(s) et en trouve {n_chosen}",
                f"the correction expects {correction.n_rows} row(s) and finds {n_chosen}",
            ),
            Bilingual("Elle changerait trop ou trop peu de lignes.", "It would change too many rows or too few."),
            _REMOVE,
        )
    if n_expected != n_chosen:
        return (
            Bilingual("la valeur à corriger n'est plus là", "the value to correct is no longer there"),
            Bilingual("L'agence a sans doute corrigé son fichier.", "The agency has probably mended its file."),
            _REMOVE,
        )
    return None
