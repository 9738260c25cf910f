"""Notebooks that fail, renderers that fail, disks that fill, builds that are killed: a clear message, and the last report intact."""

from __future__ import annotations

import errno
import fcntl
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from analysis.core.errors import NotebookError, ReportError
from analysis.publication.build import BuildRequest, ChapterRequest, build
from analysis.publication.progress import SilentProgress
from analysis.publication.swap import lock_of, staging_folder
from analysis.publication.verify import verify

pytestmark = pytest.mark.slow

MakeRequest = Callable[..., BuildRequest]
QUIET = SilentProgress()
ROOT = Path(__file__).resolve().parents[2]


def published(project: Path) -> Path:
    return project / "published" / "sample"


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def processes_of(project: Path) -> list[str]:
    found = []
    for process in psutil.process_iter(["cmdline", "cwd"]):
        command = " ".join(process.info["cmdline"] or ())
        if process.info["cwd"] == str(project) and is_of_notebooks(command):
            found.append(command)
    return found


def notebook_processes_below(pid: int) -> list[psutil.Process]:
    """Return them by whose children they are: an ordinary user is not told in which folder a guarded process is."""
    below = {process.pid for process in psutil.Process(pid).children(recursive=True)}
    listed = psutil.process_iter(["cmdline"])
    return [process for process in listed if process.pid in below and is_of_notebooks(" ".join(process.info["cmdline"] or ()))]


def is_of_notebooks(command: str) -> bool:
    return any(name in command for name in ("papermill_worker", "forked_execution", "ipykernel"))


def chapters(*names: str) -> tuple[ChapterRequest, ...]:
    return tuple(ChapterRequest(name) for name in names)


def prose_edit(project: Path) -> None:
    notebook = project / "notebooks" / "report" / "results.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8").replace("ligne par ligne", "une ligne à la fois"), encoding="utf-8")


def test_every_notebook_that_fails_is_named_with_its_cell_and_no_value_of_a_person(project: Path, make_request: MakeRequest) -> None:
    before = files(published(project))
    request = make_request(project, chapters=chapters("summary", "raises", "dies", "refuses"), languages=("fr",))
    with pytest.raises(NotebookError) as caught:
        build(request, QUIET)
    assert [problem.where for problem in caught.value.problems] == [
        "notebooks/report/dies.ipynb [4]",
        "notebooks/report/raises.ipynb [4]",
        "notebooks/report/refuses.ipynb [4]",
    ]
    french = caught.value.text("fr")
    assert "ValueError" in french
    assert "trop peu de cellules" in french
    everything = french + "".join(path.read_text("utf-8", "replace") for path in (project / ".store").rglob("*") if path.is_file())
    assert "Tremblay" not in everything
    assert "555" not in french
    assert files(published(project)) == before
    assert processes_of(project) == []


def test_a_notebook_that_never_ends_is_stopped_with_all_its_processes(project: Path, make_request: MakeRequest) -> None:
    before = files(published(project))
    request = make_request(project, chapters=chapters("summary", "endless"), languages=("fr",), notebook_time_limit=15)
    with pytest.raises(NotebookError) as caught:
        build(request, QUIET)
    (problem,) = caught.value.problems
    assert problem.where.startswith("notebooks/report/endless.ipynb")
    assert "15 s" in problem.what.en
    assert processes_of(project) == []
    assert files(published(project)) == before


@pytest.fixture
def fake_quarto(project: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a program named quarto on the PATH: it answers its version, then does what the given shell lines say in the project's folder."""
    folder = project / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def install(script: str, version: str = "1.9.38") -> None:
        program = folder / "quarto"
        program.write_text(f'#!/bin/sh\nif [ "$1" = --version ]; then echo {version}; exit 0; fi\ncd "$2"\n{script}\n', encoding="utf-8")
        program.chmod(0o755)

    return install


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'ERROR: the typst engine failed' >&2; exit 1", "the typst engine failed"),
        ("echo 'WARNING: Unable to resolve crossref @tbl-nowhere' >&2; mkdir _book; exit 0", "did not resolve: @tbl-nowhere"),
        ("mkdir _book; exit 0", "did not write"),
        (
            "echo 'ERROR: one' >&2; echo 'In file _quarto.yml' >&2; echo '(line 4) two' >&2; exit 1",
            "ERROR: one\n    In file _quarto.yml\n    (line 4) two",
        ),
    ],
)
def test_quarto_present_but_failing_is_refused_and_names_the_other_renderer(
    project: Path, make_request: MakeRequest, fake_quarto: Callable[..., None], script: str, said: str
) -> None:
    before = files(published(project))
    fake_quarto(script)
    with pytest.raises(ReportError) as caught:
        build(make_request(project, renderer="auto"), QUIET)
    assert said.replace("@", "") in caught.value.text("en").replace("@", "")
    assert "--renderer pandoc" in caught.value.text("en")
    assert files(published(project)) == before


