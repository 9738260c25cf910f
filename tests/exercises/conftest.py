"""The case studies made once, with a learner of a hostile name, in a copy of the project and without a network."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import BILAN, copy_project

LEARNER = 'Zoé "Côté" <b>=1+1</b>'


@pytest.fixture(scope="session")
def exercises(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `bilan exercises` makes; where the system allows it, in a network namespace without any interface up."""
    shared_by_workers = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared_by_workers = shared_by_workers.parent
    project = shared_by_workers / "exercises-project"
    out = project / "published" / "exercises"
    with (shared_by_workers / "exercises-project.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (out / "manifest.json").is_file():
            shutil.rmtree(project, ignore_errors=True)
            copy_project(project)
            (project / "learners.txt").write_text(LEARNER, encoding="utf-8")
            command = [str(BILAN), "exercises", "--learners", "learners.txt"]
            cut = ["unshare", "--net", "--map-root-user"]
            if shutil.which("unshare") and subprocess.run([*cut, "true"], check=False, capture_output=True).returncode == 0:
                command = [*cut, "sh", "-c", 'ip link set lo up 2>/dev/null || true; exec "$@"', "sh", *command]
            done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, timeout=1500)
            assert done.returncode == 0, f"the case studies were not made:\n{done.stderr[-4000:]}"
    return out
