"""A small project of fixture notebooks, built once with real kernels; tests work on copies whose executed outputs are kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.core.languages import Bilingual
from analysis.core.project import Project
from analysis.publication.build import BuildRequest, ChapterRequest, build
from analysis.publication.progress import SilentProgress

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "tests" / "fixtures" / "publication" / "project"
CHAPTERS = ("summary", "results", "sources")

MakeRequest = Callable[..., BuildRequest]


def request_for(project: Path, **changes: Any) -> BuildRequest:
    """Return a request to build the fixture project, with some of its fields changed."""
    fields: dict[str, Any] = {
        "project": Project(project),
        "run_file": project / "params" / "runs" / "sample.yaml",
        "run_name": "sample",
        "title": Bilingual("Bilan d'essai", "Trial report"),
        "fiscal_year_label": Bilingual("2024-2025", "2024–25"),
        "languages": ("fr", "en"),
        "chapters": tuple(ChapterRequest(name) for name in CHAPTERS),
        "made_up": True,
        "store_digest": "0" * 64,
        "definition_files": (),
        "renderer": "pandoc",
        "jobs": 2,
        "out": project / "published" / "sample",
        "notebook_time_limit": 300,
    }
    return BuildRequest(**(fields | changes))


def copy_fixture(to: Path) -> Path:
    """Copy the fixture project and the report's look to a folder."""
    shutil.copytree(FIXTURE, to, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "report", to / "report")
    (to / "uv.lock").write_text("", encoding="utf-8")
    return to


@pytest.fixture(scope="session")
def built_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixture project, built; tests read it and never change it."""
    project = copy_fixture(tmp_path_factory.mktemp("publication") / "project")
    result = build(request_for(project), SilentProgress())
    assert result.n_executed == 6
    return project


@pytest.fixture
def project(built_project: Path, tmp_path: Path) -> Path:
    """A copy of the built project in another folder, published report and kept outputs included."""
    copy = tmp_path / "copy"
    shutil.copytree(built_project, copy)
    # What was published elsewhere is not known here: the first build of a copy assembles again.
    return copy


@pytest.fixture
def fresh_project(tmp_path: Path) -> Path:
    """The fixture project, never built."""
    return copy_fixture(tmp_path / "fresh")


@pytest.fixture(scope="session")
def make_request() -> MakeRequest:
    """The function that makes requests."""
    return request_for
