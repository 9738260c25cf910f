"""Programs that a command starts: none outlives it, however it ends.

A command that is killed cannot end anything: a second process holds one end of a pipe, is told of each program, and kills those that still
run, with all they started, when the pipe closes. It is this module, run as a program, in a session of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psutil

_LONGEST_END = 10
"""Seconds that those that were killed may take to end."""

_SAME_MOMENT = 0.05
"""Seconds by which two processes may differ on how long after one another others began: the system counts in hundredths."""

_lock = threading.Lock()
_started: dict[int, subprocess.Popen[bytes]] = {}
"""The watchman of this process, under its own number: a copy of this process has another."""


@contextmanager
def attended(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """Start a program (`options` are those of `Popen`) and have it and all it starts end with the block, or with this process if killed.

    Raises
    ------
    OSError
        When it cannot be started.
    """
    import psutil  # noqa: F401, PLC0415 -- a command that starts no program opens without it; read before there is anything to tell

    # The watchman stands before there is anything to watch.
    _tell("")
    # Programs chosen by those who call, arguments of ours, no shell.
    process = subprocess.Popen(command, **options)  # noqa: S603
    try:
        _tell_of(process.pid)
        yield process
    finally:
        _end_tree(process)
        _tell(f"-{process.pid}\n")


def run_program(
    command: Sequence[str], given: bytes = b"", *, environment: Mapping[str, str] | None = None, patience: float | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a program and return how it ended and what it wrote; `given` is its standard input.

    Raises
    ------
    subprocess.TimeoutExpired
        When it has not ended after `patience` seconds.
    OSError
        When it cannot be started.
    """
    streams = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with attended(command, env=environment, **streams) as process:
        written, said = process.communicate(given, timeout=patience)
    return subprocess.CompletedProcess(command, process.returncode, written, said)


def watchman() -> int | None:
    """Return the number of the process that ends what this one leaves; it ends by itself, and is not to be ended before this one."""
    process = _started.get(os.getpid())
    return process.pid if process is not None and process.poll() is None else None


def _tell(line: str) -> None:
    with _lock, suppress(BrokenPipeError):
        pipe = _watchman().stdin
        # Killed by somebody else, it is started again for the next program.
        if pipe is not None:
            os.write(pipe.fileno(), line.encode())


def _tell_of(number: int) -> None:
    """Tell of a program that began, and how many seconds after the watchman.

    Its parent tells nothing once this process is killed, which may be before the line is read; and a clock may be set between two readings
    of one moment, not between two moments.
    """
    import psutil  # noqa: PLC0415

    with suppress(psutil.Error):
        started, watching = _child(number, os.getpid()), _child(watchman() or 0, os.getpid())
        if started is not None and watching is not None:
            _tell(f"+{number} {started.create_time() - watching.create_time()}\n")


def _watchman() -> subprocess.Popen[bytes]:
    process = _started.get(os.getpid())
    if process is None or process.poll() is not None:
        process = _started[os.getpid()] = subprocess.Popen(  # noqa: S603 - this file, in the interpreter that runs it
            [sys.executable, "-I", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )
    return process


def _end_tree(process: subprocess.Popen[Any]) -> None:
    if process.poll() is None:
        _kill_with_children(_child(process.pid, os.getpid()))
        process.kill()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    process.wait()


def _child(number: int, parent: int) -> psutil.Process | None:
    """Return a process that another one started; None when it has ended, or when numbers here are not those that the system lists.

    Within a namespace of its own, a process is known to the system by another number.
    """
    import psutil  # noqa: PLC0415

    with suppress(psutil.Error):
        process = psutil.Process(number)
        return process if process.ppid() == parent else None
    return None


def _told(number: int, after: float) -> psutil.Process | None:
    """Return the process that a command told of; None when it has ended, or its number is another's by now."""
    import psutil  # noqa: PLC0415

    with suppress(psutil.Error):
        process = psutil.Process(number)
        return process if abs(process.create_time() - psutil.Process().create_time() - after) < _SAME_MOMENT else None
    return None


def _kill_with_children(process: psutil.Process | None) -> None:
    import psutil  # noqa: PLC0415

    if process is None:
        return
    with suppress(psutil.Error):
        below = process.children(recursive=True)
        for member in (*below, process):
            with suppress(psutil.Error):
                member.kill()
        psutil.wait_procs(below, timeout=_LONGEST_END)


def main() -> None:
    """Read which programs begin and end; when nobody is left to say so, kill those that run."""
    running: dict[int, psutil.Process | None] = {}
    for line in sys.stdin:
        number, *after = line[1:].split()
        # A number alone may since be another's: psutil holds when its process began.
        running[int(number)] = _told(int(number), float(after[0])) if after else None
    for process in running.values():
        _kill_with_children(process)


if __name__ == "__main__":
    main()
