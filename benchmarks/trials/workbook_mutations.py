"""Mutations of a workbook: cells that are not what their column holds, and damaged archives."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

from small_workbook import write_workbook

from trials.extract_files import HEADERS, KINDS, MARKS, Row, Typed, typed

Result = tuple[str, bytes, bool, Counter[Typed], dict[int, Typed | None]]

# A cell and, where the cell may be accepted, the text it says in the file's own writing.
HOSTILE: dict[str, tuple[str, str | None]] = {
    "error N/A": ('<c t="e"><v>#N/A</v></c>', None),
    "error REF": ('<c t="e"><v>#REF!</v></c>', None),
    "error VALUE": ('<c t="e"><f>A1+1</f><v>#VALUE!</v></c>', None),
    "formula without a result": ("<c><f>A1+B1</f></c>", None),
    "formula of text without a result": ('<c t="str"><f>A1&amp;B1</f></c>', None),
    "formula with a result": ('<c t="str"><f>A1</f><v>X9</v></c>', "X9"),
    "a year": ("<c><v>1980</v></c>", "1980"),
    "a year as text": ('<c t="inlineStr"><is><t>2024</t></is></c>', "2024"),
    "a small number": ("<c><v>7</v></c>", "7"),
    "a fraction": ("<c><v>7.5</v></c>", "7,5"),
    "a negative number": ("<c><v>-3</v></c>", "-3"),
    "a long number": ("<c><v>12345678901234567</v></c>", None),
    "a number too large": ("<c><v>1E+300</v></c>", None),
    "not a number": ("<c><v>NaN</v></c>", None),
    "a boolean": ('<c t="b"><v>1</v></c>', None),
    "a day": ('<c s="1"><v>45000</v></c>', "15/03/2023"),
    "a day with a time": ('<c s="1"><v>45000.75</v></c>', None),
    "a day before 1900": ('<c s="1"><v>-5</v></c>', None),
    "the day that never was": ('<c s="1"><v>60</v></c>', None),
    "a string out of the table": ('<c t="s"><v>999999</v></c>', None),
    "an unknown type": ('<c t="zz"><v>1</v></c>', None),
    "text with a break": ('<c t="inlineStr"><is><t xml:space="preserve">a&#10;b</t></is></c>', "a\nb"),
    "text with a control": ('<c t="inlineStr"><is><t>_x0000_a</t></is></c>', None),
    "hostile text": ('<c t="inlineStr"><is><t>=1+1{}%s&lt;b&gt;</t></is></c>', "=1+1{}%s<b>"),
    "blank": ("<c/>", ""),
}


def sound_workbook(header: Row, rows: list[Row]) -> bytes:
    """Return a workbook of texts, with days as days."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.xlsx"
        write_workbook(path, {"Feuille1": [header, *([_cell(text) for text in row] for row in rows)]})
        return path.read_bytes()


def _cell(text: str) -> str | dt.date:
    if re.fullmatch(r"[0-9]{2}/[0-9]{2}/[0-9]{4}", text):
        day, month, year = map(int, text.split("/"))
        return dt.date(year, month, day)
    return text


def damaged_workbook(random_: random.Random, stem: str, rows: list[Row]) -> Result:
    """Return a mutation's name, the workbook, whether it must be refused whole, and the rows that may be accepted by line."""
    lines: dict[int, Typed | None] = {number: typed(stem, row) for number, row in enumerate(rows, 2)}
    content = sound_workbook(HEADERS[stem], rows)
    choice = random_.random()
    if choice < 0.6:
        name, content = _hostile_cell(random_, stem, rows, content, lines)
        return name, content, False, _expected(lines), lines
    name, content, must_refuse = random_.choice((_flipped, _cut, _far_cell, _many_columns, _two_sheets, _entities, _days_since_1904))(
        random_, content
    )
    if name == "a cell at A1048576":
        # The last row that a sheet can have: a row as any other, with its first cell alone.
        lines[1_048_576] = typed(stem, ["x", *([""] * (len(HEADERS[stem]) - 1))])
    if name == "days since 1904":
        return name, content, False, _four_years_later(stem, lines), lines
    return name, content, must_refuse, _expected(lines), lines


