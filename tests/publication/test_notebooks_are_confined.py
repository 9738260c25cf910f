"""Hostile notebooks: none waits, phones, outlives its build, writes elsewhere or tells a value; each end has its own true message."""

from __future__ import annotations

import ctypes
import json
import os
import platform
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from fixture_project import FIXTURE, request_for

from analysis.core.errors import NotebookError
from analysis.publication.confinement import PARTS
from analysis.publication.execution import ONE_FORK_A_NOTEBOOK, ONE_KERNEL_A_NOTEBOOK, ExecutionFailure, ExecutionJob, NotebookWorkers
from analysis.publication.failures import failure_error
from analysis.publication.notebooks import Cell, Notebook

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="notebooks are confined on Linux")

PERSON = "U0000001"
LEFT_BEHIND = "import os, sys\nos.execv(sys.executable, [sys.executable, '-c', 'import time; time.sleep(600)', 'left-behind-{mark}'])"


def notebook(name: str, *sources: str) -> Notebook:
    given = Cell(1, "code", 'language: str = "fr"', frozenset({"parameters"}))
    return Notebook(
        Path(f"{name}.ipynb"), (given, *(Cell(number, "code", source, frozenset()) for number, source in enumerate(sources, 2)))
    )


class Sandbox:
    """Workers shared by the probes of this file, with what a build would have to lose beside them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.published = folder / "published"
        self.published.mkdir()
        (self.published / "index.html").write_text("the last report", encoding="utf-8")
        (folder / "scratch").mkdir()
        self.workers = NotebookWorkers(FIXTURE, folder / "scratch", 300, ONE_FORK_A_NOTEBOOK)

    def run(self, name: str, *sources: str) -> ExecutionFailure | None:
        return self.workers.execute(ExecutionJob(notebook(name, *sources), "fr", {}, self.folder / f"{name}.json"))

    def message(self, name: str, *sources: str) -> tuple[str, str]:
        """Return what is said in both languages, and what the log holds."""
        failure = self.run(name, *sources)
        assert failure is not None, "the cell passed"
        log = self.folder / "logs" / f"{name}.log"
        error = failure_error(failure, request_for(FIXTURE), log)
        assert isinstance(error, NotebookError)
        assert "À faire" in error.text("fr")
        return error.text("fr") + error.text("en"), log.read_text(encoding="utf-8") if log.exists() else ""


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    made = Sandbox(tmp_path_factory.mktemp("confined"))
    with made.workers:
        yield made


ASKING = {
    "input": "input('?')",
    "getpass": "import getpass\ngetpass.getpass()",
    "stdin": "import sys\nsys.stdin.read()",
    "lines of stdin": "import sys\nfor line in sys.stdin:\n    pass",
    "bytes of stdin": "import sys\nsys.stdin.buffer.read()",
    "debugger": "breakpoint()",
    "pdb": "import pdb\npdb.set_trace()",
    "after an error": "import pdb, sys\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    pdb.post_mortem()",
    "magic": "%debug",
}


@pytest.mark.parametrize("source", ASKING.values(), ids=ASKING)
def test_a_cell_that_asks_is_answered_at_once_that_nobody_is_there(sandbox: Sandbox, source: str) -> None:
    said, _ = sandbox.message("asks", source)
    assert "asks.ipynb [2]" in said
    assert "attend une réponse" in said
    assert "waits for an answer" in said


def test_a_program_that_a_cell_starts_finds_nothing_to_read(sandbox: Sandbox) -> None:
    reads = "import os, subprocess\nassert subprocess.run(['cat'], capture_output=True).stdout == b''\nassert os.read(0, 10) == b''"
    assert sandbox.run("reads", reads) is None


ENDS = {
    "sys.exit": ("import sys\nsys.exit(4)", "exit code 4 (line 2 of the cell)"),
    "sys.exit without a word": ("import sys\nsys.exit()", "exit code 0"),
    "sys.exit with words": (f"raise SystemExit('{PERSON}')", "exit code 1"),
    "exit": ("exit()", "exit code 0"),
    "quit": ("quit(5)", "exit code 5"),
    "os._exit": ("import os\nos._exit(3)", "exit code 3"),
    "os._exit as if done": ("import os\nos._exit(0)", "exit code 0"),
    "killed": ("import os\nos.kill(os.getpid(), 9)", "SIGKILL"),
    "terminated": ("import os\nos.kill(os.getpid(), 15)", "SIGTERM"),
    "crashed": ("import ctypes\nctypes.string_at(0)", "SIGSEGV"),
    "aborted": ("import os\nos.abort()", "SIGABRT"),
    "interrupted": ("raise KeyboardInterrupt", "interrupted itself"),
    "no memory": ("bytearray(1 << 44)", "memory ran out"),
    "too much shown": ("from IPython.display import display\ndisplay({'text/plain': 'x' * (65 << 20)}, raw=True)", "too large"),
    "deep": ("x = 1\nimport json\njson.loads('[' * 100_000)", "RecursionError"),
    "deep code": ("x = 1\nexec('(' * 3000 + ')' * 3000)", "cell failed"),
    "not Python": ("x = = 3", "(line 1 of the cell): SyntaxError"),
    "elsewhere": ("open('sample_displays.py', 'a')", "has no right to"),
}


@pytest.mark.parametrize(("source", "expected"), ENDS.values(), ids=ENDS)
def test_each_end_has_its_own_message(sandbox: Sandbox, source: str, expected: str) -> None:
    said, log = sandbox.message("ends", source)
    assert "ends.ipynb [2]" in said
    assert expected in said
    assert PERSON not in said + log


def test_a_loop_ends_at_the_time_limit_with_what_it_started(tmp_path: Path) -> None:
    mark = f"loop-{os.getpid()}"
    detached = f"import os\nif os.fork() == 0:\n    os.setsid()\n{indented(LEFT_BEHIND.format(mark=mark))}"
    with NotebookWorkers(FIXTURE, tmp_path, 5, ONE_FORK_A_NOTEBOOK) as workers:
        failure = workers.execute(ExecutionJob(notebook("loop", detached, "while True:\n    pass"), "fr", {}, tmp_path / "loop.json"))
        assert failure is not None
        assert (failure.kind, failure.cell) == ("time", 3)
        assert processes_called(mark) == []
    assert list(tmp_path.iterdir()) == []


REACHING = {
    "connect": "socket.socket().connect(('192.0.2.1', 80))",
    "connect_ex": "socket.socket().connect_ex(('192.0.2.1', 80))",
    "datagram": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
    "message": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, ('192.0.2.1', 53))",
    "name": "socket.getaddrinfo('example.org', 80)",
    "older name": "socket.gethostbyname('example.org')",
    "address": "import urllib.request\nurllib.request.build_opener(urllib.request.ProxyHandler({})).open('http://192.0.2.1/')",
}


@pytest.mark.parametrize("source", REACHING.values(), ids=REACHING)
def test_a_cell_that_reaches_for_the_network_is_told_so(sandbox: Sandbox, source: str) -> None:
    failure = sandbox.run("phones", f"import socket\n{source}")
    assert failure is not None
    assert failure.payload is not None
    # A library may wrap the refusal in an error of its own.
    assert failure.payload["kind"] == "network" or "urllib" in source


def confined(sandbox: Sandbox, part: str) -> None:
    sandbox.run("first", "1")
    if part in sandbox.workers.not_enforced:
        pytest.skip(f"this system does not let a process be kept from: {part}")


def test_no_program_that_a_cell_starts_reaches_this_machine_or_another(sandbox: Sandbox) -> None:
    confined(sandbox, "network")
    with socket.create_server(("127.0.0.1", 0)) as server:
        heard: list[object] = []
        thread = threading.Thread(target=lambda: heard.append(server.accept()), daemon=True)
        thread.start()
        port = server.getsockname()[1]
        inner = f"import socket; socket.create_connection(('127.0.0.1', {port}), 5)"
        source = f"import subprocess, sys\nassert subprocess.run([sys.executable, '-c', {inner!r}], capture_output=True).returncode != 0"
        assert sandbox.run("child", source) is None
        assert heard == []


def test_no_program_that_a_cell_starts_reaches_another_of_this_machine_by_a_file(sandbox: Sandbox) -> None:
    confined(sandbox, "network")
    place = sandbox.folder / "s"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(place))
        server.listen()
        heard: list[object] = []
        threading.Thread(target=lambda: heard.append(server.accept()), daemon=True).start()
        inner = f"import socket; socket.socket(socket.AF_UNIX).connect({str(place)!r})"
        source = f"import subprocess, sys\nassert subprocess.run([sys.executable, '-c', {inner!r}], capture_output=True).returncode != 0"
        assert sandbox.run("child", source) is None
        failure = sandbox.run("itself", inner)
        assert failure is not None
        assert (failure.payload or {})["kind"] == "network"
        assert heard == []


@pytest.mark.parametrize("family", [socket.AF_VSOCK, socket.AF_ALG, socket.AF_PACKET], ids=["machine", "ciphers", "packets"])
def test_no_other_kind_of_socket_is_opened(sandbox: Sandbox, family: int) -> None:
    confined(sandbox, "network")
    failure = sandbox.run("opens", f"import socket\nsocket.socket({int(family)}, socket.SOCK_STREAM)")
    assert ((failure and failure.payload) or {})["kind"] == "network"


def test_no_pair_of_datagrams_is_sent_to_another_program(sandbox: Sandbox) -> None:
    confined(sandbox, "network")
    place = sandbox.folder / "d"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(str(place))
        server.settimeout(0.2)
        source = f"import socket\na, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)\na.sendto(b'x', {str(place)!r})"
        failure = sandbox.run("datagrams", source)
        assert ((failure and failure.payload) or {})["kind"] == "network"
        with pytest.raises(TimeoutError):
            server.recv(10)


def test_no_key_is_left_with_the_kernel(sandbox: Sandbox) -> None:
    confined(sandbox, "network")
    number = {"x86_64": 248, "aarch64": 217}[platform.machine()]
    source = f"import ctypes\nassert ctypes.CDLL(None).syscall({number}, b'user', b'bilan', b'x', 1, -4) == -1"
    assert sandbox.run("key", source) is None


@pytest.mark.parametrize("place", ["fd/4", "mem", "environ"])
def test_a_notebook_does_not_look_into_the_process_that_it_is_a_copy_of(sandbox: Sandbox, place: str) -> None:
    assert sandbox.run("looks", f"import os\nopen(f'/proc/{{os.getppid()}}/{place}', 'rb')") is not None


def test_two_ends_of_one_program_are_no_network(sandbox: Sandbox) -> None:
    assert sandbox.run("pair", "import asyncio, socket\nsocket.socketpair()\nasyncio.new_event_loop().close()") is None


NO_NAMESPACES = "confinement._enter_namespaces = lambda writable: set()\n"
NOTHING_AT_ALL = f"{NO_NAMESPACES}confinement._landlock = lambda writable: set()\nconfinement._refuse_sockets = lambda allowed: False\n"


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have notebooks guarded as on a system that refuses something: what is done to the guard before it begins."""

    def refusing(changes: str) -> None:
        lines = f"import sys\nimport analysis.publication.confinement as confinement\n{changes}sys.exit(confinement.main(sys.argv[1:]))\n"
        (tmp_path / "refusing_system.py").write_text(lines, encoding="utf-8")
        monkeypatch.setattr("analysis.publication.execution.GUARD", "refusing_system")
        monkeypatch.setattr("analysis.publication.execution.KEPT_VARIABLES", ("PATH", "PYTHONPATH"))
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    return refusing


