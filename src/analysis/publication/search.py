"""The search index of the site: Pagefind's own files beside the pages, with French and English stemming."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path

from analysis.core.errors import Problem, ReportError
from analysis.core.languages import Bilingual, Language

KEPT = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
_UNUSED = ("pagefind-ui.js", "pagefind-ui.css", "pagefind-modular-ui.js", "pagefind-modular-ui.css", "pagefind-highlight.js")


@cache
def _program() -> str:
    import pagefind_bin  # noqa: PLC0415

    return str(pagefind_bin.get_executable())


def write_search_index(pages: Path, language: Language) -> None:
    """Index the pages of a folder into its sub-folder `pagefind`.

    Raises
    ------
    ReportError
        When the indexer fails.
    """
    command = [_program(), "--site", str(pages), "--force-language", language, "--quiet"]
    # One thread, so that the order of what it writes cannot change; a fixed program, no shell.
    environment = {**os.environ, "RAYON_NUM_THREADS": "1", "TOKIO_WORKER_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, check=False, env=environment)  # noqa: S603
    if done.returncode != 0 or not (pages / "pagefind" / "pagefind.js").is_file():
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
        reason = said[-1][:300] if said else f"code {done.returncode}"
        raise ReportError(
            Problem("Pagefind", Bilingual(f"l'index de recherche n'a pas été fait\u00a0: {reason}", f"the search index was not made: {reason}"))
        )
    for name in _UNUSED:
        (pages / "pagefind" / name).unlink(missing_ok=True)
