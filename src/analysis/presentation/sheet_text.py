"""A sheet as Markdown that Pandoc reads into a table for the PDF, and as plain text for a terminal."""

from __future__ import annotations

import unicodedata

from analysis.presentation.escaping import for_markdown, plain
from analysis.presentation.sheet import Cell, Sheet


def _markdown(cell: Cell, *, bold: bool) -> str:
    text = for_markdown(f"{cell.symbol} {cell.text}".strip())
    if cell.is_light:
        text = f"[{text}]{{.bilan-light}}"
    elif bold and text:
        text = f"**{text}**"
    if cell.light:
        text = f"{text} [{for_markdown(cell.light)}]{{.bilan-light}}"
    return text


def _plain(cell: Cell) -> str:
    light = f" ({plain(cell.light)})" if cell.light else ""
    return f"{plain(f'{cell.symbol} {cell.text}')}{light}"


def sheet_to_markdown(sheet: Sheet) -> str:
    """Return a pipe table without its caption (which the display metadata carries), then the notes and the source.

    The dashes below each heading are the relative widths that Pandoc uses once a line is longer than its columns.
    """
    heads = [for_markdown(column.title) for column in sheet.columns]
    rules = ["-" * (column.width - 1) + ":" if column.kind == "number" else ":" + "-" * (column.width - 1) for column in sheet.columns]
    lines = [heads, rules]
    group = ""
    for row in sheet.rows:
        if row.group and row.group != group:
            group = row.group
            lines.append([f"**{for_markdown(group)}**", *([""] * (len(heads) - 1))])
        lines.append([_markdown(cell, bold=row.is_total) for cell in row.cells])
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    below = [f"[{for_markdown(f'{symbol} {sentence}'.strip())}]{{.bilan-note}}" for symbol, sentence in sheet.notes]
    if sheet.foot:
        below.append(f"[{for_markdown(sheet.foot)}]{{.bilan-source}}")
    return "\n\n".join([table, *below]) + "\n"


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def sheet_to_text(sheet: Sheet) -> str:
    """Return the table in aligned columns for a terminal."""
    lines = [[plain(column.title) for column in sheet.columns], *([_plain(cell) for cell in row.cells] for row in sheet.rows)]
    widths = [max(_width(line[at]) for line in lines) for at in range(len(sheet.columns))]
    written = []
    for line in lines:
        cells = []
        for text, width, column in zip(line, widths, sheet.columns, strict=True):
            space = " " * (width - _width(text))
            cells.append(space + text if column.kind == "number" else text + space)
        written.append("  ".join(cells).rstrip())
    written.insert(1, "  ".join("─" * width for width in widths))
    below = [f"{symbol} {sentence}".strip() for symbol, sentence in sheet.notes]
    return "\n".join(
        [plain(sheet.caption), "", *written, *([""] if below or sheet.foot else []), *below, *([sheet.foot] if sheet.foot else [])]
    )
