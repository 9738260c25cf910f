"""Folders that a command works in and leaves nobody: each is named in a file of ours that the command holds locked while it lives.

A command that is killed leaves the folder and the file, unlocked: the next one for the same purpose removes both.
Nothing is taken for ours by its name alone: the file says in its content that we made it, and names the folder by a number drawn at random.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from analysis.core.provenance import digest_bytes
from analysis.core.removal import remove_tree

_SAYS = b"bilan "
_TOKEN = 32

_live: set[Path] = set()
"""What this process has made and not yet removed: files of locks, and folders with them."""
_postponing: list[bool] = []


@dataclass(frozen=True, slots=True)
class Lock:
    """A file of ours that this process holds locked."""

    path: Path
    descriptor: int

    def release(self) -> None:
        """Remove the file, then let go of it: whoever waits sees that it is not the file that stands there any more."""
        with suppress(OSError):
            self.path.unlink()
        _live.discard(self.path)
        with suppress(OSError):
            os.close(self.descriptor)


class NotOursError(Exception):
    """What stands where a lock should be was not made by us."""


def take(path: Path, said: str = "") -> Lock | None:
    """Return a lock on a file, which is made if need be; None while another process holds it.

    Raises
    ------
    NotOursError
        When somebody's file stands there.
    OSError
        When the file cannot be made, or the file system has no locks.
    """
    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, 0o600)
        except OSError as fault:
            if fault.errno in (errno.ELOOP, errno.EISDIR, errno.ENXIO):
                raise NotOursError(str(path)) from fault
            raise
        try:
            state = os.fstat(descriptor)
            start = os.pread(descriptor, len(_SAYS), 0) if stat.S_ISREG(state.st_mode) else b"?"
            if not _SAYS.startswith(start):
                raise NotOursError(str(path))
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_still(path, state):
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, _SAYS + said.encode("utf-8", "replace") + b"\n", 0)
                _live.add(path)
                return Lock(path, descriptor)
        except BlockingIOError:
            os.close(descriptor)
            return None
        except BaseException:
            os.close(descriptor)
            raise
        # The one who held it has removed it meanwhile: the file that stands there now is another.
        os.close(descriptor)


def _is_still(path: Path, state: os.stat_result) -> bool:
    try:
        now = path.lstat()
    except FileNotFoundError:
        return False
    return (now.st_dev, now.st_ino) == (state.st_dev, state.st_ino)


@contextmanager
def workspace(parent: Path, purpose: str) -> Iterator[Path]:
    """Yield a new empty folder for as long as the block runs; what killed commands left for the same purpose is removed first."""
    parent.mkdir(parents=True, exist_ok=True)
    clear_left(parent, purpose)
    while (lock := take(parent / f"{_prefix(purpose)}{secrets.token_hex(_TOKEN // 2)}")) is None:
        pass
    folder = folder_of(lock.path)
    try:
        folder.mkdir()
        _live.add(folder)
        yield folder
    finally:
        remove_tree(folder)
        _live.discard(folder)
        lock.release()


def clear_left(parent: Path, purpose: str) -> None:
    """Remove the folders of commands that ended without removing them; those of commands at work are locked and stay."""
    for mark in left_for(parent, purpose):
        # Another person's, where all share one folder for what is temporary.
        with suppress(PermissionError, NotOursError):
            lock = take(mark)
            if lock is not None:
                remove_tree(folder_of(mark))
                lock.release()


def left_for(parent: Path, purpose: str) -> list[Path]:
    """Return the files that name folders made for a purpose, whoever holds them."""
    prefix = _prefix(purpose)
    try:
        names = sorted(path.name for path in parent.iterdir())
    except OSError:
        return []
    found = [parent / name for name in names if name.startswith(prefix) and _is_token(name[len(prefix) :])]
    return [path for path in found if stat.S_ISREG(_mode(path))]


def folder_of(mark: Path) -> Path:
    """Return the folder that a file of ours names."""
    return mark.with_name(f"{mark.name}.d")


def live() -> tuple[Path, ...]:
    """Return what this process has made and not yet removed, folders first."""
    return tuple(sorted(_live, key=lambda path: (not path.is_dir(), str(path))))


def note(folder: Path) -> None:
    """Have a folder of ours removed with the others when the command is interrupted; it may have been removed before."""
    _live.add(folder)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let what is done within the block be finished, whoever interrupts."""
    _postponing.append(True)
    try:
        yield
    finally:
        _postponing.pop()


def postponed() -> bool:
    """Say whether something is being done that must be finished."""
    return bool(_postponing)


def _prefix(purpose: str) -> str:
    # A digest: a name may be as long as the system allows, and hold any character.
    return f".bilan-{digest_bytes(purpose.encode('utf-8', 'surrogateescape'))[:16]}-"


def _is_token(text: str) -> bool:
    return len(text) == _TOKEN and not set(text) - set("0123456789abcdef")


def _mode(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except OSError:
        return 0
