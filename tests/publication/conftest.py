"""A small project of fixture notebooks, built once with real kernels; tests work on copies whose executed outputs are kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from fixture_project import copy_fixture, request_for

from analysis.publication.build import BuildRequest, build
from analysis.publication.progress import SilentProgress

MakeRequest = Callable[..., BuildRequest]


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
