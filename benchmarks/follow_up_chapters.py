"""The chapters on what became of people, on a large made-up agency: the code of each notebook, in a process of its own.

    python benchmarks/follow_up_chapters.py 1000000

Every table, figure and sentence of the chapter is made, as when the report is built; the kernel, the rendering and the reading of the
agency's files are not part of it. The agency is written once under the temporary folder and used again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from follow_up_estimates import store_of

ROOT = Path(__file__).resolve().parents[1]
RUN = ROOT / "params" / "runs" / "sample.yaml"
CHAPTERS = ("follow_up", "estimates", "retention", "satisfaction")


def run_one(chapter: str, participations: int) -> None:
    """Run a chapter's cells on the large agency and print how long they took and the most memory used."""
    import analysis
    from analysis.core.project import find_project
    from analysis.frameworks.run_file import load_run
    from analysis.run.opening import Run
    from analysis.run.preparation import PreparedRun

    project = find_project(ROOT)
    prepared = PreparedRun(load_run(RUN, project), RUN, (store_of(participations),), "benchmark", 0)
    analysis.open_run = lambda run_file, language: Run(prepared, project, language)
    cells = json.loads((ROOT / "notebooks" / "report" / f"{chapter}.ipynb").read_text(encoding="utf-8"))["cells"]
    names: dict[str, object] = {}
    start, processor = time.perf_counter(), time.process_time()
    for cell in cells:
        if cell["cell_type"] == "code":
            # The last expression of a cell is what it shows: to evaluate it is to make it.
            exec("".join(cell["source"]), names)
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    status = Path("/proc/self/status").read_text()
    peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024**2
    print(json.dumps({"seconds": seconds, "processor": processor, "peak": peak}))


def main() -> None:
    if len(sys.argv) == 3:
        run_one(sys.argv[2], int(sys.argv[1]))
        return
    participations = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    store_of(participations)
    print("| Participations | Chapter | Time (s) | Processor (s) | Peak (GiB) |\n|---:|---|---:|---:|---:|")
    for chapter in CHAPTERS:
        command = [sys.executable, __file__, str(participations), chapter]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if done.returncode:
            sys.exit(done.stderr[-3000:])
        found = json.loads(done.stdout.splitlines()[-1])
        print(f"| {participations:,} | {chapter} | {found['seconds']:.1f} | {found['processor']:.1f} | {found['peak']:.2f} |", flush=True)


if __name__ == "__main__":
    main()
