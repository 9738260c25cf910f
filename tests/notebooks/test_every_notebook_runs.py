"""Every notebook runs from its first cell to its last, opened where it stands, as a person opens it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*/*.ipynb"))
ON_REAL_FILES = {"objectif_emploi"}


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_without_an_error(notebook: Path, sample_project: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project = tmp_path / "project"
    shutil.copytree(sample_project, project, ignore=shutil.ignore_patterns("published", "_publication"))
    if notebook.stem in ON_REAL_FILES:
        (tmp_path / "shared").symlink_to(request.getfixturevalue("shared"))
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "--rootdir", str(project), "-p", "no:cacheprovider", "-o", "addopts="]
    done = subprocess.run(
        [*command, str(project / notebook.relative_to(ROOT))], cwd=project, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stdout[-3000:]