def test_where_the_system_gives_no_network_of_its_own_no_socket_is_opened(tmp_path: Path, system: Callable[[str], None]) -> None:
    system(NO_NAMESPACES)
    with NotebookWorkers(FIXTURE, tmp_path, 300, ONE_FORK_A_NOTEBOOK) as workers:
        source = "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM)"
        failure = workers.execute(ExecutionJob(notebook("opens", source), "fr", {}, tmp_path / "opens.json"))
        if "network" in workers.not_enforced:
            pytest.skip("this system does not let calls be filtered")
        assert failure is not None
        assert (failure.payload or {})["kind"] == "network"


def indented(source: str) -> str:
    return "\n".join(f"    {line}" for line in source.splitlines())


def processes_called(mark: str) -> list[int]:
    return [process.pid for process in psutil.process_iter(["cmdline"]) if any(mark in part for part in process.info["cmdline"] or ())]


DETACHED = {
    "forked": "import os\nif os.fork() == 0:\n{leaves}",
    "session": "import os\nif os.fork() == 0:\n    os.setsid()\n{leaves}",
    "daemon": "import os\nif os.fork() == 0:\n    os.setsid()\n    if os.fork():\n        os._exit(0)\n{leaves}",
    "started": "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {inner!r}], start_new_session=True)",
}


