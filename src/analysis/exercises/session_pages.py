"""The plan of a day as a page and a PDF: what begins when, for how long, with what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from pathlib import Path

from analysis.core.languages import Bilingual, Language
from analysis.exercises.case_file import CaseFile
from analysis.exercises.session_file import SessionFile, SessionItem
from analysis.presentation import sheet
from analysis.presentation.display import TableDisplay
from analysis.presentation.typography import listed, typeset
from analysis.publication.compose import compose
from analysis.publication.notebooks import Cell, Notebook
from analysis.publication.parse import parse_chapter
from analysis.publication.references import NumberedChapter, number_book

_KINDS = {
    "talk": Bilingual("présentation", "talk"),
    "exercise": Bilingual("exercice", "exercise"),
    "break": Bilingual("pause", "break"),
}


def session_table(session: SessionFile, cases: Mapping[str, CaseFile], language: Language) -> TableDisplay:
    """Return the timetable of a day with its total, the breaks included."""
    fr = language == "fr"
    columns = (
        sheet.Column("begins", "Début" if fr else "Begins", "name", 12),
        sheet.Column("item", "Élément" if fr else "Item", "text", 38),
        sheet.Column("kind", "Nature" if fr else "Kind", "text", 14),
        sheet.Column("minutes", "Minutes", "number", 10),
        sheet.Column("bring", "À prévoir" if fr else "Bring", "text", 26),
    )
    rows = [
        sheet.Row(
            (
                sheet.Cell(clock_text(begins, language)),
                sheet.Cell(typeset(item.title[language], language), light=_cases(item, cases, language)),
                sheet.Cell(_KINDS[item.kind][language]),
                sheet.Cell(str(item.minutes)),
                sheet.Cell(typeset(item.with_[language], language) if item.with_ else "–"),
            )
        )
        for begins, item in session.timetable()
    ]
    rows.append(
        sheet.Row(
            (sheet.Cell("Total"), sheet.Cell("–"), sheet.Cell("–"), sheet.Cell(str(session.total_minutes)), sheet.Cell("–")), is_total=True
        )
    )
    foot = typeset(session.total_source[language], language)
    caption = {"fr": "La journée, minute par minute", "en": "The day, minute by minute"}[language]
    return TableDisplay(f"tbl-{session.name.replace('_', '-')}", sheet.Sheet(language, caption, columns, tuple(rows), foot=foot))


def _cases(item: SessionItem, cases: Mapping[str, CaseFile], language: Language) -> str:
    return listed(
        [typeset(f"{cases[name].number}. {cases[name].title[language]}", language) for name in item.cases if name in cases], language
    )


def clock_text(at: time, language: Language) -> str:
    """Return `9 h 30` or `9:30 a.m.`, unbroken."""
    if language == "fr":
        return f"{at.hour}\u00a0h" + (f"\u00a0{at.minute:02d}" if at.minute else "")
    return f"{(at.hour - 1) % 12 + 1}:{at.minute:02d}\u00a0{'a.m.' if at.hour < 12 else 'p.m.'}"


def session_chapter(session: SessionFile, cases: Mapping[str, CaseFile], language: Language) -> NumberedChapter:
    """Return the plan of a day as a chapter of one table."""
    table = session_table(session, cases, language)
    title = typeset(session.title[language], language)
    shown = f"params/sessions/{session.name}.yaml"
    heading = Cell(1, "markdown", f"# {title} {{#sec-session .unnumbered}}", frozenset({language}))
    notebook = Notebook(Path(shown), (heading, Cell(2, "code", "", frozenset())))
    outputs = {"cells": [{"number": 2, "outputs": [{"type": "display_data", "data": table._repr_mimebundle_()}]}]}
    chapter = compose(notebook, outputs, language, session.name, shown)
    return number_book([parse_chapter(chapter)])[0]
