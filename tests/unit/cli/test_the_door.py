"""Interruptions leave nothing behind, and faults of the machine are told with the exit code of their room."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from analysis.cli.door import said_as_machine_fault
from analysis.core.errors import ExitCode
from analysis.core.machine_faults import machine_problem
from analysis.core.ownership import MANIFEST, manifest_text, sealed

ROOT = Path(__file__).resolve().parents[3]
# What starts the tests may have signals ignored, as a shell does of what it starts in the background.
WORKING = """
import signal, subprocess, sys, threading, time
from pathlib import Path
from analysis.cli.door import watch_signals
from analysis.core.workspaces import take, uninterrupted, workspace
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
watch_signals()
here = Path(sys.argv[1])
lock = take(here / "lock")
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True, stdout=subprocess.DEVNULL)
with workspace(here, "trial") as folder:
    def write():
        while True:
            (folder / "deep").mkdir(exist_ok=True)
            (folder / "deep" / str(time.monotonic_ns())).touch()
            time.sleep(0.001)
    threading.Thread(target=write).start()
    print(child.pid, flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interruption_ends_every_process_and_removes_folders_and_locks_at_once(tmp_path: Path, number: signal.Signals) -> None:
    environment = {**os.environ, "BILAN_LANGUAGE": "en"}
    command = [sys.executable, "-c", WORKING, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as working:
        assert working.stdout is not None
        child = psutil.Process(int(working.stdout.readline()))
        working.send_signal(number)
        try:
            _, said = working.communicate(timeout=60)
        finally:
            working.kill()
    assert working.returncode == 128 + number
    assert "nothing was published" in said
    assert list(tmp_path.iterdir()) == []
    with suppress(psutil.NoSuchProcess):
        assert child.status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EMFILE, errno.EIO, errno.ENOENT, 0])
@pytest.mark.parametrize(
    ("command", "path", "code"),
    [
        ("report", "params/codebooks/agency.yaml", ExitCode.DEFINITION),
        ("report", "/home/x/notebooks/report/results.ipynb", ExitCode.NOTEBOOK),
        ("report", "data/agency/personnes.csv", ExitCode.EXTRACT),
        ("report", "published/x", ExitCode.REPORT),
        ("report", None, ExitCode.REPORT),
        ("check", "/mnt/somewhere", ExitCode.EXTRACT),
        ("frameworks", None, ExitCode.DEFINITION),
    ],
)
def test_a_fault_of_the_machine_is_said_in_both_languages_with_the_code_of_its_room(
    number: int, command: str, path: str | None, code: ExitCode
) -> None:
    told = said_as_machine_fault(OSError(number, "x", path), command)
    assert told is not None
    assert told.exit_code == code
    assert (path or "bilan ") in told.text("fr")
    assert told.text("fr") != told.text("en")


def test_a_fault_of_ours_is_not_told_as_one_of_the_machine() -> None:
    assert said_as_machine_fault(ValueError("no space left on device"), "report") is None


def test_what_an_engine_says_of_the_disk_is_recognised_and_not_repeated() -> None:
    import duckdb  # noqa: PLC0415

    problem = machine_problem(duckdb.IOException('Could not write "U0000001": No space left on device'), "here")
    assert problem is not None
    assert problem.what.en == "the disk is full"
    assert "U0000001" not in problem.text("en")
    assert machine_problem(duckdb.ConversionException("Could not convert string 'U0000001'"), "here") is None


@pytest.mark.parametrize(
    ("fault", "said", "limit"),
    [
        (MemoryError(), "not enough memory", "ulimit -v"),
        (ImportError("libx.so: failed to map segment from shared object"), "not enough memory", "ulimit -v"),
        (BlockingIOError(errno.EAGAIN, "x"), "one more process", "ulimit -u"),
        (RuntimeError("can't start new thread"), "one more process", "ulimit -u"),
        (RuntimeError("Symlink loop from 'a'"), "round in circles", "path"),
        (OSError(errno.EMFILE, "x"), "too many files", "ulimit -n"),
    ],
)
def test_each_limit_of_the_machine_is_named_with_what_raises_it(fault: Exception, said: str, limit: str) -> None:
    problem = machine_problem(fault, "here")
    assert problem is not None
    assert said in problem.what.en
    assert limit in (problem.todo or problem.what).en


@pytest.mark.parametrize("fault", [ImportError("no module named x"), RuntimeError("the quota is reached")])
def test_a_library_that_is_not_there_is_a_fault_of_ours(fault: Exception) -> None:
    assert machine_problem(fault, "here") is None


@pytest.mark.parametrize("out", ["note.txt/report", "x" * 300, "/"])
def test_a_place_that_cannot_be_published_to_is_refused_as_one(tmp_path: Path, out: str) -> None:
    (tmp_path / "note.txt").write_text("mine")
    command = [*BILAN, "report", str(ROOT / "params" / "runs" / "sample.yaml"), "--out", str(tmp_path / out)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60, env={**os.environ, "BILAN_LANGUAGE": "en"}
    )
    assert done.returncode == ExitCode.REPORT, done.stderr
    assert "What to do" in done.stderr


