"""What a framework says is printed whole, in both languages, with its doubts."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from analysis.core.languages import LANGUAGES
from analysis.frameworks.loading import load_framework
from analysis.frameworks.model import Framework
from analysis.frameworks.sources import Confidence
from analysis.presentation import tables, wording

FILES = sorted((Path(__file__).resolve().parents[3] / "params" / "frameworks").glob("*.yaml"))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def framework(request: pytest.FixtureRequest) -> Framework:
    return load_framework(request.param)


def test_every_indicator_document_and_open_question_has_its_row(framework: Framework) -> None:
    for language in LANGUAGES:
        for build, members in (
            (tables.definitions, framework.indicators),
            (tables.sources, framework.documents),
            (tables.parameters, framework.parameters),
            (tables.open_questions, framework.open_questions),
        ):
            if members:
                assert len(build(framework, language=language).sheet.rows) == len(members)


def test_everything_assumed_is_printed_with_a_reason(framework: Framework) -> None:
    numbers = [*framework.parameters, *framework.standards, *framework.weights]
    doubtful = sum(item.number.confidence is not Confidence.STATED for item in numbers)
    for language in LANGUAGES:
        rows = tables.assumptions(framework, language=language).sheet.rows
        assert len(rows) >= doubtful
        assert all(row.cells[3].text != "–" for row in rows)


def test_definition_tables_are_sound_html(framework: Framework) -> None:
    for language in LANGUAGES:
        parsed = html.fragment_fromstring(tables.definitions(framework, language=language).to_html())
        assert len(parsed.findall(".//caption")) == 1
        assert all(cell.text_content().strip() for cell in parsed.iter("th"))
        assert wording.definitions(framework, language=language).text.strip()
