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
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, TextIO

import nbformat
import papermill
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from papermill.engines import Engine, papermill_engines

from analysis.publication.confinement import end_children
from analysis.publication.execution import SHARED
from analysis.publication.kernel_startup import ERROR_MIME, error_payload, prepare_kernel
from analysis.publication.papermill_worker import READY, execute_with_papermill, own_pipes

ENGINE = "forked"
LARGEST_OUTPUTS = 64 << 20
"""Characters that one cell may show: a page of that size is of no use to anybody."""
MOST_PRINTED = 10_000
_FAILED = "CellFailed"
# papermill lets a notebook that leaves by `SystemExit` pass for a success: no error is told to it under its own name.


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
        # That a cell printed is a fault; what it printed is not kept.
        sys.stdout.write, sys.stderr.write = _first_of(sys.stdout), _first_of(sys.stderr)  # type: ignore[method-assign]
        done: Any = shell.run_cell(source, store_history=False)  # type: ignore[no-untyped-call]
    outputs = [
        nbformat.v4.new_output("stream", name=name, text=text)
        for name, text in (("stdout", captured.stdout), ("stderr", captured.stderr))
        # The shell writes an error's name to its standard output; the error has an output of its own below.
        if text and not (name == "stdout" and not done.success)
    ]
    # What says why a cell failed is written below, never by the cell itself.
    shown = [(output.data, output.metadata) for output in captured.outputs if output.data and ERROR_MIME not in output.data]
    outputs += [nbformat.v4.new_output("display_data", data=data, metadata=metadata or {}) for data, metadata in shown]
    payload = None
    error = done.error_before_exec or done.error_in_exec
    if error is not None:
        payload = error_payload(error, source)
    elif sum(len(value) for data, _ in shown for value in data.values() if isinstance(value, str)) > LARGEST_OUTPUTS:
        outputs, payload = [], {"kind": "size", "type": "OverflowError"}
    if payload is not None:
        outputs.append(nbformat.v4.new_output("display_data", data={ERROR_MIME: payload}))
        outputs.append(nbformat.v4.new_output("error", ename=_FAILED, evalue="", traceback=[]))
    return outputs, payload is not None


def _first_of(stream: TextIO) -> Callable[[str], int]:
    original = stream.write

    def write(text: str) -> int:
        if stream.tell() < MOST_PRINTED:
            original(text[:MOST_PRINTED])
        return len(text)

    return write


def main() -> None:
    """Answer orders, one JSON object a line, until the parent closes the pipe or is gone."""
    orders, answers = own_pipes()
    papermill_engines.register(ENGINE, ForkedEngine)
    shell: Any = InteractiveShell.instance()
    prepare_kernel()
    # A plain shell asks for answers at a terminal; a notebook that is built has nobody to ask.
    shell.history_manager.enabled = False
    prepared: object = None
    # What a worker imports before its first notebook is no part of that notebook's time.
    answers.write(READY)
    answers.flush()
    for line in orders:
        order = json.loads(line)
        os.chdir(order["folder"])
        if order["shared"] is None:
            ForkedEngine.shared_is_done = False
        elif prepared != order["shared"]:
            ForkedEngine.shared_is_done = _run_shared(shell, order)
            prepared = order["shared"]
        answer = _in_a_fork(order, orders, answers)
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


def _in_a_fork(order: dict[str, Any], orders: TextIO, answers: TextIO) -> dict[str, Any]:
    """Execute a notebook in a copy of this process and return its answer, with the names of the modules it imported."""
    # What a copy would collect of its parent's has threads and locks that it has not (an engine's connection): nothing is collected there.
    gc.collect()
    gc.freeze()
    reading, writing = os.pipe()
    worker = os.getpid()
    child = os.fork()
    if child == 0:
        answer: dict[str, Any] = {"status": "fault", "type": "OSError"}
        # Whatever happens, the copy ends here: nothing of the parent's is to be flushed, closed or served a second time.
        try:
            for taken in (reading, orders.fileno(), answers.fileno()):
                os.close(taken)
            threading.Thread(target=_end_with, args=(worker,), daemon=True).start()
            before = set(sys.modules)
            answer = execute_with_papermill(papermill, order, engine_name=ENGINE)
            answer["modules"] = [name for name in sys.modules if name not in before]
        finally:
            try:
                said = json.dumps(answer).encode() + b"\n"
                with os.fdopen(writing, "wb") as stream:
                    stream.write(said)
            finally:
                os._exit(0)
    os.close(writing)
    try:
        return _answer_of(child, reading, orders)
    finally:
        os.close(reading)
        # What a notebook started ends with it, whatever it made of itself.
        end_children()


def _answer_of(child: int, reading: int, orders: TextIO) -> dict[str, Any]:
    said = bytearray()
    watched = [reading, orders.fileno()]
    # A process that a notebook leaves behind holds the pipe open: the end of the copy itself is watched.
    end = os.pidfd_open(child) if hasattr(os, "pidfd_open") else None
    if end is not None:
        watched.append(end)
    try:
        while b"\n" not in said:
            ready, _, _ = select.select(watched, [], [])
            if reading in ready:
                part = os.read(reading, 1 << 16)
                if not part:
                    break
                said += part
            elif orders.fileno() in ready:
                # Orders come one at a time: what can be read now is the end of the pipe, since the build is over.
                end_children()
                os._exit(0)
            else:
                break
    finally:
        if end is not None:
            os.close(end)
    if b"\n" in said:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return dict(json.loads(bytes(said).partition(b"\n")[0]))
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return {"status": "exit", "code": code} if code >= 0 else {"status": "signal", "code": -code}


def _end_with(worker: int) -> None:
    """End this process when the worker it is a copy of has ended, whatever way it ended."""
    while os.getppid() == worker:
        time.sleep(0.5)
    os._exit(0)


if __name__ == "__main__":
    main()
