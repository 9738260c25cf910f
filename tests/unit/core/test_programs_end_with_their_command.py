"""Programs that a command starts end with it: left by its block, killed at once, or interrupted."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from analysis.core import programs
from analysis.core.programs import attended, run_program, watchman

SLEEPS = "import time; time.sleep(600)"
# A program that starts another one, in a session of its own.
STARTS = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', {sleeps!r}, {mark!r}], start_new_session=True); {sleeps}"

ATTENDS = "with attended({program!r}):\n    time.sleep(600)"
RUNS = "run_program({program!r})"
SECOND = "with attended([sys.executable, '-c', '']) as first:\n    first.wait()\n" + RUNS
WITHOUT_WATCHMAN = "run_program([sys.executable, '-c', ''])\nos.kill(watchman(), 9)\ntime.sleep(0.2)\n" + RUNS
# It reads what it is told only when the command is gone.
SLOW_WATCHMAN = "run_program([sys.executable, '-c', 'import time; time.sleep(1)'])\nos.kill(watchman(), signal.SIGSTOP)\n" + RUNS
DOOR = "from analysis.cli.door import watch_signals\nwatch_signals()\n" + RUNS
IMPORTS = "import os, signal, sys, time\nfrom analysis.core.programs import attended, run_program, watchman\n"


def having(mark: str) -> list[psutil.Process]:
    """Return the processes that have a mark as their last argument."""
    return [process for process in psutil.process_iter(["cmdline"]) if (process.info["cmdline"] or [""])[-1] == mark]


def becomes(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + 60
    while not is_so() and time.monotonic() < end:
        time.sleep(0.05)
    return is_so()


def watchmen_of(pid: int) -> list[psutil.Process]:
    """Return the watchmen that a command has now, without one that it has killed."""
    listed = psutil.process_iter(["cmdline", "ppid"])
    return [process for process in listed if process.info["ppid"] == pid and "programs.py" in " ".join(process.info["cmdline"] or ())]


@pytest.fixture
def mark(tmp_path: Path) -> Iterator[str]:
    mark = f"of {tmp_path}"
    yield mark
    for process in having(mark):
        with suppress(psutil.NoSuchProcess):
            process.kill()


@pytest.fixture
def program(mark: str) -> list[str]:
    return [sys.executable, "-c", STARTS.format(sleeps=SLEEPS, mark=mark), mark]


@pytest.mark.parametrize(
    ("command", "end"),
    [
        (ATTENDS, "kill"),
        (RUNS, "kill"),
        (SECOND, "kill"),
        (WITHOUT_WATCHMAN, "kill"),
        (SLOW_WATCHMAN, "kill"),
        (ATTENDS, "terminate"),
        (DOOR, "terminate"),
    ],
    ids=["attended", "run", "second", "without-watchman", "slow-watchman", "terminated", "interrupted"],
)
def test_a_command_that_is_killed_leaves_neither_a_program_nor_what_that_started(
    mark: str, program: list[str], command: str, end: str
) -> None:
    with subprocess.Popen([sys.executable, "-c", IMPORTS + command.format(program=program)], stderr=subprocess.DEVNULL) as killed:
        try:
            assert becomes(lambda: len(having(mark)) == 2)
            watchmen = watchmen_of(killed.pid)
        finally:
            getattr(killed, end)()
    for process in watchmen:
        # One that was not stopped may have done its work and be gone.
        with suppress(psutil.NoSuchProcess):
            process.resume()
    assert becomes(lambda: not having(mark))
    assert len(watchmen) == 1
    assert becomes(lambda: not watchmen[0].is_running())


def test_the_number_of_a_program_that_is_another_s_by_now_is_left_alone(mark: str) -> None:
    with subprocess.Popen([sys.executable, "-c", SLEEPS, mark]) as stranger:
        told = f"+{stranger.pid} -3600.0\n".encode()
        subprocess.run([sys.executable, "-I", programs.__file__], input=told, check=True, timeout=60)
        assert stranger.poll() is None
        stranger.kill()


def test_a_program_ends_with_its_block_whatever_it_was_doing(mark: str, program: list[str]) -> None:
    with pytest.raises(KeyError), attended(program):
        assert becomes(lambda: len(having(mark)) == 2)
        raise KeyError
    assert having(mark) == []


def test_a_program_that_takes_too_long_ends_with_all_that_it_started(mark: str, program: list[str]) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        run_program(program, patience=3)
    assert having(mark) == []


def test_a_program_is_given_its_text_and_what_it_says_is_returned() -> None:
    answers = "import os, sys; print(sys.stdin.read() + os.environ['SAID']); print('no', file=sys.stderr); sys.exit(3)"
    done = run_program([sys.executable, "-c", answers], b"yes ", environment={**os.environ, "SAID": "indeed"})
    assert (done.returncode, done.stdout, done.stderr) == (3, b"yes indeed\n", b"no\n")


def test_one_watchman_serves_every_program_of_a_process() -> None:
    run_program([sys.executable, "-c", ""])
    first = watchman()
    run_program([sys.executable, "-c", ""])
    assert first is not None
    assert watchman() == first


def test_a_program_ends_where_processes_have_other_numbers_than_the_system_lists(mark: str, program: list[str]) -> None:
    # As in a notebook behind its guard; the numbers that come next are nobody's for the system.
    unknown = (
        "number = 1\nwhile any(os.path.exists(f'/proc/{number + after}') for after in range(1, 8)):\n"
        "    number = os.spawnlp(os.P_NOWAIT, 'true', 'true')\n"
    )
    leaves = f"{unknown}try:\n    with attended({program!r}):\n        raise KeyError\nexcept KeyError:\n    print('left')"
    apart = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child"]
    if subprocess.run([*apart, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this system gives no namespace of processes")
    done = subprocess.run([*apart, sys.executable, "-c", IMPORTS + leaves], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "left\n"), done.stderr
    assert becomes(lambda: not having(mark))
