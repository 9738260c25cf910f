"""Continuous integration does what it says, read from its scripts; the bare machine itself is made there and not here."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
BARE = (ROOT / ".ci" / "bare-machine").read_text(encoding="utf-8")
SCRIPTS = [ROOT / ".ci" / name for name in ("run", "bare-machine", "lock")]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_can_be_started_and_read_by_its_shell(script: Path) -> None:
    assert os.access(script, os.X_OK)
    shell = script.read_text(encoding="utf-8").splitlines()[0].rpartition("/")[2].split()[-1]
    done = subprocess.run([shell, "-n", str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_step_of_continuous_integration_stops_it_when_it_fails() -> None:
    assert "set -euo pipefail" in RUN
    steps = re.findall(r"^step (.*)$", RUN, flags=re.MULTILINE)
    assert {"make check", "make report", "make exercises", "make test", ".ci/bare-machine"} <= set(steps)
    assert "||" not in "".join(steps)
    shown = RUN[RUN.index("step() {") : RUN.index("\n}\n") + 3]
    failing = subprocess.run(["bash", "-euc", f"{shown}\nstep false\necho never"], capture_output=True, text=True, check=False)
    assert failing.returncode != 0
    assert "never" not in failing.stdout
    assert "code 1" in failing.stdout


def test_continuous_integration_builds_the_sample_twice_and_looks_at_it_in_a_browser() -> None:
    before, _, _ = RUN.partition("\nstep make test\n")
    for asked in ("BILAN_BUILD_TWICE", "BILAN_REQUIRE_BROWSER"):
        assert re.search(rf"^export {asked}=1$", before, flags=re.MULTILINE)


def test_the_bare_machine_holds_what_the_readme_asks_for_and_nothing_else() -> None:
    assert "suite=trixie" in BARE
    assert re.findall(r"^holds=(.*)$", BARE, flags=re.MULTILINE) == ["python3,python3-venv,make,git"]
    assert "--variant=minbase" in BARE
    assert "--force-check-gpg" in BARE
    assert "(3, 13)" in BARE


def test_the_bare_machine_builds_the_report_and_runs_the_tests_without_a_browser() -> None:
    assert "make report" in BARE
    tests = re.search(r'make test TESTS="([^"]*)"', BARE)
    assert tests is not None
    assert set(tests[1].split()) == {"tests/unit", "tests/property", "tests/integration", "tests/messages", "tests/golden"}
    assert "|| true" not in BARE[BARE.index("set -- sh -euc") :].split("run ", 1)[0]


def test_a_bare_machine_that_cannot_be_made_is_never_a_success(tmp_path: Path) -> None:
    """On a system without apt, and for someone who is not root."""
    (tmp_path / "bash").symlink_to("/bin/bash")
    stand_in = tmp_path / "id"
    stand_in.write_text("#!/bin/sh\necho 1000\n", encoding="utf-8")
    stand_in.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    not_root = subprocess.run([ROOT / ".ci" / "bare-machine"], env=environment, capture_output=True, text=True, check=False)
    assert not_root.returncode == 77
    assert "only root" in not_root.stderr
    stand_in.write_text("#!/bin/sh\necho 0\n", encoding="utf-8")
    no_apt = subprocess.run(
        ["/bin/bash", ROOT / ".ci" / "bare-machine"], env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert no_apt.returncode == 77
    assert "no apt" in no_apt.stderr


def test_nothing_of_a_bare_machine_outlives_the_script() -> None:
    """The kernel forgets whose death a process follows when that process changes its user: the first of a namespace must stay root's."""
    assert "--kill-child" in BARE and "--pid --fork" in BARE
    assert "exec setpriv" not in BARE
    assert "trap '' INT TERM HUP" in BARE[BARE.index("finish() {") :].split("}", 1)[0]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_names_a_server(script: Path) -> None:
    hosts = set(re.findall(r"https?://([A-Za-z0-9.-]+)", script.read_text(encoding="utf-8")))
    assert hosts <= {"index.invalid", "files.invalid"}


def test_what_python_will_soon_refuse_in_our_code_is_refused_in_every_process_of_a_checked_run(tmp_path: Path) -> None:
    (tmp_path / "analysis_like.py").write_text("import warnings\nwarnings.warn('theirs', DeprecationWarning)\n", encoding="utf-8")
    program = """
import warnings
import analysis_like
exec(compile("warnings.warn('ours', DeprecationWarning)", "x", "exec"), {"__name__": "analysis.core.place", "warnings": warnings})
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / ".ci" / "strict"), str(tmp_path)])}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "DeprecationWarning: ours"
    assert 'export PYTHONPATH="$PWD/.ci/strict"' in BARE


def test_every_module_compiles_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for folder in ("src", "tests", "benchmarks", ".ci"):
            for module in (ROOT / folder).rglob("*.py"):
                compile(module.read_text(encoding="utf-8"), str(module), "exec", dont_inherit=True)
