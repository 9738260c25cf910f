"""Every command the README shows is run, as it stands there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from lxml import html

from tests.conftest import ROOT, copy_project

CONTINUOUS_INTEGRATION = {"make report", "make test", "make exercises"}


def commands(readme: str) -> list[str]:
    text = (ROOT / readme).read_text(encoding="utf-8")
    return [line for block in re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL) for line in block.splitlines() if line.strip()]


def test_both_readmes_show_the_same_commands() -> None:
    assert commands("README.md") == commands("README.fr.md")


def test_continuous_integration_runs_what_a_new_user_types() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert set(commands("README.md")) >= CONTINUOUS_INTEGRATION
    assert set(script) >= {f"step {command}" for command in CONTINUOUS_INTEGRATION}


@pytest.mark.slow
@pytest.mark.parametrize("command", [line for line in commands("README.md") if not line.startswith("make ")])
def test_a_command_of_the_readme_does_what_it_says(command: str, sample_report: Path, tmp_path: Path) -> None:
    checkout = copy_project(tmp_path / "checkout")
    (checkout / "src").symlink_to(ROOT / "src")
    (checkout / ".venv").symlink_to(Path(os.environ.get("VIRTUAL_ENV", ROOT / ".venv")))
    shutil.copytree(sample_report.parents[1] / ".store", checkout / ".store", symlinks=True)
    shutil.copytree(sample_report, checkout / "published" / "sample")
    environment = {**os.environ, "BILAN_LANGUAGE": "en"}
    done = subprocess.run(shlex.split(command), cwd=checkout, env=environment, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr
    assert done.stdout or done.stderr
    if command.startswith(".venv/bin/bilan report"):
        assert "executed: 0;" in done.stderr, "what was built elsewhere from the same inputs is executed again"
    if "--lang fr" in command and "exercises" in command:
        pages = sorted((checkout / "published" / "one_case").rglob("*.html"))
        assert pages
        leading = {(page, href) for page in pages for href in html.parse(str(page)).xpath("//a/@href")}
        nowhere = [(page.name, href) for page, href in leading if "://" not in href and not (page.parent / href.split("#")[0]).exists()]
        assert nowhere == []


@pytest.mark.slow
def test_make_lab_opens_jupyterlab(tmp_path: Path) -> None:
    """The recipe of `make lab`, with a port of ours and no window."""
    # This test may itself run under make, whose flags would change what the inner make prints.
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    shown = subprocess.run(["make", "-n", "lab"], cwd=ROOT, env=plain, capture_output=True, text=True, check=True).stdout
    recipe = shown.strip().splitlines()[-1]
    port = 20000 + os.getpid() % 20000
    extra = f" --no-browser --allow-root --port={port} --ServerApp.token=test --ServerApp.port_retries=0"
    environment = {**os.environ, "JUPYTER_RUNTIME_DIR": str(tmp_path), "JUPYTER_CONFIG_DIR": str(tmp_path)}
    server = subprocess.Popen(
        shlex.split(recipe + extra), cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        address = f"http://127.0.0.1:{port}/api/contents/notebooks/explore?token=test"
        deadline = time.monotonic() + 90
        while True:
            try:
                with urllib.request.urlopen(address, timeout=5) as answer:
                    assert b".ipynb" in answer.read()
                break
            except OSError:
                assert server.poll() is None, "JupyterLab stopped"
                assert time.monotonic() < deadline, "JupyterLab did not answer"
                time.sleep(0.5)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)
