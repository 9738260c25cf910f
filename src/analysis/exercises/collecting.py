"""Points of notebooks handed in: their answers are read from the text of their cells, never executed, and marked again here."""

from __future__ import annotations

import ast
import csv
import io
import json
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual, Language
from analysis.core.machine_faults import machine_faults_as
from analysis.core.ownership import OwnFile, refuse_within_ours
from analysis.core.spreadsheet import guarded
from analysis.exercises.answer_words import answer_lines
from analysis.exercises.case import Case
from analysis.exercises.case_file import OpenAnswer
from analysis.exercises.opening import open_case
from analysis.exercises.typing_mistakes import quoted_numbers

LARGEST_NOTEBOOK = 5_000_000
COLUMNS = ("file", "learner", "case", "question", "state", "points", "of")
_OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}


@dataclass(frozen=True, slots=True)
class Collection:
    """What was collected."""

    out: Path
    n_notebooks: int
    unread: tuple[Bilingual, ...]

    def text(self, language: Language) -> str:
        """Return how many notebooks were read, and which were not and why."""
        head = Bilingual(f"{self.n_notebooks} carnets relevés dans {self.out}.", f"{self.n_notebooks} notebooks collected in {self.out}.")
        return "\n".join([head[language], *(problem[language] for problem in self.unread)])


class CollectionError(DefinitionError):
    """A collection that may not be written where it was asked for."""

    title = Bilingual("Relevé non écrit", "Collection not written")


def collect(folder: Path, out: OwnFile) -> Collection:
    """Write one row a question of each notebook below a folder.

    A notebook says in its metadata which case and whose version it is; an answer is a literal, or arithmetic on literals and on earlier
    answers. Anything else counts as unanswered: nothing of a notebook is executed.

    Raises
    ------
    DefinitionError
        When the folder is not one, or holds no notebook.
    """
    with machine_faults_as(CollectionError, str(out.path)):
        _refuse_other_files(out)
    paths = sorted(path for path in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts) if folder.is_dir() else []
    if not paths:
        raise DefinitionError(
            Problem(
                str(folder),
                Bilingual("aucun carnet dans ce dossier", "no notebook in this folder"),
                todo=Bilingual("Donnez le dossier des carnets remis.", "Give the folder of the notebooks handed in."),
            )
        )
    rows: list[dict[str, object]] = []
    unread: list[Bilingual] = []
    for path in paths:
        shown = path.relative_to(folder).as_posix()
        try:
            rows += _rows_of(path, shown)
        except (OSError, ValueError, KeyError, TypeError, DefinitionError):
            unread.append(Bilingual(f"{shown} : ce n'est pas une étude de cas", f"{shown}: this is not a case study"))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows({name: guarded(value) if isinstance(value, str) else value for name, value in row.items()} for row in rows)
    with machine_faults_as(CollectionError, str(out.path)):
        out.write(lambda stream: stream.write(text.getvalue().encode("utf-8-sig", "replace")), lambda: _refuse_other_files(out))
    return Collection(out.path, len(paths) - len(unread), tuple(unread))


def _refuse_other_files(out: OwnFile) -> None:
    refuse_within_ours(out.path.absolute(), str(out.path), CollectionError)
    out.refuse_others(
        Bilingual(
            "ce fichier existe et n'est pas un relevé de points tel que bilan l'a écrit ici",
            "this file exists and is no collection of points as bilan wrote it here",
        ),
        CollectionError,
        Bilingual("Seul un relevé que bilan a écrit est remplacé.", "Only a collection that bilan wrote is replaced."),
    )


def _rows_of(path: Path, shown: str) -> list[dict[str, object]]:
    if path.stat().st_size > LARGEST_NOTEBOOK:
        raise ValueError("too large")
    notebook = json.loads(path.read_text(encoding="utf-8"))
    about = notebook["metadata"]["bilan"]
    language: Language = "en" if about["language"] == "en" else "fr"
    case = open_case(str(about["case"]), str(about["learner"]), language, "key")
    answers = read_answers(notebook)
    rows = []
    for question in case.definition.questions:
        found = case.mark(question.name, answers.get(question.name))
        rows.append(
            {
                "file": shown,
                "learner": about["learner"],
                "case": case.definition.name,
                "question": question.name,
                "state": found.state.value,
                "points": question.points if found.is_right else 0,
                "of": question.points,
            }
        )
    return rows


def read_answers(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values given to names in the code of a notebook, the last of each, as far as they can be read without executing."""
    values: dict[str, Any] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"]) if isinstance(cell["source"], list) else str(cell["source"])
        try:
            tree = ast.parse("".join(quoted_numbers(source.splitlines(keepends=True))))
        except (SyntaxError, ValueError, RecursionError):
            continue
        for statement in tree.body:
            target = statement.targets[0] if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None
            if isinstance(statement, ast.Assign) and isinstance(target, ast.Name):
                try:
                    values[target.id] = _value(statement.value, values)
                except (ValueError, TypeError, ArithmeticError, RecursionError, KeyError):
                    values.pop(target.id, None)
    return values


def _value(node: ast.expr, known: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant():
            return Decimal(repr(node.value)) if isinstance(node.value, float) else node.value
        case ast.Name():
            return known[node.id]
        case ast.UnaryOp(op=ast.USub()):
            return -_number(node.operand, known)
        case ast.BinOp() if type(node.op) in _OPERATORS:
            return _OPERATORS[type(node.op)](_number(node.left, known), _number(node.right, known))
        case ast.List() | ast.Tuple() | ast.Set():
            items = [_value(item, known) for item in node.elts]
            return tuple(items) if isinstance(node, ast.Tuple) else items
        case ast.Dict() if all(key is not None for key in node.keys):
            return {_value(key, known): _value(value, known) for key, value in zip(node.keys, node.values, strict=True) if key is not None}
    raise ValueError("not a literal")


def _number(node: ast.expr, known: Mapping[str, Any]) -> Decimal:
    value = _value(node, known)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError("not a number")
    return Decimal(value)


def key_text(name: str, learner: str, language: Language) -> str:
    """Return the right answers of a learner's version, one a line."""
    case: Case = open_case(name, learner, language, "key")
    colon = "\u00a0:" if language == "fr" else ":"
    lines = [f"{case.definition.title[language]}{f' — {learner}' if learner else ''}"]
    lines += [
        f"- {question.label[language]}{colon} {'; '.join(answer_lines(question, case.expected(question.name), language))}"
        for question in case.definition.questions
        if not isinstance(question.answer, OpenAnswer)
    ]
    return "\n".join(lines)
