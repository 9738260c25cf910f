"""Two builds of the same inputs, in two folders and two surroundings, publish the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_run import make_tiny_run

pytestmark = pytest.mark.slow

HERE = {"TZ": "UTC", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "0", "BILAN_LANGUAGE": "en"}
ELSEWHERE = {"TZ": "Pacific/Auckland", "LANG": "fr_CA.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4242", "BILAN_LANGUAGE": "fr"}


def published(project: Path, surroundings: dict[str, str], umask: int, jobs: int) -> dict[str, bytes]:
    """Build the tiny run from nothing and return every file of its report."""
    command = [sys.executable, "-P", "-m", "analysis", "report", "params/runs/tiny.yaml", "--jobs", str(jobs), "--renderer", "pandoc"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    done = subprocess.run(
        command, cwd=project, env={**kept, **surroundings}, umask=umask, capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stderr[-2000:]
    folder = project / "published" / "tiny"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_two_folders_time_zones_languages_hash_seeds_umasks_and_numbers_of_processes(tmp_path: Path) -> None:
    first = make_tiny_run(tmp_path / "one" / "project").project
    second = tmp_path / "un autre dossier, plus profond" / "là" / "projet"
    # Files are listed in another order, and bear other dates.
    second.mkdir(parents=True)
    for path in sorted(first.rglob("*"), reverse=True):
        if path.is_file():
            copy = second / path.relative_to(first)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
            os.utime(copy, (1_000_000_000, 1_000_000_000))
    expected = published(first, HERE, umask=0o022, jobs=1)
    found = published(second, ELSEWHERE, umask=0o077, jobs=3)
    assert len(expected) > 20
    assert found.keys() == expected.keys()
    assert [name for name in expected if found[name] != expected[name]] == []
