"""Codebooks: how the files of one kind of extract become canonical tables, written as data in `params/codebooks/`.

A codebook names files (a name, a glob such as `oe-adultes-*.csv`, or a name with parts such as `oe-adultes-{month}.csv`), how they are
written (delimiter, encoding, decimal sign, dates, codes, the marks of the four kinds of missing), and for each canonical column where its
value comes from: a column of the file, a part of the file's name, or a constant. `unpivot` turns a wide record of an official table into
several rows of `series`.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual

FileFormat = Literal["csv", "excel", "parquet"]
Encoding = Literal[
    "auto",
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "windows-1252",
    "iso-8859-1",
    "iso-8859-15",
    "cp850",
    "cp858",
    "cp437",
    "cp863",
    "mac-roman",
]
"""`auto` tells UTF-8, UTF-16 and Windows-1252 when nothing leaves a doubt; the code pages of old systems are declared (cp863 is that of
French Canada)."""
DecimalSign = Literal["point", "comma"]
MissingName = Literal["blank", "unknown", "not_applicable", "suppressed"]

OfAnExtract = Annotated[str, AfterValidator(lambda text: unicodedata.normalize("NFC", text))]
"""A text that an extract may hold, composed as those of extracts are: a letter and its accent are one character.

The names of files are not: a file system tells the two ways of writing apart.
"""

_NAME_PART = re.compile(r"\{([a-z_]+)\}")


class BooleanTokens(Part):
    """What the file writes for true and for false."""

    is_true: tuple[OfAnExtract, ...]
    is_false: tuple[OfAnExtract, ...]


class MissingTokens(Part):
    """What the file writes when it has no value, by kind of missing. An empty cell is always blank."""

    blank: tuple[OfAnExtract, ...] = ()
    unknown: tuple[OfAnExtract, ...] = ()
    not_applicable: tuple[OfAnExtract, ...] = ()
    suppressed: tuple[OfAnExtract, ...] = ()

    def by_token(self) -> dict[str, str]:
        """Return the kind of missing that each mark stands for."""
        return {token: kind for kind in type(self).model_fields for token in getattr(self, kind)} | {"": "blank"}


class Plausible(Part):
    """Beyond what a value is not believed, and its row refused; what a codebook does not say, `plausibility.BUILT_IN` says.

    A birth on 1 January 1900 is how many systems write that they do not know.
    """

    births_from: date | None = None
    age_at_least: Annotated[int, Field(ge=0, le=40)] | None = None
    """On the day of the extract, when it is known."""
    dates_from: date | None = None
    dates_to: date | None = None
    weekly_hours_at_most: Annotated[Decimal, Field(gt=0, le=168)] | None = None
    hours_at_most: Annotated[Decimal, Field(gt=0)] | None = None
    """Hours of one service or one participation."""
    participation_days_at_most: Annotated[int, Field(gt=0)] | None = None
    person_amounts_at_most: Annotated[Decimal, Field(gt=0)] | None = None
    """Money for one person's participation."""
    amounts_at_most: Annotated[Decimal, Field(gt=0)] | None = None
    """Money of one agreement, one expense, one cost."""
    counts_at_most: Annotated[int, Field(gt=0)] | None = None
    """Positions of one vacancy, people of one agreement."""


class Writing(Part):
    """How a file is written; what a file does not say, `defaults` says."""

    format: FileFormat | None = None
    """Told from the file's name when absent (`.csv`, `.csv.gz`, `.xlsx`, `.parquet`)."""
    delimiter: str | None = None
    encoding: Encoding | None = None
    decimal: DecimalSign | None = None
    thousands: Literal["none", "space"] | None = None
    """`space` takes `12 345` (a space, or a no-break one) for a number."""
    date_format: str | None = None
    """Such as `jj/mm/aaaa`, `yyyy-mm-dd`, `aaaa-mm` or `aaaamm`; a month is held as its first day."""
    booleans: BooleanTokens | None = None
    missing: MissingTokens | None = None
    plausible: Plausible | None = None


