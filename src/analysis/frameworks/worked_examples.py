"""Worked examples: for each indicator, a few invented cases, what each of them counts for, and the calculation by hand.

A domain expert can read and correct them, tests compute them, and the report prints them beside the definitions.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from pydantic import Field

from analysis.core.definition_part import Part
from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual, Language, with_no_break_spaces
from analysis.core.strict_yaml import load_located
from analysis.frameworks.description import source_in_words
from analysis.frameworks.findings import Findings
from analysis.frameworks.markdown_words import plain_markdown
from analysis.frameworks.model import Framework
from analysis.frameworks.sources import SourceReference
from analysis.frameworks.wording import plain_number

Scalar = bool | str | int | float | None
Row = dict[str, Scalar]


class CaseKind(StrEnum):
    """What a case is there to show."""

    MET = "met"
    NOT_MET = "not_met"
    MISSING = "missing"
    OUTSIDE_WINDOW = "outside_window"
    OUTSIDE_COHORT = "outside_cohort"
    BOUNDARY_DAY = "boundary_day"
    OTHER = "other"


KIND_LABELS: dict[CaseKind, Bilingual] = {
    CaseKind.MET: Bilingual("remplit la condition", "meets the condition"),
    CaseKind.NOT_MET: Bilingual("ne la remplit pas", "does not meet it"),
    CaseKind.MISSING: Bilingual("valeur absente", "missing value"),
    CaseKind.OUTSIDE_WINDOW: Bilingual("hors de la fenêtre", "outside the window"),
    CaseKind.OUTSIDE_COHORT: Bilingual("hors de la cohorte", "outside the cohort"),
    CaseKind.BOUNDARY_DAY: Bilingual("jour limite", "boundary day"),
    CaseKind.OTHER: Bilingual("autre cas", "another case"),
}

REQUIRED_KINDS = tuple(kind for kind in CaseKind if kind is not CaseKind.OTHER)
"""Every computed indicator has a case of each, or says why it cannot."""


class Figures(Part):
    """Figures of one official series: months (`2024-04`) and their values, as published."""

    series: str
    quantity: str
    territory: str = "quebec"
    status: str = "official"
    published: date | None = None
    months: dict[str, Decimal]


class Case(Part):
    """One invented participation (or stretch of a series) and what it adds to the indicator.

    The rows have the names of the canonical tables; what is not written has an ordinary value.
    """

    case: str
    kind: CaseKind
    says: Bilingual
    participation: Row | None = None
    person: Row | None = None
    follow_ups: tuple[Row, ...] = ()
    satisfaction_answers: tuple[Row, ...] = ()
    referrals: tuple[Row, ...] = ()
    agreements: tuple[Row, ...] = ()
    records: dict[str, tuple[Row, ...]] = Field(default_factory=dict)
    """Rows of other canonical tables, by table: complaints, costs, benefits of the participation…"""
    figures: tuple[Figures, ...] = ()
    adds: Contribution | None = None
    """Nothing, when absent."""


class Contribution(Part):
    """What a case adds to each term."""

    numerator: Decimal = Decimal(0)
    denominator: Decimal = Decimal(0)
    n_missing: int = 0


class Expected(Part):
    """The result; a term that the measure does not have is null."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    n_missing: int | None = None
    value: Decimal | None = None
    note: str = "computed"


class KindLeftOut(Part):
    """A kind of case that an indicator cannot have."""

    kind: CaseKind
    why: Bilingual


class WorkedExample(Part):
    """One file of examples."""

    framework: str
    indicator: str
    fiscal_year: int
    as_of: date
    source: SourceReference
    every_participation: Row = Field(default_factory=dict)
    """What all participations of the file share."""
    cases: tuple[Case, ...] = ()
    left_out: tuple[KindLeftOut, ...] = ()
    expected: Expected
    calculation: Bilingual


Case.model_rebuild()


