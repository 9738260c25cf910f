"""From a case file to a `CaseFile` in which every name, number and hint holds together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from analysis.core.languages import Bilingual
from analysis.core.located_tree import Step
from analysis.core.strict_yaml import load_located
from analysis.exercises.case_file import CaseFile, NumberAnswer, OpenAnswer, TableAnswer, Variants
from analysis.frameworks.findings import Findings
from analysis.frameworks.numbers import Unit
from analysis.frameworks.sources import Confidence, SourceReference

MOST_VARIANTS = 10_000
_PLACE = re.compile(r"\{([^{}]*)\}")


def load_case(path: Path) -> CaseFile:
    """Return the case study that a file defines.

    Raises
    ------
    DefinitionError
        With every problem of the file at once, each with its line.
    """
    located = load_located(path, CaseFile)
    case, findings = located.model, Findings(located.tree)
    if case.name != path.stem:
        findings.note(
            ("name",),
            Bilingual(f"le cas s'appelle {case.name}, le fichier {path.stem}", f"the case is called {case.name}, the file {path.stem}"),
            Bilingual("On ouvre un cas par le nom de son fichier.", "A case is opened by the name of its file."),
            Bilingual("Donnez-leur le même nom.", "Give them the same name."),
        )
    findings.note_repeats(("documents",), [document.id for document in case.documents], key="id")
    findings.note_repeats(("values",), [value.name for value in case.values], key="name")
    findings.note_repeats(("questions",), [question.name for question in case.questions], key="name")
    _check_sources(case, findings)
    _check_values(case, findings)
    _check_questions(case, findings)
    findings.raise_if_any()
    return case


def variants_of(variants: Variants) -> int:
    """Return how many values a draw has to choose from."""
    if variants.choices:
        return len(variants.choices)
    if variants.least is None or variants.most is None or not variants.step or variants.step < 0 or variants.most < variants.least:
        return 0
    return int((variants.most - variants.least) // variants.step) + 1


def _check_sources(case: CaseFile, findings: Findings) -> None:
    known = [document.id for document in case.documents]
    for place, source in _sources(case):
        if source.document not in known:
            findings.note_unknown((*place, "document"), Bilingual("le document", "the document"), source.document, known)


def _sources(case: CaseFile) -> Iterator[tuple[tuple[Step, ...], SourceReference]]:
    for at, value in enumerate(case.values):
        if value.source is not None:
            yield ("values", at, "source"), value.source
    for at, question in enumerate(case.questions):
        if question.source is not None:
            yield ("questions", at, "source"), question.source


def _check_values(case: CaseFile, findings: Findings) -> None:
    for at, value in enumerate(case.values):
        place: tuple[Step, ...] = ("values", at)
        if value.confidence is not Confidence.ASSUMED and value.source is None:
            findings.note(
                (*place, "source"),
                Bilingual(f"la valeur {value.name} n'a pas de source", f"the value {value.name} has no source"),
                Bilingual("Un nombre sans source est une supposition.", "A number without a source is an assumption."),
                Bilingual(
                    "Donnez `source`, ou `confidence: assumed` et `reason`.", "Give `source`, or `confidence: assumed` and `reason`."
                ),
            )
        if value.confidence is Confidence.ASSUMED and value.reason is None:
            findings.note(
                (*place, "reason"),
                Bilingual(f"la valeur supposée {value.name} n'a pas de raison", f"the assumed value {value.name} has no reason"),
                Bilingual("Qui enseigne le cas doit pouvoir la défendre.", "Whoever teaches the case must be able to defend it."),
                Bilingual("Écrivez `reason`, dans les deux langues.", "Write `reason`, in both languages."),
            )
        if value.variants is not None and not 2 <= variants_of(value.variants) <= MOST_VARIANTS:
            findings.note(
                (*place, "variants"),
                Bilingual(
                    f"les variantes de {value.name} ne donnent pas de 2 à {MOST_VARIANTS} valeurs",
                    f"the variants of {value.name} do not give from 2 to {MOST_VARIANTS} values",
                ),
                Bilingual("Les nombres d'une personne y sont tirés au sort.", "A learner's numbers are drawn from them."),
                Bilingual(
                    "Écrivez `choices: […]`, ou `least`, `most` et `step` (positif).",
                    "Write `choices: […]`, or `least`, `most` and `step`.",
                ),
            )


def _check_questions(case: CaseFile, findings: Findings) -> None:
    names = {value.name for value in case.values}
    for at, question in enumerate(case.questions):
        place: tuple[Step, ...] = ("questions", at)
        findings.note_repeats((*place, "mistakes"), [mistake.name for mistake in question.mistakes], key="name")
        answer = question.answer
        if isinstance(answer, OpenAnswer):
            most = max(level.points for level in answer.rubric)
            if most != question.points:
                findings.note(
                    (*place, "answer", "rubric"),
                    Bilingual(
                        f"la grille de {question.name} va jusqu'à {most} points, la question en vaut {question.points}",
                        f"the rubric of {question.name} goes up to {most} points, the question is worth {question.points}",
                    ),
                    Bilingual("Personne ne pourrait avoir tous les points.", "Nobody could have all the points."),
                    Bilingual("Mettez-les d'accord.", "Make them agree."),
                )
        elif not question.hints:
            findings.note(
                (*place, "hints"),
                Bilingual(f"la question {question.name} n'a pas d'indice", f"the question {question.name} has no hint"),
                Bilingual("Une personne seule resterait bloquée.", "A person alone would be stuck."),
                Bilingual("Écrivez-en au moins un, dans les deux langues.", "Write at least one, in both languages."),
            )
        if isinstance(answer, NumberAnswer):
            _check_tolerance(answer, (*place, "answer"), findings)
        if isinstance(answer, TableAnswer):
            findings.note_repeats((*place, "answer", "rows"), [row.name for row in answer.rows], key="name")
            findings.note_repeats((*place, "answer", "columns"), [column.name for column in answer.columns], key="name")
        for index, text in enumerate([*question.hints, *(mistake.says for mistake in question.mistakes)]):
            for language in ("fr", "en"):
                for name in _PLACE.findall(text[language]):
                    if name not in names:
                        kind, number = ("hints", index) if index < len(question.hints) else ("mistakes", index - len(question.hints))
                        findings.note_unknown((*place, kind, number), Bilingual("la valeur", "the value"), name, sorted(names))


def _check_tolerance(answer: NumberAnswer, place: tuple[Step, ...], findings: Findings) -> None:
    if answer.tolerance < 0 or (answer.unit is Unit.SHARE and answer.tolerance >= 1):
        findings.note(
            (*place, "tolerance"),
            Bilingual("la tolérance n'a pas de sens", "the tolerance makes no sense"),
            Bilingual("Elle est dans l'unité de la réponse; une part va de 0 à 1.", "It is in the unit of the answer; a share is 0–1."),
            Bilingual("Écrivez par exemple `tolerance: 0.005`.", "Write for instance `tolerance: 0.005`."),
        )
