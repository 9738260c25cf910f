"""What a run file says identifies a person is looked for in everything that its report publishes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.conftest import BILAN, copy_project


@pytest.mark.slow
def test_a_report_in_which_an_identifier_would_stand_is_not_published(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    run_file = project / "params" / "runs" / "sample.yaml"
    before, _ = run_file.read_text(encoding="utf-8").split("chapters:\n")
    # Every page of this chapter counts rows: the pattern stands for an identifier that slipped into a page.
    run_file.write_text(before + "chapters:\n  - notebook: quality\nidentifier_patterns:\n  - 'codification'\n", encoding="utf-8")
    command = [BILAN, "report", "params/runs/sample.yaml", "--lang", "fr"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 14, done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / "published" / "sample").exists()
