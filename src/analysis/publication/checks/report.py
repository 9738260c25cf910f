"""Every check of a report that is ready to be published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual, Language
from analysis.publication.checks.accessibility import accessibility_problems
from analysis.publication.checks.content import content_problems
from analysis.publication.checks.document import document_problems
from analysis.publication.checks.links import Ends, ends_of, link_problems, outward_problems
from analysis.publication.checks.page import Page, read_page, texts_beside
from analysis.publication.checks.parity import parity_problems
from analysis.publication.checks.remembered import SoundPages
from analysis.publication.fingerprints import digest_of
from analysis.publication.outlines import Outline
from analysis.publication.site import REPORT_FILE
from analysis.publication.texts import typeset
from analysis.publication.workshop import Workshop


def report_problems(workshop: Workshop, folder: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with a report, each fault once; nothing when it may be published."""
    return tuple(dict.fromkeys(_problems(workshop, folder)))


def _problems(workshop: Workshop, folder: Path) -> Iterator[Problem]:
    request, root = workshop.request, folder.resolve()
    identifiers = [re.compile(pattern) for pattern in request.identifier_patterns]
    hosts = sorted(workshop.book.cited_hosts)
    rules = [workshop.fingerprints.printing_code, request.identifier_patterns, hosts, str(request.project.root), request.made_up]
    sound = SoundPages(workshop.folder / "sound-pages.json", digest_of(rules))
    pages: dict[Path, Ends] = {}
    for language, path in _page_files(workshop, root):
        shown, content = path.relative_to(root).as_posix(), path.read_bytes()
        ends = sound.find(shown, content)
        if ends is None:
            page = read_page(path, root, language)
            ends, problems = ends_of(page), tuple(_page_problems(workshop, page, root, identifiers))
            yield from problems
            if not problems:
                sound.note(shown, content, ends)
        pages[path] = ends
    sound.save()
    yield from link_problems(pages, root)
    outlines = {language: workshop.outlines(language) for language in request.languages}
    yield from _chapter_problems(outlines, pages, root)
    yield from parity_problems(outlines)
    for language in request.languages:
        document = folder / language / REPORT_FILE
        yield from document_problems(document, document.relative_to(folder).as_posix(), language, typeset(request.title[language]))
    yield from _data_problems(folder, identifiers)


def _page_files(workshop: Workshop, folder: Path) -> Iterator[tuple[Language | None, Path]]:
    yield None, folder / "index.html"
    for language in workshop.request.languages:
        for path in sorted((folder / language).glob("*.html")):
            yield language, path


def _page_problems(workshop: Workshop, page: Page, folder: Path, identifiers: list[re.Pattern[str]]) -> Iterator[Problem]:
    """Yield what is wrong with a page by itself, whatever the others hold."""
    request = workshop.request
    yield from outward_problems(page, folder, workshop.book.cited_hosts)
    yield from accessibility_problems(page)
    yield from content_problems(page, identifiers, request.project.root)
    if request.made_up and not page.tree.xpath("//*[contains(concat(' ', @class, ' '), ' bilan-made-up ')]"):
        yield Problem(
            page.shown, Bilingual("la page ne dit pas que les données sont fictives", "the page does not say that the data are made up")
        )


def _chapter_problems(outlines: Mapping[Language, Sequence[Outline]], pages: Mapping[Path, Ends], folder: Path) -> Iterator[Problem]:
    for language, chapters in outlines.items():
        for chapter in chapters:
            shown = f"{language}/{chapter.page}.html"
            ends = pages.get(folder / shown)
            if ends is None:
                yield Problem(shown, Bilingual("cette page manque", "this page is missing"))
                continue
            for kind, label in chapter.outputs:
                if kind in ("table", "figure") and label not in ends.anchors:
                    yield Problem(shown, Bilingual(f"{label} n'est pas dans la page", f"{label} is not on the page"))


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
    from lxml import etree  # noqa: PLC0415

    for path in sorted(folder.rglob("*.svg")):
        drawing = etree.parse(str(path), etree.XMLParser(resolve_entities=False, no_network=True))
        if any(pattern.search(text) for text in texts_beside(drawing.getroot()) for pattern in identifiers):
            yield Problem(
                path.relative_to(folder).as_posix(),
                Bilingual(
                    "cette figure contient ce qui ressemble à l'identifiant d'une personne",
                    "this figure holds what looks like a person's identifier",
                ),
            )
