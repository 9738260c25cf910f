"""Notebooks as text: their cells, tags and digests, read with the standard library alone so that a build with nothing to do ends soon."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from analysis.core.errors import NotebookError, Problem
from analysis.core.languages import Bilingual, Language
from analysis.core.provenance import digest_bytes

NOT_PUBLISHED = "remove-cell"
"""Tag of a Markdown cell that speaks to the notebook's reader only; Quarto knows it too."""

FOR_REPORT = ("report", "in-report")
"""Tags of the cells of a case study that a report shows: only there, or there too."""

LARGEST_NOTEBOOK = 20 * 10**6
"""Bytes: a notebook is text, and its outputs are not kept in it."""
MOST_CELLS = 5_000

_HEADING = re.compile(r"^# +(?P<title>.+?)(?:\s*\{(?P<attributes>[^{}]*)\})?\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `number` is its place in the notebook, from 1."""

    number: int
    kind: Literal["code", "markdown", "raw"]
    source: str
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook as its author wrote it, without outputs."""

    path: Path
    cells: tuple[Cell, ...]
    needs: tuple[str, ...] = ()
    """Parts of a run file (`targets`, `plan`) that it cannot be written without: `bilan: {needs: […]}` in its metadata."""

    @property
    def stem(self) -> str:
        """Its name without ending."""
        return self.path.stem

    @property
    def code_cells(self) -> tuple[Cell, ...]:
        """Its code cells, in order."""
        return tuple(cell for cell in self.cells if cell.kind == "code")

    @property
    def parameter_cells(self) -> tuple[Cell, ...]:
        """The code cells tagged `parameters` (a notebook to be built has exactly one)."""
        return tuple(cell for cell in self.code_cells if "parameters" in cell.tags)

    def markdown_cells(self, language: Language) -> tuple[Cell, ...]:
        """Return the Markdown cells of one language that are to be published."""
        return tuple(cell for cell in self.cells if cell.kind == "markdown" and language in cell.tags and NOT_PUBLISHED not in cell.tags)

    def title(self, language: Language) -> str | None:
        """Return the first first-level heading of a language, without its attributes; None when there is none."""
        for cell in self.markdown_cells(language):
            found = _HEADING.search(cell.source)
            if found:
                return found["title"].strip()
        return None

    def for_report(self) -> Notebook:
        """Return the cells of a case study's master that a report shows: its parameters, and what is tagged for a report."""
        kept = {"parameters", *FOR_REPORT}
        return Notebook(self.path, tuple(cell for cell in self.cells if cell.tags & kept), self.needs)

    def code_digest(self) -> str:
        """Return a digest of what is executed: the sources and tags of the code cells, in order; prose changes nothing in it."""
        content = [[cell.source, sorted(cell.tags & {"parameters"})] for cell in self.code_cells]
        return digest_bytes(json.dumps(content, ensure_ascii=False).encode())


def joined(source: Any) -> str:
    """Return a cell's source or an output's text as one string: the notebook format allows a list of lines."""
    if isinstance(source, list):
        return "".join(str(line) for line in source)
    return str(source)


def read_notebook(path: Path, shown: str) -> Notebook:
    """Return the notebook of a file.

    Raises
    ------
    NotebookError
        When the file is not a notebook of format 4, or is larger than any that a person wrote.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_NOTEBOOK:
            raise NotebookError(_too_large(shown, f"{size / 1e6:,.0f}".replace(",", "\u202f"), f"{size / 1e6:,.0f}"))
        content = json.loads(path.read_bytes().decode("utf-8"))
        if content["nbformat"] != 4:
            raise NotebookError(_not_a_notebook(shown, _format(content["nbformat"])))
        cells = content["cells"]
        if len(cells) > MOST_CELLS:
            raise NotebookError(_too_many(shown, len(cells)))
        read: list[Cell] = []
        for number, cell in enumerate(cells, start=1):
            kind, source, tags = cell["cell_type"], cell["source"], cell.get("metadata", {}).get("tags", ())
            if kind not in ("code", "markdown", "raw") or not _is_written(source) or not _are_tags(tags):
                raise NotebookError(_not_a_notebook(f"{shown} [{number}]", _NOT_A_CELL))
            read.append(Cell(number, kind, joined(source), frozenset(tags)))
        needs = content.get("metadata", {}).get("bilan", {}).get("needs", ())
        if not _are_tags(needs):
            raise NotebookError(_not_a_notebook(shown, _NOT_NEEDS))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise NotebookError(_not_a_notebook(shown, _why_unread(fault))) from fault
    return Notebook(path, tuple(read), tuple(needs))


def _is_written(source: object) -> bool:
    return isinstance(source, str) or (isinstance(source, list) and all(isinstance(line, str) for line in source))


def _are_tags(tags: object) -> bool:
    return isinstance(tags, list | tuple) and all(isinstance(tag, str) for tag in tags)


_NOT_A_CELL = Bilingual(
    "cette cellule n'a pas la forme d'une cellule (type, texte, étiquettes)", "this cell has not the form of a cell (type, text, tags)"
)


_NOT_NEEDS = Bilingual(
    "ce dont il a besoin (bilan.needs) n'est pas une liste de noms", "what it needs (bilan.needs) is not a list of names"
)


def _format(found: object) -> Bilingual:
    number = str(found) if type(found) is int and abs(found) < 1000 else "?"
    return Bilingual(f"le carnet est de format {number}, pas 4", f"the notebook is of format {number}, not 4")


def _why_unread(fault: Exception) -> Bilingual:
    if isinstance(fault, RecursionError):
        return Bilingual("le fichier est imbriqué trop profondément", "the file is nested too deep")
    if isinstance(fault, json.JSONDecodeError):
        place = Bilingual(f"ligne {fault.lineno}, colonne {fault.colno}", f"line {fault.lineno}, column {fault.colno}")
        return Bilingual(f"le fichier n'est pas du JSON ({place.fr})", f"the file is not JSON ({place.en})")
    if isinstance(fault, UnicodeDecodeError):
        return Bilingual(f"le fichier n'est pas en UTF-8 (octet {fault.start})", f"the file is not UTF-8 (byte {fault.start})")
    if isinstance(fault, OSError):
        return Bilingual("le fichier n'a pas pu être lu", "the file could not be read")
    return Bilingual("il y manque une partie d'un carnet", "a part of a notebook is missing")


def _not_a_notebook(where: str, reason: Bilingual) -> Problem:
    return Problem(
        where,
        Bilingual(
            f"ce fichier ne se lit pas comme un carnet Jupyter (format 4)\u00a0: {reason.fr}",
            f"this file does not read as a Jupyter notebook (format 4): {reason.en}",
        ),
        Bilingual("Un chapitre est un carnet.", "A chapter is a notebook."),
        Bilingual("Ouvrez-le dans JupyterLab et enregistrez-le de nouveau.", "Open it in JupyterLab and save it again."),
    )


def _too_large(shown: str, french: str, english: str) -> Problem:
    most = LARGEST_NOTEBOOK // 10**6
    return Problem(
        shown,
        Bilingual(f"ce carnet pèse {french}\u00a0Mo, au plus {most}", f"this notebook has {english} MB, at most {most}"),
        Bilingual(
            "Il garde sans doute des résultats, que la construction refait.", "It probably keeps outputs, which the build makes again."
        ),
        Bilingual("Effacez les résultats dans JupyterLab et enregistrez.", "Clear the outputs in JupyterLab and save."),
    )


def _too_many(shown: str, count: int) -> Problem:
    return Problem(
        shown,
        Bilingual(f"ce carnet a {count} cellules, au plus {MOST_CELLS}", f"this notebook has {count} cells, at most {MOST_CELLS}"),
        Bilingual("Une page de cette longueur ne servirait à personne.", "A page of that length would be of no use to anybody."),
        Bilingual("Faites-en plusieurs chapitres.", "Make several chapters of it."),
    )
