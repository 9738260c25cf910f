"""What `params/cases/<name>.yaml` says of a case study: its numbers, its questions, how an answer is marked and what helps.

The prose of a case is in its master notebook; the arithmetic is in `exercises/cases/`. A trainer changes numbers, hints and rubrics here
without touching either.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual
from analysis.frameworks.numbers import Unit
from analysis.frameworks.sources import Confidence, Document, SourceReference


class Variants(Part):
    """The values that a learner's own numbers are drawn from: a list, or every `step` from `least` to `most`."""

    choices: tuple[Decimal, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    step: Decimal | None = None


class CaseValue(Part):
    """One number of the situation: what the source gives, and what other learners may get instead."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: Bilingual
    unit: Unit
    given: Decimal
    variants: Variants | None = None
    """None: the same for everyone."""
    confidence: Confidence
    source: SourceReference | None = None
    reason: Bilingual | None = None
    """Why this number, when no source states it."""


class Choice(Part):
    """Something that can be chosen, by the name a learner types or by its label."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_]*$")
    label: Bilingual


class NumberAnswer(Part):
    """A number in a unit; `tolerance` is how far from the exact answer it may be, in the unit (a share is 0–1)."""

    kind: Literal["number"]
    unit: Unit
    tolerance: Decimal = Decimal(0)


class ChoiceAnswer(Part):
    """One of several things."""

    kind: Literal["choice"]
    choices: tuple[Choice, ...] = Field(min_length=2)


class SeveralAnswer(Part):
    """Some of several things, in any order."""

    kind: Literal["several"]
    choices: tuple[Choice, ...] = Field(min_length=2)


class TableColumn(Part):
    """A column of a table to fill."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: Bilingual
    answer: NumberAnswer | ChoiceAnswer = Field(discriminator="kind")


class TableAnswer(Part):
    """A table to fill: every row has one cell a column."""

    kind: Literal["table"]
    rows: tuple[Choice, ...] = Field(min_length=1)
    columns: tuple[TableColumn, ...] = Field(min_length=1)


class RubricLevel(Part):
    """What an open answer that deserves so many points contains."""

    points: int = Field(ge=0)
    label: Bilingual


class OpenAnswer(Part):
    """Something to write or to discuss: a person marks it, with a rubric."""

    kind: Literal["open"]
    likely: tuple[Bilingual, ...] = Field(min_length=1)
    """What is usually said, for the person who leads the discussion."""
    rubric: tuple[RubricLevel, ...] = Field(min_length=2)


class Mistake(Part):
    """A wrong answer that the case knows how to recognize, and what to say to whoever gives it."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    says: Bilingual


Answer = Annotated[NumberAnswer | ChoiceAnswer | SeveralAnswer | TableAnswer | OpenAnswer, Field(discriminator="kind")]


class Question(Part):
    """One question of a case."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: Bilingual
    """The question in a few words, for lists and scores."""
    answer: Answer
    points: int = Field(ge=0)
    hints: tuple[Bilingual, ...] = ()
    """From the slightest to the most explicit."""
    mistakes: tuple[Mistake, ...] = ()
    source: SourceReference | None = None


class CaseFile(Part):
    """A whole case study."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    number: int = Field(ge=1)
    title: Bilingual
    purpose: Bilingual
    """What a learner can do afterwards."""
    minutes: int = Field(ge=5, le=240)
    documents: tuple[Document, ...] = ()
    values: tuple[CaseValue, ...] = ()
    questions: tuple[Question, ...] = Field(min_length=1)
    traps: tuple[Bilingual, ...] = ()
    """What often goes wrong in the room, and what to do then."""
    open_points: tuple[Bilingual, ...] = ()
    """What no source tells: said to learners and trainers alike."""

    def question(self, name: str) -> Question:
        """Return one question; `KeyError` if there is none of that name."""
        return {question.name: question for question in self.questions}[name]

    @property
    def points(self) -> int:
        """All the points that can be had, open questions included."""
        return sum(question.points for question in self.questions)
