"""What is said of official series is refused when it does not hold together."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.core.errors import DefinitionError
from analysis.core.project import find_project
from analysis.extracts.codebooks import load_codebook
from analysis.indicators.series import SeriesDefinitions, load_series_definitions

from .conftest import DEFINITIONS

ROOT = Path(__file__).resolve().parents[4]


def test_every_unknown_name_is_said_at_once_with_its_line_and_near_matches(tmp_path: Path) -> None:
    path = tmp_path / "invented.yaml"
    wrong = DEFINITIONS.replace("composed_of: [women, men]", "composed_of: [womn, men]").replace("base: distinct", "base: distinkt")
    wrong = wrong.replace("[young, middle, old]", "[young, midle, old]").replace("series: [rate]", "series: [rates]")
    path.write_text(wrong, "utf-8")
    with pytest.raises(DefinitionError) as refused:
        load_series_definitions(path)
    text = refused.value.text("en")
    assert len(refused.value.problems) == 4
    for wrong_name, meant in (("womn", "women"), ("midle", "middle"), ("distinkt", "distinct"), ("rates", "rate")):
        assert f"{wrong_name} is named here and defined nowhere" in text and meant in text
    assert all(":" in problem.where for problem in refused.value.problems)


def test_a_series_defined_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "invented.yaml"
    path.write_text(DEFINITIONS.replace("name: children, label", "name: households, label"), "utf-8")
    with pytest.raises(DefinitionError, match="defined twice"):
        load_series_definitions(path)


@pytest.fixture(scope="module")
def official() -> SeriesDefinitions:
    return load_series_definitions(ROOT / "params" / "series" / "official.yaml")


def test_the_shipped_definitions_hold_together(official: SeriesDefinitions) -> None:
    assert official.scheme_of("total") == "total" and official.scheme_of("reussir") == "measure"
    assert [item.name for item in official.breaks_of("assistance_rate_0_64")] == ["objectif_emploi_joins_the_rate"]


def test_the_parts_of_a_partition_are_never_a_subtotal_and_its_own_parts(official: SeriesDefinitions) -> None:
    for scheme in official.schemes:
        inside = {category.name: set(category.subtotal_of) for category in scheme.categories}
        for partition in scheme.partitions:
            assert len(set(partition)) == len(partition)
            assert not any(inside[part] & set(partition) for part in partition), scheme.name


def test_every_code_of_the_shipped_codebooks_is_defined(official: SeriesDefinitions) -> None:
    series = {one.name for one in official.series}
    categories = {scheme.name: {category.name for category in scheme.categories} for scheme in official.schemes} | {"total": {"total"}}
    every_category = {name for names in categories.values() for name in names}
    populations = {population.name for population in official.highlight_populations}
    for name in ("quebec_social_assistance_reports", "quebec_objectif_emploi_open_data"):
        codebook = load_codebook(ROOT / "params" / "codebooks" / f"{name}.yaml")
        for entry in codebook.definition.files:
            parts = [] if entry.unpivot is None else [*entry.unpivot.records, *entry.unpivot.rows]
            for columns in (entry.columns, *(part.columns for part in parts)):
                for column, known in (
                    ("series", series),
                    ("scheme", set(categories)),
                    ("category", every_category),
                    ("population", populations),
                ):
                    if column in columns:
                        source = columns[column]
                        codes = codebook.codes_of(source)
                        used = {source.constant} if source.constant is not None else set((codes or {}).values())
                        assert used <= known, (name, column, used - known)


def test_the_project_knows_where_the_definitions_are() -> None:
    assert (find_project(ROOT).root / "params" / "series" / "official.yaml").is_file()