def _expected(lines: dict[int, Typed | None]) -> Counter[Typed]:
    return Counter(row for row in lines.values() if row is not None)


def _hostile_cell(random_: random.Random, stem: str, rows: list[Row], content: bytes, lines: dict[int, Typed | None]) -> tuple[str, bytes]:
    row, column = random_.randrange(len(rows)), random_.randrange(len(HEADERS[stem]))
    name = random_.choice(tuple(HOSTILE))
    cell, says = HOSTILE[name]
    kind = KINDS[stem][column]
    if name == "a boolean" and kind == "boolean":
        says = "O"
    if name == "a day" and kind != "date":
        says = "2023-03-15" if kind == "text" else None
    texts = list(rows[row])
    if says is not None:
        texts[column] = says
    lines[row + 2] = typed(stem, texts) if says is not None else None
    if says is not None and says.strip() in MARKS and says:
        lines[row + 2] = None

    def change(sheet: str) -> str:
        found = re.findall(r"<row.*?</row>", sheet, re.DOTALL)
        cells = re.findall(r"<c\b[^>]*?/>|<c\b.*?</c>", found[row + 1], re.DOTALL)
        cells[column] = cell
        return sheet.replace(found[row + 1], f'<row r="{row + 2}">{"".join(cells)}</row>')

    return f"{name} in a {kind}", _changed(content, "xl/worksheets/sheet1.xml", change)


def _changed(content: bytes, part: str, change: object) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == part:
                data = change(data.decode()).encode()  # type: ignore[operator]
            target.writestr(info.filename, data)
    return out.getvalue()


def _flipped(random_: random.Random, content: bytes) -> tuple[str, bytes, bool]:
    changed = bytearray(content)
    for _ in range(random_.choice((1, 1, 4))):
        changed[random_.randrange(len(changed))] ^= 1 << random_.randrange(8)
    return "flipped bits", bytes(changed), False


def _cut(random_: random.Random, content: bytes) -> tuple[str, bytes, bool]:
    return "cut", content[: random_.randrange(len(content))], True


def _far_cell(random_: random.Random, content: bytes) -> tuple[str, bytes, bool]:
    place = random_.choice(("XFD1048576", "A1048576", "XFD2", "ZZZZZ99999999999"))
    row = re.sub("[A-Z]", "", place)
    cell = f'<row r="{row}"><c r="{place}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    return f"a cell at {place}", _changed(content, "xl/worksheets/sheet1.xml", lambda sheet: sheet.replace("</sheetData>", cell)), False


def _many_columns(random_: random.Random, content: bytes) -> tuple[str, bytes, bool]:
    cells = "".join(f'<c t="inlineStr"><is><t>x{index}</t></is></c>' for index in range(10_000))
    return (
        "10,000 columns",
        _changed(content, "xl/worksheets/sheet1.xml", lambda sheet: sheet.replace("</row>", f"{cells}</row>", 1)),
        False,
    )


def _two_sheets(random_: random.Random, content: bytes) -> tuple[str, bytes, bool]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.xlsx"
        write_workbook(path, {"Janvier": [["a"]], "Février": [["b"]]})
        return "two sheets", path.read_bytes(), True


def _entities(random_: random.Random, content: bytes) -> tuple[str, bytes, bool]:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + level)} "{f"&{chr(97 + level)};" * 10}">' for level in range(9)
    )
    bomb += "]>"
    return (
        "entities",
        _changed(content, "xl/worksheets/sheet1.xml", lambda sheet: bomb + sheet.replace("</t>", "&j;</t>", 1)),
        True,
    )


def _days_since_1904(random_: random.Random, content: bytes) -> tuple[str, bytes, bool]:
    return (
        "days since 1904",
        _changed(content, "xl/workbook.xml", lambda book: book.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')),
        False,
    )


def _four_years_later(stem: str, lines: dict[int, Typed | None]) -> Counter[Typed]:
    """In a workbook that counts from 1904 the same numbers are days 1,462 later."""
    for number, row in lines.items():
        if row is not None:
            lines[number] = tuple(
                (dt.date.fromisoformat(value) + dt.timedelta(days=1462)).isoformat() if kind == "date" and isinstance(value, str) else value
                for kind, value in zip(KINDS[stem], row, strict=True)
            )
    return _expected(lines)
