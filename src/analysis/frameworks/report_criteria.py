"""What a good annual report should hold, according to somebody who judges such reports, and which of it can be looked up in ours.

A criterion is in our own words, with its source. Each names checks of a closed list, which the build answers from what the report contains,
and what no computation can answer and a person must judge.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pydantic import Field

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual
from analysis.core.strict_yaml import load_located
from analysis.frameworks.findings import Findings
from analysis.frameworks.sources import Document, SourceReference


class Check(StrEnum):
    """What can be looked up in a report."""

    MISSION_AND_SERVICES = "mission_and_services"
    TARGETED_INDICATORS_SHOWN = "targeted_indicators_shown"
    TARGETS_SET = "targets_set"
    GAPS_EXPLAINED = "gaps_explained"
    EXTERNAL_CONTEXT = "external_context"
    INTERNAL_CONTEXT = "internal_context"
    RISKS_AND_RESPONSES = "risks_and_responses"
    CAPACITY = "capacity"
    COSTS = "costs"
    EARLIER_YEARS = "earlier_years"
    REGIONS_COMPARED = "regions_compared"
    RELIABILITY_STATEMENT = "reliability_statement"
    DATA_CONTROLS = "data_controls"
    SOURCES_AND_METHODS = "sources_and_methods"
    STRATEGIES_FOLLOWED = "strategies_followed"
    EVALUATIONS_REPORTED = "evaluations_reported"
    SERVICE_COMMITMENTS = "service_commitments"
    FILED_IN_TIME = "filed_in_time"
    OUTLOOK = "outlook"


class Criterion(Part):
    """One criterion, restated."""

    id: str
    label: Bilingual
    checks: tuple[Check, ...] = Field(min_length=1)
    for_a_person: Bilingual
    """What nobody can compute."""
    source: SourceReference


class ReportCriteria(Part):
    """What a file of `params/criteria/` says."""

    name: str
    title: Bilingual
    documents: tuple[Document, ...]
    chapters: dict[Check, str]
    """The notebook where the evidence of each check stands."""
    criteria: tuple[Criterion, ...] = Field(min_length=1)


def load_criteria(path: Path) -> ReportCriteria:
    """Return the criteria of a file, when its names hold together.

    Raises
    ------
    DefinitionError
        With every problem at once, in the order of the lines.
    """
    located = load_located(path, ReportCriteria)
    criteria, findings = located.model, Findings(located.tree)
    findings.note_repeats(("criteria",), (item.id for item in criteria.criteria), key="id")
    known = [document.id for document in criteria.documents]
    for index, item in enumerate(criteria.criteria):
        if item.source.document not in known:
            findings.note_unknown(
                ("criteria", index, "source", "document"), Bilingual("le document", "the document"), item.source.document, known
            )
        for place, check in enumerate(item.checks):
            if check not in criteria.chapters:
                findings.note_unknown(
                    ("criteria", index, "checks", place), Bilingual("le chapitre de", "the chapter of"), check, criteria.chapters
                )
    findings.raise_if_any()
    return criteria
