"""The criteria of a good annual report beside what this one contains, and what a person must still judge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from analysis.core.languages import Bilingual, Language
from analysis.frameworks.report_criteria import Check, Criterion, ReportCriteria
from analysis.presentation.display import TableDisplay
from analysis.presentation.sheet import Cell, Column, Row, Sheet
from analysis.presentation.tables.cells import in_words
from analysis.presentation.tables.definitions import sheet_data
from analysis.presentation.typography import NO_BREAK_SPACE, typeset


class AnswerShown(Protocol):
    """What is shown of one check that was looked up."""

    @property
    def check(self) -> Check:
        """What was looked up."""

    @property
    def evidence(self) -> Bilingual:
        """What was found, counted."""

    @property
    def chapter(self) -> str:
        """Where it stands; empty when it is not published."""

    @property
    def holds(self) -> bool:
        """Whether all of it was found."""


class JudgedShown(Protocol):
    """One criterion with its answers."""

    @property
    def criterion(self) -> Criterion:
        """The criterion."""

    @property
    def answers(self) -> Sequence[AnswerShown]:
        """What was looked up for it."""

    @property
    def n_holding(self) -> int:
        """How many of its checks hold."""


_FOUND = Bilingual("présent", "present")
_PARTLY = Bilingual("présent en partie", "partly present")
_NOT_PUBLISHED = Bilingual("aucun chapitre publié ne le montre", "no published chapter shows it")
_LACKING = Bilingual("absent", "lacking")


def criteria(
    judged: Sequence[JudgedShown],
    definition: ReportCriteria,
    *,
    language: Language,
    label: str = "tbl-criteria",
    caption: str | None = None,
) -> TableDisplay:
    """Return one row a criterion: what it asks, what was looked up and found, the finding, and what a person must judge."""
    columns = (
        Column("criterion", in_words(Bilingual("Critère", "Criterion"), language), "name", 30),
        Column("evidence", in_words(Bilingual("Ce que le rapport contient", "What the report contains"), language), "text", 32),
        Column("finding", in_words(Bilingual("Constat", "Finding"), language), "text", 14),
        Column("person", in_words(Bilingual("Reste à juger par une personne", "Left for a person to judge"), language), "text", 24),
    )
    titles = {document.id: document.title[language] for document in definition.documents}
    rows = []
    for item in judged:
        symbol, word = _finding(item)
        evidence = "; ".join(_said(answer, language) for answer in item.answers)
        name = Cell(typeset(item.criterion.label[language], language), light=item.criterion.id)
        cells = (
            name,
            Cell(evidence),
            Cell(in_words(word, language), symbol=symbol),
            Cell(typeset(item.criterion.for_a_person[language], language)),
        )
        rows.append(Row(cells, group=typeset(titles[item.criterion.source.document], language)))
    text = caption or typeset(definition.title[language], language)
    notes = Bilingual(
        "✓ présent, ◐ en partie, ✗ absent : constats calculés sur ce que le rapport contient; ils ne disent rien de sa justesse",
        "✓ present, ◐ partly, ✗ lacking: findings computed on what the report contains; they say nothing of its merit",
    )
    source = "; ".join(document.publisher for document in definition.documents[:1])
    foot = in_words(
        Bilingual("Source des critères, reformulés : {source}.", "Source of the criteria, restated: {source}."), language, source=source
    )
    data = sheet_data(columns, rows, label, text, source)
    return TableDisplay(label, Sheet(language, text, columns, tuple(rows), (("", in_words(notes, language)),), foot, data))


def _finding(item: JudgedShown) -> tuple[str, Bilingual]:
    if item.n_holding == len(item.answers):
        return "✓", _FOUND
    return ("◐", _PARTLY) if item.n_holding or any(answer.chapter for answer in item.answers) else ("✗", _LACKING)


def _said(answer: AnswerShown, language: Language) -> str:
    mark = "✓" if answer.holds else "✗"
    text = f"{mark}{NO_BREAK_SPACE}{typeset(answer.evidence[language], language)}"
    return text if answer.chapter else f"{text} ({in_words(_NOT_PUBLISHED, language)})"
