"""A composed chapter as a syntax tree in which each output keeps its place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from analysis.core.errors import NotebookError, Problem
from analysis.core.languages import Bilingual
from analysis.core.provenance import digest_bytes
from analysis.publication.compose import Chapter, chapter_from_json
from analysis.publication.pandoc import Blocks, read_markdown
from analysis.publication.syntax_tree import Node, replaced, walk

OUTPUT = "bilan-output"
"""Class of the division that holds an output's place; its one attribute `piece` is the output's place in the chapter."""


@dataclass(frozen=True, slots=True)
class ParsedChapter:
    """A chapter, its tree, and the tree of the Markdown twin of each output that has one (by the output's place)."""

    chapter: Chapter
    blocks: Blocks
    twins: dict[int, Blocks]

    def to_json(self) -> str:
        """Return the parsed chapter as text that `parsed_from_json` reads."""
        twins = {str(place): blocks for place, blocks in self.twins.items()}
        return json.dumps({"chapter": self.chapter.to_json(), "blocks": self.blocks, "twins": twins}, ensure_ascii=False)


def parsed_from_json(text: str) -> ParsedChapter:
    """Return what `ParsedChapter.to_json` wrote."""
    content = json.loads(text)
    twins = {int(place): blocks for place, blocks in content["twins"].items()}
    return ParsedChapter(chapter_from_json(content["chapter"]), content["blocks"], twins)


def parse_chapter(chapter: Chapter, *, with_twins: bool = True) -> ParsedChapter:
    """Return the tree of a chapter.

    The whole chapter is read at once, as Quarto does: a callout may open in one cell and close in another, around outputs.
    Twins are read only for what is also printed outside HTML. An output's place is held by a word made from the chapter's own
    content, which that content cannot hold.

    Raises
    ------
    NotebookError
        When an output would fall inside a list, a table or a code block, where it cannot be placed.
    """
    secret = f"bilanoutput{digest_bytes(chapter.to_json().encode())[:24]}"
    parts: list[str] = []
    for place, piece in enumerate(chapter.pieces):
        parts.append(piece.markdown if piece.kind in ("prose", "text") else f"{secret}{place}z")
    blocks = read_markdown("\n\n".join(parts) + "\n", where=chapter.shown)
    blocks = replaced(blocks, lambda node: _place(node, secret))
    outputs = [place for place, piece in enumerate(chapter.pieces) if piece.kind not in ("prose", "text")]
    found = [int(dict(node["c"][0][2])["piece"]) for node in walk(blocks) if is_output(node)]
    if found != outputs:
        lost = [place for place in outputs if place not in found] or outputs
        raise NotebookError(
            [
                Problem(
                    f"{chapter.shown} [{chapter.pieces[place].cell}]",
                    Bilingual(
                        "ce résultat tombe à l'intérieur d'un bloc du texte qui le précède",
                        "this output falls inside a block of the text before it",
                    ),
                    Bilingual("Il ne serait pas imprimé.", "It would not be printed."),
                    Bilingual(
                        "Fermez le bloc (```, liste, tableau) dans la cellule qui l'ouvre.",
                        "Close the block (```, list, table) in the cell that opens it.",
                    ),
                )
                for place in lost
            ]
        )
    twins = {
        # Values are printed as they are: nothing in them is a quotation.
        place: read_markdown(piece.markdown, typeset=False, where=f"{chapter.shown} [{piece.cell}]")
        for place, piece in enumerate(chapter.pieces)
        if with_twins and piece.kind in ("table", "strip") and piece.markdown.strip()
    }
    return ParsedChapter(chapter, blocks, twins)


def is_output(node: Node) -> bool:
    """Say whether a node holds the place of an output."""
    return node["t"] == "Div" and OUTPUT in node["c"][0][1]


def piece_place(node: Node) -> int:
    """Return the place in the chapter of the output whose place a node holds."""
    return int(dict(node["c"][0][2])["piece"])


def _place(node: Node, secret: str) -> Any:
    if node["t"] not in ("Para", "Plain") or len(node["c"]) != 1 or node["c"][0]["t"] != "Str":
        return None
    word = node["c"][0]["c"]
    if not word.startswith(secret):
        return None
    return {"t": "Div", "c": [["", [OUTPUT], [["piece", word[len(secret) : -1]]]], []]}
