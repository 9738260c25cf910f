"""Cold builds of the sample report on a busy machine, each in a folder and surroundings of its own: all publish the same bytes.

Before the first, the sample is built once from nothing on the machine as it is: each build is compared with that one, file by file.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trials.verdict import Verdict

ROOT = Path(__file__).resolve().parents[2]
BUSY = Path(__file__).with_name("busy.py")
N_BUSY = 4
PATIENCE = 3_600
INPUTS = ("_quarto.yml", "pyproject.toml", "uv.lock", "params", "notebooks", "report", "data", "tests/spec")

_expected: dict[str, str] = {}


def prepare() -> None:
    """Build the report that the others are to equal."""
    code, published = _built("project", os.environ, umask=0o022, n_jobs=os.cpu_count() or 1)
    if code != 0:
        raise RuntimeError("the first report could not be built")
    _expected.update(published)


def try_one(seed: int) -> Verdict:
    """Build once more, with four busy processes beside."""
    random_ = random.Random(seed)
    surroundings = {
        "TZ": random_.choice(("UTC", "Pacific/Auckland", "America/St_Johns")),
        "LC_ALL": random_.choice(("C", "C.UTF-8", "POSIX")),
        "PYTHONHASHSEED": str(random_.randrange(1, 100_000)),
        "BILAN_LANGUAGE": random_.choice(("fr", "en")),
    }
    umask = random_.choice((0o022, 0o027, 0o077))
    n_jobs = random_.choice((1, 2, 3, 4))
    name = random_.choice(("project", "un autre dossier, plus profond/là", "a"))
    what = f"{n_jobs} jobs, umask {umask:03o}, {', '.join(f'{key} {value}' for key, value in surroundings.items())}, in {name}"
    with _busy_machine():
        code, published = _built(name, {**os.environ, **surroundings}, umask=umask, n_jobs=n_jobs)
    if code != 0:
        return Verdict(seed, "cold", what, "wrong", (f"refused: the build ended with {code}",))
    different = sorted(file for file in {*published, *_expected} if published.get(file) != _expected.get(file))
    if different:
        return Verdict(seed, "cold", what, "wrong", (f"unlike: {len(different)} of {len(_expected)} files differ, {different[0]} first",))
    return Verdict(seed, "cold", what, f"the same {len(_expected):,} files")


def _built(name: str, environment: os._Environ[str] | dict[str, str], *, umask: int, n_jobs: int) -> tuple[int, dict[str, str]]:
    """Build the sample from nothing in a folder of that name; return how it ended and the digest of each published file."""
    above = Path(tempfile.mkdtemp(prefix="builds-"))
    try:
        project = above / name
        project.mkdir(parents=True)
        for entry in INPUTS:
            if (ROOT / entry).is_dir():
                shutil.copytree(ROOT / entry, project / entry, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
            else:
                shutil.copy(ROOT / entry, project / entry)
        command = [sys.executable, "-P", "-m", "analysis", "report", "params/runs/sample.yaml", "--jobs", str(n_jobs)]
        quiet = subprocess.DEVNULL
        done = subprocess.run(command, cwd=project, env=environment, umask=umask, stdout=quiet, stderr=quiet, check=False, timeout=PATIENCE)
        folder = project / "published" / "sample"
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return done.returncode, {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    finally:
        shutil.rmtree(above, ignore_errors=True)


@contextmanager
def _busy_machine() -> Iterator[None]:
    """Keep four processes busy: arithmetic, memory, files and new processes."""
    busy = [subprocess.Popen([sys.executable, str(BUSY), str(number)]) for number in range(N_BUSY)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()
