"""Building the sample report: cold, again, and after an edit of prose, beside plain papermill run in sequence.

    python benchmarks/report.py

Both ways run the same notebooks in the same copy of the project and are rendered by the same renderer. The plain way executes one notebook
after the other with papermill's own command, then pays the same rendering (measured by changing one word of prose in every notebook, so
that every page is made again and no notebook is executed). The whole sample, with its sheets, is built last.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
RUN = "params/runs/sample.yaml"
CHAPTERS = (
    "summary",
    "quality",
    "attrition",
    "performance",
    "solidarity",
    "definitions",
    "employment_definitions",
    "solidarity_definitions",
)
"""Those that refer to no others: the report that both ways build."""


def copy_of_the_project(to: Path) -> Path:
    to.mkdir(parents=True)
    for name in ("_quarto.yml", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, to / name)
    for name in ("params", "notebooks", "report", "data/sample", "tests/spec"):
        shutil.copytree(ROOT / name, to / name)
    return to


def small_run(project: Path, chapters: Iterable[str], sheets: str = "[]") -> None:
    """Leave some chapters of the sample's run, and the sheets asked for."""
    path = project / RUN
    listed = "chapters:\n" + "".join(f"  - notebook: {name}\n" for name in chapters)
    text = re.sub(r"chapters:\n(?:  .*\n)+", listed, path.read_text(encoding="utf-8"))
    path.write_text(re.sub(r"sheets: .*\n", f"sheets: {sheets}\n", text), encoding="utf-8")


def timed(command: list[str | Path], cwd: Path) -> tuple[float, str]:
    began = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command}: exit code {done.returncode}\n{done.stderr[-3000:]}")
    return time.perf_counter() - began, done.stderr


def change_prose(notebook: Path, word: str) -> None:
    """Add a word to the first French and English texts of a notebook."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    for cell in [cell for cell in content["cells"] if cell["cell_type"] == "markdown"][:2]:
        cell["source"] = [*cell["source"], f"\n\n{word}."]
    notebook.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def executed(message: str) -> int:
    line = next(line for line in message.splitlines() if "executed:" in line)
    return int(line.split("executed:")[1].split(";")[0])


def built(project: Path, report: list[str | Path], what: str) -> list[tuple[str, float, str]]:
    """Return how long a report takes cold, again, and after an edit of one chapter's prose in both languages."""
    cold, message = timed(report, project)
    rows = [(f"{what}, cold (reading, notebooks, site, PDF, checks)", cold, f"{executed(message)} notebooks executed")]
    again, message = min(timed(report, project) for _ in range(3))
    rows.append(("again, nothing changed (best of 3)", again, f"{executed(message)} notebooks executed"))
    change_prose(project / "notebooks" / "report" / "quality.ipynb", "Benchmark")
    edited, message = timed(report, project)
    rows.append(("after an edit of one chapter's prose", edited, f"{executed(message)} notebooks executed"))
    return rows


def main() -> None:
    os.environ["BILAN_LANGUAGE"] = "en"
    report: list[str | Path] = [BIN / "bilan", "report", RUN]
    rows: list[tuple[str, float, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        ours = copy_of_the_project(Path(folder) / "ours")
        small_run(ours, CHAPTERS)
        rows += built(ours, report, "`bilan report` of eight chapters")
        cold = rows[0][1]
        for name in CHAPTERS:
            change_prose(ours / "notebooks" / "report" / f"{name}.ipynb", "Everywhere")
        rendering, message = timed(report, ours)
        rows.append(("after an edit of every chapter's prose: all rendering", rendering, f"{executed(message)} notebooks executed"))

        plain = copy_of_the_project(Path(folder) / "plain")
        small_run(plain, CHAPTERS)
        sequence = 0.0
        for language in ("fr", "en"):
            for name in CHAPTERS:
                notebook = f"notebooks/report/{name}.ipynb"
                command = [BIN / "papermill", notebook, f"{name}.{language}.ipynb", "-p", "run_file", RUN, "-p", "language", language]
                sequence += timed([*command, "--log-level", "ERROR", "--no-progress-bar"], plain)[0]
        rows.append(("plain papermill, one notebook after the other", sequence, f"{2 * len(CHAPTERS)} notebooks executed"))
        rows.append(("plain papermill + the same rendering", sequence + rendering, f"{(sequence + rendering) / cold:.2f} × `bilan report`"))
        rows += built(copy_of_the_project(Path(folder) / "whole"), report, "`bilan report` of the whole sample")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print("| Building the sample report | Seconds | |\n|---|---:|---|")
    for what, seconds, remark in rows:
        print(f"| {what} | {seconds:.1f} | {remark} |")


if __name__ == "__main__":
    main()
