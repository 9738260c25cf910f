"""Every table that the sample run publishes, against the copy committed here: a figure never changes unnoticed.

When a change is meant, copy `published/sample/data/*.csv` over `tests/golden/sample/` and say in the changelog which figures moved and why.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import BILAN, copy_project

GOLDEN = Path(__file__).parent / "sample"
# Digests and versions change with every edit of a definition or a dependency, and the dictionary describes columns: neither is a figure.
NOT_FIGURES = {"provenance.csv", "dictionary.csv"}


def figures(folder: Path) -> dict[str, Path]:
    return {path.name: path for path in sorted(folder.glob("*.csv")) if path.name not in NOT_FIGURES}


def test_the_sample_publishes_the_tables_committed_here(sample_report: Path) -> None:
    assert sorted(figures(sample_report / "data")) == sorted(figures(GOLDEN))


@pytest.mark.parametrize("name", sorted(figures(GOLDEN)))
def test_a_published_table_has_not_moved(sample_report: Path, name: str) -> None:
    published = (sample_report / "data" / name).read_text(encoding="utf-8-sig").splitlines()
    committed = (GOLDEN / name).read_text(encoding="utf-8-sig").splitlines()
    moved = [f"was {old!r}, is {new!r}" for old, new in zip(committed, published, strict=False) if old != new]
    assert (len(published), moved[:5]) == (len(committed), [])


def test_the_suppression_log_counts_what_the_manifest_says_is_hidden(sample_report: Path) -> None:
    """The log is released anew in its own chapter: it must tell what the other chapters really published."""
    manifest = json.loads((sample_report / "manifest.json").read_text(encoding="utf-8"))
    hidden = sorted(
        (record["n_cells"], record["n_hidden_small"], record["n_hidden_to_protect_others"])
        for table in manifest["tables"].values()
        if (record := table.get("record")) and record["policy"] == "standard" and record["n_hidden_small"]
    )
    with (sample_report / "data" / "suppression-log.csv").open(encoding="utf-8-sig", newline="") as stream:
        logged = list(csv.DictReader(stream))
    told = {tuple(int(row[name].replace(",", "")) for name in ("cells", "small", "others")) for row in logged}
    assert hidden
    assert set(hidden) <= told


@pytest.mark.slow
@pytest.mark.skipif(
    not os.environ.get("BILAN_BUILD_TWICE"),
    reason="the whole sample built a second time takes minutes: BILAN_BUILD_TWICE=1 asks for it, as continuous integration does",
)
def test_a_second_build_from_another_folder_gives_the_same_bytes(sample_report: Path, tmp_path: Path) -> None:
    project = copy_project(tmp_path / "somewhere" / "else é")
    command = [BILAN, "report", "params/runs/sample.yaml"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stderr[-3000:]
    again = project / "published" / "sample"
    first = {path.relative_to(sample_report): path for path in sample_report.rglob("*") if path.is_file()}
    second = {path.relative_to(again): path for path in again.rglob("*") if path.is_file()}
    assert sorted(first) == sorted(second)
    assert [str(name) for name in sorted(first) if first[name].read_bytes() != second[name].read_bytes()] == []
