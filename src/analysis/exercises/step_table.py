"""A calculation as a table: one step a row, each readable aloud."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.core.languages import Bilingual, Language
from analysis.presentation.display import TableDisplay
from analysis.presentation.sheet import Cell, Column, Row, Sheet
from analysis.presentation.typography import typeset


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step: the question that it answers, what it is called, and the sentence that works it out."""

    question: str
    label: Bilingual
    reading: Bilingual


def step_table(label: str, caption: Bilingual, rows: Sequence[StepRow], language: Language) -> TableDisplay:
    """Return the steps of a calculation."""
    columns = (
        Column("step", {"fr": "Étape", "en": "Step"}[language], "name", 40),
        Column("reading", {"fr": "Calcul", "en": "Calculation"}[language], "text", 60),
    )
    made = tuple(Row((Cell(typeset(row.label[language], language)), Cell(typeset(row.reading[language], language)))) for row in rows)
    return TableDisplay(label, Sheet(language, typeset(caption[language], language), columns, made))
