"""From a framework file to a `Framework` that can be computed: read strictly, then every name and number held against the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel

from analysis.core.languages import Bilingual
from analysis.core.located_tree import Step
from analysis.core.strict_yaml import load_located
from analysis.frameworks.estimate_checks import check_published_estimate
from analysis.frameworks.findings import Findings
from analysis.frameworks.indicator_checks import check_cohorts, check_indicators
from analysis.frameworks.model import Framework
from analysis.frameworks.number_checks import check_numbers
from analysis.frameworks.part_checks import check_parts
from analysis.frameworks.sources import SourceReference
from analysis.frameworks.vocabulary import DIMENSIONS

Place = tuple[Step, ...]


def load_framework(path: Path) -> Framework:
    """Return the framework that a file defines, when everything in it holds together.

    Raises
    ------
    DefinitionError
        With every problem at once, in the order of the lines. What the file's form gets wrong (keys, types) comes first and alone:
        names and sums can only be checked in a file that has the right form.
    """
    located = load_located(path, Framework)
    framework, findings = located.model, Findings(located.tree)
    if framework.name != path.stem:
        findings.note(
            ("name",),
            Bilingual(
                f"le cadre s'appelle {framework.name}, le fichier {path.stem}",
                f"the framework is called {framework.name}, the file {path.stem}",
            ),
            Bilingual("On ouvre un cadre par le nom de son fichier.", "A framework is opened by the name of its file."),
            Bilingual("Donnez-leur le même nom.", "Give them the same name."),
        )
    _check_documents(framework, findings)
    check_cohorts(framework, findings)
    check_indicators(framework, findings)
    check_numbers(framework, findings)
    check_parts(framework, findings)
    if framework.follow_up is not None and framework.follow_up.published_estimate is not None:
        check_published_estimate(framework.follow_up.published_estimate, ("follow_up", "published_estimate"), findings)
    _check_breakdowns(framework, findings)
    _check_open_questions(framework, findings)
    findings.raise_if_any()
    return framework


def _check_documents(framework: Framework, findings: Findings) -> None:
    known = [document.id for document in framework.documents]
    findings.note_repeats(("documents",), known, key="id")
    for place, source in _sources(framework, ()):
        if source.document not in known:
            findings.note_unknown((*place, "document"), Bilingual("le document", "the document"), source.document, known)


def _sources(part: Any, place: Place) -> list[tuple[Place, SourceReference]]:
    """Return every source named below a part, with its place."""
    if isinstance(part, SourceReference):
        return [(place, part)]
    found: list[tuple[Place, SourceReference]] = []
    if isinstance(part, tuple):
        for index, item in enumerate(part):
            found += _sources(item, (*place, index))
    elif isinstance(part, BaseModel):
        for name, info in type(part).model_fields.items():
            found += _sources(getattr(part, name), (*place, info.alias or name))
    return found


def _check_breakdowns(framework: Framework, findings: Findings) -> None:
    for index, name in enumerate(framework.breakdowns):
        if name not in DIMENSIONS:
            findings.note_unknown(("breakdowns", index), Bilingual("la ventilation", "the breakdown"), name, DIMENSIONS)


def _check_open_questions(framework: Framework, findings: Findings) -> None:
    findings.note_repeats(("open_questions",), (question.name for question in framework.open_questions))
    parameters = [parameter.name for parameter in framework.parameters]
    for index, question in enumerate(framework.open_questions):
        if question.parameter is not None and question.parameter not in parameters:
            place = ("open_questions", index, "parameter")
            findings.note_unknown(place, Bilingual("le paramètre", "the parameter"), question.parameter, parameters)
