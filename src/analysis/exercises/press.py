"""What prints a page of the case studies: one template, one look, the printing wing's own typesetting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from analysis.core.languages import Bilingual, Language
from analysis.core.project import Project
from analysis.exercises.versions import Audience
from analysis.publication import texts
from analysis.publication.book import read_book, theme_folder
from analysis.publication.html_chapter import html_chapter
from analysis.publication.pdf import write_pdf
from analysis.publication.references import NumberedChapter, ReferenceWords, targets_of
from analysis.publication.typst_document import typst_document
from analysis.publication.whole_files import write_whole

AUDIENCE_NAMES: Mapping[Audience, Bilingual] = {
    "learner": Bilingual("Version de la personne qui apprend", "Learner's version"),
    "key": Bilingual("Corrigé", "Key"),
    "facilitator": Bilingual("Guide d'animation", "Facilitator's guide"),
}
CASE_STUDIES = Bilingual("Études de cas", "Case studies")
NOT_REAL = Bilingual("Étude de cas : aucune personne, aucune agence réelle.", "Case study: no real person, no real agency.")
_NOTEBOOK = Bilingual("Carnet Jupyter", "Jupyter notebook")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page to print: who reads it, in which language, and under which name in which folder.

    `learner` is the person whose own numbers it holds (empty for the numbers of the sources); such pages are one folder deeper.
    """

    title: str
    audience: Audience
    language: Language
    folder: Path
    name: str
    learner: str = ""
    has_notebook: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """A template, a theme, the words of captions, and a folder to work in."""

    template: str
    theme: Path
    words: Mapping[Language, ReferenceWords]
    scratch: Path

    def print_chapter(self, chapter: NumberedChapter, leaf: Leaf) -> None:
        """Write a chapter as a page and as a tagged PDF.

        Raises
        ------
        ReportError
            When it cannot be typeset.
        """
        words = self.words[leaf.language]
        targets = targets_of([chapter])
        links = [f'<a href="{leaf.name}.pdf">PDF</a>']
        if leaf.has_notebook:
            links.append(f'<a href="{leaf.name}.ipynb">{_NOTEBOOK[leaf.language]}</a>')
        page = html_chapter(chapter, targets, words)
        for name, svg in page.figures.items():
            write_whole(leaf.folder / "figures" / name, svg)
        self.print_page(page.content, leaf, " · ".join(links))
        source, drawings = typst_document([chapter], targets, words)
        work = self.scratch / "pdf" / "-".join([leaf.audience, leaf.language, leaf.folder.name, leaf.name])
        write_pdf(source, drawings, _pdf_facts(leaf), theme=self.theme, folder=work, out=leaf.folder / f"{leaf.name}.pdf")

    def print_page(self, content: str, leaf: Leaf, links: str = "") -> None:
        """Write a page around its content; it needs no script."""
        language, page = leaf.language, f"{leaf.name}.html"
        other = texts.other(language)
        up, below = ("../", f"{leaf.folder.name}/") if leaf.learner else ("", "")
        values = {
            "language": language,
            "title": escape(leaf.title),
            "audience": shown(AUDIENCE_NAMES[leaf.audience], language),
            "home": f'<a href="{up}index.html">{shown(CASE_STUDIES, language)}</a>',
            "band": shown(NOT_REAL, language),
            # A page whose other language is not made leads nowhere.
            "switch": f'<a class="switch" href="{up}../{other}/{below}{page}" hreflang="{other}" lang="{other}">'
            f"{texts.OTHER_LANGUAGE[language]}</a>"
            if other in self.words
            else "",
            "assets": f"{up}../../assets",
            "skip": texts.SKIP[language],
            "learner": escape(leaf.learner),
            "content": content,
            "files": links,
        }
        write_whole(leaf.folder / page, Template(self.template).substitute(values))


def press_of(project: Project, languages: tuple[Language, ...]) -> Press:
    """Return the press of a project."""
    book, theme = read_book(project), theme_folder(project)
    words = {language: ReferenceWords(book.crossref(language)) for language in languages}
    scratch = project.stores / "_exercises"
    scratch.mkdir(parents=True, exist_ok=True)
    return Press((theme / "handout.html").read_text(encoding="utf-8"), theme, words, scratch)


def shown(text: Bilingual, language: Language) -> str:
    """Return a title or a sentence of ours for HTML."""
    return escape(texts.typeset(text[language]))


def _pdf_facts(leaf: Leaf) -> dict[str, object]:
    name = texts.typeset(AUDIENCE_NAMES[leaf.audience][leaf.language])
    foot = f"{name} – {leaf.learner}" if leaf.learner else name
    return {
        "language": leaf.language,
        "title": leaf.title,
        "author": "bilan",
        "description": f"{leaf.title} – {name}",
        "keywords": [name],
        "fiscal_year": name,
        "made_up": texts.typeset(NOT_REAL[leaf.language]),
        "draft": "",
        "foot": foot,
        "contents": texts.CONTENTS[leaf.language],
        "provenance": [],
        "parts": {},
        "compact": True,
    }
