"""The small project of fixture notebooks that tests of publication build."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from analysis.core.languages import Bilingual
from analysis.core.project import Project
from analysis.publication.request import BuildRequest, ChapterRequest

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "tests" / "fixtures" / "publication" / "project"
CHAPTERS = ("summary", "results", "sources")


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
        "jobs": 1,
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
