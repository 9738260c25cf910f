"""From the files of an agency to a store: find, read, type, validate, write; every bad row in one pass, every bad file at once."""

# ruff: noqa: S608 -- only canonical names, positions of columns and quoted literals are put into statements; values are bound

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.core.errors import ExtractError, Problem, ProblemList
from analysis.core.languages import Bilingual
from analysis.core.ownership import OwnFile
from analysis.core.workspaces import workspace as work_folder
from analysis.extracts.codebooks import Codebook
from analysis.extracts.corrections import AppliedCorrection, apply_corrections, declared_for
from analysis.extracts.engine import connect
from analysis.extracts.file_problems import FileProblemError, counts_part, header_problems, shown_name
from analysis.extracts.file_rows import FileRows, expected_columns, needs_texts, records_of_no_kind, type_file
from analysis.extracts.folders import FoundFiles, find_files
from analysis.extracts.ledger import make_ledger, refuse_other_files, write_ledger
from analysis.extracts.limits import LIMITS, Limits
from analysis.extracts.raw_records import Progress, RawRecords, read_records
from analysis.extracts.store import STORE_FORMAT, RowCount, is_replaceable_store
from analysis.extracts.tables import TABLES
from analysis.extracts.tables.model import Table
from analysis.extracts.typed_rows import RowTyping
from analysis.extracts.validating import Refusals, validate_table, write_accepted

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class ExtractResult:
    """What reading an extract gave: where the store is, and what became of every file and row."""

    store: Path
    row_counts: tuple[RowCount, ...]
    refusals: tuple[tuple[str, str, str, int], ...]
    """Table, column, reason and number of rows, sorted."""
    unread: tuple[str, ...]
    """Files of the folder that the codebook does not speak of."""
    notices: tuple[Bilingual, ...]
    """What a reader should know though it stops nothing: a file without rows, columns not read, a reference that could not be checked."""
    corrections: tuple[AppliedCorrection, ...]
    limits: tuple[tuple[str, str, str, Bilingual], ...] = ()
    """Table, column, reason and the limit that was passed, for the refusals that have one."""

    @property
    def n_rows(self) -> int:
        """Rows in: accepted + refused."""
        return sum(count.n_rows for count in self.row_counts)

    @property
    def n_counted(self) -> int:
        """Records that the second readers counted in the files, whatever became of them."""
        return sum(count.n_counted or 0 for count in self.row_counts)

    @property
    def n_accepted(self) -> int:
        """Rows in the store."""
        return sum(count.n_accepted for count in self.row_counts)

    @property
    def n_refused(self) -> int:
        """Rows in the ledger (each once, however many problems it has)."""
        return sum(count.n_refused for count in self.row_counts)


def read_extract(
    folder: Path,
    codebook: Codebook,
    store: Path,
    *,
    ledger: OwnFile | None = None,
    as_of: date | None = None,
    progress: Progress | None = None,
    limits: Limits = LIMITS,
) -> ExtractResult:
    """Return what became of every row of an extract, after writing its accepted rows and the ledger of the others to a store.

    A bad row is refused and noted in the ledger; rows in = rows accepted + rows refused, always.
    The store replaces the one that was there in one step, once everything has been written.

    Parameters
    ----------
    store
        The folder to write; it must not exist, or be empty, or be a store.
    ledger
        A CSV of the ledger to write for people. It is written as well when too many rows are refused.
    as_of
        The day of the extract: dates after it are refused (those that `tables.Column.may_be_planned` excepted).
    progress
        Called with a file's name, the bytes read and its size.

    Raises
    ------
    ExtractError
        With every file that cannot be read and every column that is absent, all at once; then with every correction that no longer holds;
        then when more rows are refused than the codebook bears.
    """
    _check_target(store)
    if ledger is not None:
        refuse_other_files(ledger)
    found = find_files(folder, codebook)
    with work_folder(store.parent, f"extract {store.name}") as workspace:
        staged = workspace / "store"
        staged.mkdir()
        reading = _Reading(codebook, workspace, as_of, limits)
        try:
            reading.read_files(found, progress)
            reading.type_files()
            reading.validate(staged)
            result = reading.finish(staged, found, store, ledger)
        finally:
            reading.connection.close()
        _put_in_place(staged, store, workspace)
    return result