@pytest.mark.parametrize("source", DETACHED.values(), ids=DETACHED)
def test_what_a_notebook_leaves_behind_ends_with_it(sandbox: Sandbox, source: str) -> None:
    mark = f"detached-{os.getpid()}"
    leaves = LEFT_BEHIND.format(mark=mark)
    assert sandbox.run("leaves", source.format(leaves=indented(leaves), inner=leaves)) is None
    assert processes_called(mark) == []


def test_memory_that_a_notebook_shares_by_a_number_ends_with_it(sandbox: Sandbox) -> None:
    confined(sandbox, "network")
    key = 0x42000000 + os.getpid()
    source = f"import ctypes\nassert ctypes.CDLL(None).shmget({key}, 4096, 0o1600) >= 0"
    assert sandbox.run("shared", source) is None
    assert ctypes.CDLL(None).shmget(key, 0, 0) == -1


def test_a_notebook_cannot_end_the_worker_that_serves_the_next_one(sandbox: Sandbox) -> None:
    confined(sandbox, "processes")
    assert sandbox.run("kills", "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)") is None
    assert sandbox.run("next", "1") is None


WRITING = {
    "append": "open({file!r}, 'a')",
    "replace": "import os\nopen('/dev/shm/bilan-x', 'w')\nos.replace('/dev/shm/bilan-x', {file!r})",
    "delete": "import os\nos.remove({file!r})",
    "empty": "import os\nos.truncate({file!r}, 0)",
    "rename": "import os\nos.rename({file!r}, {file!r} + '.old')",
    "remove folder": "import shutil\nshutil.rmtree({folder!r})",
    "new file": "open({folder!r} + '/new', 'w')",
    "link": "import os\nos.symlink('/', {folder!r} + '/link')",
    "program": "import subprocess\nsubprocess.run(['rm', '-rf', {folder!r}], check=True)",
    "through its scratch": (
        "import os, tempfile\nplace = tempfile.mkdtemp()\nos.symlink({folder!r}, place + '/in')\nopen(place + '/in/index.html', 'w')"
    ),
}


