"""Every check of a report that is ready to be published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual
from analysis.publication.checks.accessibility import accessibility_problems
from analysis.publication.checks.content import content_problems
from analysis.publication.checks.document import document_problems
from analysis.publication.checks.links import link_problems
from analysis.publication.checks.page import Page, read_page
from analysis.publication.checks.parity import parity_problems
from analysis.publication.site import REPORT_FILE
from analysis.publication.texts import typeset
from analysis.publication.workshop import Workshop


def report_problems(workshop: Workshop, folder: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with a report, each fault once; nothing when it may be published."""
    return tuple(dict.fromkeys(_problems(workshop, folder)))


def _problems(workshop: Workshop, folder: Path) -> Iterator[Problem]:
    request = workshop.request
    identifiers = [re.compile(pattern) for pattern in request.identifier_patterns]
    pages: dict[Path, Page] = {}
    for path in [folder / "index.html", *(path for language in request.languages for path in sorted((folder / language).glob("*.html")))]:
        language = next((language for language in request.languages if path.parent.name == language), None)
        pages[path.resolve()] = read_page(path.resolve(), folder.resolve(), language)
    yield from link_problems(pages, folder, workshop.book.cited_hosts)
    for page in pages.values():
        yield from accessibility_problems(page)
        yield from content_problems(page, identifiers, request.project.root)
        if request.made_up and not page.tree.xpath("//*[contains(concat(' ', @class, ' '), ' bilan-made-up ')]"):
            yield Problem(
                page.shown, Bilingual("la page ne dit pas que les données sont fictives", "the page does not say that the data are made up")
            )
    yield from _chapter_problems(workshop, pages, folder)
    yield from parity_problems({language: workshop.numbered(language) for language in request.languages})
    yield from parity_problems({language: workshop.numbered_sheets(language) for language in request.languages})
    for language in request.languages:
        document = folder / language / REPORT_FILE
        yield from document_problems(document, document.relative_to(folder).as_posix(), language, typeset(request.title[language]))
    yield from _data_problems(folder, identifiers)


def _chapter_problems(workshop: Workshop, pages: dict[Path, Page], folder: Path) -> Iterator[Problem]:
    for language in workshop.request.languages:
        for chapter in (*workshop.numbered(language), *workshop.numbered_sheets(language)):
            page = pages.get((folder / language / f"{chapter.page}.html").resolve())
            if page is None:
                yield Problem(f"{language}/{chapter.page}.html", Bilingual("cette page manque", "this page is missing"))
                continue
            for piece in chapter.parsed.chapter.pieces:
                if piece.kind in ("table", "figure") and piece.label not in page.anchors:
                    yield Problem(page.shown, Bilingual(f"{piece.label} n'est pas dans la page", f"{piece.label} is not on the page"))


def _data_problems(folder: Path, identifiers: list[re.Pattern[str]]) -> Iterator[Problem]:
    if not identifiers:
        return
    for path in sorted((folder / "data").glob("*.csv")):
        text = path.read_text(encoding="utf-8-sig")
        if any(pattern.search(text) for pattern in identifiers):
            yield Problem(
                f"data/{path.name}",
                Bilingual(
                    "ces données contiennent ce qui ressemble à l'identifiant d'une personne",
                    "these data hold what looks like a person's identifier",
                ),
            )
