"""`make report` installs what a report needs; test tools and JupyterLab come with the commands that use them."""

from __future__ import annotations

import ast
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKED = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
# This test may itself run under make, whose flags would change what an inner make does.
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=;~! ]", requirement, maxsplit=1)[0]


def with_all_they_need(requirements: list[str]) -> set[str]:
    """The names of every package that is installed for these, whatever the machine."""
    needs: dict[str, set[str]] = {}
    for package in LOCKED:
        wanted = list(package.get("dependencies", []))
        for extra in package.get("optional-dependencies", {}).values() if package["name"] != PROJECT["project"]["name"] else ():
            wanted += extra
        needs.setdefault(package["name"], set()).update(one["name"] for one in wanted)
    found: set[str] = set()
    to_see = [name_of(requirement) for requirement in requirements]
    while to_see:
        name = to_see.pop()
        if name not in found:
            found.add(name)
            to_see += needs[name]
    return found


BASE = PROJECT["project"]["dependencies"]
LAB = PROJECT["project"]["optional-dependencies"]["lab"]
GROUPS = PROJECT["dependency-groups"]


def test_a_report_installs_neither_the_lab_nor_the_test_tools() -> None:
    base = with_all_they_need(BASE)
    assert base & {name_of(one) for one in [*LAB, *GROUPS["test"], *GROUPS["check"]]} == set()


def test_the_lab_installs_no_test_tool() -> None:
    assert with_all_they_need(BASE + LAB) & {"pytest", "playwright", "hypothesis", "mypy", "ruff"} == set()


@pytest.mark.parametrize("name", ["duckdb", "ibis-framework", "pyarrow", "pandas", "numpy", "scipy", "statsmodels"])
def test_what_computes_has_one_version_on_every_python(name: str) -> None:
    """Two versions round the last digits of some results otherwise: the same files would publish other bytes (decision 0173)."""
    assert len([package["version"] for package in LOCKED if package["name"] == name]) == 1


def test_whatever_the_program_imports_is_installed_for_a_report() -> None:
    installed = with_all_they_need(BASE)
    provided_by = importlib.metadata.packages_distributions()
    for module in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            for top in {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names) - {"analysis"}:
                providers = {re.sub("[-_.]+", "-", one).lower() for one in provided_by.get(top, [])}
                assert providers & installed, f"{module.relative_to(ROOT)} imports {top}, which `make report` does not install"


def recipes(target: str, *variables: str, folder: Path = ROOT) -> str:
    return subprocess.run(["make", "-n", *variables, target], cwd=folder, env=PLAIN, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("target", ["report", "test", "lab", "exercises", "check", "bench", "lock"])
def test_no_script_of_the_environment_is_called(target: str, tmp_path: Path) -> None:
    """The first line of a script holds the path of its environment, which breaks on a quote, a space or a long path."""
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    for name in ("Makefile", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, fresh / name)
    said = recipes(target, folder=fresh)
    assert set(re.findall(r"\.venv/bin/(\S+)", said)) <= {"python", "uv"}
    assert str(fresh) not in said


@pytest.mark.parametrize(("target", "asked"), [("report", ""), ("exercises", ""), ("lab", "--extra lab"), ("test", "--group test")])
def test_a_command_asks_for_its_own_tools_and_for_no_other(target: str, asked: str, tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    exports = [line for line in recipes(target, folder=tmp_path).splitlines() if "uv export" in line]
    assert asked in exports[-1]
    assert ("--group" in " ".join(exports)) == (target == "test")
    assert ("--extra" in " ".join(exports)) == (target in {"lab", "test"})


def refused(folder: Path, *variables: str) -> str:
    folder.mkdir(exist_ok=True)
    for name in ("Makefile", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, folder / name)
    done = subprocess.run(["make", *variables, "report"], cwd=folder, env=PLAIN, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    return done.stderr


def test_a_python_without_venv_is_told_in_both_languages(tmp_path: Path) -> None:
    without = tmp_path / "python3"
    without.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    without.chmod(0o755)
    said = refused(tmp_path / "checkout", f"PYTHON={without}")
    assert "apt-get install python3-venv" in said
    assert "is missing" in said
    assert "manque" in said


def test_no_supported_python_is_told_in_both_languages(tmp_path: Path) -> None:
    said = refused(tmp_path / "checkout", "PYTHON=")
    assert "none was found" in said
    assert "aucun n'a été trouvé" in said


def test_a_folder_that_no_environment_can_be_in_is_told_in_both_languages(tmp_path: Path) -> None:
    said = refused(tmp_path / "a:b")
    assert "holds a colon" in said
    assert "deux-points" in said


ODD_NAMES = ["l'agence", 'say "yes"', "cost $HOME $(VENV)", "why? #1", "per%20cent%", "back\\slash", "`tick`", "[x]*", "é–ñ"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_checkout_of_any_name_has_the_same_recipes(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    for file in ("Makefile", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / file, folder / file)

    def without_place(said: str) -> str:
        return re.sub(r"(uv-[0-9.]+)-\d+", r"\1", said)

    plain = tmp_path / "plain"
    plain.mkdir()
    for file in ("Makefile", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / file, plain / file)
    assert without_place(recipes("test", folder=folder)) == without_place(recipes("test", folder=plain))


def test_a_moved_checkout_makes_its_environment_again(tmp_path: Path) -> None:
    """An environment names the folder it was made in: a copy of a checkout would run the code of the original."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    for file in ("Makefile", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / file, first / file)
    (first / ".venv" / "bin").mkdir(parents=True)
    (first / ".venv" / "bin" / "python").symlink_to(sys.executable)
    made = re.search(r"touch (\.venv/uv-\S+)", recipes("report", folder=first))
    assert made is not None
    (first / made[1]).touch()
    for stamp in ("ready-report", "ready-lab"):
        (first / ".venv" / stamp).touch()
    assert "-m venv" not in recipes("lab", folder=first)
    shutil.copytree(first, second, symlinks=True)
    assert "-m venv" in recipes("lab", folder=second)
