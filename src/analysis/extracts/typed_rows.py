"""Texts to typed values, and what is wrong with each: one statement for a file, whatever its size.

For each canonical column the statement gives the value and why it is missing; `problems0`, `problems1`… have one bit for each check.
"""

# ruff: noqa: S608 -- only canonical names, positions of columns and quoted literals are put into statements; values are bound

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from analysis.core.languages import Bilingual
from analysis.extracts.cell_kinds import CellKind
from analysis.extracts.codebook_definition import BooleanTokens, ColumnSource, MissingTokens, Writing
from analysis.extracts.codebooks import Codebook
from analysis.extracts.column_cells import SPREADSHEET_ERRORS, Cell
from analysis.extracts.date_formats import ISO_DATE, DateFormat, parse_date_format
from analysis.extracts.engine import Bindings, literal
from analysis.extracts.limits import Limits
from analysis.extracts.plausibility import bounds, column_limits, duration_limit, limits_of
from analysis.extracts.raw_records import RawRecords
from analysis.extracts.reasons import NOT_A
from analysis.extracts.store import STORED_AS
from analysis.extracts.tables.model import Column, ColumnType, Table
from analysis.extracts.text_encodings import DOUBTFUL
from analysis.extracts.text_files import SPACES
from analysis.extracts.text_lines import LINE_BREAK

BITS, MASKS = 60, 3
"""Checks held by one `problems` column, and how many such columns there are."""