def test_quarto_too_old_for_books_in_pdf_is_refused(project: Path, make_request: MakeRequest, fake_quarto: Callable[..., None]) -> None:
    fake_quarto("exit 0", version="1.6.40")
    with pytest.raises(ReportError, match="too old"):
        build(make_request(project, renderer="auto"), QUIET)


def test_quarto_asked_for_but_absent_is_refused(project: Path, make_request: MakeRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.publication.renderers.find_quarto", lambda: None)
    with pytest.raises(ReportError, match="not found"):
        build(make_request(project, renderer="quarto"), QUIET)


def test_what_quarto_renders_is_published_with_the_same_data(
    project: Path, make_request: MakeRequest, fake_quarto: Callable[..., None]
) -> None:
    before = files(published(project))
    copy = project / "kept"
    shutil.copytree(published(project), copy)
    stand_in = ROOT / "tests" / "fixtures" / "publication" / "stands_for_quarto.py"
    fake_quarto("exec " + shlex.join([sys.executable, str(stand_in), str(copy)]))
    result = build(make_request(project, renderer="auto"), QUIET)
    assert result.renderer == "quarto"
    assert 'id="quarto-html-after-body"' in (published(project) / "fr" / "index.html").read_text("utf-8")
    after = files(published(project))
    assert {name: after[name] for name in after if name.startswith("data/")} == {
        name: before[name] for name in before if name.startswith("data/")
    }
    assert verify(published(project)) == ()


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "writing is not permitted"), (errno.EROFS, "writing is not permitted|read-only")],
)
def test_a_disk_that_refuses_to_write_leaves_the_last_report(
    project: Path, make_request: MakeRequest, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    before = files(published(project))
    prose_edit(project)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    for place in ("making.write_manifest", "assemble.write_open_data", "build.staging_folder", "build.put_in_place"):
        with monkeypatch.context() as patch:
            patch.setattr(f"analysis.publication.{place}", refuse)
            with pytest.raises(ReportError, match=said):
                build(make_request(project), QUIET)
        assert files(published(project)) == before
        assert sorted(path.name for path in published(project).parent.iterdir()) == ["sample"]
    assert not build(make_request(project), QUIET).unchanged
    assert verify(published(project)) == ()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(folder)], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("mounting a small disk needs rights that this session does not have")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_fills_up_for_real_is_said(project: Path, make_request: MakeRequest, small_disk: Path) -> None:
    with pytest.raises(ReportError, match="the disk is full"):
        build(make_request(project, out=small_disk / "sample"), QUIET)
    assert not (small_disk / "sample").exists()


def test_a_spoilt_memory_of_earlier_builds_is_forgotten(project: Path, make_request: MakeRequest) -> None:
    prose_edit(project)
    (project / ".store" / "_publication" / "sample" / "steps.sqlite").write_bytes(b"spoilt" * 100)
    result = build(make_request(project, languages=("fr",)), QUIET)
    assert result.n_executed == 0
    assert "une ligne à la fois" in (published(project) / "fr" / "results.html").read_text("utf-8")


def test_two_builds_at_once_give_a_message_and_the_second_changes_nothing(project: Path, make_request: MakeRequest) -> None:
    before = files(published(project))
    lock_of(published(project)).touch()
    with lock_of(published(project)).open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        with pytest.raises(ReportError, match="another build"):
            build(make_request(project), QUIET)
    assert files(published(project)) == before


# Where a build is killed: before and after each step that writes something.
MOMENTS = [
    "making.run_steps",
    "assemble.copy_theme",
    "making.write_manifest",
    "build.put_in_place",
    "swap._flush",
    "swap._exchange",
    "swap._flush_folder after",
    "swap._exchange after",
    "workspaces.remove_tree",
    "build._note_published",
]

SUPPORT = str(Path(__file__).parents[1] / "support")

