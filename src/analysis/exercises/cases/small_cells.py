"""Case 10: recover the hidden cells of a badly protected table, then protect it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from analysis.core.languages import Bilingual, Language
from analysis.exercises.variants import Variant
from analysis.exercises.working import Worked
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay
from analysis.presentation.numbers import format_number
from analysis.presentation.sheet import Cell, Column, Row, Sheet
from analysis.presentation.typography import typeset
from analysis.statistics.two_way_tables import Place, feasible_ranges

ROWS = (Bilingual("Quartier nord", "North district"), Bilingual("Centre", "Centre"), Bilingual("Quartier sud", "South district"))
COLUMNS = (Bilingual("en emploi", "in a job"), Bilingual("en formation", "in training"), Bilingual("sans emploi", "without a job"))
SMALL: Place = (2, 1)
PATTERNS: Mapping[str, tuple[Place, ...]] = {
    "alone": (SMALL,),
    "row_pair": (SMALL, (2, 0)),
    "rectangle": (SMALL, (2, 0), (0, 1), (0, 0)),
    "diagonal": (SMALL, (1, 0), (0, 2)),
}
_HIDDEN = "✱"


def work_out(variant: Variant, material: Path) -> Worked:
    """Return the case worked out; an attacker's linear program judges each pattern."""
    table = table_of(variant)
    width = float(variant.values["least_width"])
    ranges = {name: feasible_ranges(table, pattern) for name, pattern in PATTERNS.items()}
    safe = [name for name, found in ranges.items() if found[SMALL][1] - found[SMALL][0] >= width]
    low, high = ranges["rectangle"][SMALL]
    releases = releases_of(variant)
    return Worked(
        answers={
            "recovered_alone": Decimal(table[2][1]),
            "recovered_by_column": Decimal(table[2][0]),
            "least_possible": _decimal(low),
            "most_possible": _decimal(high),
            "safe_pattern": safe[0] if safe else "alone",
            "by_difference": Decimal(releases.newcomers_employed),
        },
        mistakes={
            "recovered_by_column": {"the_small_one": Decimal(table[2][1])},
            "by_difference": {"everyone": Decimal(releases.newcomers)},
        },
        steps={
            "recovered_alone": (
                Bilingual(
                    f"Total de la ligne {sum(table[2])} − {table[2][0]} − {table[2][2]} = {table[2][1]}.",
                    f"Total of the row {sum(table[2])} − {table[2][0]} − {table[2][2]} = {table[2][1]}.",
                ),
            )
        },
        shown={
            "alone": lambda language: _shown(table, PATTERNS["alone"], language, "alone"),
            "row_pair": lambda language: _shown(table, PATTERNS["row_pair"], language, "row-pair"),
            "rectangle": lambda language: _shown(table, PATTERNS["rectangle"], language, "rectangle"),
            "releases": lambda language: _releases(releases, language),
        },
        tools={"protect": lambda language, changes: _attacked(table, _chosen(changes), width, language)},
        tool_units={"protect": {f"r{row + 1}c{column + 1}": Unit.COUNT for row in range(3) for column in range(3)}},
    )


