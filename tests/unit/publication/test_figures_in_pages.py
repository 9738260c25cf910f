"""SVG in pages: described, its identifiers apart from the page's, nothing active."""

from __future__ import annotations

import pytest
from lxml import etree

from analysis.core.errors import ReportError
from analysis.publication.svg import inline_svg, standalone_svg

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">'


def made(inside: str) -> etree._Element:
    return etree.fromstring(inline_svg(f"{OPEN}{inside}</svg>", "fig-a", "Ce que <montre> la figure", "fr", "x.ipynb"))


def test_a_figure_is_an_image_with_its_text_alternative_and_its_language() -> None:
    root = made("<title>old</title><desc>old</desc>")
    described = root.find("{*}desc")
    assert described is not None
    assert described.text == "Ce que <montre> la figure"
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", described.get("id"))
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert len(root.findall("{*}title")) == 0


def test_identifiers_and_what_refers_to_them_get_the_figures_label() -> None:
    root = made(
        '<style>.a{fill:url(#g)} text , .b {fill:red}</style><g id="g"/><use xlink:href="#g"/>'
        '<path clip-path="url(#g)" fill="url(#unknown)"/>'
    )
    text = etree.tostring(root, encoding="unicode")
    assert 'id="fig-a-g"' in text
    assert 'href="#fig-a-g"' in text
    assert 'clip-path="url(#fig-a-g)"' in text
    assert "url(#unknown)" in text
    # A style sheet inside a figure must not reach the rest of the page.
    assert "#fig-a-drawing .a{fill:url(#fig-a-g)}" in text
    assert "#fig-a-drawing text,#fig-a-drawing .b{" in text


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<g onload="alert(1)"/>',
        '<a href="https://example.org"><text>x</text></a>',
        '<image href="https://example.org/x.png"/>',
        '<use xlink:href="https://example.org/x.svg#a"/>',
        "<foreignObject/>",
        '<image href="data:text/html,x"/>',
    ],
)
def test_nothing_active_or_loaded_from_elsewhere_is_published(hostile: str) -> None:
    with pytest.raises(ReportError):
        made(hostile)


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>'
    text = inline_svg(f"{bomb}{OPEN}<text>&b;</text></svg>", "fig-a", "x", "fr", "x.ipynb")
    assert "xx" not in text


def test_a_figure_as_a_file_has_a_white_ground_and_dark_ink() -> None:
    text = standalone_svg(f"{OPEN}<path/></svg>", "fig-a", "x", "en", "x.ipynb")
    root = etree.fromstring(text.encode())
    assert root.get("color")
    assert [child.tag.rpartition("}")[2] for child in root][:2] == ["desc", "rect"]
