"""The book rendered by Quarto from the same composed chapters.

One project a language, all formats in one call, the log read for what Quarto only warns of.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from analysis.core.errors import Problem, ReportError
from analysis.core.languages import Bilingual, Language
from analysis.core.programs import attended
from analysis.core.workspaces import workspace
from analysis.publication.execution import FIXED_DATE, KEPT_VARIABLES
from analysis.publication.pdf import lacking_letters
from analysis.publication.quarto_project import write_project
from analysis.publication.renderers import ChosenRenderer
from analysis.publication.site import REPORT_FILE
from analysis.publication.svg import standalone_svg
from analysis.publication.whole_files import SCRATCH
from analysis.publication.workshop import Workshop

TIME_LIMIT = 1800.0
"""Seconds. Twenty notebooks with eighty figures took two minutes."""

_UNRESOLVED = re.compile(r"Unable to resolve crossref\s+@?(?P<label>\S+)")
_COMPLAINS = re.compile(r"\s*(?:\[?(?:ERROR|WARNING|WARN|Error|error|warning)\b|Uncaught|\(\w+\) )")
_PROGRESS = re.compile(r"\s*(?:\[\s*\d+/\d+\]|\[typst\]: Compiling|DONE\b|Output created:|Stack trace:|at .*:\d+:\d+\)?$)")
_TERMINAL_CODES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_SPOKEN_LINK = re.compile(r'aria-label="[^"]*"')
_BOOK_TITLE = re.compile(r'<h1 class="title"([^>]*)>(.*?)</h1>', re.DOTALL)
MOST_LINES = 200
"""Of a complaint: no one reads more, and Quarto's own are of a few."""


def render_with_quarto(workshop: Workshop, staging: Path, renderer: ChosenRenderer) -> None:
    """Write the site and PDF of each language into a staging folder.

    Raises
    ------
    ReportError
        When Quarto fails, leaves a reference unresolved or does not write what it was asked for. Nothing is tried with the other renderer:
        it would give another report than the one asked for.
    """
    for language in workshop.request.languages:
        with workspace(workshop.folder, SCRATCH) as project:
            lacking = write_project(workshop, project, language)
            if lacking:
                workshop.warnings.append(lacking_letters(lacking, workshop.facts(language), workshop.numbered(language)))
            _render(project, renderer)
            _collect(workshop, project, staging / language, language)


def _render(project: Path, renderer: ChosenRenderer) -> None:
    # All formats in one call: a second one would empty the folder of the first.
    with attended(
        [str(renderer.program), "render", str(project)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        cwd=project,
        env=_environment(project),
        start_new_session=True,
    ) as process:
        try:
            said, _ = process.communicate(timeout=TIME_LIMIT)
        except subprocess.TimeoutExpired as fault:
            raise _failed(Bilingual("Quarto n'a pas fini à temps", "Quarto did not finish in time")) from fault
    lines = complaint(said, project)
    unresolved = sorted({found["label"].strip("'\"") for found in _UNRESOLVED.finditer("\n".join(lines))})
    if unresolved:
        labels = ", ".join(unresolved)
        raise _failed(Bilingual(f"Quarto n'a pas résolu\u00a0: {labels}", f"Quarto did not resolve: {labels}"))
    if process.returncode != 0:
        told = "\n    ".join(lines) or f"code {process.returncode}"
        raise _failed(Bilingual(f"Quarto a échoué\u00a0:\n    {told}", f"Quarto failed:\n    {told}"))


def _environment(project: Path) -> dict[str, str]:
    home = project / ".home"
    temporary = home / "tmp"
    temporary.mkdir(parents=True)
    return {
        **{name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
        "HOME": str(home),
        # What it leaves when it is killed goes with its project.
        "TMPDIR": str(temporary),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "SOURCE_DATE_EPOCH": FIXED_DATE,
        "NO_COLOR": "1",
        # Those of this machine would be taken for letters that the report's fonts lack.
        "TYPST_IGNORE_SYSTEM_FONTS": "true",
        # As for notebooks: a build asks nothing of another machine.
        "DO_NOT_TRACK": "1",
        "DENO_NO_UPDATE_CHECK": "1",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "localhost,127.0.0.1",
    }


def complaint(said: str, project: Path) -> list[str]:
    """Return the lines of what Quarto said that complain: all of them from its first error or warning on.

    Its progress, the places in its own code and the folders of this machine are left out: they say nothing of what is wrong.
    """
    text = _TERMINAL_CODES.sub("", said)
    # The folder of the project is named as it was given and as the system resolves it.
    for folder in sorted({str(project.resolve()), str(project)}, key=len, reverse=True):
        text = text.replace(f"file://{folder}/", "").replace(f"{folder}/", "").replace(folder, ".")
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    first = next((place for place, line in enumerate(lines) if _COMPLAINS.match(line)), 0)
    return [line for line in lines[first:] if not _PROGRESS.match(line)][:MOST_LINES]


def _collect(workshop: Workshop, project: Path, folder: Path, language: Language) -> None:
    book = project / "_book"
    pages = {f"{chapter.page}.html" for chapter in workshop.plan.chapters}
    missing = sorted(name for name in pages if not (book / name).is_file())
    documents = sorted(book.glob("*.pdf")) if book.is_dir() else []
    if missing or len(documents) != 1:
        absent = ", ".join([*missing, *([] if len(documents) == 1 else [REPORT_FILE])])
        raise _failed(Bilingual(f"Quarto n'a pas écrit\u00a0: {absent}", f"Quarto did not write: {absent}"))
    if documents[0].name != REPORT_FILE:
        documents[0].rename(book / REPORT_FILE)
    for name in pages:
        page = spoken_titles((book / name).read_text(encoding="utf-8"))
        (book / name).write_text(one_title(page) if name == "index.html" else page, encoding="utf-8")
    shutil.copytree(book, folder)
    (folder / "figures").mkdir(exist_ok=True)
    for chapter in workshop.composed(language):
        for piece in chapter.pieces:
            if piece.kind == "figure":
                svg = standalone_svg(piece.svg, piece.label, piece.alt, language, chapter.shown)
                (folder / "figures" / f"{piece.label}.svg").write_text(svg, encoding="utf-8")


def one_title(page: str) -> str:
    """Return the first page of a book with one title of the first level: Quarto writes the book's above the chapter's."""
    return page if page.count("<h1") < 2 else _BOOK_TITLE.sub(r'<p class="title"\1>\2</p>', page, count=1)


def spoken_titles(page: str) -> str:
    """Return a page whose links to its neighbours are named by their titles as they are: Quarto writes there the title's source."""
    return _SPOKEN_LINK.sub(lambda label: label[0].replace("&amp;#", "&#"), page)


def _failed(what: Bilingual) -> ReportError:
    return ReportError(
        Problem(
            "Quarto",
            what,
            Bilingual("Un livre à moitié rendu n'est pas publié.", "A half-rendered book is not published."),
            Bilingual(
                "Corrigez-en la cause, ou choisissez l'autre moteur\u00a0: --renderer pandoc.",
                "Mend its cause, or choose the other renderer: --renderer pandoc.",
            ),
        )
    )