def table_of(variant: Variant) -> list[list[int]]:
    """Return the learner's table of counts: three districts by three situations; only one cell is small.

    It comes from the seed and not from the case file, where anyone could read the hidden numbers.
    """
    return [[48, 21, 37], [64, 28, 45], [22 + variant.seed % 13, 3 + variant.seed // 13 % 7, 14 + variant.seed // 91 % 11]]


@dataclass(frozen=True, slots=True)
class Releases:
    """Two releases of one table: who was followed and employed in the first, and who came between both."""

    followed: int
    employed: int
    newcomers: int
    newcomers_employed: int


def releases_of(variant: Variant) -> Releases:
    """Return the learner's two releases."""
    newcomers = 2 + variant.seed // 7 % 3
    return Releases(290 + variant.seed % 17, 128 + variant.seed // 17 % 23, newcomers, variant.seed // 3 % (newcomers + 1))


@dataclass(frozen=True, slots=True)
class _Words:
    """What a grid says around its numbers."""

    language: Language
    label: str
    caption: str
    notes: tuple[tuple[str, str], ...]


def _chosen(changes: Mapping[str, Decimal]) -> list[Place]:
    return [(int(name[1]) - 1, int(name[3]) - 1) for name, value in changes.items() if value] or [SMALL]


def _decimal(value: float) -> Decimal:
    return Decimal(str(round(value, 6)))


def _shown(table: list[list[int]], hidden: Collection[Place], language: Language, name: str) -> TableDisplay:
    def cell(row: int, column: int) -> Cell:
        return Cell(_HIDDEN) if (row, column) in hidden else Cell(format_number(table[row][column], language))

    caption = {"fr": "Situation à 3 mois, par quartier", "en": "Situation at 3 months, by district"}[language]
    note = {"fr": "masqué : petit nombre, ou pour en protéger un", "en": "hidden: a small number, or to protect one"}[language]
    return _grid(table, cell, _Words(language, f"tbl-small-cells-{name}", caption, ((_HIDDEN, note),)))


def _attacked(table: list[list[int]], hidden: Collection[Place], width: float, language: Language) -> TableDisplay:
    ranges = feasible_ranges(table, hidden)

    def cell(row: int, column: int) -> Cell:
        if (row, column) not in ranges:
            return Cell(format_number(table[row][column], language))
        low, high = (format_number(end, language) for end in ranges[row, column])
        return Cell(f"{low} – {high}", symbol="✗" if ranges[row, column][1] - ranges[row, column][0] < width else "✓")

    caption = {"fr": "Ce qu'une attaque trouve de chaque case masquée", "en": "What an attack finds of each hidden cell"}[language]
    notes = (
        ("✗", {"fr": "retrouvée, ou presque", "en": "recovered, or nearly"}[language]),
        ("✓", {"fr": "protégée", "en": "protected"}[language]),
    )
    return _grid(table, cell, _Words(language, "tbl-small-cells-attacked", caption, notes))


def _grid(table: list[list[int]], cell: Callable[[int, int], Cell], words: _Words) -> TableDisplay:
    language = words.language
    columns = (
        Column("district", {"fr": "Quartier", "en": "District"}[language], "name", 34),
        *(Column(f"c{place}", title[language].capitalize(), "number", 20) for place, title in enumerate(COLUMNS)),
        Column("total", "Total", "number", 16),
    )
    rows = [
        Row(
            (
                Cell(title[language]),
                *(cell(row, column) for column in range(3)),
                Cell(format_number(sum(table[row]), language)),
            )
        )
        for row, title in enumerate(ROWS)
    ]
    totals = [sum(line[column] for line in table) for column in range(3)]
    rows.append(Row((Cell("Total"), *(Cell(format_number(n, language)) for n in (*totals, sum(totals)))), is_total=True))
    foot = {"fr": "Table inventée.", "en": "Made-up table."}[language]
    return TableDisplay(words.label, Sheet(language, typeset(words.caption, language), columns, tuple(rows), notes=words.notes, foot=foot))


def _releases(releases: Releases, language: Language) -> TableDisplay:
    fr = language == "fr"
    columns = (
        Column("release", "Publication" if fr else "Release", "name", 40),
        Column("people", "Personnes suivies" if fr else "People followed", "number", 30),
        Column("employed", "En emploi" if fr else "In a job", "number", 30),
    )
    both = (("mars", "March", 0, 0), ("avril", "April", releases.newcomers, releases.newcomers_employed))
    rows = tuple(
        Row(
            (
                Cell(french if fr else english),
                Cell(format_number(releases.followed + more, language)),
                Cell(format_number(releases.employed + employed, language)),
            )
        )
        for french, english, more, employed in both
    )
    caption = "Deux publications du même tableau" if fr else "Two releases of the same table"
    return TableDisplay(
        "tbl-small-cells-releases", Sheet(language, caption, columns, rows, foot="Table inventée." if fr else "Made-up table.")
    )
