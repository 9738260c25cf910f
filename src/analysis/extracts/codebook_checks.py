"""What must hold in a codebook beyond the types of its parts: every problem at once, each at its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import product

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.core.located_tree import LocatedTree, Step
from analysis.extracts.codebook_definition import (
    BooleanTokens,
    CodebookDefinition,
    ColumnSource,
    FileEntry,
    MissingTokens,
    Plausible,
    Writing,
)
from analysis.extracts.date_formats import parse_date_format
from analysis.extracts.plausibility import limits_of
from analysis.extracts.tables import TABLES
from analysis.extracts.tables.model import Column, ColumnType, Table

_PLAIN_NAME = re.compile(r"[^/\\\x00-\x1f]+")
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_CONSTANTS = {
    ColumnType.DATE: r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    ColumnType.INTEGER: r"-?[0-9]+",
    ColumnType.DECIMAL: r"-?[0-9]+(\.[0-9]+)?",
    ColumnType.BOOLEAN: r"true|false",
}


def problems_of(definition: CodebookDefinition, tree: LocatedTree) -> tuple[Problem, ...]:
    """Return everything that is wrong with a codebook; an empty tuple when it can be used."""
    checks = _Checks(definition, tree)
    checks.whole()
    for index, entry in enumerate(definition.files):
        checks.entry(index, entry)
    checks.corrections()
    return tuple(checks.problems)


class _Checks:
    def __init__(self, definition: CodebookDefinition, tree: LocatedTree) -> None:
        self._definition = definition
        self._tree = tree
        self.problems: list[Problem] = []

    def _note(self, steps: tuple[Step, ...], fr: str, en: str, todo: Bilingual | None = None) -> None:
        self.problems.append(Problem(self._tree.where(*steps), Bilingual(fr, en), todo=todo))

    def whole(self) -> None:
        """Check the name, the defaults, and that no file feeds a table twice."""
        definition = self._definition
        if definition.name != self._tree.path.stem:
            self._note(
                ("name",),
                f"le nom « {definition.name} » n'est pas celui du fichier",
                f'the name "{definition.name}" is not that of the file',
                Bilingual(f"Écrivez name: {self._tree.path.stem}", f"Write name: {self._tree.path.stem}"),
            )
        self._writing(("defaults",), definition.defaults)
        seen: dict[tuple[str, str], int] = {}
        for index, entry in enumerate(definition.files):
            first = seen.setdefault((entry.file, entry.table), index)
            if first != index:
                self._note(
                    ("files", index, "file"),
                    f"« {entry.file} » donne déjà des lignes à la table {entry.table}",
                    f'"{entry.file}" already gives rows to the table {entry.table}',
                    Bilingual("Réunissez les deux entrées.", "Make one entry of the two."),
                )

    def _writing(self, steps: tuple[Step, ...], writing: Writing) -> None:
        if writing.delimiter is not None and not re.fullmatch(r"[,;|\t:~^]", writing.delimiter):
            self._note(
                (*steps, "delimiter"),
                "ce délimiteur n'en est pas un",
                "this delimiter is not one",
                Bilingual('Choisissez parmi , ; | : ~ ^ et "\\t".', 'Choose one of , ; | : ~ ^ and "\\t".'),
            )
        self._ways(steps, writing.date_format, writing.missing, writing.booleans)
        if writing.plausible is not None:
            self._plausible((*steps, "plausible"), writing.plausible)

    def _plausible(self, steps: tuple[Step, ...], plausible: Plausible) -> None:
        """Check that the days are ones that any column may hold, and that something stands between them."""
        for name in ("births_from", "dates_from", "dates_to"):
            day = getattr(plausible, name)
            if day is not None and not _FIRST_DAY <= day <= _LAST_DAY:
                self._note(
                    (*steps, name),
                    "une date d'un extrait est entre 1900 et 2199",
                    "a date of an extract is between 1900 and 2199",
                    Bilingual("Écrivez un jour de ces années.", "Write a day of these years."),
                )
        limits = limits_of(plausible, self._definition.defaults.plausible)
        if limits.dates_from and limits.dates_to and limits.dates_from > limits.dates_to:
            self._note(
                steps,
                f"aucune date n'est entre {limits.dates_from} et {limits.dates_to}",
                f"no date is between {limits.dates_from} and {limits.dates_to}",
                Bilingual("Corrigez dates_from ou dates_to.", "Mend dates_from or dates_to."),
            )

    def _ways(
        self, steps: tuple[Step, ...], date_format: str | None, missing: MissingTokens | None, booleans: BooleanTokens | None
    ) -> None:
        if date_format is not None:
            try:
                parse_date_format(date_format)
            except ValueError:
                self._note(
                    (*steps, "date_format"),
                    f"« {date_format} » n'est pas une façon d'écrire une date",
                    f'"{date_format}" is not a way to write a date',
                    Bilingual(
                        "Écrivez par exemple jj/mm/aaaa, aaaa-mm-jj, aaaa-mm ou aaaamm.",
                        "Write for instance dd/mm/yyyy, yyyy-mm-dd, yyyy-mm or yyyymm.",
                    ),
                )
        marks: list[str] = []
        if missing is not None:
            marks += [token for kind in type(missing).model_fields for token in getattr(missing, kind)]
        if booleans is not None:
            marks += [*booleans.is_true, *booleans.is_false]
        for mark in sorted({mark for mark in marks if marks.count(mark) > 1}):
            self._note(steps, f"« {mark} » veut dire deux choses", f'"{mark}" means two things')

    def entry(self, index: int, entry: FileEntry) -> None:
        """Check one entry of `files`."""
        steps: tuple[Step, ...] = ("files", index)
        self._file_name(steps, entry)
        self._writing(steps, entry)
        table = TABLES.get(entry.table)
        if table is None:
            self._note(
                (*steps, "table"), f"table inconnue « {entry.table} »", f'unknown table "{entry.table}"', did_you_mean(entry.table, TABLES)
            )
            return
        for where, sources in self._source_groups(steps, entry):
            for name, source in sources.items():
                self._source((*where, name), name, source, table, entry)
                if source.column is not None and source.column in entry.other_columns:
                    self._note(
                        (*where, name),
                        f"« {source.column} » est aussi parmi other_columns, que rien ne lit",
                        f'"{source.column}" is also among other_columns, which nothing reads',
                    )
        self._given(steps, entry, table)

    def _file_name(self, steps: tuple[Step, ...], entry: FileEntry) -> None:
        where = (*steps, "file")
        if not _PLAIN_NAME.fullmatch(entry.file) or entry.file in {".", ".."}:
            self._note(
                where,
                "un nom de fichier n'est pas un chemin",
                "the name of a file is not a path",
                Bilingual("Écrivez le seul nom, sans dossier.", "Write the name alone, without a folder."),
            )
        elif len(set(entry.name_parts)) < len(entry.name_parts) or re.search(r"[{}]", re.sub(r"\{[a-z_]+\}", "", entry.file)):
            self._note(
                where,
                "les parties d'un nom s'écrivent {mois}, chacune une fois",
                "the parts of a name are written {month}, each once",
            )

    @staticmethod
    def _source_groups(steps: tuple[Step, ...], entry: FileEntry) -> Iterator[tuple[tuple[Step, ...], Mapping[str, ColumnSource]]]:
        yield (*steps, "columns"), entry.columns
        if entry.unpivot is not None:
            for part in ("records", "rows"):
                for index, group in enumerate(getattr(entry.unpivot, part)):
                    yield (*steps, "unpivot", part, index, "columns"), group.columns

    def _given(self, steps: tuple[Step, ...], entry: FileEntry, table: Table) -> None:
        """Every required column comes from somewhere, in each kind of row that the file gives."""
        required = [column.name for column in table.columns if column.required]
        if entry.unpivot is None:
            absent = [name for name in required if name not in entry.columns]
        else:
            combinations = [
                {**entry.columns, **record.columns, **row.columns}.keys()
                for record, row in product(entry.unpivot.records, entry.unpivot.rows)
            ]
            absent = [name for name in required if any(name not in given for given in combinations)]
        for name in absent:
            self._note(
                steps,
                f"rien ne donne la colonne obligatoire {name} de la table {table.name}",
                f"nothing gives the required column {name} of the table {table.name}",
                Bilingual("Indiquez sa colonne, une partie du nom ou une constante.", "Say its column, a part of the name or a constant."),
            )

    def _source(self, steps: tuple[Step, ...], name: str, source: ColumnSource, table: Table, entry: FileEntry) -> None:
        known = [column.name for column in table.columns]
        if name not in known:
            self._note(
                steps,
                f"la table {table.name} n'a pas de colonne « {name} »",
                f'the table {table.name} has no column "{name}"',
                did_you_mean(name, known),
            )
            return
        column = table.column(name)
        origins = [origin for origin in ("column", "name_part", "constant") if getattr(source, origin) is not None]
        if len(origins) != 1:
            self._note(
                steps,
                "une colonne vient d'une seule origine : column, name_part ou constant",
                "a column has one origin: column, name_part or constant",
            )
            return
        if source.name_part is not None and source.name_part not in entry.name_parts:
            self._note(
                steps,
                f"le nom « {entry.file} » n'a pas de partie {{{source.name_part}}}",
                f'the name "{entry.file}" has no part {{{source.name_part}}}',
                did_you_mean(source.name_part, entry.name_parts) if entry.name_parts else None,
            )
        self._ways(steps, source.date_format, source.missing, source.booleans)
        self._codes(steps, source, column, entry)
        if source.constant is not None:
            self._constant(steps, str(source.constant).lower() if isinstance(source.constant, bool) else str(source.constant), column)

    def _codes(self, steps: tuple[Step, ...], source: ColumnSource, column: Column, entry: FileEntry) -> None:
        if source.codes is None:
            return
        if isinstance(source.codes, str):
            lists = self._definition.code_lists
            if source.codes not in lists:
                todo = did_you_mean(source.codes, lists) if lists else None
                self._note(steps, f"liste de codes inconnue « {source.codes} »", f'unknown code list "{source.codes}"', todo)
                return
            codes = lists[source.codes]
        else:
            codes = source.codes
        if column.type not in {ColumnType.CODE, ColumnType.TEXT}:
            self._note(steps, f"codes ne va pas à une colonne de type {column.type}", f"codes does not suit a column of type {column.type}")
            return
        missing = source.missing or entry.missing or self._definition.defaults.missing
        marks = missing.by_token() if missing else {"": "blank"}
        for code in sorted(code for code in codes if code in marks):
            self._note(
                steps,
                f"« {code} » est à la fois un code et une marque de valeur absente",
                f'"{code}" is both a code and a mark of a missing value',
            )
        self._known_values(steps, codes.values(), column)

    def _constant(self, steps: tuple[Step, ...], text: str, column: Column) -> None:
        if column.type in _CONSTANTS:
            if not re.fullmatch(_CONSTANTS[column.type], text):
                self._note(
                    steps, f"cette constante n'est pas de type {column.type}", f"this constant is not of type {column.type}",
                    Bilingual(
                        "Les dates s'écrivent 2024-04-01, les décimales avec un point.",
                        "Dates are written 2024-04-01, decimals with a point.",
                    ),
                )  # fmt: skip
        else:
            self._known_values(steps, [text], column)

    def _known_values(self, steps: tuple[Step, ...], values: Iterable[str], column: Column) -> None:
        """Codes of the canonical table are closed, where it has any."""
        known = column.codes
        for value in dict.fromkeys(values):
            if known and value not in known:
                self._note(
                    steps,
                    f"{column.name} n'a pas de valeur « {value} »",
                    f'{column.name} has no value "{value}"',
                    did_you_mean(value, known),
                )

    def corrections(self) -> None:
        """Check that each correction says whom it concerns, what it expects and what it writes."""
        for index, correction in enumerate(self._definition.corrections):
            steps: tuple[Step, ...] = ("corrections", index)
            entries = [entry for entry in self._definition.files if entry.pattern.match(correction.file)]
            if not entries:
                names = [entry.file for entry in self._definition.files]
                self._note(
                    (*steps, "file"),
                    f"aucune entrée ne lit « {correction.file} »",
                    f'no entry reads "{correction.file}"',
                    did_you_mean(correction.file, names),
                )
            if bool(correction.where) == (correction.line is not None):
                self._note(
                    steps, "une correction trouve ses lignes par where ou par line", "a correction finds its rows by where or by line"
                )
            if (correction.old is None) == (correction.old_sha256 is None):
                self._note(
                    steps, "une correction attend une valeur : old ou old_sha256",
                    "a correction expects a value: old or old_sha256",
                )  # fmt: skip
            if correction.old == correction.new:
                self._note((*steps, "new"), "cette correction ne change rien", "this correction changes nothing")
