"""Marking an answer: its kind, then its shape, then its rows, then its values; only the first difference is told.

What is told never contains the expected value, and says as little as helps: which row, which column, too large or too small.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from analysis.core.languages import Bilingual, Language
from analysis.exercises.case_file import (
    Answer,
    Choice,
    ChoiceAnswer,
    NumberAnswer,
    OpenAnswer,
    Question,
    SeveralAnswer,
    TableAnswer,
)
from analysis.exercises.written_answers import is_unanswered, read_choice, read_number


class State(StrEnum):
    """Where an answer stands."""

    RIGHT = "right"
    UNANSWERED = "unanswered"
    KIND = "kind"
    """Not the kind of thing that is asked."""
    SHAPE = "shape"
    """A table without its columns."""
    ROWS = "rows"
    """A table without its rows, a list with too many or too few things."""
    VALUE = "value"
    TO_READ = "to_read"
    """An open answer: a person marks it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of an answer. `mistake` names the recognized mistake when there is one."""

    state: State
    says: Bilingual
    mistake: str = ""

    @property
    def is_right(self) -> bool:
        """Whether the answer is right."""
        return self.state is State.RIGHT


RIGHT = Mark(State.RIGHT, Bilingual("Juste.", "Right."))
UNANSWERED = Mark(State.UNANSWERED, Bilingual("À répondre.", "To be answered."))


def mark(question: Question, expected: Any, given: Any, mistakes: Mapping[str, Any], language: Language) -> Mark:
    """Return what is said of an answer.

    Parameters
    ----------
    expected
        A Decimal, the name of a choice, a set of names, or rows of cells by name, as the question asks.
    mistakes
        Wrong answers that the case recognizes, by the names of the case file.
    """
    if isinstance(given, str) and isinstance(question.answer, SeveralAnswer):
        given = [part for part in given.replace(";", ",").split(",") if part.strip()]
    if is_unanswered(given):
        return UNANSWERED
    if isinstance(question.answer, OpenAnswer):
        return _open(given)
    found = _compare(question.answer, expected, given, language)
    if found.state is not State.VALUE:
        return found
    for mistake in question.mistakes:
        if mistake.name in mistakes and _compare(question.answer, mistakes[mistake.name], given, language).is_right:
            return Mark(State.VALUE, mistake.says, mistake.name)
    return found


def _open(given: Any) -> Mark:
    if not isinstance(given, str):
        return Mark(State.KIND, Bilingual("Écrivez votre réponse en mots, entre guillemets.", "Write your answer in words, in quotes."))
    return Mark(State.TO_READ, Bilingual("Réponse reçue : elle se lit et se discute.", "Answer received: a person reads and discusses it."))


def _compare(answer: Answer, expected: Any, given: Any, language: Language) -> Mark:
    match answer:
        case NumberAnswer():
            return _number(answer, expected, given)
        case ChoiceAnswer():
            return _choice(answer.choices, expected, given, language)
        case SeveralAnswer():
            return _several(answer, expected, given, language)
        case TableAnswer():
            return _table(answer, expected, given, language)
        case _:
            return _open(given)


def _number(answer: NumberAnswer, expected: Decimal, given: Any) -> Mark:
    reading = read_number(given, answer.unit)
    if reading.problem is not None:
        return Mark(State.KIND, reading.problem)
    if any(abs(candidate - expected) <= answer.tolerance for candidate in reading.candidates):
        return RIGHT
    if reading.is_ambiguous:
        return Mark(
            State.VALUE,
            Bilingual(
                "Pas encore, de quelque façon qu'on lise la virgule ou le point : écrivez le nombre sans séparateur de milliers.",
                "Not yet, whichever way the comma or point is read: write the number without a thousands separator.",
            ),
        )
    if all(candidate < expected for candidate in reading.candidates):
        return Mark(State.VALUE, Bilingual("Pas encore : c'est trop petit.", "Not yet: this is too small."))
    if all(candidate > expected for candidate in reading.candidates):
        return Mark(State.VALUE, Bilingual("Pas encore : c'est trop grand.", "Not yet: this is too large."))
    return Mark(State.VALUE, Bilingual("Pas encore.", "Not yet."))


def _choice(choices: tuple[Choice, ...], expected: str, given: Any, language: Language) -> Mark:
    name, problem = read_choice(given, choices, language)
    if problem is not None:
        return Mark(State.KIND, problem)
    return (
        RIGHT
        if name == expected
        else Mark(State.VALUE, Bilingual("Pas encore : ce n'est pas ce choix.", "Not yet: it is not this choice."))
    )


def _several(answer: SeveralAnswer, expected: Iterable[str], given: Any, language: Language) -> Mark:
    if not isinstance(given, list | tuple | set | frozenset):
        return Mark(State.KIND, Bilingual('Il faut une liste : ["un", "autre"].', 'A list is needed: ["one", "another"].'))
    chosen: set[str] = set()
    for one in sorted(given, key=str):
        name, problem = read_choice(one, answer.choices, language)
        if name is None:
            return Mark(State.KIND, problem or Bilingual("Ce n'est pas un des choix.", "This is not one of the choices."))
        chosen.add(name)
    wanted = set(expected)
    if chosen == wanted:
        return RIGHT
    extra, lacking = len(chosen - wanted), len(wanted - chosen)
    if extra:
        return Mark(
            State.ROWS,
            Bilingual(f"Pas encore : {extra} de trop dans votre liste.", f"Not yet: {extra} too many in your list."),
        )
    return Mark(State.ROWS, Bilingual(f"Pas encore : il en manque {lacking}.", f"Not yet: {lacking} missing."))


def _table(answer: TableAnswer, expected: Mapping[str, Mapping[str, Any]], given: Any, language: Language) -> Mark:
    rows = _rows_of(answer, given, language)
    if rows is None:
        return Mark(
            State.KIND,
            Bilingual(
                'Il faut un tableau : {"ligne": {"colonne": valeur}}, ou un DataFrame.',
                'A table is needed: {"row": {"column": value}}, or a DataFrame.',
            ),
        )
    columns = {column.name for column in answer.columns}
    for name in rows:
        extra = set(rows[name]) - columns
        if extra:
            return Mark(State.SHAPE, Bilingual(f"Colonne inconnue à la ligne {name}.", f"Unknown column in row {name}."))
    known = [row.name for row in answer.rows]
    strangers = [name for name in rows if name not in known]
    if strangers:
        return Mark(State.ROWS, Bilingual(f"{len(strangers)} ligne(s) inconnue(s).", f"{len(strangers)} unknown row(s)."))
    for row in answer.rows:
        for column in answer.columns:
            cell = rows.get(row.name, {}).get(column.name)
            if is_unanswered(cell):
                return Mark(
                    State.ROWS,
                    Bilingual(
                        f"Il reste une case à remplir : « {row.label.fr} », {column.label.fr}.",
                        f'A cell is still to be filled: "{row.label.en}", {column.label.en}.',
                    ),
                )
    for row in answer.rows:
        for column in answer.columns:
            found = _compare(column.answer, expected[row.name][column.name], rows[row.name][column.name], language)
            if not found.is_right:
                place = Bilingual(f"« {row.label.fr} », {column.label.fr} : ", f'"{row.label.en}", {column.label.en}: ')
                return Mark(found.state, Bilingual(place.fr + found.says.fr, place.en + found.says.en))
    return RIGHT


def _rows_of(answer: TableAnswer, given: Any, language: Language) -> dict[str, dict[str, Any]] | None:
    """Return a table as rows of cells by name, None when it is not one; a table of one column may be written as `{row: value}`."""
    if hasattr(given, "to_dict") and hasattr(given, "columns"):
        given = given.to_dict("index")
    if not isinstance(given, Mapping):
        return None
    rows: dict[str, dict[str, Any]] = {}
    for key, cells in given.items():
        name, _ = read_choice(key, answer.rows, language) if isinstance(key, str | int) else (None, None)
        if not isinstance(cells, Mapping):
            if len(answer.columns) != 1:
                return None
            cells = {answer.columns[0].name: cells}  # noqa: PLW2901
        named = {}
        for column, value in cells.items():
            found, _ = read_choice(column, [Choice(name=one.name, label=one.label) for one in answer.columns], language)
            named[found or str(column)] = value
        rows[name or str(key)] = named
    return rows
