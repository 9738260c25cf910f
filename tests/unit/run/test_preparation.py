"""A run is read from its extracts once, whole, and again when what was read is no longer what was written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_run import RUN, TinyRun, make_tiny_run

from analysis.core.errors import DefinitionError, ExtractError
from analysis.core.project import Project
from analysis.run.preparation import prepare_run


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyRun:
    return make_tiny_run(tmp_path_factory.mktemp("prepared") / "project", participations=20)


def run_file(tiny: TinyRun, name: str, old: str, new: str) -> Path:
    path = tiny.run_file.with_name(f"{name}.yaml")
    assert RUN.count(old) == 1
    path.write_text(RUN.replace("name: tiny", f"name: {name}").replace(old, new), encoding="utf-8")
    return path


def test_two_extracts_that_give_the_same_tables_are_refused_and_named(tiny: TinyRun) -> None:
    shutil.copytree(tiny.files, tiny.project / "data" / "office")
    one = "{folder: data/tiny, codebook: made_up_agency}"
    path = run_file(tiny, "offices", one, f"{one}, {{folder: data/office, codebook: made_up_agency}}")
    with pytest.raises(DefinitionError) as caught:
        prepare_run(path, Project(tiny.project))
    (problem,) = caught.value.problems
    assert "data/tiny and data/office give the same tables" in problem.what.en
    assert "participations" in problem.what.fr


def test_made_up_data_are_never_called_real(tiny: TinyRun) -> None:
    path = run_file(tiny, "real", "made_up: true", "made_up: false")
    with pytest.raises(DefinitionError, match="made_up: false"):
        prepare_run(path, Project(tiny.project))


def _cut(store: Path) -> None:
    path = store / "participations.parquet"
    path.write_bytes(path.read_bytes()[:500])


def _empty_mark(store: Path) -> None:
    (store / "prepared.json").write_text("[]", encoding="utf-8")


def _other_rows(store: Path) -> None:
    shutil.copy(store / "persons.parquet", store / "participations.parquet")


def _without_a_table(store: Path) -> None:
    (store / "services.parquet").unlink()


@pytest.mark.parametrize("damage", [_cut, _empty_mark, _other_rows, _without_a_table])
def test_what_is_no_longer_what_was_read_is_read_again(tiny: TinyRun, damage: Callable[[Path], None]) -> None:
    project = Project(tiny.project)
    (store,) = prepare_run(tiny.run_file, project).stores
    assert prepare_run(tiny.run_file, project).n_read == 0
    before = {path.name: path.read_bytes() for path in store.iterdir()}
    damage(store)
    assert prepare_run(tiny.run_file, project).n_read == 1
    assert {path.name: path.read_bytes() for path in store.iterdir()} == before
    assert json.loads((store / "prepared.json").read_text(encoding="utf-8"))["files"]


def test_a_folder_that_no_longer_says_that_it_is_ours_is_left_alone_and_named(tiny: TinyRun) -> None:
    project = Project(tiny.project)
    (store,) = prepare_run(tiny.run_file, project).stores
    (store / "store.json").write_text('{"format": 1}', encoding="utf-8")
    with pytest.raises(ExtractError, match="holds something else than the tables read"):
        prepare_run(tiny.run_file, project)
    assert (store / "participations.parquet").is_file()
