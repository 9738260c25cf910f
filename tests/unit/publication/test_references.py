"""Numbers and cross-references are those of Quarto's books (crossref with chapters; words from `_quarto.yml`)."""

from __future__ import annotations

import pytest

from analysis.core.errors import NotebookError
from analysis.publication.compose import Chapter, Piece
from analysis.publication.parse import parse_chapter
from analysis.publication.references import (
    NumberedChapter,
    ReferenceWords,
    Target,
    number_book,
    resolve_references,
    targets_of,
    with_quotation_marks,
)
from analysis.publication.syntax_tree import text_of

FRENCH = ReferenceWords(
    {"fig-prefix": "figure", "tbl-prefix": "tableau", "sec-prefix": "section", "ch-prefix": "chapitre", "title-delim": "\u00a0:"}
)


def book(*texts: str | tuple[str | Piece, ...]) -> tuple[NumberedChapter, ...]:
    chapters = []
    for number, text in enumerate(texts, start=1):
        parts = (text,) if isinstance(text, str) else text
        pieces = tuple(Piece("prose", cell, markdown=part) if isinstance(part, str) else part for cell, part in enumerate(parts, start=1))
        chapters.append(parse_chapter(Chapter(f"c{number}", f"c{number}", "fr", f"c{number}.ipynb", pieces)))
    return number_book(chapters)


def floated(label: str) -> Piece:
    return Piece("table" if label.startswith("tbl") else "figure", 2, markdown="| a |\n|:--|\n| 1 |", label=label, caption="Titre")


def said(chapters: tuple[NumberedChapter, ...], place: int) -> str:
    blocks = resolve_references(chapters[place], targets_of(chapters), FRENCH, lambda label, target: f"{target.page}#{label}")
    return text_of(blocks)


def test_sections_are_numbered_within_chapters_and_unnumbered_ones_do_not_count() -> None:
    chapters = book("# A {.unnumbered}\n\n## a", "# B\n\n## x\n\n### y\n\n## z {.unnumbered}\n\n## w", "# C\n\n#### too deep")
    numbers = [[heading.number for heading in chapter.headings] for chapter in chapters]
    assert numbers == [["", ""], ["1", "1.1", "1.1.1", "", "1.2"], ["2", ""]]


def test_tables_figures_and_equations_are_counted_apart_through_their_chapter() -> None:
    chapters = book("# A", ("# B\n\n$$ x $$ {#eq-x}", floated("tbl-a"), floated("fig-a"), floated("tbl-b")))
    assert {label: (target.kind, target.number) for label, target in chapters[1].targets.items()} == {
        "eq-x": ("eq", "2.1"),
        "tbl-a": ("tbl", "2.1"),
        "fig-a": ("fig", "2.1"),
        "tbl-b": ("tbl", "2.2"),
    }


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("@tbl-a", "tableau\u00a02.1"),
        ("@Tbl-a", "Tableau\u00a02.1"),
        ("[-@tbl-a]", "2.1"),
        ("[voir @tbl-a]", "voir tableau\u00a02.1"),
        ("[@tbl-a; @fig-a]", "tableau\u00a02.1, figure\u00a02.1"),
        ("@sec-b", "chapitre\u00a02"),
        ("@sec-b2", "section\u00a02.1"),
    ],
)
def test_a_reference_is_the_word_and_the_number(written: str, expected: str) -> None:
    chapters = book(f"# A\n\n{written}.", ("# B {#sec-b}\n\n## b {#sec-b2}", floated("tbl-a"), floated("fig-a")))
    assert said(chapters, 0) == f"A{expected}."


def test_a_reference_to_something_without_a_number_is_its_title() -> None:
    chapters = book("# A {#sec-a .unnumbered}", "# B\n\n@sec-a")
    assert said(chapters, 1) == "BA"


def test_all_unresolved_references_of_a_chapter_are_said_with_near_matches() -> None:
    chapters = book(("# A", floated("tbl-results"), "@tbl-result et @fig-none"))
    with pytest.raises(NotebookError) as caught:
        said(chapters, 0)
    assert [(problem.where, problem.what.en) for problem in caught.value.problems] == [
        ("c1.ipynb [3]", "reference to nothing: @tbl-result"),
        ("c1.ipynb [3]", "reference to nothing: @fig-none"),
    ]
    assert "tbl-results" in caught.value.text("en")


@pytest.mark.parametrize("texts", [("no title",), ("# A\n\n# B",), ("text first\n\n# A",)])
def test_a_chapter_has_one_title_and_starts_with_it(texts: tuple[str, ...]) -> None:
    with pytest.raises(NotebookError):
        book(*texts)


def test_a_label_used_twice_in_the_book_is_refused_even_in_two_chapters() -> None:
    with pytest.raises(NotebookError, match="tbl-a"):
        book(("# A", floated("tbl-a")), ("# B", floated("tbl-a")))


def test_straight_quotes_become_those_of_the_language() -> None:
    (chapter,) = book('# A\n\nIl dit "oui".')
    assert text_of(with_quotation_marks(chapter.blocks, "fr")) == "AIl dit «\u00a0oui\u00a0»."
    assert text_of(with_quotation_marks(chapter.blocks, "en")) == "AIl dit “oui”."


def test_captions_have_the_word_number_and_sign_of_the_settings() -> None:
    assert ReferenceWords({"tbl-title": "Tableau", "title-delim": "\u00a0:"}).caption("tbl", "4.1") == "Tableau\u00a04.1\u00a0:"
    assert Target("tbl", "4.1", "x", "t").number == "4.1"
