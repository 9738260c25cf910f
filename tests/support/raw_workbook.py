"""Writes workbooks from the XML of their cells: what no library would write, and what other programs do."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

FORMATS = ("General", "dd/mm/yyyy", "0000", "0%", "[h]:mm", '# ##0.00 "$"', "@")
"""The number formats of cells, by style."""
GENERAL, DAY, ZEROS, PERCENTAGE, HOURS, MONEY, TEXT = range(len(FORMATS))


def text(value: str) -> str:
    """Return a cell of text."""
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def number(written: str | float, style: int = GENERAL) -> str:
    """Return a cell of a number, as it is written in the file."""
    return f'<c s="{style}"><v>{written}</v></c>'


def error(word: str) -> str:
    """Return a cell in error."""
    return f'<c t="e"><f>1/0</f><v>{word}</v></c>'


BLANK = "<c/>"
NEVER_CALCULATED = "<c><f>A1+1</f><v></v></c>"
CALCULATED_EMPTY = '<c t="str"><f>""</f><v></v></c>'


def row(line: int, *cells: str, attributes: str = "") -> str:
    """Return a row from its cells, in the order of columns."""
    return f'<row r="{line}"{attributes}>{"".join(cells)}</row>'


def write_sheet(
    path: Path,
    rows: Sequence[str],
    *,
    is_1904: bool = False,
    shared: Sequence[str] = (),
    after: str = "",
    state: str = "visible",
    more: dict[str, bytes] | None = None,
    method: int = zipfile.ZIP_DEFLATED,
) -> None:
    """Write a workbook of one sheet; `after` is XML that follows its data, `more` other parts (or the same, to replace them)."""
    links = "".join(
        f'<Relationship Id="r{index}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for index, (kind, target) in enumerate(
            [("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
        )
    )
    codes = "".join(f'<numFmt numFmtId="{164 + index}" formatCode={quoteattr(code)}/>' for index, code in enumerate(FORMATS))
    styles = "".join(f'<xf numFmtId="{164 + index}"/>' for index in range(len(FORMATS)))
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="w" Type="{_RELATIONS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_RELATIONS}"><workbookPr date1904="{int(is_1904)}"/>'
        f'<sheets><sheet name="Feuille" sheetId="1" state="{state}" r:id="r0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>',
        "xl/styles.xml": f"<styleSheet {_MAIN}><numFmts>{codes}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f"<sst {_MAIN}>{''.join(f'<si>{item}</si>' for item in shared)}</sst>",
        "xl/worksheets/sheet1.xml": f"<worksheet {_MAIN}><sheetData>{''.join(rows)}</sheetData>{after}</worksheet>",
    }
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in (parts | (more or {})).items():
            archive.writestr(name, content)
