"""What every table, figure and sentence of the room must be, whatever it is about."""

from __future__ import annotations

import json
import re
from typing import Any

import pypandoc
import pytest
import released_tables as made
from lxml import etree, html

from analysis.core.languages import LANGUAGES, Bilingual, Language
from analysis.presentation import figures, tables, wording
from analysis.presentation.display import DISPLAY_TYPE, FigureDisplay, StripDisplay, TableDisplay, TextDisplay
from analysis.presentation.figures.inks import BLUE, SOFT, VERMILLION
from analysis.presentation.figures.letters import text_width
from analysis.presentation.figures.tile_map import _TINTS

SVG = "{http://www.w3.org/2000/svg}"


def bundle(display: Any) -> dict[str, Any]:
    return display._repr_mimebundle_()


def written(display: Any) -> str:
    """Everything that any reader of a display could see."""
    return "\n".join(part if isinstance(part, str) else json.dumps(part, ensure_ascii=False) for part in bundle(display).values())


def every(everything: Any, kind: type) -> list[Any]:
    found = [display for language in LANGUAGES for display in everything(language) if isinstance(display, kind)]
    assert found
    return found


def test_the_same_values_give_the_same_bytes(everything: Any, build: Any) -> None:
    for language in LANGUAGES:
        for first, second in zip(everything(language), build(language), strict=True):
            assert json.dumps(bundle(first)) == json.dumps(bundle(second))


def test_every_table_has_one_caption_scoped_headers_and_no_empty_header_cell(everything: Any) -> None:
    for display in every(everything, TableDisplay):
        parsed = html.fragment_fromstring(display.to_html())
        assert len(parsed.findall(".//caption")) == 1, display.label
        for cell in parsed.iter("th"):
            assert cell.get("scope") in ("col", "row", "colgroup"), display.label
            assert cell.text_content().strip(), display.label
        assert len(parsed.findall(".//thead//th")) <= 7


def test_every_id_of_a_table_begins_with_its_label_and_every_reference_leads_to_one(everything: Any) -> None:
    for display in every(everything, TableDisplay):
        parsed = html.fragment_fromstring(display.to_html())
        ids = [element.get("id") for element in parsed.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), display.label
        assert all(one.startswith(display.label) for one in ids), display.label
        for cell in parsed.iter("td"):
            assert set((cell.get("headers") or "").split()) <= set(ids), display.label


def test_a_table_brings_no_style_of_its_own(everything: Any) -> None:
    for display in [*every(everything, TableDisplay), *every(everything, StripDisplay)]:
        text = bundle(display)["text/html"]
        assert "<style" not in text
        assert "style=" not in text
        assert not re.search(r'class="[^"]*\bgt_', text)


def test_html_and_markdown_print_the_same_numbers(everything: Any) -> None:
    number = re.compile(r"\d[\d\u202f,.]*")
    for display in every(everything, TableDisplay):
        parsed = html.fragment_fromstring(display.to_html())
        in_html = number.findall(" ".join(cell.text_content() for cell in parsed.iter("th", "td")))
        plain = re.sub(r"\\(.)", r"\1", display.to_markdown().split("\n\n")[0])
        plain = "\n".join(line for line in plain.splitlines() if not set(line) <= set("|-: "))
        in_markdown = number.findall(plain)
        assert sorted(in_html) == sorted(in_markdown), display.label


def test_a_cell_that_shows_no_number_says_why_in_words_and_in_a_note() -> None:
    display = tables.performance(made.performance_table(), language="fr")
    text = html.fragment_fromstring(display.to_html()).text_content()
    assert "[c] masqué" in text
    assert "[c] donnée confidentielle" in text
    assert "ce n’est pas un zéro" in text


def test_a_hidden_cell_shows_no_number_in_any_form() -> None:
    # The number stands in the frame, as if release had forgotten it: presentation must not repeat it.
    secret = 417
    table = made.regions_table()
    for column in ("numerator", "denominator", "value", "interval_low", "interval_high", "gap", "n_missing"):
        table.frame.loc[table.frame["status"].str.startswith("hidden"), column] = float(secret)
    name = "employed_at_12_months"
    for language in LANGUAGES:
        for display in (
            tables.by_group(table, indicator=name, language=language, label="tbl-region"),
            figures.by_region(table, indicator=name, language=language),
            figures.tile_map(table, indicator=name, language=language),
            wording.by_group(table, indicator=name, dimension="region", language=language),
        ):
            # Coordinates of a figure may hold any digits: only what is printed counts.
            shown = re.sub(r'\b(?:d|x|y|transform|viewBox|points)="[^"]*"', "", written(display))
            assert not re.search(r"(?<![\d.])417(?![\d])|41[\u202f,]?7[\u202f, ]?00", shown), (type(display), language)


