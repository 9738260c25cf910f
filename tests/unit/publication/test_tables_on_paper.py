"""The PDF: no word of a heading runs into the next column, and no figure over the end of its page."""

from __future__ import annotations

import re

import pytest

from analysis.publication import typst_document
from analysis.publication.compose import Piece
from analysis.publication.pandoc import read_markdown
from analysis.publication.references import ReferenceWords
from analysis.publication.svg import height_of_width

NAMES = ["Fournisseur", "Cible d'inscriptions", "Fonctionnement", "Soutien", "Administration, au plus", "Administration prévue", "Plafond"]
CELLS = ["Fiction Velmora", "10", "56 000 $", "30 000 $", "11 200 $", "8 600 $", "4"]
PAGE = 57.0
LONG = "mot " * 20


def widths_of(names: list[str], cells: list[str], shares: list[int]) -> list[float]:
    """Return the width of each column in em of the table's letters, on a page of 57."""
    rule = "|".join(f"{'-' * share}{':' if place else ''}" for place, share in enumerate(shares))
    # A line longer than Pandoc's columns is what gives a table shares of its own.
    text = f"| {' | '.join(names)} |\n|{rule}|\n| {LONG} {' | '.join(cells)} |\n"
    node = next(block for block in read_markdown(text) if block["t"] == "Table")
    asked = typst_document._column_widths(node)
    taken = sum(float(width[:-2]) for width in asked if width.endswith("em"))
    shared = sum(float(width[:-2]) for width in asked if width.endswith("fr"))
    assert all(re.fullmatch(r"[\d.]+(em|fr)", width) for width in asked), asked
    return [float(width[:-2]) if width.endswith("em") else (PAGE - taken) * float(width[:-2]) / shared for width in asked]


@pytest.mark.parametrize("shares", [[20, 10, 10, 10, 10, 10, 8], [60, 3, 3, 3, 3, 3, 3], [10, 10, 10, 10, 10, 10, 10]])
def test_no_column_is_narrower_than_the_longest_word_of_its_heading(shares: list[int]) -> None:
    widths = widths_of(NAMES, CELLS, shares)
    assert sum(widths) == pytest.approx(PAGE, abs=0.5)
    for name, width in zip(NAMES, widths, strict=True):
        # Bold letters of the heading, and 4 points on each side of the cell.
        assert width >= 0.55 * max(map(len, name.split(" "))) + 0.9, (name, widths)


def test_words_that_no_page_can_hold_leave_the_shares_as_they_were() -> None:
    names = ["x" * 30] * 4
    assert widths_of(names, ["1"] * 4, [10] * 4) == pytest.approx([PAGE / 4] * 4, abs=1.5)


@pytest.mark.parametrize(("height", "is_tall"), [(300, False), (745, False), (760, True), (3000, True)])
def test_a_figure_is_never_taller_than_its_page(height: int, is_tall: bool) -> None:
    assert height_of_width(f'<svg xmlns="x" width="640" viewBox="0 0 640 {height}">') == height / 640
    piece = Piece("figure", 1, label="fig-x", caption="Caption", svg=f'<svg viewBox="0 0 640 {height}"/>', alt="A figure")
    (source,) = [
        block["c"][1]
        for block in typst_document._output(piece, "1", [], ReferenceWords({}), "en")
        if block["t"] == "RawBlock" and "image(" in block["c"][1]
    ]
    assert ("height: 200mm" in source) == is_tall
    # The page of the theme: Letter, its margins, three lines of caption and the lines below.
    assert 200 + 20 <= 279.4 - 31 - 22
