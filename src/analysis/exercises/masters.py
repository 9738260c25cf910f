"""A master notebook read and held to its case: every question is asked, answered and checked in it, in both languages."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.core.errors import NotebookError, Problem
from analysis.core.languages import LANGUAGES, Bilingual, Language
from analysis.exercises.case_file import CaseFile, OpenAnswer

SOLUTION = re.compile(r"^[ \t]*### BEGIN SOLUTION[ \t]*\n(?P<inside>.*?)^[ \t]*### END SOLUTION[ \t]*\n?", re.DOTALL | re.MULTILINE)
HIDDEN_TESTS = re.compile(r"^[ \t]*### BEGIN HIDDEN TESTS[ \t]*\n.*?^[ \t]*### END HIDDEN TESTS[ \t]*\n?", re.DOTALL | re.MULTILINE)
"""The regions that nbgrader knows by these marks; ours are the same, so that its users can import the masters."""

AUDIENCES = ("learner", "key", "facilitator", "report")
"""Tags of cells that only some readers get; a cell without any is for every reader of an exercise, and not for a report."""


@dataclass(frozen=True, slots=True)
class MasterCell:
    """One cell of a master."""

    kind: str
    source: str
    tags: frozenset[str]
    grading: dict[str, Any]
    """What nbgrader says of the cell; empty for most."""

    @property
    def language(self) -> Language | None:
        """The language of a text cell."""
        return next((language for language in LANGUAGES if language in self.tags), None)


@dataclass(frozen=True, slots=True)
class Master:
    """A master notebook."""

    path: Path
    cells: tuple[MasterCell, ...]

    @property
    def name(self) -> str:
        """The name of its case."""
        return self.path.stem


def read_master(path: Path, case: CaseFile) -> Master:
    """Return a master that agrees with its case file.

    Raises
    ------
    NotebookError
        When the file is not a notebook, or a question of the case is not asked, answered or checked in it; every problem at once.
    """
    where = f"notebooks/exercises/{path.name}"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        cells = tuple(_cell(cell) for cell in content["cells"])
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise NotebookError(
            Problem(
                where,
                Bilingual("ce fichier ne se lit pas comme un carnet Jupyter", "this file does not read as a Jupyter notebook"),
                todo=Bilingual("Ouvrez-le dans JupyterLab et enregistrez-le de nouveau.", "Open it in JupyterLab and save it again."),
            )
        ) from fault
    master = Master(path, cells)
    problems = [*_language_problems(master, where), *_question_problems(master, case, where)]
    if problems:
        raise NotebookError(problems)
    return master


def _cell(cell: dict[str, Any]) -> MasterCell:
    source = "".join(cell["source"]) if isinstance(cell["source"], list) else str(cell["source"])
    metadata = cell.get("metadata", {})
    return MasterCell(str(cell["cell_type"]), source, frozenset(metadata.get("tags", ())), dict(metadata.get("nbgrader", {})))


def _language_problems(master: Master, where: str) -> list[Problem]:
    texts = [(number, cell) for number, cell in enumerate(master.cells, start=1) if cell.kind == "markdown"]
    found = [cell.language for _, cell in texts]
    if found == list(LANGUAGES) * (len(found) // 2):
        return []
    at = next(number for place, (number, cell) in enumerate(texts) if cell.language != LANGUAGES[place % 2])
    return [
        Problem(
            f"{where} [{at}]",
            Bilingual(
                "les cellules de texte ne vont pas par paires, français puis anglais",
                "text cells do not come in pairs, French then English",
            ),
            Bilingual("Chaque version est dans une langue et complète.", "Each version is in one language and whole."),
            Bilingual("Étiquetez chaque cellule `fr` ou `en`, l'une après l'autre.", "Tag each cell `fr` or `en`, one after the other."),
        )
    ]


def _question_problems(master: Master, case: CaseFile, where: str) -> list[Problem]:
    code = [cell.source for cell in master.cells if cell.kind == "code"]
    checked = set(re.findall(r"case\.check\(\"(\w+)\"", "\n".join(code)))
    solved = {
        name
        for source in code
        for region in SOLUTION.finditer(source)
        for name in re.findall(r"case\.solution\(\"(\w+)\"\)", region["inside"])
    }
    problems = []
    for question in case.questions:
        if question.name not in checked:
            problems.append(
                Problem(
                    where,
                    Bilingual(f"la question {question.name} n'est vérifiée nulle part", f"the question {question.name} is checked nowhere"),
                    todo=Bilingual(
                        f'Ajoutez une cellule `case.check("{question.name}", …)`.', f'Add a cell `case.check("{question.name}", …)`.'
                    ),
                )
            )
        if question.name not in solved and not isinstance(question.answer, OpenAnswer):
            problems.append(
                Problem(
                    where,
                    Bilingual(
                        f"la question {question.name} n'a pas de cellule de réponse", f"the question {question.name} has no answer cell"
                    ),
                    todo=Bilingual(
                        f'Écrivez `{question.name} = case.solution("{question.name}")` entre les marques SOLUTION.',
                        f'Write `{question.name} = case.solution("{question.name}")` between the SOLUTION marks.',
                    ),
                )
            )
    known = {question.name for question in case.questions}
    problems += [
        Problem(where, Bilingual(f"{name} n'est pas une question du cas", f"{name} is not a question of the case"))
        for name in sorted((checked | solved) - known)
    ]
    return problems