KILLED = """
import importlib, os, signal, sys
sys.path.insert(0, {tests!r})
import fixture_project
from pathlib import Path
from analysis.publication.build import build
from analysis.publication.progress import SilentProgress
import analysis.publication.making, analysis.publication.swap

place, _, when = {moment!r}.partition(" ")
module, _, name = place.partition(".")
target = importlib.import_module(("analysis.core." if module == "workspaces" else "analysis.publication.") + module)
*inner, name = name.split(".")
for part in inner:
    target = getattr(target, part)
original = getattr(target, name)

def killed(*arguments, **named):
    if when == "after":
        original(*arguments, **named)
    os.kill(os.getpid(), signal.SIGKILL)

{without_exchange}
setattr(target, name, killed)
build(fixture_project.request_for(Path({project!r}), languages=("fr",)), SilentProgress())
"""


@pytest.mark.parametrize("moment", [*MOMENTS, "swap._flush_folder after, two renames"])
def test_a_killed_build_leaves_one_whole_report_and_the_next_build_is_right(project: Path, make_request: MakeRequest, moment: str) -> None:
    old = files(published(project))
    prose_edit(project)
    moment, _, renames = moment.partition(", ")
    without_exchange = "analysis.publication.swap._exchange = lambda *_: False" if renames else ""
    script = KILLED.format(tests=SUPPORT, moment=moment, project=str(project), without_exchange=without_exchange)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=project, timeout=300)
    assert done.returncode == -9, done.stderr[-2000:]
    assert verify(published(project)) == ()
    assert (files(published(project)) == old) or "une ligne à la fois" in (published(project) / "fr" / "results.html").read_text("utf-8")
    build(make_request(project, languages=("fr",)), QUIET)
    assert "une ligne à la fois" in (published(project) / "fr" / "results.html").read_text("utf-8")
    assert verify(published(project)) == ()
    assert sorted(path.name for path in published(project).parent.iterdir()) == ["sample"]


def test_a_build_killed_between_two_renames_is_put_right(project: Path, make_request: MakeRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    # A file system without exchange: the old report stands aside, the new one is not yet in its place.
    old = files(published(project))
    with pytest.raises(KeyboardInterrupt), staging_folder(published(project)) as staging:
        left = staging.parent
        shutil.copytree(published(project), left / "new", dirs_exist_ok=True)
        published(project).rename(left / "old")
        # Killed here: nothing is removed, and the system lets go of the lock.
        monkeypatch.setattr("analysis.core.workspaces.remove_tree", lambda *_: None)
        monkeypatch.setattr("analysis.core.workspaces.Lock.release", lambda lock: os.close(lock.descriptor))
        raise KeyboardInterrupt
    monkeypatch.undo()
    assert not published(project).exists()
    prose_edit(project)
    (project / "_quarto.yml").write_text(
        (project / "_quarto.yml").read_text("utf-8").replace("CC-BY-4.0, ", "CC-BY-4.0, title: [, "), encoding="utf-8"
    )
    with pytest.raises(Exception, match="YAML"):
        build(make_request(project), QUIET)
    (project / "_quarto.yml").write_text((project / "_quarto.yml").read_text("utf-8").replace("title: [, ", ""), encoding="utf-8")
    with pytest.raises(NotebookError):
        build(make_request(project, chapters=chapters("summary", "raises"), languages=("fr",)), QUIET)
    assert files(published(project)) == old


def test_a_killed_build_leaves_no_kernel_behind(fresh_project: Path) -> None:
    script = (
        f"import sys; sys.path.insert(0, {SUPPORT!r}); import fixture_project\n"
        "from pathlib import Path\nfrom analysis.publication.build import build, ChapterRequest\n"
        "from analysis.publication.progress import SilentProgress\n"
        f"project = Path({str(fresh_project)!r})\n"
        "build(fixture_project.request_for(project, chapters=(ChapterRequest('endless'),), languages=('fr',)), SilentProgress())"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=fresh_project, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        # A worker and the copy of it in which the notebook runs (a kernel, where processes are not copied).
        while len(workers := notebook_processes_below(process.pid)) < 2 and time.monotonic() < deadline:
            time.sleep(0.2)
        assert len(workers) >= 2, "no notebook was started"
        process.kill()
    _, alive = psutil.wait_procs(workers, timeout=30)
    assert alive == []
    deadline = time.monotonic() + 30
    while processes_of(fresh_project) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert processes_of(fresh_project) == []
