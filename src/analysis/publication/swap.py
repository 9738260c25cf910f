"""Putting a finished report in the place of the last one in one step, alone, so that a failed or killed build leaves the last one whole."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from analysis.core.errors import Problem, ReportError
from analysis.core.languages import Bilingual
from analysis.core.machine_faults import machine_problem
from analysis.core.ownership import foreign_files, read_manifest, refuse_foreign_files
from analysis.core.provenance import digest_bytes
from analysis.core.workspaces import NotOursError, folder_of, left_for, take, uninterrupted, workspace

_AT_FDCWD = -100
_EXCHANGE = 2
_NEW = "new"
_OLD = "old"


@contextlib.contextmanager
def alone(lock_file: Path, shown: str) -> Iterator[None]:
    """Hold a lock while the block runs, and leave no file of it; the system releases it when the process ends, whatever way it ends.

    Raises
    ------
    ReportError
        When another build holds it, somebody's file stands in its place, or the file system has no locks.
    """
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    try:
        lock = take(lock_file, f"{os.getpid()} {socket.gethostname()}")
    except NotOursError as fault:
        raise ReportError(
            Problem(
                str(lock_file),
                Bilingual("ce fichier n'est pas un verrou de bilan", "this file is no lock of bilan"),
                Bilingual("Il tient la place du verrou de cette construction.", "It stands where the lock of this build goes."),
                Bilingual("Déplacez-le, puis recommencez.", "Move it, then start again."),
            )
        ) from fault
    if lock is None:
        raise ReportError(
            Problem(
                shown,
                Bilingual("une autre construction de ce rapport est en cours", "another build of this report is under way"),
                Bilingual(
                    "Deux constructions à la fois se remplaceraient l'une l'autre.",
                    "Two builds at once would replace each other's work.",
                ),
                Bilingual(
                    "Attendez qu'elle finisse, ou arrêtez-la, puis recommencez. Si elle tournait sur une machine qui ne répond plus "
                    f"(disque de réseau), supprimez {lock_file}.",
                    "Wait for it to end, or stop it, then start again. If it ran on a machine that no longer answers "
                    f"(network disk), delete {lock_file}.",
                ),
            )
        )
    try:
        yield
    finally:
        lock.release()


def lock_of(out: Path) -> Path:
    """Return the lock of a published folder; its name is short and plain whatever that of the folder."""
    return out.parent / f".bilan-{digest_bytes(os.fsencode(out.name))[:16]}.lock"


def recover(out: Path, kind: str) -> None:
    """Put right what a killed build left beside a published folder; call it while holding the lock.

    Between the two renames of a system without exchange, the last report stands in the folder of the build only: it is put back.
    What the build left is removed when the next folder is asked for, unless somebody's files got into it.

    Raises
    ------
    ReportError
        When such files are there.
    """
    for mark in left_for(out.parent, _purpose(out)):
        left = folder_of(mark)
        old = left / _OLD
        if not out.exists() and old.is_dir() and not old.is_symlink():
            old.rename(out)
        for former in (left / _NEW, left / _OLD):
            # A folder without manifest was never finished: all of it is ours.
            if former.is_dir() and read_manifest(former, kind) is not None:
                refuse_foreign_files(former, kind, str(former), ReportError)


@contextlib.contextmanager
def staging_folder(out: Path) -> Iterator[Path]:
    """Yield a new folder beside a published one, on the same file system; it is removed at the end, with what it was exchanged for."""
    with workspace(out.parent, _purpose(out)) as folder:
        staging = folder / _NEW
        staging.mkdir()
        yield staging


def put_in_place(staging: Path, out: Path, kind: str, shown: str) -> None:
    """Replace a published folder by a finished one, which has first reached the disk.

    Raises
    ------
    ReportError
        When somebody has put or changed a file in the folder since the build began: it is left as it was, that file included.
    """
    _flush(staging)
    refuse_foreign_files(out, kind, shown, ReportError)
    with uninterrupted():
        _exchange_or_rename(staging, out, kind, shown)
        _flush_folder(out.parent)


def _exchange_or_rename(staging: Path, out: Path, kind: str, shown: str) -> None:
    if not out.exists():
        staging.rename(out)
    else:
        aside = staging if _exchange(staging, out) else staging.with_name(_OLD)
        if aside != staging:
            out.rename(aside)
            staging.rename(out)
        # Nobody reaches the former folder by its name any more: what is in it now is all that was written there.
        if foreign_files(aside, kind):
            if aside == staging:
                _exchange(staging, out)
            else:
                out.rename(staging)
                aside.rename(out)
            refuse_foreign_files(out, kind, shown, ReportError)


def _purpose(out: Path) -> str:
    return f"publish {out.name}"


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two folders in one step; return False where the system or file system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    if rename(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _EXCHANGE) == 0:
        return True
    fault = ctypes.get_errno()
    if fault in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(fault, os.strerror(fault), str(second))


def _flush(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
        else:
            _flush_folder(path)
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def disk_error(fault: OSError, shown: str) -> ReportError:
    """Return the error for a disk that is full, a folder that may not be written, or another fault of the file system."""
    kept = Bilingual("Le dernier rapport publié est intact.", "The last published report is intact.")
    problem = machine_problem(fault, shown, kept)
    assert problem is not None  # noqa: S101 - a system error is always a fault of the machine
    return ReportError(problem)