def test_a_hidden_cell_is_null_in_open_data() -> None:
    data = bundle(tables.by_group(made.regions_table(), indicator="employed_at_12_months", language="fr", label="tbl-region"))[
        DISPLAY_TYPE
    ]["data"]
    names = [field["name"] for field in data["fields"]]
    hidden = [row for row in data["rows"] if row[names.index("status")].startswith("hidden")]
    assert len(hidden) == 2
    for row in hidden:
        assert [row[names.index(name)] for name in ("numerator", "denominator", "n_missing", "value", "interval_low", "gap")] == [None] * 6
        assert row[names.index("standard")] == 0.4


def test_open_data_hold_unrounded_values_and_the_same_rows_in_both_languages() -> None:
    data = [bundle(tables.performance(made.performance_table(), language=language))[DISPLAY_TYPE]["data"] for language in LANGUAGES]
    assert data[0]["rows"] == data[1]["rows"]
    names = [field["name"] for field in data[0]["fields"]]
    assert data[0]["rows"][0][names.index("value")] == 1051 / 2010
    assert all(len(row) == len(names) for row in data[0]["rows"])
    assert data[0]["made_up"] is True
    assert data[0]["fields"] != data[1]["fields"]


def test_every_figure_has_a_message_and_a_text_alternative_that_says_where_its_table_is(everything: Any) -> None:
    where = {"tableau du même chapitre", "table of the same chapter"}
    for display in every(everything, FigureDisplay):
        assert display.caption
        assert any(words in display.alt for words in where), display.label
        assert bundle(display)[DISPLAY_TYPE]["alt"] == display.alt


def test_a_figure_without_a_text_alternative_is_refused() -> None:
    with pytest.raises(ValueError, match="text alternative"):
        FigureDisplay("fig-x", "Message", " ", "<svg/>")


def test_figures_are_text_at_least_12_pixels_high_in_ink_of_the_page(everything: Any) -> None:
    for display in every(everything, FigureDisplay):
        for drawing in (display.svg, display.narrow):
            root = etree.fromstring(drawing.encode())
            texts = list(root.iter(SVG + "text"))
            assert texts, display.label
            for text in texts:
                style = text.get("style")
                assert float(re.search(r"font-size: ([\d.]+)px|([\d.]+)px", style).group(0).split(":")[-1].strip(" px")) >= 12, style
                assert "currentColor" in style
                assert "Inter" in style
            assert not list(root.iter(SVG + "style"))
            assert root.get("width") is None
            assert root.get("viewBox")
            assert root.find(SVG + "title").text == display.caption.replace("\n", " ")


def test_text_stays_inside_its_figure(everything: Any) -> None:
    for display in every(everything, FigureDisplay):
        for drawing in (display.svg, display.narrow):
            root = etree.fromstring(drawing.encode())
            width = float(root.get("viewBox").split()[2])
            for text in root.iter(SVG + "text"):
                style = text.get("style")
                size = float(re.search(r"([\d.]+)px", style)[1])
                length = text_width(text.text, size, bold="600" in style)
                anchor = re.search(r"text-anchor: (\w+)", style)[1]
                left = float(text.get("x")) - {"start": 0, "middle": length / 2, "end": length}[anchor]
                assert left >= -1, (display.label, width, text.text)
                assert left + length <= width + 3, (display.label, width, text.text)


def test_indicators_that_begin_alike_and_regions_have_their_whole_names_on_a_telephone_too(everything: Any) -> None:
    seen = set()
    for display in every(everything, FigureDisplay):
        if display.label in ("fig-attainment", "fig-tile-map"):
            seen.add(display.label)
            for drawing in (display.svg, display.narrow):
                cut = [text.text for text in etree.fromstring(drawing.encode()).iter(SVG + "text") if "…" in text.text]
                assert not cut, display.label
    assert seen == {"fig-attainment", "fig-tile-map"}