def load_worked_example(path: Path, framework: Framework) -> WorkedExample:
    """Return one file of examples, held against its framework.

    Raises
    ------
    DefinitionError
        With every problem at once: unknown indicator or document, a case named twice, contributions that do not add up to the result.
    """
    located = load_located(path, WorkedExample)
    example, findings = located.model, Findings(located.tree)
    indicators = [indicator.name for indicator in framework.indicators]
    if example.framework != framework.name:
        findings.note_unknown(("framework",), Bilingual("le cadre", "the framework"), example.framework, [framework.name])
    if example.indicator not in indicators:
        findings.note_unknown(("indicator",), Bilingual("l'indicateur", "the indicator"), example.indicator, indicators)
    documents = [document.id for document in framework.documents]
    if example.source.document not in documents:
        findings.note_unknown(("source", "document"), Bilingual("le document", "the document"), example.source.document, documents)
    findings.note_repeats(("cases",), (case.case for case in example.cases), key="case")
    _check_sums(example, findings)
    findings.raise_if_any()
    return example


def load_worked_examples(folder: Path, framework: Framework) -> tuple[WorkedExample, ...]:
    """Return the examples of a framework (`folder/<framework>/*.yaml`), in the order of its indicators.

    Raises
    ------
    DefinitionError
        With the problems of all files together.
    """
    examples: list[WorkedExample] = []
    problems: list[Problem] = []
    for path in sorted((folder / framework.name).glob("*.yaml")):
        try:
            examples.append(load_worked_example(path, framework))
        except DefinitionError as error:
            problems.extend(error.problems)
    if problems:
        raise DefinitionError(problems)
    order = {indicator.name: place for place, indicator in enumerate(framework.indicators)}
    return tuple(sorted(examples, key=lambda example: order[example.indicator]))


def _check_sums(example: WorkedExample, findings: Findings) -> None:
    added = [case.adds for case in example.cases if case.adds is not None]
    if not added:
        return
    totals = {
        "numerator": sum((item.numerator for item in added), Decimal(0)),
        "denominator": sum((item.denominator for item in added), Decimal(0)),
        "n_missing": sum(item.n_missing for item in added),
    }
    for term, total in totals.items():
        expected = getattr(example.expected, term)
        if expected is not None and expected != total:
            findings.note(
                ("expected", term),
                Bilingual(
                    f"les cas font {total}, le résultat attendu dit {expected}",
                    f"the cases add up to {total}, the expected result says {expected}",
                ),
                Bilingual("Le calcul à la main doit se refaire ligne à ligne.", "The calculation by hand must be repeatable line by line."),
                Bilingual("Corrigez un cas (adds) ou le résultat.", "Correct a case (adds) or the result."),
            )


def kinds_without_a_case(example: WorkedExample) -> tuple[CaseKind, ...]:
    """Return the required kinds for which an example has neither a case nor a reason."""
    present = Counter(case.kind for case in example.cases)
    excused = {left.kind for left in example.left_out}
    return tuple(kind for kind in REQUIRED_KINDS if not present[kind] and kind not in excused)


def example_in_words(example: WorkedExample, framework: Framework, language: Language) -> str:
    """Return an example as Markdown: a table of the cases, then the calculation and its source."""
    head = {
        "fr": ("Cas", "Ce qui s'est passé", "Numérateur", "Dénominateur", "Absents"),
        "en": ("Case", "What happened", "Numerator", "Denominator", "Missing"),
    }[language]
    rows = []
    for case in example.cases:
        adds = case.adds or Contribution()
        terms = (adds.numerator, adds.denominator, Decimal(adds.n_missing))
        cells = [KIND_LABELS[case.kind][language], plain_markdown(case.says[language]), *(plain_number(term, language) for term in terms)]
        rows.append(f"| {' | '.join(cells)} |")
    blocks = ["\n".join([f"| {' | '.join(head)} |", "|---|---|--:|--:|--:|", *rows])] if rows else []
    blocks.append(plain_markdown(example.calculation[language]))
    blocks.append(f"Source{' :' if language == 'fr' else ':'} {plain_markdown(source_in_words(framework, example.source, language))}")
    return with_no_break_spaces("\n\n".join(blocks), language) + "\n"
