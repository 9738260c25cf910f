"""Notebooks executed in confined processes of their own, under a time limit, without network, telemetry or the caller's settings."""

from __future__ import annotations

import contextlib
import json
import os
import select
import stat
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.core.languages import Language
from analysis.core.workspaces import workspace
from analysis.publication.confinement import PARTS
from analysis.publication.kernel_startup import ERROR_MIME
from analysis.publication.notebooks import Notebook
from analysis.publication.parameters import GIVEN_BY_BUILD
from analysis.publication.whole_files import SCRATCH, write_whole

KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "SYSTEMROOT", "TMPDIR")
SHARED = "shared"
"""Tag of the cells that a worker runs once for all the notebooks it copies itself for."""

FIXED_DATE = "946684800"
"""1 January 2000: whatever asks for the date of a build gets the same one."""

LARGEST_RESULT = 256 << 20
LONGEST_START = 300
"""Seconds that a worker may take to import what it needs, on a machine that does much else."""
GUARD = "analysis.publication.confinement"
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

    `kind` is `error` (a cell raised), `exit` (its process left with the exit code `code`), `signal` (it was ended by the signal `code`),
    `dead` (the kernel ended), `time` (the limit was reached), `size` (what it shows is too large) or `fault` (it could not be started).
    `cell` counts all cells of the notebook from 1; None when it is not known.
    """

    job: ExecutionJob
    kind: str
    cell: int | None
    error_type: str
    payload: dict[str, Any] | None = None
    code: int = 0


class NotebookWorkers:
    """Worker processes, at most one a thread that asks; use as a context manager so that none outlives the build.

    A worker gives each notebook a copy of itself (`forked_execution`) where processes can be copied safely, a kernel of its own elsewhere.
    """

    def __init__(self, root: Path, scratch: Path, time_limit: float, program: str = DEFAULT_WORKER) -> None:
        self._root = root
        self._program = program
        self._time_limit = time_limit
        self._scratch = scratch
        self._place = contextlib.ExitStack()
        self._enforced: set[str] | None = None
        self._idle: list[subprocess.Popen[bytes]] = []
        self._all: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()

    def __enter__(self) -> NotebookWorkers:
        place = self._place.enter_context(workspace(self._scratch, SCRATCH))
        # Notebooks write to one of them alone: what the build writes to must never be a link that a notebook has made.
        self._orders, self._home = place / "orders", place / "home"
        self._orders.mkdir()
        startup = self._home / "ipython" / "profile_default" / "startup"
        startup.mkdir(parents=True)
        (self._home / "tmp").mkdir()
        (startup / "00-bilan.py").write_text(STARTUP, encoding="utf-8")
        return self

    def __exit__(self, *unused: object) -> None:
        for process in self._all:
            end_guard(process)
        self._place.close()

    @property
    def not_enforced(self) -> tuple[str, ...]:
        """What the system did not let the notebooks executed so far be kept from, among `confinement.PARTS`."""
        return () if self._enforced is None else tuple(part for part in PARTS if part not in self._enforced)

    def execute(self, job: ExecutionJob) -> ExecutionFailure | None:
        """Execute a notebook and write the result to the job's output in one step; return why it failed, None when it did not."""
        # Sheets of one kind have the same notebook: the name of the result tells them apart.
        code = self._orders / f"{job.output.stem}.{job.language}.ipynb"
        result = self._home / f"{job.output.stem}.{job.language}.ipynb"
        code.write_text(json.dumps(code_only(job.notebook)), encoding="utf-8")
        worker = self._take()
        order: dict[str, Any] = {"input": str(code), "output": str(result), "parameters": job.parameters, "folder": str(self._root)}
        order["shared"] = None
        if any(SHARED in cell.tags for cell in job.notebook.code_cells):
            given = {name: job.parameters[name] for name in GIVEN_BY_BUILD if name in job.parameters}
            order["shared"] = {"notebook": job.notebook.stem, "parameters": given}
        answer = self._ask(worker, order)
        if answer["status"] == "done":
            try:
                executed = json.loads(_read(result))
                kept = json.dumps(kept_outputs(executed), ensure_ascii=False, sort_keys=True)
                if not _is_whole(executed, job.notebook):
                    # Something in the notebook's process answered for it before its last cell was done.
                    answer = {"status": "dead"}
            except (RecursionError, ValueError, KeyError, TypeError, AttributeError, OSError):
                answer = {"status": "size"}
        # A worker outlives the copy of it that failed; one that is gone, did not answer in time or did not answer truly serves no more.
        if answer["status"] in ("done", "error", "exit", "signal") and worker.poll() is None:
            with self._lock:
                self._idle.append(worker)
        else:
            end_guard(worker)
        if answer["status"] == "done":
            write_whole(job.output, kept)
            failure = None
        else:
            cell = answer.get("cell")
            if cell is None:
                from analysis.publication.papermill_worker import running_cell  # noqa: PLC0415

                cell = running_cell(str(result))
            failure = ExecutionFailure(
                job, str(answer["status"]), cell, str(answer.get("type", "")), answer.get("error"), int(answer.get("code", 0))
            )
        # What a failed notebook printed may hold persons' values: nothing of it stays.
        code.unlink(missing_ok=True)
        result.unlink(missing_ok=True)
        return failure

    def _take(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        process = subprocess.Popen(  # noqa: S603 - a module of ours, without a shell
            [sys.executable, "-m", GUARD, self._program, str(self._home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd=self._root,
            env=self._environment(),
            start_new_session=True,
        )
        with self._lock:
            self._all.append(process)
        end = time.monotonic() + LONGEST_START
        enforced = _next_line(process, end)
        _next_line(process, end)
        with self._lock:
            given = set(enforced) if isinstance(enforced, list) else set()
            self._enforced = given if self._enforced is None else self._enforced & given
        return process

    def _ask(self, worker: subprocess.Popen[bytes], order: dict[str, Any]) -> dict[str, Any]:
        assert worker.stdin is not None  # noqa: S101 - a pipe, see `_take`
        end = time.monotonic() + self._time_limit
        try:
            worker.stdin.write(json.dumps(order).encode() + b"\n")
            worker.stdin.flush()
        except OSError:
            return {"status": "fault", "type": "BrokenPipeError"}
        answer = _next_line(worker, end)
        if isinstance(answer, dict):
            return answer if isinstance(answer.get("status"), str) else {"status": "dead"}
        if time.monotonic() >= end:
            return {"status": "time"}
        try:
            code = worker.wait(timeout=10)
        except subprocess.TimeoutExpired:
            return {"status": "dead"}
        return {"status": "signal", "code": code - 128} if code > 128 else {"status": "exit", "code": code}

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        jupyter = self._home / "jupyter"
        return {
            **kept,
            "HOME": str(self._home),
            "TMPDIR": str(self._home / "tmp"),
            "IPYTHONDIR": str(self._home / "ipython"),
            "JUPYTER_CONFIG_DIR": str(jupyter / "config"),
            "JUPYTER_DATA_DIR": str(jupyter / "data"),
            "JUPYTER_RUNTIME_DIR": str(jupyter / "runtime"),
            "JUPYTER_PLATFORM_DIRS": "1",
            # Made anew for each build: what a notebook may write to is never what the next build begins with.
            "MPLCONFIGDIR": str(self._home / "matplotlib"),
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


def _is_whole(executed: dict[str, Any], notebook: Notebook) -> bool:
    """Say whether the worker wrote that every cell of the notebook was completed."""
    completed = [
        cell["metadata"]["bilan_cell"]
        for cell in executed["cells"]
        if "bilan_cell" in cell["metadata"] and cell["metadata"].get("papermill", {}).get("status") == "completed"
    ]
    return completed == [cell.number for cell in notebook.code_cells]


def _kept(output: dict[str, Any]) -> dict[str, Any]:
    if output["output_type"] == "stream":
        # That something was printed is a fault to report; what was printed may hold a person's value.
        return {"type": "stream", "name": output["name"]}
    data = {kind: value for kind, value in output.get("data", {}).items() if kind != ERROR_MIME}
    return {"type": output["output_type"], "data": data}


def _next_line(worker: subprocess.Popen[bytes], end: float) -> object:
    """Return what the next line of a worker says; None when it has ended, when time is over, or when it is not JSON."""
    assert worker.stdout is not None  # noqa: S101 - a pipe, see `_take`
    said = bytearray()
    # Nothing is read that has not arrived: half a line must not hold the build.
    while (left := end - time.monotonic()) > 0 and not said.endswith(b"\n"):
        ready, _, _ = select.select([worker.stdout], [], [], left)
        part = os.read(worker.stdout.fileno(), 1 << 16) if ready else b""
        if ready and not part:
            return None
        said += part
    try:
        return json.loads(bytes(said))
    except (ValueError, RecursionError):
        return None


def _read(result: Path) -> str:
    """Return the text of a result, which a notebook may have replaced by anything."""
    descriptor = os.open(result, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, encoding="utf-8") as stream:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode) or state.st_size > LARGEST_RESULT:
            raise ValueError("not a result")
        return stream.read()


def end_guard(process: subprocess.Popen[bytes]) -> None:
    """End a guard and everything below it, whatever groups they put themselves in; return when all have ended."""
    import psutil  # noqa: PLC0415

    members: list[psutil.Process] = []
    with contextlib.suppress(psutil.Error):
        members = psutil.Process(process.pid).children(recursive=True)
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
    # The guard ends its own when the pipe closes: it alone knows those that have left the tree.
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for member in members:
        with contextlib.suppress(psutil.Error):
            member.kill()