@pytest.mark.parametrize("source", WRITING.values(), ids=WRITING)
def test_what_was_published_cannot_be_changed_by_a_notebook(sandbox: Sandbox, source: str) -> None:
    confined(sandbox, "files")
    file = sandbox.published / "index.html"
    assert sandbox.run("writes", source.format(file=str(file), folder=str(sandbox.published))) is not None
    assert [path.name for path in sandbox.published.iterdir()] == ["index.html"]
    assert file.read_text(encoding="utf-8") == "the last report"


def test_a_notebook_has_a_scratch_folder_that_goes_with_it(sandbox: Sandbox) -> None:
    source = (
        "import os, pathlib, tempfile\ntempfile.NamedTemporaryFile(delete=False).write(b'x')\npathlib.Path.home().joinpath('x').touch()"
    )
    assert sandbox.run("scratch", source) is None


def test_folders_of_any_depth_go_with_their_build(tmp_path: Path) -> None:
    deep = "import os\nos.chdir(os.environ['HOME'])\nfor _ in range(1500):\n    os.mkdir('d')\n    os.chdir('d')"
    with NotebookWorkers(FIXTURE, tmp_path / "scratch", 300, ONE_FORK_A_NOTEBOOK) as workers:
        workers.execute(ExecutionJob(notebook("deep", deep), "fr", {}, tmp_path / "deep.json"))
    left = list((tmp_path / "scratch").iterdir())
    subprocess.run(["rm", "-rf", str(tmp_path / "scratch")], check=True)
    assert left == []


