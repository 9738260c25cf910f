"""Errors for people: where, what, why it matters, what to do, all problems of one source together.

A `UserError` is a mistake or a fault that its reader can mend: it is shown without a traceback and with its own exit code.
Anything else is our bug. Messages carry row numbers, counts and names of columns, never a person's values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from analysis.core.languages import Bilingual, Language, with_no_break_spaces


class ExitCode(IntEnum):
    """What a command answers to the shell."""

    DONE = 0
    BUG = 1
    DEFINITION = 10
    EXTRACT = 11
    DISCLOSURE = 12
    NOTEBOOK = 13
    REPORT = 14


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, as its reader needs it.

    `where` is a place a person can open: a file, with `:line` where one is known.
    """

    where: str
    what: Bilingual
    why: Bilingual | None = None
    todo: Bilingual | None = None

    def text(self, language: Language) -> str:
        """Return the problem as lines of plain text."""
        head = f"{self.where} — {with_no_break_spaces(self.what[language], language)}"
        marks = {"fr": ("Pourquoi :", "À faire :"), "en": ("Why:", "What to do:")}[language]
        parts = zip(marks, (self.why, self.todo), strict=True)
        lines = [f"    {mark} {part[language]}" for mark, part in parts if part]
        return "\n".join(
            _readable(line) for text in [head, *(with_no_break_spaces(line, language) for line in lines)] for line in text.split("\n")
        )


LONGEST_LINE = 600
"""Characters: what a file holds where a name should be may be a page long."""
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that a terminal obeys, that reverse what is read, or that cannot be written."""


def _readable(line: str) -> str:
    """Return a line that can be printed as it is, whatever the names in it were."""
    line = _OBEYED.sub("\N{REPLACEMENT CHARACTER}", line)
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


MOST_TOLD = 25
"""Problems that a message tells one by one: who mends these sees the others next."""
MOST_PLACES = 5


class UserError(Exception):
    """Everything that is wrong with one thing a user gave us; subclasses say which kind of thing."""

    exit_code = ExitCode.BUG
    title = Bilingual("Erreur", "Error")

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        if not self.problems:
            raise ValueError("a UserError needs at least one problem")
        super().__init__(self.text("en"))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.problems,)

    def text(self, language: Language) -> str:
        """Return a heading that counts the problems, then each of them."""
        count = len(self.problems)
        counted = {
            "fr": f"{count} problème{'s' if count > 1 else ''}",
            "en": f"{count} problem{'s' if count > 1 else ''}",
        }[language]
        colon = "\u00a0:" if language == "fr" else ":"
        return "\n".join([f"{self.title[language]}{colon} {counted}", *_told(self.problems, language)])


def _told(problems: tuple[Problem, ...], language: Language) -> list[str]:
    """Return the problems as text; of more than a person reads, those that are alike are told once and the last are counted."""
    if len(problems) <= MOST_TOLD:
        return [problem.text(language) for problem in problems]
    places: dict[tuple[Bilingual, Bilingual | None, Bilingual | None], list[Problem]] = {}
    for problem in problems:
        places.setdefault((problem.what, problem.why, problem.todo), []).append(problem)
    alike = list(places.values())
    told = [_with_other_places(same, language) for same in alike[:MOST_TOLD]]
    if n_left := sum(map(len, alike[MOST_TOLD:])):
        told.append(Bilingual(f"… et {n_left} autres.", f"… and {n_left} more.")[language])
    return told


def _with_other_places(same: list[Problem], language: Language) -> str:
    first, *others = same
    if not others:
        return first.text(language)
    shown = ", ".join(problem.where for problem in others[:MOST_PLACES])
    n_left = len(others) - MOST_PLACES
    also = {"fr": "De même\u00a0:", "en": "Likewise:"}[language]
    more = Bilingual(f" … et à {n_left} autres endroits", f" … and in {n_left} more places")[language] if n_left > 0 else ""
    return f"{first.text(language)}\n    {also} {shown}{more}"


class DefinitionError(UserError):
    """A framework, codebook, policy or run file that cannot be used as written."""

    exit_code = ExitCode.DEFINITION
    title = Bilingual("Définition refusée", "Definition refused")


class ExtractError(UserError):
    """A file of an agency that cannot be read at all (a bad row is not an error: it goes to the ledger)."""

    exit_code = ExitCode.EXTRACT
    title = Bilingual("Extrait refusé", "Extract refused")


class DisclosureError(UserError):
    """A table that cannot be released safely."""

    exit_code = ExitCode.DISCLOSURE
    title = Bilingual("Diffusion refusée", "Release refused")


class NotebookError(UserError):
    """A notebook that failed, never ended, or is not what a notebook must be."""

    exit_code = ExitCode.NOTEBOOK
    title = Bilingual("Carnet en échec", "Notebook failed")


class ReportError(UserError):
    """A report that could not be rendered, checked or published."""

    exit_code = ExitCode.REPORT
    title = Bilingual("Rapport non publié", "Report not published")


class ProblemList:
    """Collects problems so that a reader gets them all at once, then raises one error if there are any."""

    def __init__(self, error: type[UserError]) -> None:
        self._error = error
        self._problems: list[Problem] = []

    def add(self, where: str, what: Bilingual, why: Bilingual | None = None, todo: Bilingual | None = None) -> None:
        """Note one problem."""
        self._problems.append(Problem(where, what, why, todo))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note several problems."""
        self._problems.extend(problems)

    def __bool__(self) -> bool:
        return bool(self._problems)

    def raise_if_any(self) -> None:
        """Raise the error that holds every problem noted so far; do nothing when there is none."""
        if self._problems:
            raise self._error(self._problems)
