"""Each check finds its fault, and only there."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from analysis.publication.checks.accessibility import accessibility_problems
from analysis.publication.checks.content import content_problems
from analysis.publication.checks.document import document_problems
from analysis.publication.checks.links import ends_of, link_problems, outward_problems
from analysis.publication.checks.page import Page, read_page

WORDS = "<p>Les services ont rejoint des personnes dans les régions, et la norme est atteinte pour la plupart des indicateurs.</p>"


def page(tmp_path: Path, body: str, *, head: str = "<title>t</title>", language: str = "fr", name: str = "a.html") -> Page:
    path = tmp_path / name
    path.write_text(f'<!DOCTYPE html><html lang="{language}"><head>{head}</head><body>{body}</body></html>', encoding="utf-8")
    return read_page(path.resolve(), tmp_path.resolve(), "fr")


def accessibility(tmp_path: Path, body: str, **changes: str) -> str:
    return "\n".join(problem.what.en for problem in accessibility_problems(page(tmp_path, body, **changes)))  # type: ignore[arg-type]


def content(tmp_path: Path, body: str, *patterns: str) -> str:
    found = content_problems(
        page(tmp_path, f"<main>{WORDS}{body}</main>"), [re.compile(pattern) for pattern in patterns], Path("/somewhere/else")
    )
    return "\n".join(problem.what.en for problem in found)


def links(tmp_path: Path, body: str) -> str:
    (tmp_path / "file.csv").write_text("", encoding="utf-8")
    one, two = page(tmp_path, body), page(tmp_path, '<h1 id="there">t</h1>', name="b.html")
    folder = tmp_path.resolve()
    outward = [problem for each in (one, two) for problem in outward_problems(each, folder, frozenset({"www.ontario.ca"}))]
    inward = link_problems({each.path: ends_of(each) for each in (one, two)}, folder)
    return "\n".join(problem.what.en for problem in (*outward, *inward))


def test_a_sound_page_has_no_problem(tmp_path: Path) -> None:
    body = (
        f'<h1>t</h1>{WORDS}<h2>u</h2><svg role="img"><desc>d</desc></svg><table><tr><th scope="col">x</th></tr></table><img src="x" alt="">'
    )
    assert accessibility(tmp_path, body) == ""
    assert content(tmp_path, body) == ""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<h2>u</h2>", "0 first-level headings"),
        ("<h1>t</h1><h1>u</h1>", "2 first-level headings"),
        ("<h1>t</h1><h3>u</h3>", "a heading of level 3 follows one of level 1"),
        ('<h1>t</h1><img src="x">', "image has no text alternative"),
        ('<h1>t</h1><svg id="f"><desc>d</desc></svg>', "the figure f has no text alternative"),
        ('<h1>t</h1><svg role="img"><desc> </desc></svg>', "no text alternative"),
        ("<h1>t</h1><table><tr><td>1</td></tr></table>", "neither a name nor headers"),
        ('<h1 id="a">t</h1><p id="a">u</p>', "the identifier a is used 2 times"),
    ],
)
def test_what_keeps_a_page_from_being_read_by_everyone_is_found(tmp_path: Path, body: str, said: str) -> None:
    assert said in accessibility(tmp_path, body)


def test_a_page_states_its_language_and_title(tmp_path: Path) -> None:
    assert "language" in accessibility(tmp_path, "<h1>t</h1>", language="en")
    assert "title" in accessibility(tmp_path, "<h1>t</h1>", head="")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>moyenne de NaN</p>", "`NaN`"),
        ("<p>de nan à 3</p>", "`nan`"),
        ("<table><tr><td>None</td></tr></table>", "`None`"),
        ("<p>voir ?@tbl-x</p>", "?@tbl-x"),
        ("<p>voir @tbl-x</p>", "@tbl-x"),
        ("<p>{{&lt; video &gt;}}</p>", "Quarto syntax"),
        ("<p>Traceback (most recent call last)</p>", "error"),
        ("<p>/somewhere/else/data</p>", "path of this machine"),
        (
            "<p>The services have reached the persons in the regions and the standard is met for most of the indicators.</p>",
            "other language",
        ),
    ],
)
def test_what_a_page_must_not_show_is_found(tmp_path: Path, body: str, said: str) -> None:
    assert said in content(tmp_path, body)


@pytest.mark.parametrize(
    "body",
    [
        "<p>Fernande et Nancy, la finance</p>",
        "<p>courriel@tbl.ca</p>",
        '<p lang="en">The services have reached the persons in the regions and the standard is met for most of them.</p>',
        "<table><tr><th>x</th><td><p>The terms of the guide are in the annex of this document for the parties.</p></td></tr></table>",
        "<p>None of these: <code>NaN</code></p>",
    ],
)
def test_words_that_only_look_like_faults_are_left_alone(tmp_path: Path, body: str) -> None:
    assert content(tmp_path, body) == ""


TYPED = ("{{< include x >}}", ":::", "?@sec-x", "@tbl-x", "{#fig-x}", "TypeError: x", "Nan", "None", "null", "nan", "inf. autorisée")


@pytest.mark.parametrize("name", TYPED)
@pytest.mark.parametrize(
    "around",
    [
        "<div class='bilan-said'><p>Le résultat de {name} : 50 %.</p></div>",
        "<figure class='bilan-float'><figcaption>Selon {name}</figcaption></figure>",
        "<figure class='bilan-float'><table><tr><th>{name}</th><td class='bilan-text'>{name}</td></tr></table></figure>",
        "<figure class='bilan-float'><svg role='img'><desc>{name}</desc><text>À {name}</text></svg></figure>",
        "<h1>Le fournisseur : <span class='bilan-said'>{name}</span></h1>",
        "<nav class='breadcrumb'><ol><li>{name}</li></ol></nav>",
        "<ul class='sheet-list bilan-said'><li>{name}</li></ul>",
    ],
)
def test_a_name_that_people_typed_is_never_taken_for_syntax_or_a_missing_value(tmp_path: Path, name: str, around: str) -> None:
    assert content(tmp_path, around.replace("{name}", html.escape(name))) == ""


def test_a_title_outside_the_content_is_not_what_a_notebook_wrote(tmp_path: Path) -> None:
    body = f"<header><p>{{{{&lt; x &gt;}}}} ::: @tbl-x</p></header><main>{WORDS}</main>"
    assert list(content_problems(page(tmp_path, body, head="<title>:::</title>"), [], Path("/somewhere/else"))) == []


@pytest.mark.parametrize(
    "body",
    [
        "<figure class='bilan-float'><table><tr><th>x</th><td class='bilan-number'>nan</td></tr></table></figure>",
        "<figure class='bilan-float'><table><tr><th>x</th><td class='bilan-number'>NaN %</td></tr></table></figure>",
        "<figure class='bilan-float'><table><tr><th>x</th><td>None</td></tr></table></figure>",
        "<figure class='bilan-float'><svg role='img'><desc>d</desc><text>nan</text></svg></figure>",
        "<div class='bilan-said'><p>Le résultat : nan % (3 sur 7).</p></div>",
        "<div class='bilan-said'><p>Le résultat : 5 (nan sur 7).</p></div>",
        "<div class='bilan-said'><p>Fichier /somewhere/else/data.csv</p></div>",
    ],
)
def test_a_result_that_is_no_value_is_found_in_an_output_too(tmp_path: Path, body: str) -> None:
    assert content(tmp_path, body) != ""


def test_a_project_at_the_root_of_a_disk_does_not_make_every_slash_a_path(tmp_path: Path) -> None:
    found = content_problems(page(tmp_path, f"<main>{WORDS}<p>et/ou, 3/4, /somewhere/else-where</p></main>"), [], Path("/"))
    assert list(found) == []


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><th>P0001234</th></tr></table>",
        "<p title='P0001234'>x</p>",
        "<p data-x='de P0001234'>x</p>",
        "<p id='P0001234'>x</p>",
        "<p><span>P0001</span><b>234</b></p>",
        "<!-- P0001234 --><p>x</p>",
        "<svg><metadata>P0001234</metadata><desc>x</desc></svg>",
        "<svg><g aria-label='P0001234'/></svg>",
        '<script type=\'application/json\'>{"a": "P0001234"}</script>',
    ],
)
def test_a_persons_identifier_is_found_without_being_repeated(tmp_path: Path, body: str) -> None:
    said = content(tmp_path, body, r"\bP\d{7}\b")
    assert "person's identifier" in said
    assert "0001234" not in said


def test_coordinates_of_a_drawing_are_no_identifiers(tmp_path: Path) -> None:
    drawing = "<svg><path d='M 123456789 1'/><circle cx='123456789'/><g transform='translate(123456789)'/></svg>"
    assert content(tmp_path, f"<p>x</p>{drawing}", r"\b\d{9}\b") == ""


def test_an_empty_chapter_is_found(tmp_path: Path) -> None:
    found = content_problems(page(tmp_path, "<main><h1>Titre</h1></main>"), [], Path("/somewhere/else"))
    assert [problem.what.en for problem in found] == ["the chapter is empty"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<a href="missing.html">x</a>', "missing file"),
        ('<a href="b.html#nowhere">x</a>', "missing place"),
        ('<a href="#nowhere">x</a>', "missing place"),
        ('<a href="../../etc/passwd">x</a>', "out of the publication"),
        ('<a href="https://example.org/x">x</a>', "example.org"),
        ('<img src="https://www.ontario.ca/x.png">', "from another host"),
        ('<link rel="stylesheet" href="//cdn.example.org/x.css">', "from another host"),
        ('<a href="javascript:alert(1)">x</a>', "javascript:"),
        ('<img src="data:text/html,x">', "data:"),
        ('<p onclick="alert(1)">x</p>', "carries a script"),
        ("<script>alert(1)</script>", "a script is not the publication's"),
    ],
)
def test_links_that_lead_nowhere_or_outside_are_found(tmp_path: Path, body: str, said: str) -> None:
    assert said in links(tmp_path, body)


def test_links_to_pages_places_files_and_agreed_hosts_are_left_alone(tmp_path: Path) -> None:
    addresses = ("b.html#there", "file.csv", "https://www.ontario.ca/x", "mailto:a@b.ca", "?q=1")
    body = " ".join(f'<a href="{address}">x</a>' for address in addresses)
    assert links(tmp_path, body) == ""


def test_a_pdf_without_tags_language_or_title_is_found(tmp_path: Path) -> None:
    import pikepdf  # noqa: PLC0415

    path = tmp_path / "x.pdf"
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(path)
    said = {problem.what.en for problem in document_problems(path, "x.pdf", "fr", "t")}
    assert said == {"the PDF does not state its language", "the PDF is not tagged", "the PDF does not have the report's title"}
    path.write_bytes(b"not a PDF")
    assert [problem.what.en for problem in document_problems(path, "x.pdf", "fr", "t")] == ["the PDF cannot be read"]


QUARTO = '<title>t</title><meta name="generator" content="quarto-1.10.18">'


def scripts(tmp_path: Path, body: str, head: str = QUARTO) -> list[str]:
    made = page(tmp_path, body, head=head)
    return [problem.what.en for problem in outward_problems(made, tmp_path.resolve(), frozenset())]


QUARTOS_OWN = (
    '<main>x</main><script id="quarto-html-after-body" type="application/javascript">let space = "http://www.w3.org/2000/svg";</script>',
    '<button onclick="window.quartoOpenSearch();">x</button><script src="site_libs/quarto.js"></script>',
    '<script id="quarto-search-options" type="application/json">{"limit": 50}</script>',
)


@pytest.mark.parametrize("body", QUARTOS_OWN)
def test_the_scripts_that_quarto_writes_stay_on_its_pages_alone(tmp_path: Path, body: str) -> None:
    assert scripts(tmp_path, body) == []
    assert scripts(tmp_path, body, head="<title>t</title>") != []


@pytest.mark.parametrize(
    "body",
    [
        '<script src="https://cdn.jsdelivr.net/npm/requirejs@2.3.6/require.min.js"></script>',
        '<script src="//cdn.example/x.js"></script>',
        '<script src="../../x.js"></script>',
        "<script>let x;</script>",
        '<script id="mine">let x;</script>',
        '<main><script id="quarto-html-after-body">let x;</script></main>',
        '<script id="quarto-html-after-body">fetch("https://elsewhere.example/");</script>',
        "<script id=\"quarto-html-after-body\">import('//elsewhere.example/x.js');</script>",
        '<p onclick="window.quartoOpenSearch(); steal();">x</p>',
        '<p onmouseover="window.quartoOpenSearch();">x</p>',
        '<main><p onclick="window.quartoOpenSearch();">x</p></main>',
        '<p ONERROR="x()">x</p>',
    ],
)
def test_every_other_script_is_refused_on_a_page_of_quartos(tmp_path: Path, body: str) -> None:
    assert any("script" in what for what in scripts(tmp_path, body))
