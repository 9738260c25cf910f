"""The content of a chapter as HTML: numbered headings, tables and figures with their captions and data, callouts that fold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Any

from analysis.core.languages import Language, filled
from analysis.publication import texts
from analysis.publication.compose import Chapter, Piece
from analysis.publication.pandoc import Blocks, write_blocks
from analysis.publication.parse import is_output, piece_place
from analysis.publication.references import NumberedChapter, ReferenceWords, Target, resolve_references, with_quotation_marks
from analysis.publication.svg import inline_svg, standalone_svg
from analysis.publication.syntax import CALLOUTS
from analysis.publication.syntax_tree import Node, raw_block, raw_inline, replaced, text_of

_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_FRAME_NAME = re.compile(r'(<div class="bilan-table-frame"[^>]*?)aria-label="[^"]*"')
_TEX_COPY = re.compile(r"<semantics>(.*?)<annotation\b[^>]*>.*?</annotation></semantics>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class HtmlChapter:
    """A chapter's content, and its figures as files of their own by file name."""

    content: str
    figures: dict[str, str]


def html_chapter(
    chapter: NumberedChapter, targets: dict[str, Target], reference_words: ReferenceWords, *, figure_prefix: str = ""
) -> HtmlChapter:
    """Return the content of a chapter's page, from its first-level heading to its notes.

    `figure_prefix` begins the names of its figures' files, where many pages have figures of the same label.
    """
    source = chapter.parsed.chapter
    page = source.page

    def address(label: str, target: Target) -> str:
        return f"#{label}" if target.page == page else f"{target.page}.html#{label}"

    blocks = resolve_references(chapter, targets, reference_words, address)
    blocks = with_quotation_marks(blocks, source.language)

    n_tables = 0

    def change(node: Node) -> Any:
        nonlocal n_tables
        match node["t"]:
            case "Header":
                return _heading(node)
            case "Table":
                n_tables += 1
                return _framed(node, f"{texts.TABLE_OF_TEXT[source.language]} {n_tables}")
            case "Div" if is_output(node):
                place = piece_place(node)
                number = chapter.numbers.get(place, "")
                return raw_block("html", _output(source.pieces[place], number, reference_words, source, figure_prefix))
            case "Div":
                return _division(node, source.language)
        return None

    content = write_blocks(replaced(blocks, change), "html5", "--mathml")
    # Pandoc keeps the source of a formula beside it; a search or a copied page would show both.
    content = _TEX_COPY.sub(r"\1", content)
    content = content.replace("<hr />\n<ol>", f'<h2 class="notes-title">{texts.NOTES[source.language]}</h2>\n<ol>')
    figures = {
        f"{figure_prefix}{piece.label}.svg": standalone_svg(piece.svg, piece.label, piece.alt, source.language, source.shown)
        for piece in source.pieces
        if piece.kind == "figure"
    }
    return HtmlChapter(content, figures)


def _heading(node: Node) -> Node:
    level, (anchor, classes, attributes), inlines = node["c"]
    number = dict(attributes).get("number", "")
    if number:
        inlines = [raw_inline("html", f'<span class="number">{escape(number)}</span> '), *inlines]
    return {"t": "Header", "c": [level, [anchor, [name for name in classes if name != "unnumbered"], []], inlines]}


def _framed(table: Node, name: str) -> Blocks:
    """Return a table written in the text in a frame that scrolls by itself on a narrow screen."""
    opened = f'<div class="bilan-frame" role="region" tabindex="0" aria-label="{escape(name)}">'
    return [raw_block("html", opened), table, raw_block("html", "</div>")]


def _division(node: Node, language: Language) -> Blocks | None:
    (anchor, classes, attributes), blocks = node["c"]
    if "equation" in classes:
        number = dict(attributes)["number"]
        return [
            raw_block("html", f'<div class="equation" id="{escape(anchor)}">'),
            *blocks,
            raw_block("html", f'<span class="equation-number">({escape(number)})</span></div>'),
        ]
    kind = next((kind for kind in CALLOUTS if f"callout-{kind}" in classes), None)
    if kind is None:
        return None
    settings = dict(attributes)
    title, blocks = callout_title(kind, settings, blocks, language)
    if settings.get("collapse") == "true":
        return [
            raw_block("html", f'<details class="callout callout-{kind}"><summary>{escape(title)}</summary><div class="callout-body">'),
            *blocks,
            raw_block("html", "</div></details>"),
        ]
    opened = "</div>"
    return [
        raw_block(
            "html",
            f'<div class="callout callout-{kind}" role="note"><p class="callout-title">{escape(title)}</p><div class="callout-body">',
        ),
        *blocks,
        raw_block("html", f"{opened}</div>"),
    ]


