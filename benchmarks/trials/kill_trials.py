"""Builds interrupted at random moments: the last report is whole, the next build is right, and nothing of the build is left.

Each process of the pool has a project of its own: a small made-up agency and two chapters. A trial changes the prose of a chapter,
starts `bilan report`, ends it with a signal after a random time (one to three times), and lets one build come to its end.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from tiny_run import make_tiny_run

from trials.verdict import Verdict

SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PATIENCE = 300
BILAN = Path(sys.executable).parent / "bilan"
_EDITED = "notebooks/report/quality.ipynb"


class _Project:
    """A project of its own, with the report that it has published last."""

    def __init__(self, renderer: str) -> None:
        self.renderer = renderer
        self.root = Path(tempfile.mkdtemp(prefix="kills-")) / "project"
        make_tiny_run(self.root)
        self.temporary = self.root.parent / "tmp"
        self.temporary.mkdir()
        self.published = self.root / "published"
        self.prose = (self.root / _EDITED).read_text("utf-8")
        self.n_edits = 0
        started = time.monotonic()
        if self.start().wait(PATIENCE) != 0:
            raise RuntimeError("the first report could not be built")
        self.seconds = time.monotonic() - started
        self.files = self.read()

    def start(self) -> subprocess.Popen[bytes]:
        """Start a build."""
        environment = {**os.environ, "TMPDIR": str(self.temporary), "BILAN_LANGUAGE": "en"}
        # A shell has what it starts in the background ignore interruptions.
        command = ["env", "--default-signal=INT,HUP,TERM", str(BILAN), "report", "params/runs/tiny.yaml", "--renderer", self.renderer]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, cwd=self.root, env=environment, stdout=quiet, stderr=quiet, start_new_session=True)

    def read(self) -> dict[str, bytes]:
        """Return every published file."""
        folder = self.published / "tiny"
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}

    def edit(self, *, cold: bool) -> None:
        """Change the prose, and forget what was executed when the build is to start from nothing."""
        self.n_edits += 1
        text = re.sub(r"(# [^{\\\"]+)( \{#)", rf"\1 ({self.n_edits})\2", self.prose, count=1)
        (self.root / _EDITED).write_text(text, "utf-8")
        if cold:
            shutil.rmtree(self.root / ".store", ignore_errors=True)

    def left_over(self) -> list[str]:
        """Return what a build left: processes, temporary folders, locks."""
        processes = [
            str(process.info["pid"])
            for process in psutil.process_iter(["pid", "cwd", "environ"])
            if (process.info["environ"] or {}).get("TMPDIR") == str(self.temporary)
            or str(process.info["cwd"] or "").startswith(str(self.root))
        ]
        found = [f"process {pid}" for pid in processes]
        found += [f"in TMPDIR {path.name}" for path in sorted(self.temporary.iterdir())]
        found += [f"beside the report {path.name}" for path in sorted(self.published.iterdir()) if path.name != "tiny"]
        work = self.root / ".store" / "_publication"
        found += [f"lock {path.name}" for path in sorted(work.rglob("*lock*"))] if work.is_dir() else []
        found += [f"in .store {path.name}" for path in sorted((self.root / ".store").glob("**/.bilan-*"))]
        return found


_projects: list[_Project] = []


def prepare(renderer: str) -> None:
    """Make the project of this process and publish its first report."""
    _projects.append(_Project(renderer))


def try_one(seed: int) -> Verdict:
    """Interrupt a build one to three times, then let one end."""
    random_ = random.Random(seed)
    (project,) = _projects
    cold = random_.random() < 0.7
    project.edit(cold=cold)
    failures: list[str] = []
    sent = []
    for _ in range(random_.choice((1, 1, 2, 3))):
        wanted = random_.choice(SIGNALS)
        after = random_.random() ** 1.2 * project.seconds * (1.0 if cold else 0.5)
        sent.append(f"{wanted.name} after {after:.1f} s")
        failures += _interrupt(project, wanted, after)
    done = project.start()
    try:
        code = done.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        done.kill()
        return Verdict(seed, "cold" if cold else "warm", ", ".join(sent), "stuck", ("stuck: the next build did not end",))
    if code != 0:
        failures.append(f"refused: the next build ended with {code}")
    after_all = project.read()
    failures += [f"left: {text}" for text in project.left_over()]
    failures += _unlike_a_clean_build(project, after_all) if random_.random() < 0.1 else []
    project.files = after_all
    return Verdict(seed, "cold" if cold else "warm", ", ".join(sent), "right" if not failures else "wrong", tuple(failures))


def _interrupt(project: _Project, wanted: signal.Signals, after: float) -> list[str]:
    before = project.read()
    # What a build killed at once has left is removed by the next one that lives long enough to: the last of each trial.
    inherited = set(project.left_over())
    build = project.start()
    time.sleep(after)
    build.send_signal(wanted)
    try:
        build.wait(60)
    except subprocess.TimeoutExpired:
        build.kill()
        build.wait()
        return [f"stuck: {wanted.name} did not end the build"]
    failures = []
    now = project.read()
    # A build that had ended or had just swapped has published the edited report, whole.
    if now != before and not _is_whole(project):
        failures.append("harmed: the published report is neither the last one nor a new one")
    time.sleep(1)
    left = [text for text in project.left_over() if text not in inherited]
    if wanted is signal.SIGKILL:
        left = [text for text in left if text.startswith("process")]
    return [*failures, *(f"left after {wanted.name}: {text}" for text in left)]


def _is_whole(project: _Project) -> bool:
    return subprocess.run([str(BILAN), "verify", "published/tiny"], cwd=project.root, capture_output=True, check=False).returncode == 0


def _unlike_a_clean_build(project: _Project, published: dict[str, bytes]) -> list[str]:
    """Build the same again from nothing into another folder and compare every byte."""
    shutil.rmtree(project.root / ".store")
    shutil.move(project.published / "tiny", project.root.parent / "aside")
    try:
        code = project.start().wait(PATIENCE)
        clean = project.read()
    finally:
        shutil.rmtree(project.root.parent / "aside", ignore_errors=True)
    if code != 0:
        return [f"refused: a clean build ended with {code}"]
    different = sorted(name for name in {*clean, *published} if clean.get(name) != published.get(name))
    return [f"unlike: {len(different)} files differ from a clean build, {different[0]} first"] if different else []