class _Reading:
    """One reading of one extract; each step stands on the one before."""

    def __init__(self, codebook: Codebook, workspace: Path, as_of: date | None, limits: Limits) -> None:
        self._codebook = codebook
        self._workspace = workspace
        self._as_of = as_of
        self._limits = limits
        self.connection: duckdb.DuckDBPyConnection = connect(workspace, limits.memory)
        self._refusals = Refusals(self.connection)
        self._records: list[RawRecords] = []
        self._rows: dict[str, list[FileRows]] = {}
        self._all_rows: list[FileRows] = []
        self._counts: dict[str, list[RowCount]] = {}
        self._notices: list[Bilingual] = []
        self._applied: list[AppliedCorrection] = []

    def read_files(self, found: FoundFiles, progress: Progress | None) -> None:
        """Read every file as texts; raise for all those that cannot be."""
        problems = ProblemList(ExtractError)
        problems.extend(found.problems)
        defaults = self._codebook.definition.defaults
        for number, file in enumerate(found.files):
            expected = expected_columns(file.entry)
            corrected = {name for item in declared_for(self._codebook, file.name) for name in item.columns}
            try:
                records = read_records(
                    self.connection,
                    file,
                    defaults,
                    self._workspace,
                    number,
                    wanted={*expected, *corrected},
                    limits=self._limits,
                    progress=progress,
                )
            except FileProblemError as error:
                problems.extend([error.problem])
                continue
            if records.counted is not None and records.counted.n_records != records.n_records:
                problems.extend([counts_part(file.name, records.n_records, records.counted.n_records)])
            problems.extend(header_problems(file.name, records.scan, expected, records.delimiter))
            self._records.append(records)
            self._notice_columns(records, expected)
        problems.raise_if_any()

    def _notice_columns(self, records: RawRecords, expected: dict[str, bool]) -> None:
        file = shown_name(records.found.name)
        known = {*expected, *records.found.entry.other_columns}
        others = [shown_name(name) or "—" for name in records.scan.header if name not in known]
        if others:
            shown = others[:8] if records.scan.bears_out_header else []
            names = ", ".join(shown) + (", …" if len(others) > len(shown) else "")
            self._notices.append(
                Bilingual(
                    f"{file}\u00a0: colonnes non lues ({len(others)})\u00a0: {names}", f"{file}: columns not read ({len(others)}): {names}"
                )
            )
        for notice in records.notices:
            self._notices.append(Bilingual(f"{file}\u00a0: {notice.fr}", f"{file}: {notice.en}"))
        if not records.n_records:
            self._notices.append(Bilingual(f"{file}\u00a0: un en-tête et aucune ligne", f"{file}: a header and no row"))

    def type_files(self) -> None:
        """Type every record of every file; raise for all the corrections that no longer hold."""
        problems = ProblemList(ExtractError)
        for number, records in enumerate(self._records):
            table = TABLES[records.found.entry.table]
            typing = RowTyping(records, table, self._codebook, as_of=self._as_of, limits=self._limits)
            declared = declared_for(self._codebook, records.found.name)
            raw = None
            if needs_texts(records.found.entry, has_corrections=bool(declared)):
                raw = f"texts{number}"
                self.connection.execute(f"CREATE TABLE {raw} AS SELECT * FROM {records.relation}")
            if declared and raw is not None:
                today = self._as_of or date.today()
                applied, faults = apply_corrections(self.connection, raw, records, typing, declared, today=today)
                self._applied += applied
                problems.extend(faults)
            rows = type_file(self.connection, number, records, raw, typing)
            self._rows.setdefault(table.name, []).append(rows)
            self._all_rows.append(rows)
            if raw is not None:
                statement, bindings = records_of_no_kind(raw, records.found.entry, typing)
                self._refusals.add_records(number, table.name, statement, bindings.values, "unknown_kind_of_record")
                self.connection.execute(f"DROP TABLE {raw}")
            self._refusals.add_lines(number, table.name, {reason: _joined(lines) for reason, lines in records.scan.refused.items()})
            (self._workspace / f"records{number}.csv").unlink(missing_ok=True)
        problems.raise_if_any()

    def validate(self, staged: Path) -> None:
        """Check keys and references, tables that are referred to first, and write the accepted rows of each."""
        given = [table for table in TABLES.values() if self._is_given(table)]
        referenced = {reference.table for table in given for reference in table.references}
        validated: set[str] = set()
        for table in given:
            files = self._rows.get(table.name, [])
            if not files:
                continue
            for reference in table.references:
                if reference.table not in validated:
                    self._notices.append(
                        Bilingual(
                            f"{table.name}.{reference.column}\u00a0: non vérifié, l'extrait ne donne pas la table {reference.table}",
                            f"{table.name}.{reference.column}: not checked, the extract does not give the table {reference.table}",
                        )
                    )
            validate_table(self.connection, table, files, self._refusals, validated)
            target = staged / f"{table.name}.parquet"
            self._counts[table.name] = write_accepted(self.connection, table, files, target, is_referenced=table.name in referenced)
            validated.add(table.name)
            self.connection.execute(f"DROP VIEW all_{table.name}")
            for rows in files:
                self.connection.execute(f"DROP TABLE {rows.name}")

    def _is_given(self, table: Table) -> bool:
        return any(entry.table == table.name for entry in self._codebook.definition.files)

    def finish(self, staged: Path, found: FoundFiles, store: Path, ledger: OwnFile | None) -> ExtractResult:
        """Write the ledger and `store.json`; raise when more rows are refused than the codebook bears."""
        make_ledger(self.connection, self._all_rows)
        write_ledger(self.connection, staged / "ledger.parquet", ledger)
        counts = tuple(count for table in TABLES for count in self._counts.get(table, []))
        problems = ProblemList(ExtractError)
        problems.extend(self._too_many_refusals(counts, ledger))
        problems.raise_if_any()
        refusals = self.connection.execute('SELECT "table", "column", reason, count(*) FROM ledger GROUP BY ALL ORDER BY ALL').fetchall()
        limits = self.connection.execute(
            'SELECT DISTINCT "table", "column", reason, limit_fr, limit_en FROM located WHERE limit_fr IS NOT NULL ORDER BY ALL'
        ).fetchall()
        details = self._details(counts, found)
        (staged / "store.json").write_text(json.dumps(details, ensure_ascii=False, indent=1) + "\n", "utf-8")
        return ExtractResult(
            store=store,
            row_counts=counts,
            refusals=tuple((str(table), str(column), str(reason), int(count)) for table, column, reason, count in refusals),
            unread=found.unread,
            notices=tuple(self._notices),
            corrections=tuple(self._applied),
            limits=tuple((table, column, reason, Bilingual(fr, en)) for table, column, reason, fr, en in limits),
        )

    def _too_many_refusals(self, counts: Sequence[RowCount], ledger: OwnFile | None) -> list[Problem]:
        bearable = {rows.records.found.name: rows.records.found.entry.refusals_at_most for rows in self._all_rows}
        problems = []
        for count in counts:
            most = bearable.get(count.file)
            if most is not None and count.n_refused > most * count.n_rows:
                problems.append(
                    Problem(
                        shown_name(count.file),
                        Bilingual(
                            f"{count.n_refused} lignes refusées sur {count.n_rows}", f"{count.n_refused} rows refused out of {count.n_rows}"
                        ),
                        Bilingual(f"Le guide de codification en supporte une part de {most}.", f"The codebook bears a share of {most}."),
                        Bilingual("Voyez le registre des refus.", "See the ledger of refusals.")
                        if ledger is not None
                        else Bilingual("Demandez le registre (--ledger).", "Ask for the ledger (--ledger)."),
                    )
                )
        return problems

    def _details(self, counts: Sequence[RowCount], found: FoundFiles) -> dict[str, Any]:
        definition = self._codebook.definition
        inputs = dict.fromkeys((records.found.name, records.digest) for records in self._records)
        return {
            "format": STORE_FORMAT,
            "source": {"fr": definition.source.fr, "en": definition.source.en},
            "made_up": definition.made_up,
            "as_of": self._as_of.isoformat() if self._as_of else None,
            "tables": [table for table in TABLES if table in self._counts],
            "row_counts": [asdict(count) for count in counts],
            "inputs": sorted(inputs),
            "definitions": [(f"codebook {definition.name}", self._codebook.digest)],
            "steps": [f"{correction.n_rows} × {correction.file}: {correction.reason_en}" for correction in self._applied],
            "unread": list(found.unread),
            "notices": [asdict(notice) for notice in self._notices],
            "corrections": [asdict(correction) for correction in self._applied],
        }


def _joined(lines: Sequence[Any]) -> list[int]:
    return [int(line) for group in lines for line in group]


def _check_target(store: Path) -> None:
    """Refuse to replace a folder that is not a store, or in which there is anything else: it may be somebody's work."""
    if not is_replaceable_store(store):
        raise ExtractError(
            Problem(
                shown_name(str(store)),
                Bilingual("ce dossier existe et n'est pas un magasin", "this folder exists and is not a store"),
                Bilingual("Il serait remplacé.", "It would be replaced."),
                Bilingual("Choisissez un autre dossier.", "Choose another folder."),
            )
        )


def _put_in_place(staged: Path, store: Path, workspace: Path) -> None:
    if store.exists():
        # Again: what was put there while the files were read is nobody's to replace.
        _check_target(store)
        store.rename(workspace / "former")
    staged.rename(store)
    shutil.rmtree(workspace / "former", ignore_errors=True)