def callout_title(kind: str, settings: dict[str, str], blocks: Blocks, language: Language) -> tuple[str, Blocks]:
    """Return a callout's title and the rest of it: the title given, else its first heading, else the word for its kind."""
    if settings.get("title"):
        return settings["title"], blocks
    if blocks and blocks[0]["t"] == "Header":
        return text_of([node for node in blocks[0]["c"][2] if node["t"] != "RawInline"]), blocks[1:]
    return texts.CALLOUT_TITLES[kind][language], blocks


def _output(piece: Piece, number: str, reference_words: ReferenceWords, source: Chapter, figure_prefix: str) -> str:
    language, shown = source.language, source.shown
    if piece.kind == "strip":
        anchor = f' id="{escape(piece.label)}"' if piece.label else ""
        return f'<div class="bilan-strip-frame"{anchor}>{piece.html}</div>{_links(piece, "", language, figure_prefix)}'
    kind = piece.label[:3]
    head = reference_words.caption(kind, number)
    caption_id = f"{piece.label}-caption"
    caption = f'<figcaption id="{caption_id}"><span class="caption-number">{escape(head)}</span> {escape(piece.caption)}</figcaption>'
    what = f"{reference_words.prefix(kind, capital=False)}\u00a0{number}"
    links = _links(piece, what, language, figure_prefix)
    if piece.kind == "table":
        table = _TABLE.sub(lambda _: f'<table aria-labelledby="{caption_id}"', piece.html, count=1)
        # A frame that scrolls must be reachable from the keyboard, and say what it is: by the numbered caption, which no other frame has.
        framed = "bilan-table-frame" in table
        table = _FRAME_NAME.sub(lambda found: f'{found[1]}aria-labelledby="{caption_id}"', table, count=1)
        frame = table if framed else f'<div class="bilan-frame" role="region" tabindex="0" aria-labelledby="{caption_id}">{table}</div>'
        return f'<figure class="bilan-float bilan-float-table" id="{piece.label}">{caption}{frame}{links}</figure>'
    frame = f'<div class="bilan-frame">{drawing(piece, language, shown)}</div>'
    return f'<figure class="bilan-float bilan-float-figure" id="{piece.label}">{caption}{frame}{links}</figure>'


def drawing(piece: Piece, language: Language, shown: str) -> str:
    """Return a figure's drawing for a page: the wide one, and the narrow one when there is one."""
    drawn = inline_svg(piece.svg, piece.label, piece.alt, language, shown)
    if piece.narrow:
        drawn = drawn.replace("<svg ", '<svg class="bilan-figure bilan-figure-wide" ', 1)
        narrow = inline_svg(piece.narrow, f"{piece.label}-narrow", piece.alt, language, shown)
        drawn += narrow.replace("<svg ", '<svg class="bilan-figure bilan-figure-narrow" ', 1)
    return drawn


def _links(piece: Piece, what: str, language: Language, figure_prefix: str) -> str:
    links = []
    name = data_name(piece)
    what = what or texts.OPEN_DATA[language].lower()
    if name:
        spoken = escape(filled(texts.DATA_OF[language], what=what))
        links.append(f'<a href="../data/{name}.csv" aria-label="{spoken}">{texts.DATA_LINK[language]}</a>')
    if piece.kind == "figure":
        spoken = escape(filled(texts.FIGURE_OF[language], what=what[:1].upper() + what[1:]))
        links.append(f'<a href="figures/{figure_prefix}{piece.label}.svg" aria-label="{spoken}">{texts.FIGURE_LINK[language]}</a>')
    return f'<p class="bilan-links" data-pagefind-ignore>{" · ".join(links)}</p>' if links else ""


def data_name(piece: Piece) -> str:
    """Return the name of an output's table of open data, without ending; empty when it has none."""
    return str(piece.data["name"]) if piece.data else ""
