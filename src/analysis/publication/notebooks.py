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
        return Notebook(self.path, tuple(cell for cell in self.cells if cell.tags & kept))

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
        When the file is not a notebook of format 4.
    """
    try:
        content = json.loads(path.read_bytes().decode("utf-8"))
        if content["nbformat"] != 4:
            raise ValueError("format")
        cells = tuple(
            Cell(number, cell["cell_type"], joined(cell["source"]), frozenset(cell.get("metadata", {}).get("tags", ())))
            for number, cell in enumerate(content["cells"], start=1)
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise NotebookError(
            Problem(
                shown,
                Bilingual(
                    "ce fichier ne se lit pas comme un carnet Jupyter (format 4)",
                    "this file does not read as a Jupyter notebook (format 4)",
                ),
                Bilingual("Un chapitre est un carnet.", "A chapter is a notebook."),
                Bilingual("Ouvrez-le dans JupyterLab et enregistrez-le de nouveau.", "Open it in JupyterLab and save it again."),
            )
        ) from fault
    return Notebook(path, cells)
