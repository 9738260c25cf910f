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

from analysis.publication.kernel_startup import ERROR_MIME


def main() -> None:
    """Serve until the parent closes the pipe."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    # papermill and kernels write to standard output; answers have a pipe of their own.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    jobs: list[str] = []
    arrived = threading.Condition()
    threading.Thread(target=_listen, args=(jobs, arrived), daemon=True).start()
    import papermill  # noqa: PLC0415

    while True:
        with arrived:
            while not jobs:
                arrived.wait()
            job = json.loads(jobs.pop(0))
        _answer(answers, execute_with_papermill(papermill, job))


def _listen(jobs: list[str], arrived: threading.Condition) -> None:
    for line in sys.stdin:
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
        return {"status": "error", "type": str(error.ename), "cell": _failed_cell(job["output"]), "error": _safe_error(job["output"])}
    except Exception as error:
        return {
            "status": "dead" if type(error).__name__ == "DeadKernelError" else "fault",
            "type": type(error).__name__,
            "cell": running_cell(job["output"]),
        }
    return {"status": "done"}


def _answer(stream: TextIO, answer: dict[str, Any]) -> None:
    stream.write(json.dumps(answer) + "\n")
    stream.flush()


def _cells(output: str) -> list[dict[str, Any]]:
    try:
        return list(json.loads(Path(output).read_text(encoding="utf-8"))["cells"])
    except (OSError, ValueError, KeyError):
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