class ColumnSource(Part):
    """Where a canonical column's value comes from: exactly one of `column`, `name_part` and `constant`.

    A bare text in the file stands for `column`.
    """

    column: OfAnExtract | None = None
    name_part: str | None = None
    """A part of the file's name, as written between braces in `file`."""
    constant: str | bool | int | Decimal | None = None
    """The canonical value itself (a date as `2024-04-01`)."""
    codes: str | dict[OfAnExtract, str] | None = None
    """What each code of the file becomes, or the name of one of the codebook's `code_lists`. Closed: another code is refused."""
    date_format: str | None = None
    decimal: DecimalSign | None = None
    booleans: BooleanTokens | None = None
    missing: MissingTokens | None = None
    optional: bool = False
    """The column may be absent from the file (then every row is missing it)."""


def _named_column(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


Source = Annotated[ColumnSource, BeforeValidator(_named_column)]
Sources = dict[str, Source]
When = dict[OfAnExtract, tuple[OfAnExtract, ...]]
"""Columns of the file and the texts they may hold (all the columns must agree)."""


class RecordKind(Part):
    """A kind of record of a wide table, recognised by what some of its columns hold."""

    when: When = Field(default_factory=dict)
    columns: Sources = Field(default_factory=dict)


class SeriesRow(Part):
    """One row that a wide record gives."""

    when: When = Field(default_factory=dict)
    columns: Sources


class Unpivot(Part):
    """How one record gives several rows: one for each of `rows`, with the columns of the first of `records` that it is.

    For one canonical column, `rows` goes before `records`, which goes before the file's `columns`. A record that is of no kind is refused.
    """

    records: tuple[RecordKind, ...] = (RecordKind(),)
    rows: Annotated[tuple[SeriesRow, ...], Field(min_length=1)]


class FileEntry(Writing):
    """One file (or all the files of a pattern) and the canonical table it gives rows to."""

    file: str
    table: str
    columns: Sources = Field(default_factory=dict)
    unpivot: Unpivot | None = None
    sheet: str | None = None
    """For Excel; not needed when the workbook has one sheet."""
    optional: bool = False
    set_aside: tuple[When, ...] = ()
    """Records that are no rows of the table (a repeated total, a footnote): counted, neither accepted nor refused."""
    other_columns: tuple[OfAnExtract, ...] = ()
    """Columns of the file that are known and stay in it, such as what people write in their own words."""
    absent_columns_are: MissingName = "unknown"
    """Why a canonical column that this file does not give is missing."""
    refusals_at_most: Annotated[Decimal, Field(ge=0, le=1)] | None = None
    """The extract is refused when a larger share of the file's rows is."""

    @cached_property
    def name_parts(self) -> tuple[str, ...]:
        """The parts of the file's name that columns can use."""
        return tuple(_NAME_PART.findall(self.file))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The regular expression of the names of its files; name parts are its groups."""
        pieces = re.split(r"(\{[a-z_]+\}|\*|\?)", self.file)
        return re.compile("".join(_PATTERN_PIECES.get(piece) or _named_group(piece) for piece in pieces) + r"\Z", re.DOTALL)


_PATTERN_PIECES = {"*": "[^/]*", "?": "[^/]"}


def _named_group(piece: str) -> str:
    part = _NAME_PART.fullmatch(piece)
    return f"(?P<{part[1]}>[^/]+?)" if part else re.escape(piece)


class Correction(Part):
    """One cell (or several alike) that the agency wrote wrongly and will mend: declared, reasoned, and with an end.

    The rows are found by `where` (texts of the file's columns) or by `line`.
    `old` (or its SHA-256, which writes no person's value here) must still stand there: once the agency has mended its file, the
    correction is an error, to be removed.
    """

    file: str
    column: OfAnExtract
    where: dict[OfAnExtract, OfAnExtract] = Field(default_factory=dict)
    line: Annotated[int, Field(ge=1)] | None = None
    old: OfAnExtract | None = None
    old_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    new: OfAnExtract
    n_rows: Annotated[int, Field(ge=1)] = 1
    """How many rows it must change, exactly."""
    file_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    reason: Bilingual
    until: date


class CodebookDefinition(Part):
    """What a codebook file says."""

    name: str
    title: Bilingual
    source: Bilingual
    """Who made the extract, as it is printed under tables."""
    made_up: bool
    """There is no default: whoever writes a codebook says whether its data are invented."""
    defaults: Writing = Writing()
    code_lists: dict[str, dict[OfAnExtract, str]] = Field(default_factory=dict)
    files: Annotated[tuple[FileEntry, ...], Field(min_length=1)]
    other_files: tuple[str, ...] = ()
    """Patterns of files of the folder that are known and not read."""
    corrections: tuple[Correction, ...] = ()
