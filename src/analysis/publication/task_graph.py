"""Tasks handed to doit, which runs those whose inputs have changed, several at once, and remembers the rest.

doit's own threads only wait: notebooks run in processes of their own (`execution`), Pandoc and Typst are programs.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.core.errors import UserError


@dataclass(frozen=True, slots=True)
class Step:
    """Something to be made: what it depends on, what it writes, how.

    `inputs` are files whose content counts; `settings` is a digest of everything else that counts.
    """

    name: str
    inputs: tuple[Path, ...]
    outputs: tuple[Path, ...]
    settings: str
    make: Callable[[], None]


class StepFailures:
    """Collects what went wrong in several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.user_errors: list[UserError] = []
        self.bugs: list[BaseException] = []

    def note(self, error: Exception) -> None:
        """Keep an error."""
        with self._lock:
            if isinstance(error, UserError):
                self.user_errors.append(error)
            else:
                self.bugs.append(error)

    def raise_if_any(self) -> None:
        """Raise a bug as it is; else one error of the gravest kind with the problems of all errors of that kind."""
        if self.bugs:
            raise self.bugs[0]
        if self.user_errors:
            kinds = sorted({type(error) for error in self.user_errors}, key=lambda kind: kind.exit_code)
            problems = [problem for error in self.user_errors if type(error) is kinds[0] for problem in error.problems]
            raise kinds[0](sorted(dict.fromkeys(problems), key=lambda problem: problem.where))


def run_steps(steps: Sequence[Step], memory: Path, jobs: int) -> tuple[str, ...]:
    """Run the steps that are not up to date, in the order of their inputs and outputs; return the names of those that ran.

    Raises
    ------
    UserError
        What the steps raised, all steps that do not depend on a failed one having been tried.
    """
    from doit.cmd_base import TaskLoader2  # noqa: PLC0415
    from doit.doit_cmd import DoitMain  # noqa: PLC0415
    from doit.task import dict_to_task  # noqa: PLC0415
    from doit.tools import config_changed  # noqa: PLC0415

    failures = StepFailures()
    ran: list[str] = []

    def action(step: Step) -> bool:
        try:
            step.make()
        except Exception as error:
            failures.note(error)
            return False
        ran.append(step.name)
        return True

    tasks = [
        {
            "name": step.name,
            "file_dep": [str(path) for path in step.inputs],
            "targets": [str(path) for path in step.outputs],
            "uptodate": [config_changed(step.settings)],
            "actions": [(action, [step])],
            "io": {"capture": False},
        }
        for step in steps
    ]
    settings = {
        "backend": "sqlite3",
        "dep_file": str(memory),
        "reporter": _SilentReporter,
        "num_process": jobs if jobs > 1 else 0,
        "par_type": "thread",
        "continue": True,
        "verbosity": 0,
    }

    class Loader(TaskLoader2):  # type: ignore[misc]
        """Gives doit the tasks of this build."""

        def setup(self, opt_values: Any) -> None:
            """Do nothing: the tasks are ready."""

        def load_doit_config(self) -> dict[str, Any]:
            """Return the settings of this build."""
            return settings

        def load_tasks(self, cmd: Any, pos_args: Any) -> list[Any]:
            """Return the tasks."""
            return [dict_to_task(task) for task in tasks]

    memory.parent.mkdir(parents=True, exist_ok=True)
    _forget_if_unreadable(memory)
    answer = DoitMain(Loader(), config_filenames=()).run(["run"])
    failures.raise_if_any()
    if answer != 0:
        raise RuntimeError(f"doit answered {answer}")
    return tuple(ran)


def _forget_if_unreadable(memory: Path) -> None:
    """Remove a memory that a failing disk has spoilt, or that another user left: without it more is made again, never less."""
    if memory.exists() and not os.access(memory, os.R_OK | os.W_OK):
        memory.unlink()
    try:
        with contextlib.closing(sqlite3.connect(memory)) as connection:
            connection.execute("PRAGMA quick_check").fetchone()
    except sqlite3.DatabaseError:
        memory.unlink()


class _SilentReporter:
    """Says nothing: the build has a progress of its own."""

    desc = "silent"

    def __init__(self, outstream: Any, options: Any) -> None:
        self.failures: list[Any] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *arguments, **named: None

    def runtime_error(self, message: str) -> None:
        """Keep what doit itself says went wrong."""
        raise RuntimeError(message)
