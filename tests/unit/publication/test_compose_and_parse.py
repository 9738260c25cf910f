"""Today's prose with the outputs of the last execution, one language at a time, each output in its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis.core.errors import NotebookError, ReportError
from analysis.publication.compose import Chapter, Piece, chapter_from_json, compose
from analysis.publication.notebooks import Cell, Notebook
from analysis.publication.parse import is_output, parse_chapter, parsed_from_json, piece_place
from analysis.publication.syntax_tree import walk

MIME = "application/vnd.bilan.display+json"
TABLE = {
    "text/html": "<table><caption>A <b>title</b></caption><tr><th>a</th></tr></table>",
    "text/markdown": "| a |\n|:--|\n| 1 |\n\n: A title\n",
    MIME: {"kind": "table", "label": "tbl-a", "caption": "A title"},
}


def notebook(*cells: tuple[str, str, set[str]]) -> Notebook:
    made = tuple(Cell(number, kind, source, frozenset(tags)) for number, (kind, source, tags) in enumerate(cells, start=1))  # type: ignore[arg-type]
    return Notebook(Path("x.ipynb"), made)


def output(data: dict[str, Any]) -> dict[str, Any]:
    return {"type": "display_data", "data": data}


def chapter(*pieces: Piece) -> Chapter:
    return Chapter("x", "index", "fr", "x.ipynb", pieces)


def prose(text: str, cell: int = 1) -> Piece:
    return Piece("prose", cell, markdown=text)


def table(cell: int = 2) -> Piece:
    return Piece("table", cell, markdown="| a |\n|:--|\n| 1 |\n", label="tbl-a", caption="A", html="<table></table>")


def test_one_language_is_kept_and_cells_not_to_be_published_are_left_out() -> None:
    book = notebook(
        ("markdown", "bonjour", {"fr"}),
        ("markdown", "hello", {"en"}),
        ("markdown", "pour le lecteur du carnet", {"fr", "remove-cell"}),
        ("code", "show()", set()),
    )
    executed = {"cells": [{"number": 4, "outputs": [output(TABLE)]}]}
    pieces = compose(book, executed, "fr", "index", "x.ipynb").pieces
    assert [(piece.kind, piece.cell) for piece in pieces] == [("prose", 1), ("table", 4)]
    assert pieces[0].markdown == "bonjour"


def test_a_tables_own_caption_is_taken_away_since_the_page_writes_it_with_its_number() -> None:
    book = notebook(("code", "show()", set()))
    (piece,) = compose(book, {"cells": [{"number": 1, "outputs": [output(TABLE)]}]}, "fr", "index", "x.ipynb").pieces
    assert "title" not in piece.html
    assert "title" not in piece.markdown
    assert "| 1 |" in piece.markdown


def test_a_chapter_survives_being_written_and_read() -> None:
    made = chapter(prose("# T"), replace(table(), data={"name": "a", "rows": [[1, None]]}))
    assert chapter_from_json(made.to_json()) == made
    parsed = parse_chapter(made)
    assert parsed_from_json(parsed.to_json()) == parsed


def test_an_output_keeps_its_place_even_inside_a_callout_opened_in_another_cell() -> None:
    parsed = parse_chapter(chapter(prose("# T\n\n::: {.callout-note}"), table(), prose(":::\n\nEnd")))
    callout = next(node for node in walk(parsed.blocks) if node["t"] == "Div" and "callout-note" in node["c"][0][1])
    assert [piece_place(node) for node in walk(callout) if is_output(node)] == [1]


@pytest.mark.parametrize("hostile", ["| ::: |\n|:--|\n| ::: |", "```\nnever closed", "| a |\n|:--|\n| `b |", "| a [^1] |\n|:--|\n| $x |"])
def test_nothing_in_a_table_can_reach_beyond_it(hostile: str) -> None:
    parsed = parse_chapter(chapter(prose("# T"), replace(table(), markdown=hostile), prose("After {#sec-no}")))
    places = [node["t"] for node in parsed.blocks]
    assert places == ["Header", "Div", "Para"]


def test_an_output_that_would_fall_inside_a_code_block_is_refused_with_its_cell() -> None:
    with pytest.raises(NotebookError) as caught:
        parse_chapter(chapter(prose("# T\n\n```"), table(cell=7), prose("```")))
    assert caught.value.problems[0].where == "x.ipynb [7]"


def test_raw_html_in_prose_is_never_raw_in_the_tree() -> None:
    parsed = parse_chapter(chapter(prose("# T\n\n<script>alert(1)</script> \\write18{ls}")))
    assert not [node for node in walk(parsed.blocks) if node["t"] in ("RawBlock", "RawInline")]


@pytest.mark.parametrize("hostile", ["::: {.callout-note}\nnever closed", "[^1]: never used"])
def test_what_pandoc_only_warns_of_in_an_output_is_refused_with_its_cell(hostile: str) -> None:
    with pytest.raises(ReportError) as caught:
        parse_chapter(chapter(prose("# T"), replace(table(cell=7), markdown=hostile)))
    assert caught.value.problems[0].where == "x.ipynb [7]"
