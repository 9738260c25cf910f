"""A process that executes notebooks one after the other with papermill, each in a kernel of its own.

Importing papermill takes seconds, so a worker serves several notebooks; kernels are never shared.
It reads one JSON object a line from its standard input and answers one a line; it ends with its parent, whatever way that ends.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from analysis.core.known_errors import nearest_known_name
from analysis.publication.kernel_startup import ERROR_MIME

READY = '{"ready": true}\n'
"""What a worker says once, before it serves."""


def main() -> None:
    """Serve until the parent closes the pipe."""
    orders, answers = own_pipes()
    jobs: list[str] = []
    arrived = threading.Condition()
    threading.Thread(target=_listen, args=(orders, jobs, arrived), daemon=True).start()
    import papermill  # noqa: PLC0415

    answers.write(READY)
    answers.flush()
    while True:
        with arrived:
            while not jobs:
                arrived.wait()
            job = json.loads(jobs.pop(0))
        _answer(answers, execute_with_papermill(papermill, job))


def own_pipes() -> tuple[TextIO, TextIO]:
    """Return the orders and the answers as pipes of their own: what notebooks call standard input and output is neither."""
    orders = os.fdopen(os.dup(sys.stdin.fileno()), encoding="utf-8")
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nothing, standard)
    os.close(nothing)
    return orders, answers


def _listen(orders: TextIO, jobs: list[str], arrived: threading.Condition) -> None:
    for line in orders:
        with arrived:
            jobs.append(line)
            arrived.notify()
    # The parent is gone or has finished: a kernel notices that this process has ended, and ends too.
    os._exit(0)


def execute_with_papermill(papermill: Any, job: dict[str, Any], **engine: str) -> dict[str, Any]:
    """Execute a notebook and return how it ended: `done`, `error` with the cell and what may be said of it, `dead` or `fault`."""
    try:
        papermill.execute_notebook(
            job["input"],
            job["output"],
            parameters=job["parameters"],
            cwd=job["folder"],
            kernel_name="python3",
            language="python",
            progress_bar=False,
            autosave_cell_every=0,
            start_timeout=60,
            **engine,
        )
    except papermill.exceptions.PapermillExecutionError as error:
        return {"status": "error", "cell": _failed_cell(job["output"]), "error": _safe_error(job["output"]) or _told_by(str(error.ename))}
    except Exception as error:
        name = nearest_known_name(type(error))
        return {"status": "dead" if name == "DeadKernelError" else "fault", "type": name, "cell": running_cell(job["output"])}
    if (cell := _failed_cell(job["output"])) is not None:
        # papermill takes a notebook that leaves by `sys.exit()` for one that has ended well.
        return {"status": "error", "cell": cell, "error": {"kind": "exit", "type": "SystemExit"}}
    return {"status": "done"}


def _told_by(name: str) -> dict[str, Any]:
    kinds = {"StdinNotImplementedError": "asks", "SystemExit": "exit", "KeyboardInterrupt": "interrupt", "MemoryError": "memory"}
    return {"kind": kinds.get(name, "unknown"), "type": name if name in kinds else "Exception"}


def _answer(stream: TextIO, answer: dict[str, Any]) -> None:
    stream.write(json.dumps(answer) + "\n")
    stream.flush()


def _cells(output: str) -> list[dict[str, Any]]:
    try:
        return list(json.loads(Path(output).read_text(encoding="utf-8"))["cells"])
    except (OSError, ValueError, KeyError, RecursionError):
        return []


def _failed_cell(output: str) -> int | None:
    for cell in _cells(output):
        if any(entry.get("output_type") == "error" for entry in cell.get("outputs", ())):
            number = cell["metadata"].get("bilan_cell")
            return None if number is None else int(number)
    return None


def _safe_error(output: str) -> dict[str, Any] | None:
    for cell in _cells(output):
        for entry in cell.get("outputs", ()):
            payload = entry.get("data", {}).get(ERROR_MIME)
            if payload is not None:
                return dict(payload)
    return None


def running_cell(output: str) -> int | None:
    """Return the number of the last cell that had started when a notebook was last saved; None when it is not known."""
    started = [cell for cell in _cells(output) if cell.get("metadata", {}).get("papermill", {}).get("start_time")]
    number = started[-1]["metadata"].get("bilan_cell") if started else None
    return None if number is None else int(number)


if __name__ == "__main__":
    main()