_CANONICAL = Writing(
    decimal="point",
    date_format="yyyy-mm-dd",
    booleans=BooleanTokens(is_true=("true",), is_false=("false",)),
    missing=MissingTokens(),
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that may be wrong with a row: where, why, and the SQL that is true when it is."""

    column: str
    source_column: str
    reason: str
    fails: str
    limit: Bilingual | None = None
    """The limit that was passed, in words."""


@dataclass(slots=True)
class RowStatement:
    """A SELECT that types the records of a relation; its rows are those of the relation, in order."""

    sql: str
    checks: tuple[Check, ...]


@dataclass(slots=True)
class _Built:
    texts: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)


class RowTyping:
    """How the records of one file become rows of a table."""

    def __init__(self, records: RawRecords, table: Table, codebook: Codebook, *, as_of: date | None, limits: Limits) -> None:
        self._records = records
        self._entry = records.found.entry
        self._table = table
        self._codebook = codebook
        self._as_of = as_of
        self._limits = limits
        self._plausible = limits_of(self._entry.plausible, codebook.definition.defaults.plausible)
        self._position = {name: index for index, name in enumerate(records.scan.header)}

    def statement(self, sources: Mapping[str, ColumnSource], relation: str, bindings: Bindings, keep: Sequence[str] = ()) -> RowStatement:
        """Return the SELECT that types the rows of a relation.

        Parameters
        ----------
        keep
            Columns of the relation to keep before the typed ones (the number of the record), if any.
        """
        built = _Built()
        for index, column in enumerate(self._table.columns):
            self._add(built, bindings, f"{index}", column, sources.get(column.name))
        built.checks.extend(self._date_orders(sources))
        built.checks.extend(self._durations(sources))
        names = [column.name for column in self._table.columns]
        kept = "".join(f"{name}, " for name in keep)
        masks = ", ".join(f"{' | '.join(bits)} AS problems{number}" for number, bits in enumerate(_masks(built.checks)))
        stored: list[str] = []
        for index, column in enumerate(self._table.columns):
            stored.append(column.name)
            if not column.required:
                stored.append(f"m{index} AS {column.name}_missing")
        values = ", ".join(f"{value} AS {name}" for value, name in zip(built.values, names, strict=True))
        given = ", ".join([*(f"t{index}" for index in range(len(names))), *built.kinds])
        reasons = ", ".join(f"m{index}" for index in range(len(names)))
        sql = (
            f"SELECT {kept}{', '.join(stored)}, {masks} FROM ("
            f"SELECT {kept}{given}, {reasons}, {values} FROM ("
            f"SELECT {kept}{given}, {', '.join(built.missing)} FROM ("
            f"SELECT {kept}{', '.join(built.texts)} FROM {relation})))"
        )
        return RowStatement(sql, tuple(built.checks))

    def cell(self, name: str) -> str:
        """Return the SQL of a column of the file: its text without the spaces around it, empty when there is none."""
        text = f"coalesce(c{self._position[name]}, '')"
        if self._records.scan.has_line_breaks:
            text = f"replace({text}, {literal(LINE_BREAK)}, chr(10))"
        padding = self._records.scan.padding
        if padding.strip(" "):
            return f"trim({text}, {literal(SPACES)})"
        return f"trim({text})" if padding else text

    def _date_orders(self, sources: Mapping[str, ColumnSource]) -> Iterator[Check]:
        for order in self._table.date_orders:
            if order.earlier in sources and order.later in sources:
                yield Check(order.later, _name_in_file(sources[order.later]), "dates_reversed", f"{order.later} < {order.earlier}")

    def _durations(self, sources: Mapping[str, ColumnSource]) -> Iterator[Check]:
        for duration in self._table.durations:
            if duration.first in sources and duration.last in sources:
                found = duration_limit(duration, self._plausible)
                yield Check(duration.last, _name_in_file(sources[duration.last]), found.reason, found.fails, found.limit)

    def _add(self, built: _Built, bindings: Bindings, index: str, column: Column, source: ColumnSource | None) -> None:
        text, missing = f"t{index}", f"m{index}"
        stored_as = STORED_AS[column.type]
        is_given = source is not None and (source.column is None or source.column in self._position)
        if source is None or not is_given:
            # The file has no such column at all.
            built.texts.append(f"'' AS {text}")
            built.missing.append(f"{literal(self._entry.absent_columns_are)} AS {missing}")
            built.values.append(f"NULL::{stored_as}")
            if column.required:
                built.checks.append(Check(column.name, "", "required_missing", "true"))
            return
        writing = self._writing(source)
        cell = Cell(column, text, missing, f"q{index}", self._kinds_of(source), bool(column.codes) or source.codes is not None)
        if source.constant is not None:
            constant = str(source.constant).lower() if isinstance(source.constant, bool) else str(source.constant)
            built.texts.append(f"{bindings.bind(constant)}::VARCHAR AS {text}")
        elif source.name_part is not None:
            built.texts.append(f"{bindings.bind(self._records.found.name_parts[source.name_part])}::VARCHAR AS {text}")
        else:
            built.texts.append(f"{self.cell(str(source.column))} AS {text}")
            if cell.has_kinds:
                built.texts.append(f"k{self._position[str(source.column)]} AS {cell.kind}")
                built.kinds.append(cell.kind)
        marks = writing.missing.by_token() if writing.missing else {"": "blank"}
        cases = " ".join(f"WHEN {bindings.bind(mark)} THEN {literal(kind)}" for mark, kind in marks.items())
        built.missing.append(f"{cell.unless_without_text(f'CASE {text} {cases} END')} AS {missing}")
        built.values.append(f"CASE WHEN {cell.is_typed()} THEN {self._value(cell, source, writing, bindings)} END")
        checks = self._cell_checks(cell, source, writing)
        built.checks.extend(Check(column.name, _name_in_file(source), reason, fails) for reason, fails in checks)
        built.checks.extend(
            Check(column.name, _name_in_file(source), found.reason, found.fails, found.limit)
            for found in column_limits(column, self._plausible, self._as_of)
        )
        if column.least is not None or column.most is not None:
            beyond = [f"{column.name} < {column.least}"] * (column.least is not None) + [f"{column.name} > {column.most}"] * (
                column.most is not None
            )
            built.checks.append(Check(column.name, _name_in_file(source), "out_of_bounds", " OR ".join(beyond), bounds(column)))

    def _kinds_of(self, source: ColumnSource) -> Set[CellKind]:
        return self._records.kinds.get(self._position.get(source.column or "", -1), frozenset())

    def _writing(self, source: ColumnSource) -> Writing:
        """Return how the values of a column are written: by the column, or the file, or the codebook."""
        if source.constant is not None:
            return _CANONICAL
        entry, defaults = self._entry, self._codebook.definition.defaults
        return Writing(
            decimal=source.decimal or entry.decimal or defaults.decimal or "point",
            thousands=entry.thousands or defaults.thousands or "none",
            date_format=source.date_format or entry.date_format or defaults.date_format or "yyyy-mm-dd",
            booleans=source.booleans or entry.booleans or defaults.booleans or _CANONICAL.booleans,
            missing=source.missing or entry.missing or defaults.missing or MissingTokens(),
        )

    def _value(self, cell: Cell, source: ColumnSource, writing: Writing, bindings: Bindings) -> str:
        text, kind = cell.text, cell.column.type
        if kind is ColumnType.DATE:
            return self._date(cell, parse_date_format(writing.date_format or "yyyy-mm-dd"))
        if kind is ColumnType.INTEGER:
            return _integer(cell, _ungrouped(text, writing))
        if kind is ColumnType.DECIMAL:
            return _decimal(cell, _ungrouped(text, writing), writing)
        if kind is ColumnType.BOOLEAN:
            return _boolean(cell, writing, bindings)
        return self._code(cell, source, writing, bindings)

    def _code(self, cell: Cell, source: ColumnSource, writing: Writing, bindings: Bindings) -> str:
        text = cell.shown(with_comma=writing.decimal == "comma")
        codes = self._codebook.codes_of(source)
        if codes is not None:
            return f"CASE {text} {' '.join(f'WHEN {bindings.bind(code)} THEN {bindings.bind(ours)}' for code, ours in codes.items())} END"
        if cell.column.codes:
            return f"CASE WHEN {text} IN ({', '.join(literal(code) for code in cell.column.codes)}) THEN {text} END"
        return text

    def _date(self, cell: Cell, written: DateFormat) -> str:
        text = cell.text
        as_written = f"regexp_full_match({text}, {literal(written.pattern)})"
        if CellKind.DATE in cell.kinds:
            as_written = f"{cell.kind} != {int(CellKind.DATE)} AND {as_written}"
        ways = [f"CASE WHEN {as_written} THEN CAST(try_strptime({text}, {literal(written.strptime)}) AS DATE) END"]
        if self._records.has_typed_values:
            iso = f"{ISO_DATE.pattern}([ T]00:00:00(\\.0+)?)?"
            ways.append(f"CASE WHEN regexp_full_match({text}, {literal(iso)}) THEN TRY_CAST({text}[:10] AS DATE) END")
        if self._records.day_zero is not None and CellKind.NUMBER in cell.kinds:
            # Five digits are a day from 1927 to 2173; four would be a year, six a month, eight a day written without separators.
            ways.append(
                f"CASE WHEN {cell.kind} = {int(CellKind.NUMBER)} AND regexp_full_match({text}, '[1-9][0-9]{{4}}') "
                f"THEN DATE {literal(self._records.day_zero)} + TRY_CAST({text} AS INTEGER) END"
            )
        return f"coalesce({', '.join(ways)})" if len(ways) > 1 else ways[0]

    def _cell_checks(self, cell: Cell, source: ColumnSource, writing: Writing) -> Iterator[tuple[str, str]]:
        column, text, missing, value = cell.column, cell.text, cell.missing, cell.column.name
        if column.required:
            yield "required_missing", f"{missing} IS NOT NULL"
        yield from cell.refused_kinds()
        untyped = f"{missing} IS NULL AND {value} IS NULL{cell.unless_told()}"
        if column.type is ColumnType.DATE:
            yield "not_a_date", untyped
            yield "date_out_of_range", f"{value} < DATE '1900-01-01' OR {value} > DATE '2199-12-31'"
            if self._as_of is not None and not column.may_be_planned:
                yield "date_in_the_future", f"{value} > DATE '{self._as_of.isoformat()}'"
        elif column.type in {ColumnType.TEXT, ColumnType.CODE}:
            if column.codes or source.codes is not None:
                yield "unknown_code", untyped
            else:
                yield "text_too_long", f"length({text}) > {self._limits.text}"
                if self._records.scan.may_be_doubtful:
                    yield "doubtful_text", f"regexp_matches({text}, {literal(DOUBTFUL)})"
                yield "error_value", f"{value} IN ({', '.join(map(literal, SPREADSHEET_ERRORS))})"
                if self._records.has_typed_values:
                    # Delimited text is searched as a whole when it is rewritten.
                    yield "control_character", f"regexp_matches({text}, '[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]')"
        else:
            yield NOT_A[column.type.value], untyped
            if column.type is ColumnType.DECIMAL:
                yield "too_many_digits", _loses_digits(_ungrouped(text, writing), value)


def _boolean(cell: Cell, writing: Writing, bindings: Bindings) -> str:
    tokens = writing.booleans or BooleanTokens(is_true=(), is_false=())
    words = {**dict.fromkeys(tokens.is_true, "true"), **dict.fromkeys(tokens.is_false, "false")}
    by_word = f"CASE {cell.text} {' '.join(f'WHEN {bindings.bind(token)} THEN {truth}' for token, truth in words.items())} END"
    if CellKind.BOOLEAN not in cell.kinds:
        return by_word
    return f"CASE WHEN {cell.kind} = {int(CellKind.BOOLEAN)} THEN {cell.text} = 'true' ELSE {by_word} END"


def _integer(cell: Cell, text: str) -> str:
    value = f"CASE WHEN regexp_full_match({text}, '[-+]?[0-9]{{1,18}}') THEN TRY_CAST({text} AS BIGINT) END"
    if not cell.has_numbers:
        return value
    return (
        f"CASE WHEN {cell.is_number()} THEN CASE WHEN regexp_full_match({text}, '-?[0-9]{{1,18}}(\\.0+)?') "
        f"THEN TRY_CAST({text} AS BIGINT) END ELSE {value} END"
    )


def _decimal(cell: Cell, text: str, writing: Writing) -> str:
    # Only plain digits: the engine alone would also take `1e5`, `nan` and `infinity`.
    sign = "," if writing.decimal == "comma" else r"\."
    digits, decimals = "[-+]?[0-9]{1,15}", "[0-9]{1,20}"
    value = (
        f"CASE WHEN regexp_full_match({text}, {literal(f'{digits}({sign}{decimals})?')}) "
        f"THEN TRY_CAST(replace({text}, ',', '.') AS DOUBLE) END"
    )
    if not cell.has_numbers:
        return value
    of_file = f"{digits}(\\.[0-9]+)?"
    return (
        f"CASE WHEN {cell.is_number()} THEN CASE WHEN regexp_full_match({text}, {literal(of_file)}) "
        f"THEN TRY_CAST({text} AS DOUBLE) END ELSE {value} END"
    )


def _loses_digits(text: str, value: str) -> str:
    """Return the SQL that is true of a written number that does not come back from the number that is kept of it."""
    plain = [
        f"rtrim(rtrim(CASE WHEN contains({number}, '.') THEN {number} ELSE {number} || '.' END, '0'), '.')"
        for number in (f"regexp_replace(replace({text}, ',', '.'), '^[+]?(-?)0*([0-9])', '\\1\\2')", f"CAST({value} AS VARCHAR)")
    ]
    return f"CASE WHEN length({text}) > 16 THEN {plain[0]} != {plain[1]} ELSE false END"


def _masks(checks: list[Check]) -> Iterator[list[str]]:
    """Return the bits of each of the `MASKS` columns; there are always as many, so that rows of several kinds stand in one table."""
    if len(checks) > MASKS * BITS:
        raise AssertionError(f"{len(checks)} checks need more than {MASKS} columns of bits")
    for start in range(0, MASKS * BITS, BITS):
        group = checks[start : start + BITS]
        yield [f"(coalesce({check.fails}, false)::BIGINT << {bit})" for bit, check in enumerate(group)] or ["0::BIGINT"]


def _ungrouped(text: str, writing: Writing) -> str:
    """Return a number without the spaces between its thousands, when the codebook says there may be some."""
    if writing.thousands != "space":
        return text
    spaces = "[ \u00a0\u202f]"
    grouped = f"[-+]?[0-9]{{1,3}}({spaces}[0-9]{{3}})+([.,][^ \u00a0\u202f]*)?"
    return (
        f"CASE WHEN regexp_full_match({text}, {literal(grouped)}) THEN regexp_replace({text}, {literal(spaces)}, '', 'g') ELSE {text} END"
    )


def _name_in_file(source: ColumnSource) -> str:
    return source.column or ""
