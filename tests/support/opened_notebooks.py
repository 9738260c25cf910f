"""Notebooks run as a person runs them, cell after cell where they stand, in copies of a process that has imported what notebooks import.

A kernel takes five seconds to start and to import, and most notebooks compute for less (docs/decisions/0069). Nothing of the build is in
the way: no parameter is replaced, no error is told otherwise.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

IMPORTED_ONCE = ("pandas", "ibis", "duckdb", "scipy.stats", "matplotlib.pyplot", "great_tables", "babel.numbers", "analysis")


class OpenedNotebooks:
    """The process that has imported everything."""

    def __init__(self) -> None:
        self._process = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def errors_of(self, notebook: Path) -> list[str]:
        """Return what the first cell that fails says, or nothing."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(str(notebook)) + "\n")
        self._process.stdin.flush()
        said = json.loads(self._process.stdout.readline())
        assert isinstance(said, list)
        return said

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)


def main() -> None:
    """Answer each path, one a line, by the errors of its notebook."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    shell: Any = InteractiveShell.instance()
    shell.history_manager.enabled = False
    for name in IMPORTED_ONCE:
        importlib.import_module(name)
    for line in sys.stdin:
        answers.write(json.dumps(_in_a_copy(shell, Path(json.loads(line)))) + "\n")
        answers.flush()


def _in_a_copy(shell: Any, notebook: Path) -> list[str]:
    reading, writing = os.pipe()
    # Connections of an engine have threads that do not exist in a copy: nothing of before is collected there.
    gc.freeze()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            said = _run(shell, notebook)
        except BaseException:
            said = [traceback.format_exc()]
        with os.fdopen(writing, "w", encoding="utf-8") as stream:
            json.dump(said, stream)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as stream:
        said = stream.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return json.loads(said) if said and status == 0 else [f"the process of the notebook ended with {status}"]


def _run(shell: Any, notebook: Path) -> list[str]:
    os.chdir(notebook.parent)
    sys.path.insert(0, str(notebook.parent))
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        done = shell.run_cell(source, store_history=True)
        error = done.error_before_exec or done.error_in_exec
        if error is not None and "raises-exception" not in cell["metadata"].get("tags", []):
            return [source, "".join(traceback.format_exception(error))]
    return []


if __name__ == "__main__":
    main()
