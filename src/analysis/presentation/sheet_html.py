"""A sheet as HTML: great_tables builds the table with its scoped headers and ids, we add a caption and take its style away.

great_tables writes about 8 kB of style into each table and a heading row in place of a caption. A page holds one stylesheet
(`report/theme/tables.css`), and a caption belongs to the table it names, so both are replaced here.
"""

from __future__ import annotations

import re

import pandas as pd
from lxml import etree, html

from analysis.presentation.escaping import for_html, plain
from analysis.presentation.sheet import Cell, Sheet, spoken

_CLASSES = {
    "gt_table": "bilan-table",
    "gt_stub": "bilan-name",
    "gt_right": "bilan-number",
    "gt_left": "bilan-text",
    "gt_col_headings": "bilan-headings",
    "gt_group_heading": "bilan-group",
}
_KEPT = ("id", "class", "scope", "headers", "colspan", "rowspan")
_NOT_IN_IDS = re.compile(r"[^a-z0-9_-]")


def _cell_html(cell: Cell, sheet: Sheet) -> str:
    parts = []
    if cell.symbol:
        parts.append(f'<span class="bilan-symbol" aria-hidden="true">{for_html(cell.symbol)}</span> ')
    text = for_html(cell.text)
    if cell.symbol:
        text = f'<span class="bilan-verdict">{text}</span>'
    if cell.absence:
        text = (
            f'<span class="bilan-absent">{text}</span><span class="bilan-visually-hidden"> {for_html(spoken(cell, sheet.language))}</span>'
        )
    elif cell.is_light:
        text = f'<span class="bilan-light">{text}</span>'
    parts.append(text)
    if cell.light:
        parts.append(f' <span class="bilan-light bilan-below">{for_html(cell.light)}</span>')
    return "".join(parts)


def _skeleton(sheet: Sheet, table_id: str) -> html.HtmlElement:
    # 0.7 s to import: a notebook that only writes sentences does without.
    from great_tables import GT  # noqa: PLC0415
    from great_tables import html as as_html  # noqa: PLC0415

    keys = [column.key for column in sheet.columns]
    frame = pd.DataFrame([[_cell_html(cell, sheet) for cell in row.cells] for row in sheet.rows], columns=keys, dtype="object")
    grouped = any(row.group for row in sheet.rows)
    if grouped:
        frame["bilan_group"] = [f"group-{_groups(sheet).index(row.group) + 1}" for row in sheet.rows]
    table = GT(frame, rowname_col=keys[0], groupname_col="bilan_group" if grouped else None, id=table_id)
    table = table.fmt(lambda cell: cell, columns=keys).cols_label(
        **{column.key: as_html(for_html(column.title)) for column in sheet.columns[1:]}
    )
    table = table.tab_stubhead(as_html(for_html(sheet.columns[0].title)))
    for align, kinds in (("right", ("number",)), ("left", ("name", "text"))):
        chosen = [column.key for column in sheet.columns if column.kind in kinds]
        if chosen:
            table = table.cols_align(align=align, columns=chosen)
    parsed = html.fragment_fromstring(table.as_raw_html(), create_parent="div")
    found = parsed.find(".//table")
    if found is None:
        raise AssertionError("great_tables gave no table")
    return found


def _groups(sheet: Sheet) -> list[str]:
    return list(dict.fromkeys(row.group for row in sheet.rows))


def _cleaned(table: html.HtmlElement, sheet: Sheet, table_id: str) -> None:
    for element in table.iter(etree.Element):
        if element.tag == "span":
            continue
        classes = [_CLASSES[name] for name in (element.get("class") or "").split() if name in _CLASSES]
        for name in set(element.attrib) - set(_KEPT):
            del element.attrib[name]
        if classes:
            element.set("class", " ".join(dict.fromkeys(classes)))
        elif "class" in element.attrib:
            del element.attrib["class"]
        for span in ("colspan", "rowspan"):
            if element.get(span) == "1":
                del element.attrib[span]
    table.find("thead/tr/th").set("id", f"{table_id}-{sheet.columns[0].key}")
    for element, name in zip(table.iterfind("tbody/tr/th[@scope='colgroup']"), _groups(sheet), strict=False):
        element.text = plain(name)
    body = [row for row in table.iterfind("tbody/tr") if row.find("td") is not None]
    for element, row in zip(body, sheet.rows, strict=True):
        if row.is_total:
            element.set("class", "bilan-total")


def sheet_to_html(sheet: Sheet, label: str) -> str:
    """Return the table in a frame that scrolls by itself, then its notes and its source.

    Ids are made of the label and the position only, so that the same sheet gives the same bytes.
    The frame can be reached by keyboard: it may scroll sideways on a narrow screen.
    """
    table_id = _NOT_IN_IDS.sub("-", f"{label}-table")
    table = _skeleton(sheet, table_id)
    _cleaned(table, sheet, table_id)
    table.set("id", table_id)
    caption = etree.Element("caption", attrib={"class": "bilan-caption"})
    caption.text = plain(sheet.caption)
    table.insert(0, caption)
    text = etree.tostring(table, encoding="unicode", method="html").strip()
    text = re.sub(r">\n\s*<", "><", text)
    text = re.sub(r"(</(?:tr|thead|tbody|caption)>|<(?:thead|tbody)[^>]*>)", r"\1\n", text)
    frame = f'<div class="bilan-table-frame" role="region" tabindex="0" aria-label="{for_html(sheet.caption)}">\n{text}\n</div>'
    return f'<div class="bilan-table-block">\n{frame}\n{_below(sheet)}</div>\n'


def _below(sheet: Sheet) -> str:
    lines = []
    for symbol, sentence in sheet.notes:
        mark = f'<span class="bilan-note-symbol">{for_html(symbol)}</span> ' if symbol else ""
        lines.append(f'<p class="bilan-note">{mark}{for_html(sentence)}</p>\n')
    if sheet.foot:
        lines.append(f'<p class="bilan-source">{for_html(sheet.foot)}</p>\n')
    return "".join(lines)
