"""What tests of every kind share."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# As in the processes of notebooks (`kernel_startup`).
gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files beside the checkout (`BILAN_SHARED`, or `../shared`); the test is skipped without it."""
    folder = Path(os.environ.get("BILAN_SHARED") or ROOT.parent / "shared")
    if not (folder / "facts").is_dir():
        pytest.skip(f"no real files: {folder} does not exist (set BILAN_SHARED)")
    return folder


BILAN = Path(sys.executable).with_name("bilan")


def copy_project(to: Path) -> Path:
    """Copy what a build reads of this checkout to another folder, and return that folder."""
    to.mkdir(parents=True)
    for name in ("_quarto.yml", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, to / name)
    for name in ("params", "notebooks", "report", "data/sample", "tests/spec"):
        shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    return to


@pytest.fixture(scope="session")
def sample_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which `bilan report params/runs/sample.yaml` was run: once, whichever worker comes first.

    What `make report` made here is copied when that command finds nothing to change in the copy, every digest of inputs, code, versions and
    published files included; else it is built from nothing. Tests read it and never change it.
    """
    shared_by_workers = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared_by_workers = shared_by_workers.parent
    project = shared_by_workers / "sample-project"
    with (shared_by_workers / "sample-project.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (project / "published" / "sample").is_dir():
            shutil.rmtree(project, ignore_errors=True)
            copy_project(project)
            command = [BILAN, "report", "params/runs/sample.yaml"]
            english = {**os.environ, "BILAN_LANGUAGE": "en"}
            if (ROOT / "published" / "sample").is_dir() and (ROOT / ".store").is_dir():
                shutil.copytree(ROOT / ".store", project / ".store", symlinks=True)
                shutil.copytree(ROOT / "published" / "sample", project / "published" / "sample", symlinks=True)
                # It says so in seconds. Whatever has changed is built from nothing, never in steps from what is kept here.
                with suppress(subprocess.TimeoutExpired):
                    kept = subprocess.run(command, cwd=project, env=english, capture_output=True, text=True, check=False, timeout=40)
                    if kept.returncode == 0 and "Nothing has changed" in kept.stderr:
                        return project
                shutil.rmtree(project)
                copy_project(project)
            done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, timeout=900)
            assert done.returncode == 0, f"the sample report was not built:\n{done.stderr[-4000:]}"
    return project


@pytest.fixture(scope="session")
def sample_report(sample_project: Path) -> Path:
    """The published sample report."""
    return sample_project / "published" / "sample"
