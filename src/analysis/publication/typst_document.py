"""The whole report of one language as a Typst source, with text alternatives, table headers and the same numbers as the pages."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from analysis.core.languages import Language
from analysis.publication import texts
from analysis.publication.compose import SAID, Piece
from analysis.publication.html_chapter import callout_title, data_name
from analysis.publication.pandoc import Blocks, write_blocks
from analysis.publication.parse import is_output, piece_place
from analysis.publication.references import NumberedChapter, ReferenceWords, Target, resolve_references, with_quotation_marks
from analysis.publication.spoken_formulas import spoken_formula
from analysis.publication.svg import height_of_width
from analysis.publication.syntax import CALLOUTS
from analysis.publication.syntax_tree import Node, raw_block, raw_inline, replaced, text_of, words

HEAD = '#import "report-theme.typ": *\n#show: report\n\n'
_ALIGNMENTS = {"AlignLeft": "left", "AlignRight": "right", "AlignCenter": "center", "AlignDefault": "left"}
_SHORT = 14
"""Characters: « non atteint » with its sign."""
_LETTER, _INSET, _PAGE, _MOST_SHORT = 0.6, 0.95, 57.0, 38.0
"""In em of a table's letters: a letter or figure on average, what stands around a cell, the page, what short columns may take of it."""
_WORDS = 0.55
"""The same for the letters of words, bold ones included."""
_PAGE_WIDTH_MM, _TALLEST_MM = 170, 200
"""Of the text on the page of `report.typ`; a figure's caption of three lines and its source stand beside it."""
_SPAN_STYLES = {"bilan-light": "light", "bilan-note": "below-table", "bilan-source": "below-table"}


def typst_document(
    chapters: Sequence[NumberedChapter], targets: dict[str, Target], reference_words: ReferenceWords
) -> tuple[str, dict[str, str]]:
    """Return the source of a report, and its figures' SVG by file name."""
    figures: dict[str, str] = {}
    blocks: Blocks = []
    for chapter in chapters:
        blocks += _chapter_blocks(chapter, targets, reference_words)
        figures |= {f"{piece.label}.svg": piece.svg for piece in chapter.parsed.chapter.pieces if piece.kind == "figure"}
    return HEAD + write_blocks(blocks, "typst"), figures


def _chapter_blocks(chapter: NumberedChapter, targets: dict[str, Target], reference_words: ReferenceWords) -> Blocks:
    source = chapter.parsed.chapter
    language = source.language
    prefix = source.stem

    def address(label: str, target: Target) -> str:
        return f"#{label}"

    def change(node: Node) -> Any:
        match node["t"]:
            case "Header":
                return _heading(node, prefix)
            case "Div" if is_output(node):
                place = piece_place(node)
                twin = chapter.parsed.twins.get(place, [])
                twin = replaced(twin, inner_change)
                return _output(source.pieces[place], chapter.numbers.get(place, ""), twin, reference_words, language)
            case "Table":
                return _table(node)
        return inner_change(node)

    def inner_change(node: Node) -> Any:
        match node["t"]:
            case "Math":
                return _formula(node, language)
            case "Span":
                return _span(node)
            case "Div":
                return _division(node, language)
            case "RawBlock" | "RawInline" if node["c"][0] != "typst":
                return []
        return None

    blocks = with_quotation_marks(resolve_references(chapter, targets, reference_words, address), language)
    result: Blocks = replaced(blocks, change)
    return result


def _heading(node: Node, prefix: str) -> Node:
    level, (anchor, _, attributes), inlines = node["c"]
    number = dict(attributes).get("number", "")
    if number:
        inlines = [raw_inline("typst", f"#number[{number}]"), *inlines]
    # Anchors given by place are unique in a page, not in the whole document.
    anchor = anchor if not re.fullmatch(r"part-\d+", anchor) else f"{prefix}-{anchor}"
    return {"t": "Header", "c": [level, [anchor, [], []], inlines]}


def _formula(node: Node, language: Language) -> list[Node]:
    said = json.dumps(spoken_formula(node["c"][1], language), ensure_ascii=False)
    return [raw_inline("typst", f"#spoken({said})["), node, raw_inline("typst", "]")]


def _span(node: Node) -> list[Node] | None:
    (_, classes, _), inlines = node["c"]
    style = next((style for name, style in _SPAN_STYLES.items() if name in classes), None)
    return None if style is None else [raw_inline("typst", f"#{style}["), *inlines, raw_inline("typst", "]")]


def _division(node: Node, language: Language) -> Blocks | None:
    (anchor, classes, attributes), blocks = node["c"]
    if "equation" in classes:
        number = dict(attributes)["number"]
        return [
            raw_block("typst", f'#figure(kind: "equation", supplement: none, numbering: none, numbered-equation("{number}")['),
            *blocks,
            raw_block("typst", f"]) <{anchor}>"),
        ]
    if SAID in classes:
        return list(blocks)
    if "lead" in classes:
        return [raw_block("typst", "#lead["), *blocks, raw_block("typst", "]")]
    kind = next((kind for kind in CALLOUTS if f"callout-{kind}" in classes), None)
    if kind is None:
        return None
    title, blocks = callout_title(kind, dict(attributes), blocks, language)
    return [raw_block("typst", f"#callout({json.dumps(title, ensure_ascii=False)})["), *blocks, raw_block("typst", "]")]


