"""Notebooks executed in processes of their own, under a time limit, without network, telemetry or the caller's settings."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.core.languages import Language
from analysis.core.workspaces import note
from analysis.publication.kernel_startup import ERROR_MIME
from analysis.publication.notebooks import Notebook
from analysis.publication.parameters import GIVEN_BY_BUILD
from analysis.publication.whole_files import write_whole

KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "SYSTEMROOT", "TMPDIR")
SHARED = "shared"
"""Tag of the cells that a worker runs once for all the notebooks it copies itself for."""

FIXED_DATE = "946684800"
"""1 January 2000: whatever asks for the date of a build gets the same one."""

ONE_FORK_A_NOTEBOOK = "analysis.publication.forked_execution"
ONE_KERNEL_A_NOTEBOOK = "analysis.publication.papermill_worker"
# Elsewhere than on Linux, libraries of the system may start threads that a copy of a process has not.
DEFAULT_WORKER = ONE_FORK_A_NOTEBOOK if sys.platform == "linux" else ONE_KERNEL_A_NOTEBOOK

STARTUP = "from analysis.publication.kernel_startup import prepare_kernel\nprepare_kernel()\ndel prepare_kernel\n"


@dataclass(frozen=True, slots=True)
class ExecutionJob:
    """A notebook to be executed in a language with the values of its parameters."""

    notebook: Notebook
    language: Language
    parameters: dict[str, object]
    output: Path


@dataclass(frozen=True, slots=True)
class ExecutionFailure:
    """Why a notebook has no result.

    `kind` is `error` (a cell raised), `dead` (the kernel ended), `time` (the limit was reached) or `fault` (it could not be started).
    `cell` counts all cells of the notebook from 1; None when it is not known.
    """

    job: ExecutionJob
    kind: str
    cell: int | None
    error_type: str
    payload: dict[str, Any] | None = None


class NotebookWorkers:
    """Worker processes, at most one a thread that asks; use as a context manager so that none outlives the build.

    A worker gives each notebook a copy of itself (`forked_execution`) where processes can be copied safely, a kernel of its own elsewhere.
    """

    def __init__(self, root: Path, scratch: Path, caches: Path, time_limit: float, program: str = DEFAULT_WORKER) -> None:
        self._root = root
        self._program = program
        self._caches = caches
        self._time_limit = time_limit
        self._home = Path(tempfile.mkdtemp(prefix="kernel-", dir=scratch))
        note(self._home)
        self._idle: list[subprocess.Popen[str]] = []
        self._all: list[subprocess.Popen[str]] = []
        self._lock = threading.Lock()

    def __enter__(self) -> NotebookWorkers:
        startup = self._home / "ipython" / "profile_default" / "startup"
        startup.mkdir(parents=True)
        (startup / "00-bilan.py").write_text(STARTUP, encoding="utf-8")
        self._caches.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *unused: object) -> None:
        for process in self._all:
            end_process_tree(process)
        shutil.rmtree(self._home, ignore_errors=True)

    def execute(self, job: ExecutionJob) -> ExecutionFailure | None:
        """Execute a notebook and write the result to the job's output in one step; return why it failed, None when it did not."""
        # Sheets of one kind have the same notebook: the name of the result tells them apart.
        code = self._home / f"{job.output.stem}.{job.language}.code.ipynb"
        result = self._home / f"{job.output.stem}.{job.language}.ipynb"
        code.write_text(json.dumps(code_only(job.notebook)), encoding="utf-8")
        worker = self._take()
        order: dict[str, Any] = {"input": str(code), "output": str(result), "parameters": job.parameters, "folder": str(self._root)}
        order["shared"] = None
        if any(SHARED in cell.tags for cell in job.notebook.code_cells):
            given = {name: job.parameters[name] for name in GIVEN_BY_BUILD if name in job.parameters}
            order["shared"] = {"notebook": job.notebook.stem, "parameters": given}
        answer = self._ask(worker, order)
        if answer["status"] in ("done", "error"):
            with self._lock:
                self._idle.append(worker)
        else:
            end_process_tree(worker)
        if answer["status"] == "done":
            content = json.loads(result.read_text(encoding="utf-8"))
            write_whole(job.output, json.dumps(kept_outputs(content), ensure_ascii=False, sort_keys=True))
            failure = None
        else:
            cell = answer.get("cell")
            if cell is None:
                from analysis.publication.papermill_worker import running_cell  # noqa: PLC0415

                cell = running_cell(str(result))
            failure = ExecutionFailure(job, str(answer["status"]), cell, str(answer.get("type", "")), answer.get("error"))
        # What a failed notebook printed may hold persons' values: nothing of it stays.
        code.unlink(missing_ok=True)
        result.unlink(missing_ok=True)
        return failure

    def _take(self) -> subprocess.Popen[str]:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        process = subprocess.Popen(  # noqa: S603 - a module of ours, without a shell
            [sys.executable, "-m", self._program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            cwd=self._root,
            env=self._environment(),
            start_new_session=True,
        )
        with self._lock:
            self._all.append(process)
        return process

    def _ask(self, worker: subprocess.Popen[str], order: dict[str, Any]) -> dict[str, Any]:
        assert worker.stdin is not None  # noqa: S101 - both are pipes, see `_take`
        assert worker.stdout is not None  # noqa: S101
        try:
            worker.stdin.write(json.dumps(order) + "\n")
            worker.stdin.flush()
        except OSError:
            return {"status": "fault", "type": "BrokenPipeError"}
        end = time.monotonic() + self._time_limit
        while (left := end - time.monotonic()) > 0:
            ready, _, _ = select.select([worker.stdout], [], [], min(left, 1.0))
            if ready:
                line = worker.stdout.readline()
                return dict(json.loads(line)) if line else {"status": "dead", "type": "WorkerEnded"}
        return {"status": "time"}

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        jupyter = self._home / "jupyter"
        return {
            **kept,
            "HOME": str(self._home),
            "IPYTHONDIR": str(self._home / "ipython"),
            "JUPYTER_CONFIG_DIR": str(jupyter / "config"),
            "JUPYTER_DATA_DIR": str(jupyter / "data"),
            "JUPYTER_RUNTIME_DIR": str(jupyter / "runtime"),
            "JUPYTER_PLATFORM_DIRS": "1",
            "MPLCONFIGDIR": str(self._caches),
            "MPLBACKEND": "agg",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            # Several notebooks run at once: threads of linear algebra on top of them wait for one another, and sums depend on their number.
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONHASHSEED": "0",
            "PYTHONWARNINGS": "ignore",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "SOURCE_DATE_EPOCH": FIXED_DATE,
            "DO_NOT_TRACK": "1",
            "NO_COLOR": "1",
            "HTTP_PROXY": "http://127.0.0.1:9",
            "HTTPS_PROXY": "http://127.0.0.1:9",
            "NO_PROXY": "localhost,127.0.0.1",
        }


def code_only(notebook: Notebook) -> dict[str, Any]:
    """Return the notebook that is executed: its code cells, each with its number in the notebook people read."""
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": f"cell-{cell.number}",
            "execution_count": None,
            "metadata": {"tags": sorted(cell.tags), "bilan_cell": cell.number},
            "outputs": [],
            "source": cell.source,
        }
        for cell in notebook.code_cells
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}}, "cells": cells}


