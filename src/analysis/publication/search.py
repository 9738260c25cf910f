"""The search index of the site: Pagefind's own files beside the pages, with French and English stemming."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from analysis.core.errors import Problem, ReportError
from analysis.core.languages import Bilingual, Language

_UNUSED = ("pagefind-ui.js", "pagefind-ui.css", "pagefind-modular-ui.js", "pagefind-modular-ui.css", "pagefind-highlight.js")


@cache
def _program() -> str:
    import pagefind_bin  # type: ignore[import-untyped]  # noqa: PLC0415

    return str(pagefind_bin.get_executable())


def write_search_index(pages: Path, language: Language) -> None:
    """Index the pages of a folder into its sub-folder `pagefind`.

    Raises
    ------
    ReportError
        When the indexer fails.
    """
    command = [_program(), "--site", str(pages), "--force-language", language, "--quiet"]
    # One thread, so that the order of what it writes cannot change; a fixed program, no shell.
    environment = {**os.environ, "RAYON_NUM_THREADS": "1", "TOKIO_WORKER_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, check=False, env=environment)  # noqa: S603
    if done.returncode != 0 or not (pages / "pagefind" / "pagefind.js").is_file():
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
        reason = said[-1][:300] if said else f"code {done.returncode}"
        raise ReportError(
            Problem(
                "Pagefind", Bilingual(f"l'index de recherche n'a pas été fait\u00a0: {reason}", f"the search index was not made: {reason}")
            )
        )
    for name in _UNUSED:
        (pages / "pagefind" / name).unlink(missing_ok=True)


def write_section_texts(pages: Path, names: Sequence[str]) -> None:
    """Write the words of each section into `assets/search-sections.js`: opened from a disk, a page may not load Pagefind's files."""
    sections = [section for name in names for section in _sections(pages / f"{name}.html")]
    text = json.dumps(sections, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    (pages / "assets" / "search-sections.js").write_text(f"window.bilanSections={text};\n", encoding="utf-8")


def _sections(page: Path) -> list[dict[str, str]]:
    from lxml import html  # noqa: PLC0415

    main = html.parse(str(page), html.HTMLParser(encoding="utf-8")).getroot().find(".//main")
    found: list[dict[str, str]] = []
    for element in main:
        if element.tag == "nav":
            continue
        if element.tag in ("h1", "h2", "h3"):
            title = " ".join("".join(element.itertext()).split())
            address = page.name if element.tag == "h1" else f"{page.name}#{element.get('id', '')}"
            found.append({"url": address, "title": title, "text": ""})
        elif found:
            words = " ".join(" ".join(element.itertext()).split())
            found[-1]["text"] = f"{found[-1]['text']} {words}".strip()
    return found
