"""Putting a finished report in the place of the last one in one step, alone, so that a failed or killed build leaves the last one whole."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from analysis.core.errors import Problem, ReportError
from analysis.core.languages import Bilingual

MANIFEST = "manifest.json"

_AT_FDCWD = -100
_EXCHANGE = 2


@contextlib.contextmanager
def alone(lock_file: Path, shown: str) -> Iterator[None]:
    """Hold a lock while the block runs; the system releases it when the process ends, whatever way it ends.

    Raises
    ------
    ReportError
        When another build holds it.
    """
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    with lock_file.open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise ReportError(
                Problem(
                    shown,
                    Bilingual("une autre construction de ce rapport est en cours", "another build of this report is under way"),
                    Bilingual(
                        "Deux constructions à la fois se remplaceraient l'une l'autre.",
                        "Two builds at once would replace each other's work.",
                    ),
                    Bilingual(
                        "Attendez qu'elle finisse, ou arrêtez-la, puis recommencez.", "Wait for it to end, or stop it, then start again."
                    ),
                )
            ) from fault
        yield


def lock_of(out: Path) -> Path:
    """Return the lock of a published folder."""
    return out.parent / f".{out.name}.lock"


def recover(out: Path) -> None:
    """Put right what a killed build left beside a published folder; call it while holding the lock.

    Between the two renames of a system without exchange, the last report stands under its spare name only: it is put back.
    """
    for old in sorted(out.parent.glob(f".{out.name}.old-*")):
        if not out.exists() and (old / MANIFEST).is_file():
            old.rename(out)
        else:
            shutil.rmtree(old)
    for new in sorted(out.parent.glob(f".{out.name}.new-*")):
        shutil.rmtree(new)


def refuse_foreign_folder(out: Path, shown: str) -> None:
    """Refuse to replace a folder that is not a published report.

    Raises
    ------
    ReportError
        When the folder holds files but no manifest, or is a file.
    """
    if out.is_symlink() or (out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / MANIFEST).is_file()))):
        raise ReportError(
            Problem(
                shown,
                Bilingual(
                    "ce dossier contient autre chose qu'un rapport publié", "this folder holds something else than a published report"
                ),
                Bilingual("La publication remplace le dossier entier.", "Publishing replaces the whole folder."),
                Bilingual("Donnez un dossier vide ou nouveau avec --out.", "Give an empty or new folder with --out."),
            )
        )


def staging_folder(out: Path) -> Path:
    """Return a new folder beside a published one, on the same file system."""
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = out.parent / f".{out.name}.new-{os.getpid()}"
    folder.mkdir()
    return folder


def put_in_place(staging: Path, out: Path) -> None:
    """Replace a published folder by a finished one, which has first reached the disk."""
    _flush(staging)
    old = out.parent / f".{out.name}.old-{os.getpid()}"
    if not out.exists():
        staging.rename(out)
    elif _exchange(staging, out):
        staging.rename(old)
    else:
        out.rename(old)
        staging.rename(out)
    _flush_folder(out.parent)
    shutil.rmtree(old, ignore_errors=True)


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
    what = {
        errno.ENOSPC: Bilingual("le disque est plein", "the disk is full"),
        errno.EDQUOT: Bilingual("le quota du disque est atteint", "the disk quota is reached"),
        errno.EACCES: Bilingual("l'écriture n'est pas permise", "writing is not permitted"),
        errno.EPERM: Bilingual("l'écriture n'est pas permise", "writing is not permitted"),
        errno.EROFS: Bilingual("le disque est en lecture seule", "the disk is read-only"),
    }.get(
        fault.errno or 0,
        Bilingual(f"erreur du système de fichiers ({type(fault).__name__})", f"file system error ({type(fault).__name__})"),
    )
    todo = Bilingual(
        "Libérez de l'espace ou choisissez un autre dossier avec --out.", "Free some space or choose another folder with --out."
    )
    if fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        todo = Bilingual(
            "Vérifiez vos droits sur ce dossier ou choisissez-en un autre avec --out.",
            "Check your rights on this folder or choose another with --out.",
        )
    return ReportError(
        Problem(shown, what, Bilingual("Le dernier rapport publié est intact.", "The last published report is intact."), todo)
    )