def test_nothing_that_a_notebook_wrote_is_there_for_the_next_build(tmp_path: Path) -> None:
    places = "import os\nfor place in map(os.environ.get, ('MPLCONFIGDIR', 'HOME', 'TMPDIR')):\n    "
    everywhere = f"{places}os.makedirs(place, exist_ok=True)\n    open(place + '/left', 'w').close()"
    finds = f"{places}assert not os.path.exists(place + '/left')"
    for name, source in (("leaves", everywhere), ("finds", finds)):
        with NotebookWorkers(FIXTURE, tmp_path / "scratch", 300, ONE_FORK_A_NOTEBOOK) as workers:
            assert workers.execute(ExecutionJob(notebook(name, source), "fr", {}, tmp_path / f"{name}.json")) is None
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_cell_that_answers_for_its_notebook_does_not_pass_for_its_end(sandbox: Sandbox) -> None:
    forges = (
        "import json, os, time\n"
        "for place in range(3, 60):\n"
        "    try:\n"
        "        os.write(place, json.dumps({'status': 'done'}).encode() + b'\\n')\n"
        "    except OSError:\n"
        "        pass\n"
        "time.sleep(600)"
    )
    said, _ = sandbox.message("forges", "1", forges, "2")
    assert "forges.ipynb" in said
    assert not (sandbox.folder / "forges.json").exists()
    # Nobody after it is blamed.
    assert sandbox.run("innocent", "1") is None


def test_a_link_in_place_of_a_result_is_not_followed(sandbox: Sandbox) -> None:
    secret = sandbox.folder / "secret.json"
    secret.write_text('{"cells": []}', encoding="utf-8")
    # The copy of the worker answers for itself once the link is there: the build must not read through it.
    source = (
        "import glob, os, threading\n"
        "place = os.path.expanduser('~/linked.fr.ipynb')\n"
        "import nbformat, papermill.iorw as io\n"
        f"io.write_ipynb = lambda nb, path: (os.remove(place), os.symlink({str(secret)!r}, place))\n"
        "import papermill.execute as execute\nexecute.write_ipynb = io.write_ipynb\n"
        "import papermill.engines as engines\nengines.write_ipynb = io.write_ipynb"
    )
    failure = sandbox.run("linked", source)
    assert failure is not None
    assert failure.kind == "size"
    assert not (sandbox.folder / "linked.json").exists() or "secret" not in (sandbox.folder / "linked.json").read_text("utf-8")


VALUES = {
    "text": f"raise ValueError('{PERSON}')",
    "name of a class": f"raise type('{PERSON}', (KeyError,), {{}})('x')",
    "name of a class that lies about its home": f"raise type('{PERSON}', (Exception,), {{'__module__': 'builtins'}})('x')",
    "attribute": "getattr(object(), 'U' + '0000001')",
    "name": "eval('U' + '0000001')",
    "module": "__import__('U' + '0000001')",
    "key": "{}['U' + '0000001']",
    "import of": "exec('from os import U' + '0000001')",
    "type": "int(type('U' + '0000001', (), {})())",
    "function": "exec('def U' + '0000001(): return 1 / 0\\nU' + '0000001()')",
    "file": "exec(compile('1 / 0', 'U' + '0000001.py', 'exec'))",
    "known file": "import json\nexec(compile('def U' + '0000001(): 1 / 0\\nU' + '0000001()', json.__file__, 'exec'))",
    "syntax": "exec('U' + '0000001 = = 1')",
    "to numeric": "import pandas\npandas.to_numeric(pandas.Series(['U' + '0000001']))",
    "engine": 'import duckdb\nduckdb.sql("select cast(\'U" + "0000001\' as integer)").fetchall()',
    "group": "raise ExceptionGroup('U' + '0000001', [ValueError('U' + '0000001')])",
    "note": "error = ValueError('x')\nerror.add_note('U' + '0000001')\nraise error",
    "cause": "raise ValueError('x') from KeyError('U' + '0000001')",
    "exit": "import sys\nsys.exit('U' + '0000001')",
    "user error of its own": (
        "from analysis.core.errors import DisclosureError, Problem\nfrom analysis.core.languages import Bilingual\n"
        "said = 'U' + '0000001'\nraise DisclosureError(Problem(said, Bilingual(said, said)))"
    ),
    "forged": (
        "from IPython.display import display\nsaid = 'U' + '0000001'\n"
        "display({'application/vnd.bilan.error+json': {'kind': 'user', 'fr': said, 'en': said}}, raw=True)\nraise ValueError('x')"
    ),
    "printed": "import sys\nprint('U' + '0000001', file=sys.stderr)\nprint('U' + '0000001')\nraise ValueError('x')",
    "warned": "import warnings\nwarnings.simplefilter('always')\nwarnings.warn('U' + '0000001')\nraise ValueError('x')",
}


