"""Same inputs, same results: rows shuffled, files split otherwise, one thread or several, either language."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tiny_run import make_tiny_run

from analysis.core.languages import Language
from analysis.core.project import Project
from analysis.run.opening import Run
from analysis.run.preparation import PreparedRun, prepare_run
from analysis.run.release_log import released_for_log

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[PreparedRun, Project]:
    """A small agency whose year is held to targets, read."""
    tiny = make_tiny_run(tmp_path_factory.mktemp("engine") / "project", participations=120)
    project = Project(tiny.project)
    return prepare_run(tiny.year_run_file, project), project


def every_table(prepared: PreparedRun, project: Project, language: Language, threads: int) -> dict[str, str]:
    """Return the tables that a report of every chapter shows, in full precision, by name."""
    run = Run(prepared, project, language)
    for store in run._stores:
        store.connection.raw_sql(f"SET threads = {threads}")
        # What an engine may do with rows whose order nobody asked for.
        store.connection.raw_sql(f"SET preserve_insertion_order = {'true' if threads == 1 else 'false'}")
    released = {name.en: table.frame.to_csv(index=False) for name, table in released_for_log(run).items()}
    if run.has_table("costs"):
        released["Spending"] = run.costs.spending().frame.to_csv(index=False)
    return released


def shuffled(store: Path, to: Path, seed: int) -> Path:
    """Copy a store with the rows of each table in another order and in small groups of another size."""
    shutil.copytree(store, to)
    random = np.random.default_rng(seed)
    for path in sorted(to.glob("*.parquet")):
        table = pq.read_table(path)
        pq.write_table(table.take(pa.array(random.permutation(len(table)))), path, row_group_size=int(random.integers(7, 97)))
    return to


def test_every_table_is_the_same_whatever_the_order_of_rows_threads_and_language(
    prepared: tuple[PreparedRun, Project], tmp_path: Path
) -> None:
    run, project = prepared
    expected = every_table(run, project, "fr", threads=1)
    assert len(expected) > 60
    others = tuple(shuffled(store, tmp_path / f"{number}", seed=11) for number, store in enumerate(run.stores))
    found = every_table(PreparedRun(run.definition, run.run_file, others, run.digest, 0), project, "en", threads=4)
    assert found.keys() == expected.keys()
    assert {name for name in expected if found[name] != expected[name]} == set()
