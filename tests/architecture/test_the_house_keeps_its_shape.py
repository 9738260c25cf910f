"""The shape of the house: floors, light doors, small modules, a lock without servers."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "analysis"
MODULES = sorted(SOURCE.rglob("*.py"))
HEAVY = ("pandas", "numpy", "ibis", "duckdb", "scipy", "statsmodels", "matplotlib", "great_tables", "papermill", "nbformat")


def test_imports_only_go_down() -> None:
    done = subprocess.run([Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("module", ["analysis", "analysis.cli", "analysis.run.preparation", "analysis.publication.build"])
def test_a_door_that_opens_often_imports_nothing_heavy(module: str) -> None:
    program = f"import {module}, sys; print(' '.join(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_statsmodels_is_never_imported_with_a_module() -> None:
    for module in MODULES:
        for node in ast.parse(module.read_text(encoding="utf-8")).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [getattr(node, "module", "") or ""]
            assert not any(name.startswith("statsmodels") for name in names), f"{module.name} imports statsmodels when it is imported"


def test_no_module_is_named_for_nothing_in_the_field() -> None:
    empty_words = {"utils", "util", "helpers", "helper", "misc", "common", "manager", "tools", "base"}
    assert {module.stem for module in MODULES} & empty_words == set()


def test_every_folder_to_work_in_is_one_that_the_next_command_can_find() -> None:
    unfindable = {"TemporaryDirectory", "NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "mkdtemp", "mkstemp", "mktemp"}
    for module in MODULES:
        named = {
            node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "") for node in ast.walk(ast.parse(module.read_bytes()))
        }
        assert named & unfindable == set(), f"{module.name}: what a killed command leaves is found only in core/workspaces"


def test_the_lock_names_no_server() -> None:
    hosts = set(re.findall(r"https?://([^/\"]+)", (ROOT / "uv.lock").read_text(encoding="utf-8")))
    assert hosts == {"index.invalid", "files.invalid"}


def test_every_decision_record_says_its_status_options_and_consequences() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert records
    numbers = [record.name[:4] for record in records]
    assert len(numbers) == len(set(numbers)), "two records have the same number"
    for record in records:
        text = record.read_text(encoding="utf-8")
        for heading in ("Status:", "## Context", "## Decision", "## Consequences"):
            assert heading in text, f"{record.name} has no {heading}"


def test_the_package_version_is_the_one_of_the_changelog() -> None:
    version = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert version is not None
    assert f"## {version[1]}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_program_is_started_where_it_is_ended() -> None:
    # What executes notebooks has a guard of its own, which ends what they started.
    starters = {
        module.relative_to(SOURCE).as_posix()
        for module in MODULES
        if re.search(r"\bsubprocess\.(?!PIPE|DEVNULL|STDOUT)[a-z]\w*\(|\bPopen\(", module.read_text("utf-8"))
    }
    assert starters == {"core/programs.py", "publication/execution.py"}
