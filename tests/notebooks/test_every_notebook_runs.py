"""Every notebook runs from its first cell to its last, opened where it stands, as a person opens it."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from opened_notebooks import OpenedNotebooks

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*/*.ipynb"))
ON_REAL_FILES = {"objectif_emploi"}
FIRST_CHAPTER = "summary"
# A kernel takes seconds: those that people open every day, and one of each kind.
IN_A_KERNEL = ("first_steps", "what_moves", "performance", "region", "consortium")


@pytest.fixture(scope="module")
def project(sample_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project without what was built: each notebook reads it, and writes nothing that another reads."""
    folder = tmp_path_factory.mktemp("opened")
    shutil.copytree(sample_project, folder / "project", ignore=shutil.ignore_patterns("published", "_publication"))
    return folder / "project"


@pytest.fixture(scope="module")
def opened(project: Path) -> Iterator[OpenedNotebooks]:
    notebooks = OpenedNotebooks()
    yield notebooks
    notebooks.close()


def written_parameters(notebook: Path) -> dict[str, object]:
    """Return the values that a notebook gives its parameters when a person opens it."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    (source,) = ["".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", ())]
    return {
        str(line.target.id): ast.literal_eval(line.value)
        for line in ast.parse(source).body
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value is not None
    }


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_without_an_error(
    notebook: Path, project: Path, sample_report: Path, opened: OpenedNotebooks, request: pytest.FixtureRequest
) -> None:
    given = json.loads((sample_report / "manifest.json").read_text(encoding="utf-8"))["parameters"].get(notebook.stem, {})
    if given.get("fr") == written_parameters(notebook):
        # The build has executed it with the values that stand in it: its page is there.
        page = "index" if notebook.stem == FIRST_CHAPTER else notebook.stem
        assert (sample_report / "fr" / f"{page}.html").is_file()
        return
    if notebook.stem in ON_REAL_FILES and not (project.parent / "shared").exists():
        (project.parent / "shared").symlink_to(request.getfixturevalue("shared"))
    assert "\n".join(opened.errors_of(project / notebook.relative_to(ROOT))) == ""


@pytest.mark.slow
@pytest.mark.parametrize("notebook", [path for path in NOTEBOOKS if path.stem in IN_A_KERNEL], ids=lambda path: path.stem)
def test_a_notebook_runs_in_a_kernel_of_its_own(notebook: Path, project: Path) -> None:
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "--rootdir", str(project), "-p", "no:cacheprovider", "-o", "addopts="]
    done = subprocess.run(
        [*command, str(project / notebook.relative_to(ROOT))], cwd=project, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_a_cell_that_fails_is_seen_and_leaves_nothing_to_the_next_notebook(opened: OpenedNotebooks, tmp_path: Path) -> None:
    def written(name: str, *cells: str) -> Path:
        content = [{"cell_type": "code", "metadata": {}, "source": cell} for cell in cells]
        (tmp_path / name).write_text(json.dumps({"cells": content}), encoding="utf-8")
        return tmp_path / name

    assert "ZeroDivisionError" in opened.errors_of(written("divides.ipynb", "left = 1", "left / 0"))[1]
    assert "NameError" in opened.errors_of(written("reads.ipynb", "left"))[1]
    assert opened.errors_of(written("asks.ipynb", "import os; os._exit(3)")) == ["the process of the notebook ended with 3"]
    assert opened.errors_of(written("ends.ipynb", "1 + 1")) == []
