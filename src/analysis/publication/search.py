"""The search index of the site: Pagefind's own files beside the pages, with French and English stemming."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from analysis.core.errors import Problem, ReportError
from analysis.core.languages import Bilingual, Language
from analysis.core.programs import run_program
from analysis.publication.plan import ChapterPlan
from analysis.publication.task_graph import Step
from analysis.publication.workshop import Workshop

INDEX = "pagefind"
"""The folder of the index beside the pages."""
_UNUSED = ("pagefind-ui.js", "pagefind-ui.css", "pagefind-modular-ui.js", "pagefind-modular-ui.css", "pagefind-highlight.js")


@cache
def _program() -> str:
    import pagefind_bin  # type: ignore[import-untyped]  # noqa: PLC0415

    return str(pagefind_bin.get_executable())


def search_steps(workshop: Workshop, searched: Sequence[ChapterPlan]) -> list[Step]:
    """Return the steps that index the pages of some chapters and sheets, once these are made."""
    return [
        Step(
            f"search:{language}",
            tuple(workshop.page_file(chapter, language) for chapter in searched),
            (workshop.search_folder(language) / INDEX / "pagefind.js",),
            workshop.fingerprints.printing_code,
            lambda language=language: _index(workshop, searched, language),  # type: ignore[misc]
        )
        for language in (workshop.request.languages if searched else ())
    ]


def _index(workshop: Workshop, searched: Sequence[ChapterPlan], language: Language) -> None:
    folder = workshop.search_folder(language)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for chapter in searched:
        shutil.copyfile(workshop.page_file(chapter, language), folder / f"{chapter.page}.html")
    write_search_index(folder, language)


def write_search_index(pages: Path, language: Language) -> None:
    """Index the pages of a folder into its sub-folder `INDEX`.

    Raises
    ------
    ReportError
        When the indexer fails.
    """
    command = [_program(), "--site", str(pages), "--force-language", language, "--quiet"]
    # One thread, so that the order of what it writes cannot change.
    environment = {**os.environ, "RAYON_NUM_THREADS": "1", "TOKIO_WORKER_THREADS": "1"}
    done = run_program(command, environment=environment)
    if done.returncode != 0 or not (pages / INDEX / "pagefind.js").is_file():
        # What it says may quote the pages: it is not repeated.
        raise ReportError(
            Problem(
                f"{pages.parent.name}/{pages.name}",
                Bilingual(
                    f"Pagefind n'a pas fait l'index de recherche (code {done.returncode})",
                    f"Pagefind did not make the search index (code {done.returncode})",
                ),
                Bilingual("Aucun rapport n'est publié sans sa recherche.", "No report is published without its search."),
                Bilingual(
                    "Voyez s'il reste de la place sur le disque, puis réinstallez le paquet pagefind-bin.",
                    "See whether the disk has space left, then install the package pagefind-bin again.",
                ),
            )
        )
    for name in _UNUSED:
        (pages / INDEX / name).unlink(missing_ok=True)


def write_section_texts(pages: Path, sections: Sequence[dict[str, str]]) -> None:
    """Write the words of each section into `assets/search-sections.js`: opened from a disk, a page may not load Pagefind's files."""
    text = json.dumps(sections, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    (pages / "assets" / "search-sections.js").write_text(f"window.bilanSections={text};\n", encoding="utf-8")


def sections_of(page: str, text: str) -> list[dict[str, str]]:
    """Return the address, title and words of each section of a page."""
    from lxml import html  # noqa: PLC0415

    main: Any = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8")).find(".//main")
    found: list[dict[str, str]] = []
    for element in main:
        if element.tag == "nav":
            continue
        if element.tag in ("h1", "h2", "h3"):
            title = " ".join("".join(element.itertext()).split())
            address = f"{page}.html" if element.tag == "h1" else f"{page}.html#{element.get('id', '')}"
            found.append({"url": address, "title": title, "text": ""})
        elif found:
            words = " ".join(" ".join(element.itertext()).split())
            found[-1]["text"] = f"{found[-1]['text']} {words}".strip()
    return found