BILAN = [sys.executable, "-c", "from analysis.cli import main; main()"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_an_output_that_is_full_is_said_without_a_traceback() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*BILAN, "frameworks"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == ExitCode.DEFINITION
    assert "Traceback" not in done.stderr
    assert "disk is full" in done.stderr or "disque est plein" in done.stderr


def test_a_folder_deleted_under_the_command_is_said_without_a_traceback(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = "import os; os.rmdir(os.getcwd()); from analysis.cli import main; import sys; sys.argv[1:] = ['frameworks']; main()"
    done = subprocess.run([sys.executable, "-c", script], cwd=gone, capture_output=True, text=True, check=False)
    assert done.returncode == ExitCode.DEFINITION
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["report"], ["check", "data"], ["frameworks"]])
def test_a_path_whose_bytes_are_no_letters_is_refused_before_anything_is_read(command: list[str], tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    inside = subprocess.run([*BILAN, *command], cwd=folder, capture_output=True, text=True, check=False)
    named = subprocess.run([*BILAN, *command, os.fsencode(folder)], cwd=tmp_path, capture_output=True, text=True, check=False)
    for done in (inside, named):
        assert done.returncode == ExitCode.DEFINITION
        assert "UTF-8" in done.stderr
        assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == [folder]


def test_a_fault_of_ours_says_its_places_and_its_text_to_a_terminal_alone() -> None:
    script = (
        "import sys, analysis.cli as cli\n"
        "def broken(*_, **__): raise ValueError('Could not convert U0000001')\n"
        "cli.app = broken\n"
        "sys.stderr.isatty = lambda: {}\n"
        "cli.main()"
    )
    piped, shown = (
        subprocess.run([sys.executable, "-c", script.format(is_terminal)], capture_output=True, text=True, check=False)
        for is_terminal in (False, True)
    )
    assert piped.returncode == shown.returncode == ExitCode.BUG
    assert "U0000001" not in piped.stderr
    assert "ValueError" in piped.stderr
    assert "broken" in piped.stderr
    assert "U0000001" in shown.stderr


def test_too_few_open_files_are_said_without_a_traceback() -> None:
    script = (
        "import resource, analysis.cli as cli, analysis.frameworks.catalogue, analysis.frameworks.description, sys;"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3)); sys.argv[1:] = ['frameworks']; cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode != ExitCode.DONE
    assert "Traceback" not in done.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", str(folder)], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("mounting a small disk needs rights that this session does not have")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def check_sample(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [*BILAN, "check", str(ROOT / "data" / "sample"), "--codebook", "made_up_agency", *arguments]
    environment = {**os.environ, "BILAN_LANGUAGE": "en", **variables}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)


def test_a_full_folder_for_temporary_files_is_said_and_nothing_stays_in_it(small_disk: Path) -> None:
    done = check_sample(TMPDIR=str(small_disk))
    assert done.returncode == ExitCode.EXTRACT
    assert "the disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(small_disk.iterdir()) == []


@pytest.mark.parametrize("name", ["input.csv", "run.yaml", "empty", "link"])
def test_a_ledger_is_never_written_over_another_file_and_it_is_said_before_reading(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "link":
        (tmp_path / "thesis").write_text("mine")
        path.symlink_to("thesis")
    else:
        path.write_text("" if name == "empty" else "numero;nom\n")
    before = path.read_text()
    done = check_sample("--ledger", str(path))
    assert done.returncode == ExitCode.EXTRACT
    assert "is no ledger of refusals" in done.stderr
    assert path.read_text() == before
    assert path.is_symlink() == (name == "link")


def test_an_extension_of_a_browser_is_not_a_report(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "work.js").write_text("mine")
    (tmp_path / "manifest.json").write_text('{"manifest_version": 3, "name": "mine"}')
    command = [*BILAN, "report", str(ROOT / "params" / "runs" / "sample.yaml"), "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "BILAN_LANGUAGE": "en"})
    assert done.returncode == ExitCode.REPORT
    assert "2 files that `bilan report` did not put there: manifest.json, src/work.js" in done.stderr
    assert (tmp_path / "src" / "work.js").read_text() == "mine"


def test_a_report_that_does_not_exist_is_told_so_with_the_nearest_name(tmp_path: Path) -> None:
    published = tmp_path / "sample"
    published.mkdir()
    (published / MANIFEST).write_text(manifest_text(sealed({"files": {}}, "report")), encoding="utf-8")
    for language, said in (("en", "this folder does not exist"), ("fr", "ce dossier n'existe pas")):
        command = [*BILAN, "verify", str(tmp_path / "smaple")]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "BILAN_LANGUAGE": language})
        assert done.returncode == ExitCode.REPORT
        assert said in done.stderr
        assert "sample" in done.stderr.split(said)[1]
        assert "not published" not in done.stderr
    (tmp_path / "latest").symlink_to(published)
    done = subprocess.run([*BILAN, "verify", str(tmp_path / "latest")], capture_output=True, text=True, check=False)
    assert done.returncode == ExitCode.DONE, done.stderr


def test_who_stands_elsewhere_is_told_to_go_to_the_project(tmp_path: Path) -> None:
    for language, said in (("en", "You are not in the project's folder"), ("fr", "Vous n'êtes pas dans le dossier du projet")):
        command = [*BILAN, "report", "params/runs/sample.yaml"]
        environment = {**os.environ, "BILAN_LANGUAGE": language}
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment)
        assert done.returncode == ExitCode.DEFINITION
        assert said in done.stderr
