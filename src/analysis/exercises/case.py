"""A case at work in a notebook: its numbers, its checks, its hints on demand and, for who leads the day, its answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal, get_args

from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual, Language, did_you_mean
from analysis.exercises.answer_words import answer_lines, fill
from analysis.exercises.case_file import CaseFile, OpenAnswer, Question
from analysis.exercises.displays import check_display, form_display, guide_display, hint_display, marks_display, situation_display
from analysis.exercises.marking import Mark, State, mark
from analysis.exercises.variants import Variant
from analysis.exercises.working import Worked
from analysis.exercises.written_answers import read_number
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay, TextDisplay

View = Literal["learner", "key", "facilitator", "report"]
VIEWS: tuple[View, ...] = get_args(View)


class Case:
    """One case for one learner. A display object is what each method returns: the last line of a cell shows it."""

    def __init__(self, definition: CaseFile, variant: Variant, worked: Worked, language: Language, view: View) -> None:
        self.definition = definition
        self.variant = variant
        self.language: Language = language
        self.view: View = view
        self._worked = worked
        self._marks: dict[str, Mark] = {}
        self._hints_given: dict[str, int] = {}

    @property
    def values(self) -> Mapping[str, Decimal]:
        """The numbers of the situation, by name."""
        return self.variant.values

    def situation(self) -> TableDisplay:
        """Return the numbers of the situation, with where each comes from."""
        return situation_display(self.definition, self.variant, self.language)

    def show(self, name: str) -> Any:
        """Return a table, a figure or a sentence of the case.

        Raises
        ------
        DefinitionError
            When the case has nothing of that name.
        """
        self._hold(name, self._worked.shown)
        return self._worked.shown[name](self.language)

    def form(self, question: str) -> TableDisplay | TextDisplay:
        """Return what a question gives to choose from or to fill, with the words to type; on paper, where to write."""
        return form_display(self.definition, self._question(question), self.language)

    def try_out(self, tool: str, **values: Any) -> Any:
        """Return what a tool of the case makes of other values, each typed as a person types a number (`0.55`, `"55 %"`).

        Raises
        ------
        DefinitionError
            When there is no such tool or value, or one cannot be read; every problem at once.
        """
        self._hold(tool, self._worked.tools)
        units = self._worked.tool_units[tool]
        changes: dict[str, Decimal] = {}
        problems = []
        for name, given in values.items():
            if name not in units:
                what = Bilingual(f"« {name} » n'est pas une valeur de cet outil", f'"{name}" is not a value of this tool')
                problems.append(Problem(tool, what, todo=did_you_mean(name, units)))
                continue
            reading = read_number(given, units[name])
            if reading.problem is not None:
                problems.append(Problem(f"{tool}, {name}", reading.problem))
            else:
                # Of two readings of a share, the one that is a share.
                changes[name] = reading.candidates[-1] if units[name] is Unit.SHARE else reading.candidates[0]
        if problems:
            raise DefinitionError(problems)
        return self._worked.tools[tool](self.language, changes)

    def check(self, question: str, given: Any = ...) -> TextDisplay:
        """Return what is said of an answer: its first difference only, and a hint after a second wrong one."""
        asked = self._question(question)
        earlier = self._marks.get(question)
        self._marks[question] = found = self.mark(question, given)
        hint = None
        wrong_again = earlier is not None and earlier.state not in (State.RIGHT, State.UNANSWERED)
        if wrong_again and found.state is State.VALUE and not found.mistake:
            hint = self._next_hint(asked)
        answer = steps = None
        if self.view in ("key", "facilitator") and question in self._worked.answers:
            answer = answer_lines(asked, self._worked.answers[question], self.language)
            steps = self._worked.steps.get(question, ())
        told = replace(found, says=self._filled(found.says))
        return check_display(asked, told, self.language, hint=hint, answer=answer, steps=steps)

    def mark(self, question: str, given: Any) -> Mark:
        """Return the mark of an answer, for programs: tests, the collection of scores, an automatic grader."""
        asked = self._question(question)
        expected = self._worked.answers.get(question)
        if expected is None and not isinstance(asked.answer, OpenAnswer):
            raise ValueError(f"the case {self.definition.name} does not work out {question}")
        return mark(asked, expected, given, self._worked.mistakes.get(question, {}), self.language)

    def require(self, question: str, given: Any) -> None:
        """Raise `AssertionError` unless the answer is right: the form in which nbgrader takes a test."""
        found = self.mark(question, given)
        if not (found.is_right or found.state is State.TO_READ):
            raise AssertionError(self._filled(found.says)[self.language])

    def hint(self, question: str) -> TextDisplay:
        """Return the next hint of a question, from the slightest to the most explicit; the last one comes again."""
        return hint_display(self._next_hint(self._question(question)), self.language)

    def solution(self, question: str) -> Any:
        """Return the answer in the form in which it is typed.

        Raises
        ------
        DefinitionError
            In a learner's notebook.
        """
        asked = self._question(question)
        if self.view not in ("key", "facilitator"):
            raise DefinitionError(
                Problem(
                    self.definition.name,
                    Bilingual(
                        "ce carnet est celui d'une personne qui apprend : il ne donne pas la réponse",
                        "a learner's notebook gives no answer",
                    ),
                    todo=Bilingual(f'Demandez un indice : case.hint("{question}").', f'Ask for a hint: case.hint("{question}").'),
                )
            )
        if isinstance(asked.answer, OpenAnswer):
            return " ".join(text[self.language] for text in asked.answer.likely)
        return _typed(self._worked.answers[question])

    def expected(self, question: str) -> Any:
        """Return the exact right answer of a closed question, for programs that mark or print keys."""
        return self._worked.answers[self._question(question).name]

    def wrong(self, question: str) -> Mapping[str, Any]:
        """Return the usual wrong answers of a question by the name of the mistake, for tests and for who prepares the day."""
        return self._worked.mistakes.get(self._question(question).name, {})

    def guide(self) -> TextDisplay:
        """Return what the facilitator needs: purpose, timing, likely answers, rubric and traps; a sentence of purpose for others."""
        return guide_display(self.definition, self.variant, self.language, whole=self.view == "facilitator")

    def marks(self) -> TableDisplay:
        """Return the questions answered so far in this notebook, and the points had."""
        return marks_display(self.definition, self._marks, self.language)

    def _next_hint(self, question: Question) -> Bilingual | None:
        if not question.hints:
            return None
        given = self._hints_given.get(question.name, 0)
        self._hints_given[question.name] = given + 1
        return self._filled(question.hints[min(given, len(question.hints) - 1)])

    def _filled(self, text: Bilingual) -> Bilingual:
        return fill(text, self.variant, self.definition)

    def _question(self, name: str) -> Question:
        self._hold(name, {question.name: question for question in self.definition.questions})
        return self.definition.question(name)

    def _hold(self, name: str, known: Mapping[str, object]) -> None:
        if name not in known:
            what = Bilingual(f"« {name} » n'est pas dans ce cas", f'"{name}" is not in this case')
            raise DefinitionError(Problem(self.definition.name, what, todo=did_you_mean(name, known)))

    def __repr__(self) -> str:
        return f"<Case {self.definition.number} {self.definition.name}: {len(self.definition.questions)} questions, {self.view}>"


def _typed(answer: Any) -> Any:
    """Return an answer as a person would type it: plain numbers, lists and dictionaries."""
    if isinstance(answer, Decimal):
        return int(answer) if answer == answer.to_integral_value() else float(answer)
    if isinstance(answer, frozenset | set):
        return sorted(answer)
    if isinstance(answer, Mapping):
        return {key: _typed(value) for key, value in answer.items()}
    return answer
