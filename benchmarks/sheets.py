"""Sheets: what one page costs, beside plain papermill on the same notebook.

    python benchmarks/sheets.py

The sample's own sheets (a page a region and a provider, in two languages) are built with a report of two chapters, and the same report
without them: the difference, divided by the number of pages, is what a page costs, rendering, search and checks included.
Plain papermill executes the same notebook for some of the providers, one after the other, without any rendering.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

from report import BIN, RUN, copy_of_the_project, small_run, timed

N_PLAIN = 6
CHAPTERS = ("definitions", "employment_definitions")
"""Those that these sheets refer to."""


def main() -> None:
    os.environ["BILAN_LANGUAGE"] = "en"
    with tempfile.TemporaryDirectory() as folder:
        project = copy_of_the_project(Path(folder) / "project")
        small_run(project, CHAPTERS)
        without, _ = timed([BIN / "bilan", "report", RUN], project)
        shutil.rmtree(project / ".store" / "_publication")
        small_run(project, CHAPTERS, "[region, provider]")
        seconds, _ = timed([BIN / "bilan", "report", RUN], project)
        n_pages = sum(1 for _ in (project / "published" / "sample").glob("*/sheet-*.html"))
        began = time.perf_counter()
        for number in range(1, N_PLAIN + 1):
            given = ["-p", "run_file", RUN, "-p", "language", "fr", "-p", "provider", f"F{number:03d}", "--no-progress-bar"]
            timed([BIN / "papermill", "notebooks/sheets/provider.ipynb", "executed.ipynb", *given], project)
        plain = (time.perf_counter() - began) / N_PLAIN
    each = (seconds - without) / n_pages
    print("| Sheets | Pages | Seconds a page |\n|---|---:|---:|")
    print(f"| made with the report: executed, rendered, indexed, checked | {n_pages} | {each:.2f} |")
    print(f"| plain papermill, executed only | {N_PLAIN} | {plain:.2f} |")


if __name__ == "__main__":
    main()
