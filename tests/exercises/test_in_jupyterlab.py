"""A learner's notebook in a real JupyterLab, in French, by a person who types numbers as people do."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import QUIET

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CASE = "supported_employment_funding"


@pytest.fixture
def lab(exercises: Path, tmp_path: Path) -> Iterator[str]:
    """A JupyterLab server on a copy of the learner's folder, its interface in French."""
    stick = tmp_path / "stick"
    shutil.copytree(exercises / "learner", stick)
    settings = tmp_path / "settings" / "@jupyterlab" / "translation-extension"
    settings.mkdir(parents=True)
    (settings / "plugin.jupyterlab-settings").write_text('{"locale": "fr_FR"}', encoding="utf-8")
    # Cells that are not on the screen are in the page all the same, or what they show would be seen only when it is scrolled to.
    notebooks = tmp_path / "settings" / "@jupyterlab" / "notebook-extension"
    notebooks.mkdir(parents=True)
    (notebooks / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}', encoding="utf-8")
    port = 21000 + os.getpid() % 19000
    environment = {
        **os.environ,
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "workspaces"),
    }
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0",
        "--ServerApp.token=test", f"--ServerApp.root_dir={stick}", "--LabApp.news_url=None",
    ]  # fmt: skip
    with (tmp_path / "lab.log").open("w") as log:
        server = subprocess.Popen(command, cwd=stick, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token=test", timeout=5).close()
                break
            except OSError:
                assert server.poll() is None, (tmp_path / "lab.log").read_text()[-2000:]
                assert time.monotonic() < deadline, "JupyterLab did not answer"
                time.sleep(0.5)
        yield f"http://127.0.0.1:{port}/lab/tree/fr/{CASE}.ipynb?token=test"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


@pytest.fixture
def notebook(lab: str) -> Iterator[Page]:
    executable = shutil.which("chromium")
    if executable is None:
        if os.environ.get("BILAN_REQUIRE_BROWSER"):
            pytest.fail("Chromium is not installed, and this machine was told not to skip")
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=QUIET)
        page = chromium.new_context(viewport={"width": 1280, "height": 1000}).new_page()
        page.goto(lab)
        page.wait_for_selector(".jp-NotebookPanel .jp-CodeCell", timeout=90_000)
        yield page
        chromium.close()


def type_into(page: Page, old: str, new: str) -> None:
    """Replace the content of the code cell that holds a text, and run it and the next cell, which checks it."""
    cell = page.locator(".jp-CodeCell", has_text=old).first
    cell.scroll_into_view_if_needed()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(new)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")


def test_a_learner_answers_in_jupyterlab_and_is_told_kindly(notebook: Page) -> None:
    page = notebook
    expect(page.get_by_role("menuitem", name="Fichier").first).to_be_visible(timeout=30_000)
    # JupyterLab forgets cells that it is asked to run before their kernel is there.
    expect(page.get_by_role("button", name="Python 3 (ipykernel) | Inactif")).to_be_visible(timeout=120_000)
    page.locator(".jp-NotebookPanel .jp-MarkdownCell").first.click()
    page.keyboard.press("Escape")
    page.get_by_role("menuitem", name="Exécution").first.click()
    page.get_by_text("Exécuter toutes les cellules", exact=True).first.click()
    expect(page.locator(".jp-OutputArea-output", has_text="À répondre").first).to_be_visible(timeout=300_000)

    type_into(page, "operating_funds = ...", "operating_funds = 560 000,00 $")
    expect(page.locator(".jp-OutputArea-output", has_text="✓ Juste (2 points)").first).to_be_visible(timeout=120_000)

    type_into(page, "support_funds = ...", "support_funds = beaucoup")
    expect(page.locator(".jp-OutputArea-output", has_text="« beaucoup » n'existe pas encore").first).to_be_visible(timeout=120_000)
    expect(page.locator(".jp-OutputArea-output", has_text="Traceback")).to_have_count(0)

    type_into(page, "support_funds = beaucoup", 'support_funds = "700 000 $"')
    expect(page.locator(".jp-OutputArea-output", has_text="est un plafond par plan").first).to_be_visible(timeout=120_000)