@pytest.mark.parametrize("source", VALUES.values(), ids=VALUES)
def test_no_value_of_a_person_is_said_written_to_a_log_or_kept(sandbox: Sandbox, source: str) -> None:
    said, log = sandbox.message("values", source)
    kept = "".join(path.read_text("utf-8", "replace") for path in (sandbox.folder / "scratch").rglob("*.ipynb"))
    assert PERSON not in said + log + kept
    assert "JupyterLab" in said or "exit" in said


def test_a_warning_that_a_library_printed_is_counted_and_not_kept(sandbox: Sandbox) -> None:
    assert sandbox.run("prints", f"import sys\nprint('{PERSON}', file=sys.stderr)") is None
    kept = json.loads((sandbox.folder / "prints.json").read_text(encoding="utf-8"))
    assert [cell["outputs"] for cell in kept["cells"]] == [[], [{"type": "stream", "name": "stderr"}]]


def test_what_a_cell_names_itself_is_repeated(sandbox: Sandbox) -> None:
    said, _ = sandbox.message("misspelt", "x = 1\nshow_tabel(x)")
    assert "NameError (`show_tabel`)" in said
    assert "line 2 of the cell" in said


@pytest.fixture(scope="module")
def of_kernels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ExecutionFailure | None]:
    """The same in kernels of their own, the other way of executing."""
    folder = tmp_path_factory.mktemp("kernels")
    probes = {"asks": "input()", "leaves": "import sys\nsys.exit(3)", "value": f"raise ValueError('{PERSON}')"}
    with NotebookWorkers(FIXTURE, folder, 300, ONE_KERNEL_A_NOTEBOOK) as workers:
        return {
            name: workers.execute(ExecutionJob(notebook(name, source), "fr", {}, folder / f"{name}.json"))
            for name, source in probes.items()
        }


@pytest.mark.slow
def test_kernels_of_their_own_end_as_truly(of_kernels: dict[str, ExecutionFailure | None]) -> None:
    ends = {name: (failure.payload or {}).get("kind") for name, failure in of_kernels.items() if failure is not None}
    assert ends == {"asks": "asks", "leaves": "exit", "value": "unknown"}
    assert PERSON not in repr([failure.payload for failure in of_kernels.values() if failure is not None])


def test_a_system_that_allows_nothing_executes_says_so_and_still_leaves_nothing(tmp_path: Path, system: Callable[[str], None]) -> None:
    system(NOTHING_AT_ALL)
    mark = f"unconfined-{os.getpid()}"
    source = DETACHED["daemon"].format(leaves=indented(LEFT_BEHIND.format(mark=mark)))
    with NotebookWorkers(FIXTURE, tmp_path, 300, ONE_FORK_A_NOTEBOOK) as workers:
        assert workers.execute(ExecutionJob(notebook("daemon", source), "fr", {}, tmp_path / "daemon.json")) is None
        assert workers.not_enforced == PARTS
        assert processes_called(mark) == []


def test_a_build_that_is_killed_takes_everything_with_it(tmp_path: Path) -> None:
    mark = f"killed-{os.getpid()}"
    source = (
        f"import os\nif os.fork() == 0:\n    os.setsid()\n{indented(LEFT_BEHIND.format(mark=mark))}\n"
        f"import time\nopen(os.path.expanduser('~/ready'), 'w').close()\ntime.sleep(600)"
    )
    script = (
        "import sys\nfrom pathlib import Path\nfrom analysis.publication.execution import *\n"
        "from analysis.publication.notebooks import Cell, Notebook\n"
        f"book = Notebook(Path('x.ipynb'), (Cell(1, 'code', {source!r}, frozenset()),))\n"
        f"scratch = Path({str(tmp_path)!r})\n"
        "with NotebookWorkers(scratch, scratch, 300, ONE_FORK_A_NOTEBOOK) as workers:\n"
        "    workers.execute(ExecutionJob(book, 'fr', {}, scratch / 'x.json'))\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=tmp_path) as build:
        wait_for(lambda: list(tmp_path.glob(".bilan-*.d/home/ready")))
        below = psutil.Process(build.pid).children(recursive=True)
        assert len(below) >= 3
        build.kill()
    _, alive = psutil.wait_procs(below, timeout=30)
    assert alive == []
    wait_for(lambda: not processes_called(mark))


def wait_for(holds: object, tries: int = 600) -> None:
    pause = threading.Event()
    for _ in range(tries):
        if callable(holds) and holds():
            return
        pause.wait(0.1)
    pytest.fail("it never came")
