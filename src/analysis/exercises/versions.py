"""The versions of a master: for a learner, with the answers, for who leads the day; one language each, with one learner's numbers.

A learner's version holds no answer: its answer cells are empty, hidden tests are gone, nothing was executed. The library works the answers
out again from the learner's name when it checks them.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any, Literal

from analysis.core.languages import LANGUAGES, Bilingual, Language
from analysis.exercises.answer_words import filled_text
from analysis.exercises.case_file import CaseFile, OpenAnswer
from analysis.exercises.masters import AUDIENCES, HIDDEN_TESTS, SOLUTION, Master, MasterCell
from analysis.exercises.variants import Variant
from analysis.presentation.typography import typeset

Audience = Literal["learner", "key", "facilitator"]
_YOUR_ANSWER = Bilingual("remplacez les points par votre réponse", "replace the dots by your answer")
_ASSIGNED = re.compile(r"^[ \t]*(?P<name>[A-Za-z_]\w*)[ \t]*=[^=]", re.MULTILINE)
_PARAMETER = re.compile(r"^(?P<name>\w+)(?P<type>\s*:\s*\w+)?\s*=.*?(?P<comment>\s*#.*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a case: what becomes a notebook file, and its pages."""

    case: CaseFile
    variant: Variant
    audience: Audience
    language: Language
    notebook: dict[str, Any]


def make_version(master: Master, case: CaseFile, variant: Variant, audience: Audience, language: Language) -> Version:
    """Return one version of a master; the same master, numbers, audience and language always give the same bytes."""
    empty = Version(case, variant, audience, language, {})
    cells = []
    for number, cell in enumerate(master.cells, start=1):
        if not _is_for(cell, audience) or (cell.kind == "markdown" and cell.language != language):
            continue
        made = _made(cell, number, empty)
        cells.append(made)
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "bilan": {"case": case.name, "audience": audience, "language": language, "learner": variant.learner},
    }
    return replace(empty, notebook={"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells})


def _is_for(cell: MasterCell, audience: Audience) -> bool:
    wanted = cell.tags & set(AUDIENCES)
    return not wanted or audience in wanted


def _made(cell: MasterCell, number: int, version: Version) -> dict[str, Any]:
    case, variant, audience, language = version.case, version.variant, version.audience, version.language
    tags = sorted(cell.tags - set(LANGUAGES) - set(AUDIENCES))
    metadata: dict[str, Any] = {"tags": tags} if tags else {}
    if cell.grading:
        metadata["nbgrader"] = cell.grading
        metadata["editable"] = not cell.grading.get("locked", False)
    common = {"id": f"cell-{number}", "metadata": metadata}
    if cell.kind == "markdown":
        source = filled_text(cell.source, variant, case, language)
        return {"cell_type": "markdown", **common, "source": typeset_prose(source, language)}
    source = cell.source
    if "parameters" in cell.tags:
        source = _with_values(source, {"learner": variant.learner, "language": language, "view": audience})
    source = HIDDEN_TESTS.sub("", source)
    source = SOLUTION.sub(lambda region: _answer_region(region["inside"], case, audience, language), source)
    return {"cell_type": "code", **common, "execution_count": None, "outputs": [], "source": source.rstrip("\n")}


def typeset_prose(source: str, language: Language) -> str:
    """Return prose with its no-break spaces, leaving code, links and attributes as they are."""
    parts = re.split(r"(`[^`]*`|\{[^}]*\}|\]\([^)]*\)|https?://\S+)", source)
    return "".join(part if place % 2 else _line_by_line(part, language) for place, part in enumerate(parts))


def _line_by_line(text: str, language: Language) -> str:
    return "\n".join(
        typeset(line, language) if line.strip() and not line.lstrip().startswith((":::", "|")) else line for line in text.split("\n")
    )


def _answer_region(inside: str, case: CaseFile, audience: Audience, language: Language) -> str:
    if audience != "learner":
        return inside
    return "".join(_stub(name, case, language) for name in dict.fromkeys(_ASSIGNED.findall(inside)))


def _stub(name: str, case: CaseFile, language: Language) -> str:
    """Return an empty answer: three dots, or an empty table in the form to fill."""
    by_name = {question.name: question.answer for question in case.questions}
    answer = by_name.get(name)
    comment = _YOUR_ANSWER[language]
    if answer is not None and answer.kind == "table":
        lines = []
        for row in answer.rows:
            cells = ", ".join(f'"{column.name}": ...' for column in answer.columns)
            lines.append(f'    "{row.name}": {{{cells}}},  # {typeset(row.label[language], language)}\n')
        return f"{name} = {{  # {comment}\n{''.join(lines)}}}\n"
    if answer is not None and answer.kind in ("choice", "several"):
        names = ", ".join(f'"{choice.name}"' for choice in answer.choices)
        empty = "[...]" if answer.kind == "several" else "..."
        among = {"fr": "parmi", "en": "among"}[language]
        return f"# {among}{chr(0xA0) if language == 'fr' else ''}: {names}\n{name} = {empty}  # {comment}\n"
    if isinstance(answer, OpenAnswer):
        return f'{name} = ""  # {comment}\n'
    return f"{name} = ...  # {comment}\n"


def _with_values(source: str, values: dict[str, str]) -> str:
    """Return a parameters cell in which some parameters have other values."""

    def line(found: re.Match[str]) -> str:
        if found["name"] not in values:
            return found[0]
        # JSON's text is also Python's, whatever quotes a name holds.
        return f"{found['name']}{found['type'] or ''} = {json.dumps(values[found['name']], ensure_ascii=False)}{found['comment'] or ''}"

    return _PARAMETER.sub(line, source)