def _output(piece: Piece, number: str, twin: Blocks, reference_words: ReferenceWords, language: Language) -> Blocks:
    if piece.kind == "strip":
        return [block for node in twin for block in (_table(node) if node["t"] == "Table" else [node])]
    head = reference_words.caption(piece.label[:3], number)
    name = data_name(piece)
    caption: Node = {"t": "Plain", "c": words(f"{head} {piece.caption}")}
    if piece.kind == "figure":
        alt = json.dumps(piece.alt, ensure_ascii=False)
        # A figure of a line a provider may be taller than a page: it is then as tall as the page, and narrower.
        size = f"height: {_TALLEST_MM}mm" if height_of_width(piece.svg) * _PAGE_WIDTH_MM > _TALLEST_MM else "width: 100%"
        drawing = f'], image("figures/{piece.label}.svg", {size}, alt: {alt})) <{piece.label}>'
        return [raw_block("typst", "#image-float(["), caption, raw_block("typst", drawing), *_data_line(name, language)]
    position = next(index for index, node in enumerate(twin) if node["t"] == "Table")
    before, table, after = twin[:position], twin[position], twin[position + 1 :]
    return [
        *before,
        raw_block("typst", "#table-float(["),
        caption,
        raw_block("typst", "],"),
        *_table_call(table),
        raw_block("typst", f") <{piece.label}>"),
        *after,
        *_data_line(name, language),
    ]


def _data_line(name: str, language: Language) -> Blocks:
    colon = "\u00a0:" if language == "fr" else ":"
    return [raw_block("typst", f'#data-line[{texts.DATA_LINK[language]}{colon} #raw("data/{name}.csv")]')] if name else []


def _table(node: Node) -> Blocks:
    return [raw_block("typst", "#block(above: 1.2em, below: 1.2em,"), *_table_call(node), raw_block("typst", ")")]


def _table_call(node: Node) -> Blocks:
    """Return a call of `data-table`, in code: its cells are blocks that Pandoc writes, so that nothing in them is read as Typst."""
    _, _, columns, head, bodies, foot = node["c"]
    alignments = ", ".join(_ALIGNMENTS[alignment["t"]] for alignment, _ in columns)
    shares = ", ".join(_column_widths(node))
    result: Blocks = [raw_block("typst", f"data-table(columns: ({shares},), align: ({alignments},),")]
    head_rows = head[1]
    if head_rows:
        result += [raw_block("typst", "table.header("), *_rows(head_rows, strong=True), raw_block("typst", "),")]
    for _, _, body_head, body_rows in bodies:
        result += _rows([*body_head, *body_rows])
    result += _rows(foot[1])
    return [*result, raw_block("typst", ")")]


def _column_widths(node: Node) -> list[str]:
    """Return the width of each column: short ones as wide as their longest cell, so that a verdict stays on one line, the others by share.

    A heading never widens a short column by more than its longest word: it breaks between words. Without shares of its own a table is as
    wide as the page, and the room goes to its first column, as it does when short columns would leave less than a third of the page; shares
    then yield to what short cells and words of headings need.
    """
    _, _, columns, head, bodies, foot = node["c"]
    longest, word = [0] * len(columns), [0] * len(columns)
    for _, cells in [row for body in bodies for row in body[3]] + foot[1]:
        for place, cell in enumerate(cells[: len(columns)]):
            longest[place] = max(longest[place], len(text_of(cell[4])))
            # An amount, whose spaces do not break.
            word[place] = max(word[place], *(min(len(part), _SHORT) for part in text_of(cell[4]).split(" ")))
    for _, cells in head[1]:
        for place, cell in enumerate(cells[: len(columns)]):
            word[place] = max(word[place], *(len(part) for part in text_of(cell[4]).split(" ")))
    shares = [width.get("c") if width["t"] == "ColWidth" else None for _, width in columns]
    short = [round(_LETTER * max(length, one) + _INSET, 1) if length <= _SHORT else 0.0 for length, one in zip(longest, word, strict=True)]
    fits = sum(short) <= _MOST_SHORT
    if not fits:
        # Names stay on one line where the page has room for it, if not the words of headings are whole, if not nothing is changed.
        for most in (2 * _SHORT, 0):
            short = _too_narrow(shares, [_WORDS * max(one, min(length, most)) + _INSET for length, one in zip(longest, word, strict=True)])
            if any(short):
                break
        fits = True
    by_share = [f"{round(1000 * share)}fr" if share else "" for share in shares]
    widths = [f"{width}em" if width and (fits or not part) else part or "auto" for width, part in zip(short, by_share, strict=True)]
    if not any(width.endswith("fr") for width in widths):
        widths[0] = "1fr"
    return widths


def _too_narrow(shares: Sequence[float | None], needed: Sequence[float]) -> list[float]:
    """Return what each column needs whose share of the page would be less, 0 for the others; all 0 where the page has no room for it."""
    fixed: dict[int, float] = {}
    while sum(needed) <= _PAGE:
        left = {place: share for place, share in enumerate(shares) if share and place not in fixed}
        room = _PAGE - sum(fixed.values())
        narrow = {place: needed[place] for place, share in left.items() if room * share / sum(left.values()) < needed[place]}
        if not narrow or len(narrow) == len(left):
            break
        fixed |= narrow
    return [round(fixed.get(place, 0.0), 1) for place in range(len(shares))]


def _rows(rows: list[Any], *, strong: bool = False) -> Blocks:
    result: Blocks = []
    for _, cells in rows:
        for _, _, row_span, column_span, blocks in cells:
            opened = f"table.cell(rowspan: {row_span}, colspan: {column_span})[" if (row_span, column_span) != (1, 1) else "["
            shown = [_in_bold(block) for block in blocks] if strong else blocks
            result += [raw_block("typst", opened), *shown, raw_block("typst", "],")]
    return result


def _in_bold(block: Node) -> Node:
    return {"t": "Plain", "c": [{"t": "Strong", "c": block["c"]}]} if block["t"] in ("Plain", "Para") else block
