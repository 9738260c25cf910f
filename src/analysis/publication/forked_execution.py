"""A papermill engine that runs a notebook's cells in the process it is in, and the worker that forks such a process for each notebook.

A kernel costs seconds to start and to import what notebooks import: more than most of them compute. The worker imports what the notebooks
before have imported, runs once the cells tagged `shared` (whose results are the same for every sheet of a kind), then forks: each notebook
begins in a copy of that state and ends with its process, so that nothing passes from one to the next.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import nbformat
import papermill
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from papermill.engines import Engine, papermill_engines

from analysis.publication.execution import SHARED
from analysis.publication.kernel_startup import ERROR_MIME, error_payload, prepare_kernel
from analysis.publication.papermill_worker import execute_with_papermill

ENGINE = "forked"


class ForkedEngine(Engine):  # type: ignore[misc]
    """Runs the cells of a notebook in the shell of this process, and keeps what they show as a kernel would."""

    shared_is_done = False

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **unused: Any) -> None:
        """Run every code cell, in order, until one fails."""
        shell = InteractiveShell.instance()
        for place, cell in enumerate(nb_man.nb.cells):
            if cell.cell_type != "code":
                continue
            nb_man.cell_start(cell, place)
            failed = False
            if not (cls.shared_is_done and SHARED in cell.metadata.get("tags", ())):
                cell.outputs, failed = run_cell(shell, cell.source)
            if failed:
                nb_man.cell_exception(cell, place)
                break
            nb_man.cell_complete(cell, place)


def run_cell(shell: InteractiveShell, source: str) -> tuple[list[Any], bool]:
    """Return what a cell shows as notebook outputs, and whether it failed; an error is named by its type alone."""
    with capture_output() as captured:
        # The shell puts its own hook in place for each cell, one that prints: what a cell ends with is captured instead.
        shell.display_trap.hook = sys.displayhook
        done: Any = shell.run_cell(source, store_history=False)  # type: ignore[no-untyped-call]
    outputs = [
        nbformat.v4.new_output("stream", name=name, text=text)
        for name, text in (("stdout", captured.stdout), ("stderr", captured.stderr))
        # The shell writes an error's name to its standard output; the error has an output of its own below.
        if text and not (name == "stdout" and not done.success)
    ]
    outputs += [
        nbformat.v4.new_output("display_data", data=shown.data, metadata=shown.metadata or {}) for shown in captured.outputs if shown.data
    ]
    error = done.error_before_exec or done.error_in_exec
    if error is not None:
        if not any(ERROR_MIME in output.get("data", {}) for output in outputs):
            outputs.append(nbformat.v4.new_output("display_data", data={ERROR_MIME: error_payload(error)}))
        outputs.append(nbformat.v4.new_output("error", ename=type(error).__name__, evalue="", traceback=[]))
    return outputs, error is not None


def main() -> None:
    """Answer orders, one JSON object a line, until the parent closes the pipe or is gone."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    papermill_engines.register(ENGINE, ForkedEngine)
    shell: Any = InteractiveShell.instance()
    prepare_kernel()
    # A plain shell asks for answers at a terminal; a notebook that is built has nobody to ask.
    shell.history_manager.enabled = False
    prepared: object = None
    for line in sys.stdin:
        order = json.loads(line)
        os.chdir(order["folder"])
        if order["shared"] is None:
            ForkedEngine.shared_is_done = False
        elif prepared != order["shared"]:
            ForkedEngine.shared_is_done = _run_shared(shell, order)
            prepared = order["shared"]
        answer = _in_a_fork(order)
        _import_known(answer.pop("modules", ()))
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _import_known(modules: Iterable[str]) -> None:
    """Import what a notebook has imported, so that those after it find it done; nothing but importing is ever done here for them."""
    for name in modules:
        if name not in sys.modules:
            with suppress(Exception):
                importlib.import_module(name)


def _run_shared(shell: InteractiveShell, order: dict[str, Any]) -> bool:
    """Run the shared cells with the parameters they may use; False when one fails: each notebook then says so itself.

    The other cells are never run here: they might change what is shared.
    """
    shell.reset(new_session=False)  # type: ignore[no-untyped-call]
    notebook = nbformat.read(order["input"], as_version=4)
    for name, value in order["shared"]["parameters"].items():
        shell.user_ns[name] = value
    for cell in notebook.cells:
        if SHARED in cell.metadata.get("tags", ()):
            _, failed = run_cell(shell, cell.source)
            if failed:
                return False
    return True


def _in_a_fork(order: dict[str, Any]) -> dict[str, Any]:
    """Execute a notebook in a copy of this process and return its answer, with the names of the modules it imported."""
    # What a copy would collect of its parent's has threads and locks that it has not (an engine's connection): nothing is collected there.
    gc.collect()
    gc.freeze()
    reading, writing = os.pipe()
    worker = os.getpid()
    child = os.fork()
    if child == 0:
        answer: dict[str, Any] = {"status": "fault", "type": "ForkFailed"}
        # Whatever happens, the copy ends here: nothing of the parent's is to be flushed, closed or served a second time.
        try:
            os.close(reading)
            threading.Thread(target=_end_with, args=(worker,), daemon=True).start()
            before = set(sys.modules)
            answer = execute_with_papermill(papermill, order, engine_name=ENGINE)
            answer["modules"] = [name for name in sys.modules if name not in before]
        finally:
            try:
                with os.fdopen(writing, "wb") as stream:
                    stream.write(json.dumps(answer).encode())
            finally:
                os._exit(0)
    os.close(writing)
    said = bytearray()
    while True:
        ready, _, _ = select.select([reading, sys.stdin.fileno()], [], [])
        if reading in ready:
            part = os.read(reading, 1 << 16)
            if not part:
                break
            said += part
        else:
            # Orders come one at a time: what can be read now is the end of the pipe, since the build is over.
            os.kill(child, signal.SIGKILL)
            os._exit(0)
    os.close(reading)
    os.waitpid(child, 0)
    return dict(json.loads(bytes(said))) if said else {"status": "dead", "type": "DeadKernelError"}


def _end_with(worker: int) -> None:
    """End this process when the worker it is a copy of has ended, whatever way it ended."""
    while os.getppid() == worker:
        time.sleep(0.5)
    os._exit(0)


if __name__ == "__main__":
    main()