def kept_outputs(executed: dict[str, Any]) -> dict[str, Any]:
    """Return what later steps need of an executed notebook: the outputs of each cell, without times, counters or addresses in memory."""
    return {
        "cells": [
            {"number": cell["metadata"]["bilan_cell"], "outputs": [_kept(output) for output in cell.get("outputs", ())]}
            for cell in executed["cells"]
            if cell["cell_type"] == "code" and "bilan_cell" in cell["metadata"]
        ]
    }


def _kept(output: dict[str, Any]) -> dict[str, Any]:
    if output["output_type"] == "stream":
        # That something was printed is a fault to report; what was printed may hold a person's value.
        return {"type": "stream", "name": output["name"]}
    data = {kind: value for kind, value in output.get("data", {}).items() if kind != ERROR_MIME}
    return {"type": output["output_type"], "data": data}


def end_process_tree(process: subprocess.Popen[str]) -> None:
    """Kill a process, its kernel and everything they started, whatever groups they put themselves in."""
    import psutil  # noqa: PLC0415

    with contextlib.suppress(psutil.NoSuchProcess):
        parent = psutil.Process(process.pid)
        for member in [*parent.children(recursive=True), parent]:
            with contextlib.suppress(psutil.NoSuchProcess):
                member.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
    process.wait()