def test_two_figures_on_a_page_share_no_id(everything: Any) -> None:
    ids: list[str] = []
    for display in everything("fr"):
        if isinstance(display, FigureDisplay):
            for drawing in (display.svg, display.narrow):
                ids += [element.get("id") for element in etree.fromstring(drawing.encode()).iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(front: str, back: str, opacity: float) -> str:
    parts = [round(int(front[at : at + 2], 16) * opacity + int(back[at : at + 2], 16) * (1 - opacity)) for at in (1, 3, 5)]
    return "#" + "".join(f"{part:02x}" for part in parts)


@pytest.mark.parametrize(("ground", "ink"), [("#ffffff", "#1b1f24"), ("#14171c", "#e6e8eb")])
def test_colours_keep_the_contrast_of_wcag_on_light_and_on_dark(ground: str, ink: str) -> None:
    for accent in (BLUE, VERMILLION):
        assert contrast(accent, ground) >= 3
    assert contrast(mixed(ink, ground, SOFT), ground) >= 4.5
    for tint in _TINTS:
        assert contrast(ink, mixed(BLUE, ground, tint)) >= 4.5


HOSTILE = '<script>alert(1)</script> =HYPERLINK("x") | `code` @cite {{< include x >}} $x^2$ **b** [a](b) \u202egnp'


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Aucun indicateur n’a ici de norme ni de cible\u00a0: rien à comparer"),
        ("en", "No indicator has a standard or a target here: nothing to compare"),
    ],
)
@pytest.mark.parametrize("rows", [[made.row("a", k=3, n=6)], [made.row("a", k=3, n=6), made.row("b", status="no_cases")]])
def test_where_nothing_is_held_to_anything_the_figure_says_so(rows: list[dict[str, Any]], language: Language, said: str) -> None:
    drawn = figures.attainment(made.released(rows, labels={}), language=language)
    assert drawn.caption == said
    assert said in drawn.alt
    assert "rien à comparer" in drawn.svg or "nothing to compare" in drawn.svg


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_labels_are_shown_as_text_everywhere(language: Language) -> None:
    labels = {"indicator": {"bad": Bilingual(HOSTILE, HOSTILE)}, "region": {"06": Bilingual(HOSTILE, HOSTILE)}}
    rows = [made.row("bad", region=region, k=300, n=600, standard=0.4) for region in ("total", "06", "16")]
    table = made.released(rows, dimensions=("region",), labels=labels)
    displays = [
        tables.by_group(table, indicator="bad", language=language, label="tbl-x"),
        tables.performance(table, language=language),
        tables.key_figures(table, language=language),
        figures.by_region(table, indicator="bad", language=language),
        figures.attainment(table, language=language),
        figures.tile_map(table, indicator="bad", language=language),
        wording.performance(table, language=language),
    ]
    for display in displays:
        parts = bundle(display)
        if "text/html" in parts:
            parsed = html.fragment_fromstring(parts["text/html"], create_parent="div")
            assert not list(parsed.iter("script", "code"))
            assert "<script>alert(1)</script>" in parsed.text_content()
            assert "\u202e" not in parts["text/html"]
        if "image/svg+xml" in parts:
            root = etree.fromstring(parts["image/svg+xml"].encode())
            assert not list(root.iter(SVG + "script"))
            assert any("<script>" in (text.text or "") for text in root.iter())
        if "text/markdown" in parts:
            assert "{{<" not in parts["text/markdown"]
            read = pandoc_json(parts["text/markdown"])
            kinds = set(re.findall(r'"t": ?"(\w+)"', read))
            assert not kinds & {"RawInline", "RawBlock", "Cite", "Math", "Code", "Link"}


def pandoc_json(markdown: str) -> str:
    return pypandoc.convert_text(markdown, "json", format="markdown", extra_args=["--wrap=none"])


def test_pandoc_reads_each_markdown_table_as_one_table_with_its_rows(everything: Any) -> None:
    for display in every(everything, TableDisplay)[:20]:
        tree = json.loads(pandoc_json(display.to_markdown()))
        found = [block for block in tree["blocks"] if block["t"] == "Table"]
        assert len(found) == 1, display.label
        n_groups = len({row.group for row in display.sheet.rows if row.group})
        assert len(found[0]["c"][4][0][3]) == len(display.sheet.rows) + n_groups, display.label


def test_an_empty_or_unknown_question_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="no row"):
        tables.by_group(made.regions_table(), indicator="unknown", language="fr", label="tbl-x")
    with pytest.raises(ValueError, match="grouped by"):
        tables.by_group(made.regions_table(), indicator="x", dimension="office", language="fr", label="tbl-x")
    with pytest.raises(ValueError, match="no month"):
        figures.monthly_series(made.months_table(), indicator="unknown", language="fr")


def test_a_printed_result_never_contradicts_its_verdict() -> None:
    # 49.96 % is not 50 %: one decimal would print the two alike.
    table = made.released([made.row("employed_at_3_months", k=4996, n=10_000, standard=0.5)], labels=made.INDICATOR_LABELS)
    text = repr(tables.performance(table, language="en"))
    assert "49.96%" in text
    assert "not met" in text


def test_text_displays_hold_words(everything: Any) -> None:
    for display in every(everything, TextDisplay):
        assert display.text.strip().endswith(".")
        assert bundle(display)[DISPLAY_TYPE] == {"kind": "text"}


def test_made_up_data_say_so_below_every_table_and_figure() -> None:
    for language, words in (("fr", "Données inventées"), ("en", "Made-up data")):
        assert words in tables.performance(made.performance_table(), language=language).to_html()
        assert words in tables.performance(made.performance_table(), language=language).to_markdown().replace("\\", "")
        assert words in figures.attainment(made.performance_table(), language=language).svg
    assert "Made-up" not in figures.monthly_series(made.months_table(), indicator="recipients", language="en").svg


def test_a_break_is_named_and_no_change_is_read_across_it() -> None:
    display = tables.series_months(made.months_table(), language="en")
    after = [line for line in repr(display).splitlines() if line.startswith("April\u00a02018")]
    assert "break" in after[0]
    assert "%" not in after[0]
    drawn = figures.monthly_series(made.months_table(), indicator="recipients", language="en")
    assert "break in series" in drawn.svg
    assert "April\u00a02018" in drawn.alt
