"""Names in any script reach the pages and the PDF: drawn by a font that is carried, or shown by their numbers and told."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from analysis.core.errors import ReportError
from analysis.core.typed_text import isolated, one_line
from analysis.publication.pdf import lacking_letters, write_pdf
from analysis.publication.pdf_letters import _can_draw, _can_show, drawing_in_pdf, letters_lacking, with_numbers
from analysis.publication.site import SiteFacts, reading_directions
from analysis.publication.typst_document import HEAD

THEME = Path(__file__).resolve().parents[3] / "report" / "theme"
FONTS = THEME / "fonts"
DRAWN = {
    "inuktitut": "ᐃᓄᒃᑎᑐᑦ",
    "cree": "ᓀᐦᐃᔭᐍᐏᐣ ᐄᔨᔫ",
    "naskapi": "ᓇᔅᑲᐱ ᐃᔪᐤ",
    "innu": "innu-aimun ᵘ ʷ",
    "abenaki": "ȣdanak Ȣ",
    "mohawk": "Kanienʼkéha",
    "vietnamese": "Nguyễn Thị Ngọc Ánh ưỡ",
    "cyrillic": "Центр Дружба",
    "greek": "Κέντρο",
    "hebrew": "מרכז שָׁלוֹם",
    "arabic": "مركز التوظيف",
    "combining": "e\u0301\u0331\u0359" + "".join(map(chr, range(0x300, 0x340))),
    "joined": "a\u200db\u200cc\u00add\ufe0f",
}
NOT_DRAWN = {"chinese": "中文", "emoji": "😀🏳", "thai": "ไท", "private": "\ue000\uf8ff", "unassigned": "\u0378", "ethiopic": "አማ"}


@pytest.mark.parametrize("name", DRAWN)
def test_the_scripts_of_quebec_and_its_neighbours_are_drawn(name: str) -> None:
    assert letters_lacking(DRAWN[name], FONTS) == frozenset()


def test_what_no_font_has_is_found_letter_by_letter_among_what_is_drawn() -> None:
    everything = "".join(DRAWN.values()) + "".join(NOT_DRAWN.values()) + "abc é ≥ ▲ – … ’"
    assert letters_lacking(everything, FONTS) == frozenset("".join(NOT_DRAWN.values()))


def test_asking_for_letters_makes_no_file_that_a_kill_could_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    _can_show.cache_clear()
    _can_draw.cache_clear()
    assert letters_lacking("ᐃᓄ 中", FONTS) == frozenset("中")
    assert drawing_in_pdf("<text>ᐃᓄ</text>", frozenset(), FONTS) == "<text>ᐃᓄ</text>"


def test_a_letter_without_a_form_keeps_its_number_and_two_names_stay_two() -> None:
    lacking = frozenset("中文心")
    assert with_numbers("Centre 中文 (12)", lacking) == "Centre ‹U+4E2D U+6587› (12)"
    assert with_numbers("心", lacking) != with_numbers("中", lacking)
    assert drawing_in_pdf("<text>中文 é</text>", lacking, FONTS) == "<text>\ufffd\ufffd é</text>"


@pytest.mark.parametrize("name", ["inuktitut", "cree", "vietnamese", "cyrillic", "arabic"])
def test_a_figure_of_the_pdf_keeps_the_letters_that_it_can_draw(name: str) -> None:
    assert drawing_in_pdf(f"<text>{DRAWN[name]}</text>", frozenset(), FONTS) == f"<text>{DRAWN[name]}</text>"


def test_a_pdf_with_every_script_is_typeset_and_says_what_it_replaced(tmp_path: Path) -> None:
    said = " · ".join([*DRAWN.values(), *NOT_DRAWN.values()])
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40"><text x="5" y="20" font-family="Inter">{said}</text></svg>'
    facts = {
        "language": "fr", "title": f"Bilan {said}", "author": "bilan", "description": said, "keywords": ["x"], "fiscal_year": "2024",
        "made_up": "", "draft": "", "foot": said, "contents": "Table", "provenance": [["x", said]], "parts": {},
    }  # fmt: skip
    source = f'{HEAD}= Titre {said}\n\n{said}\n\n#image("figures/fig-x.svg", alt: "x")\n\n#raw("{said}")\n'
    out = tmp_path / "x.pdf"
    lacking = write_pdf(source, {"fig-x.svg": drawing}, facts, theme=THEME, folder=tmp_path / "work", out=out)
    assert lacking == frozenset("".join(NOT_DRAWN.values()))
    import pikepdf  # noqa: PLC0415

    with pikepdf.open(out) as document, document.open_metadata() as metadata:
        # The title that is not drawn keeps its letters.
        assert metadata["dc:title"] == f"Bilan {said}"


def test_what_typst_refuses_is_told_by_its_file_and_never_in_its_words(tmp_path: Path) -> None:
    with pytest.raises(ReportError) as caught:
        write_pdf('#panic("U0000001")', {}, {"title": "x"}, theme=THEME, folder=tmp_path / "work", out=tmp_path / "x.pdf")
    (problem,) = caught.value.problems
    assert problem.where == str(tmp_path / "work" / "report.typ")
    assert Path(problem.where).is_file()
    assert "U0000001" not in caught.value.text("fr") + caught.value.text("en")
    assert not (tmp_path / "x.pdf").exists()


def test_a_warning_says_which_letters_and_where_and_repeats_no_text() -> None:
    facts = SiteFacts("fr", ("fr",), "Bilan 中", "2024", True, False, "params/runs/x.yaml", "0" * 64, "0" * 64, "l", "l")
    said = lacking_letters(frozenset("中😀"), facts, ())
    for text in (said.fr, said.en):
        assert "U+4E2D, U+1F600" in text
        assert "params/runs/x.yaml (title)" in text
        assert "中" not in text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\u202eb\u202c", "a‹U+202E›b‹U+202C›"),
        ("\u2066a\u2069", "‹U+2066›a‹U+2069›"),
        ("a\x00b\x1bc\x85d", "a\ufffdb\ufffdc d"),
        ("a\ud800b\udfff", "a\ufffdb\ufffd"),
        ("a\ufffeb\ufdd0\U0001ffff", "a\ufffdb\ufffd\ufffd"),
        ("a\u200bb\ufeffc\u2060d", "abcd"),
        ("a\nb\tc\u2028d", "a b c d"),
        ("ᐃ\u200d{} %s $x$ #=+1 中 😀", "ᐃ\u200d{} %s $x$ #=+1 中 😀"),
    ],
)
def test_what_cannot_be_shown_is_seen_to_be_missing_and_the_rest_stays(typed: str, shown: str) -> None:
    assert one_line(typed) == shown
    assert one_line(shown) == shown
    one_line(typed).encode()


def test_a_name_from_right_to_left_stands_apart_on_a_page_and_changes_nothing_else() -> None:
    page = "<title>מרכז 5</title><p title='שלום'>Centre שלום (7), مركز، 12 % &amp; a</p>"
    page += "<svg><text>שלום</text></svg><script>x='שלום'</script><p>é</p>"
    shown = reading_directions(page)
    assert "<title>\u2068מרכז\u2069 5</title>" in shown
    assert "<p title='שלום'>Centre <bdi>שלום (7), مركز،</bdi> 12 % &amp; a</p>" in shown
    assert "<svg><text>\u2068שלום\u2069</text></svg>" in shown
    assert isolated("Centre d’emploi – 12 % (é) ᐃᓄᒃ 中") == "Centre d’emploi – 12 % (é) ᐃᓄᒃ 中"
    plain = "<p>Centre <b>x</b> – 12 %</p>"
    assert reading_directions(plain) == plain


def test_the_pages_carry_the_syllabics_of_their_style_sheet() -> None:
    style = (THEME / "fonts.css").read_text(encoding="utf-8")
    assert "unicode-range: U+1400-167F, U+18B0-18FF" in style
    for weight in ("Regular", "Bold"):
        assert (FONTS / f"NotoSansCanadianAboriginal-{weight}.woff2").is_file()
        assert f"fonts/NotoSansCanadianAboriginal-{weight}.woff2" in style
