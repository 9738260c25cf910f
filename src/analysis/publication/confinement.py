"""A guard between the build and a process that executes notebooks: no network, nothing written outside a few folders, nothing left behind.

It runs as a program, with the standard library alone. What the system allows is used: namespaces of network, processes and mounts (with one
of users when it is not root), and two that need no right at all: Landlock, and a filter of system calls for what no namespace holds back
(a socket that another program of this machine has put in its file system). Before the worker starts, one line of JSON says what is
enforced; the guard then lives as long as the build holds its standard input and ends every process below it, however the build ends.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import platform
import resource
import runpy
import select
import signal
import socket
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

PARTS = ("network", "processes", "files")
"""What can be enforced: no network at all, the end of every process, no writing elsewhere."""

MEMORY = 8 << 30
"""Bytes that a notebook's process may have for its data: asking for more is an error in the cell, not the end of the machine."""
LARGEST_FILE = 2 << 30

_NEW_MEMORY = 0x08000000
"""What processes share by a number (System V, POSIX queues) would otherwise outlive them."""
_NEW_MOUNTS, _NEW_USERS, _NEW_PROCESSES, _NEW_NETWORK = 0x20000, 0x10000000, 0x20000000, 0x40000000
_DIES_WITH_PARENT, _ADOPTS_ORPHANS, _NO_NEW_RIGHTS, _DROP_CAPABILITY, _MAY_BE_LOOKED_INTO = 1, 36, 38, 24, 4
_PRIVATE, _RECURSIVE, _BIND, _READ_ONLY = 1 << 18, 1 << 14, 1 << 12, 1
_MOUNT_SETATTR, _CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 442, 444, 445, 446
_HERE, _ALL_BELOW = -100, 0x8000
_KEPT_CAPABILITIES = (1, 5)
"""Reading and writing whoever owns a file, and ending processes: what remains of root's rights."""
_FILTER_CALLS, _OF_CALLS = 22, 2
_CALL, _MACHINE, _FIRST_ARGUMENT, _SECOND_ARGUMENT = 0, 4, 16, 24
"""Where the number of a call, the machine it was made for and its first arguments stand in what a filter reads."""
_LOAD, _IS, _IS_AT_LEAST, _KEEP_BITS, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_ALLOWED, _ENDED, _REFUSED = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EAFNOSUPPORT
_MACHINES = {"x86_64": (0xC000003E, 41, 53, (248, 249, 250)), "aarch64": (0xC00000B7, 198, 199, (217, 218, 219))}
"""The number by which the kernel knows a machine, those of its calls for a new socket and for a pair of them, and those for keys."""
_SECOND_NUMBERING = 0x40000000
"""Where x86-64 numbers its calls a second time."""
_KIND_OF_SOCKET = 0xF
"""The bits of the second argument that say streams or datagrams; others ask that a program does not inherit it."""
_CALLS_IN_A_RING = 425
"""It would open sockets out of a filter's sight."""
_OF_THIS_NAMESPACE = (socket.AF_INET, socket.AF_INET6, 16)
"""The sockets that a namespace of networks holds back: both Internets, and the kernel's own answers."""
_WRITE, _TRUNCATE, _REFER = 1 << 1, 1 << 14, 1 << 13
_CHANGE_FOLDERS = sum(1 << bit for bit in range(4, 13))


def main(arguments: Sequence[str]) -> int:
    """Confine this process, run a module in it and end with all that it started: module, folder, then the folders it may write to."""
    program, *writable = arguments
    orders = sys.stdin.fileno()
    enforced = _enter_namespaces([Path(folder) for folder in writable]) if sys.platform == "linux" else set()
    reading, writing = os.pipe()
    signal.signal(signal.SIGCHLD, lambda *_: None)
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    guard = os.getpid()
    child = os.fork()
    if child == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(reading)
        os.close(writing)
        _become_worker(program, writable, enforced, guard)
        return 0
    # The build reads the end of the worker from this pipe: the guard must not keep it open.
    os.dup2(os.open(os.devnull, os.O_RDWR), sys.stdout.fileno())
    if sys.platform == "linux":
        _prctl(_ADOPTS_ORPHANS, 1)
    watch = select.poll()
    watch.register(orders, 0)
    watch.register(reading, select.POLLIN)
    while True:
        events = watch.poll()
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        if any(descriptor == orders for descriptor, _ in events):
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            break
        os.read(reading, 4096)
    end_children()
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


def end_children() -> None:
    """Kill every process below this one, those that it adopted included, until there is none."""
    if os.getpid() == 1:
        # The first process of a namespace reaches all others, whatever they made of themselves.
        with suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
    while True:
        if os.getpid() != 1:
            for process in _children(os.getpid()):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _children(process: int) -> list[int]:
    found: list[int] = []
    for thread in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError, ValueError):
            for child in map(int, thread.read_text().split()):
                found += [*_children(child), child]
    return found


def _become_worker(program: str, writable: Sequence[str], enforced: set[str], guard: int) -> None:
    if sys.platform == "linux":
        _prctl(_DIES_WITH_PARENT, signal.SIGKILL)
        _prctl(_ADOPTS_ORPHANS, 1)
        # In a namespace of its own the parent has no number; elsewhere it may have ended before it was watched.
        if os.getppid() not in (0, guard):
            os._exit(1)
        enforced |= _landlock(writable)
        # A kernel of its own speaks to the worker by the Internet's sockets; a copy of the worker needs none.
        is_alone = "network" not in enforced and program.endswith("forked_execution")
        if _refuse_sockets(() if is_alone else _OF_THIS_NAMESPACE):
            enforced |= {"network"} if is_alone else set()
        else:
            enforced -= {"network"}
        _drop_rights()
    for limit, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, LARGEST_FILE), (resource.RLIMIT_DATA, MEMORY)):
        with suppress(ValueError, OSError):
            _, hard = resource.getrlimit(limit)
            allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(limit, (allowed, allowed))
    if sys.platform == "linux":
        # A notebook is a copy of this process: it has no business in its memory, nor in the pipe by which it answers.
        _prctl(_MAY_BE_LOOKED_INTO, 0)
    os.write(sys.stdout.fileno(), json.dumps(sorted(enforced & set(PARTS))).encode() + b"\n")
    sys.argv = [program]
    runpy.run_module(program, run_name="__main__", alter_sys=True)


def _enter_namespaces(writable: Sequence[Path]) -> set[str]:
    """Leave the network, the processes and the mounts of the system, each where it is allowed; return what is enforced by it."""
    if os.geteuid() != 0 and not _enter_users():
        return set()
    enforced = set()
    # The network first: a mount that is read only would not let it be set up.
    if _unshare(_NEW_NETWORK):
        _bring_up_loopback()
        enforced.add("network")
    _unshare(_NEW_MEMORY)
    if _unshare(_NEW_MOUNTS) and _read_only(writable):
        enforced.add("files")
    if _unshare(_NEW_PROCESSES):
        enforced.add("processes")
    return enforced


def _enter_users() -> bool:
    """Become the only user of a namespace, with the same number; a copy tries first, for a failure half way could not be undone."""
    attempt = os.fork()
    if attempt == 0:
        os._exit(0 if _new_users() else 1)
    _, status = os.waitpid(attempt, 0)
    return status == 0 and _new_users()


def _new_users() -> bool:
    user, group = os.geteuid(), os.getegid()
    if not _unshare(_NEW_USERS):
        return False
    try:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    except OSError:
        return False
    return True


def _bring_up_loopback() -> None:
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        fcntl.ioctl(handle, 0x8914, struct.pack("16sh14x", b"lo", 0x41))


def _read_only(writable: Sequence[Path]) -> bool:
    """Make every mount of this namespace read only but some folders; False where that cannot be done (the root is then a plain folder)."""
    libc = _libc()
    # Unless that succeeds, what is mounted here would be mounted for the whole system.
    if libc.mount(None, b"/", None, _RECURSIVE | _PRIVATE, None) != 0:
        return False
    for folder in writable:
        place = os.fsencode(folder)
        if libc.mount(place, place, None, _BIND, None) != 0:
            return False
    if not _set_attributes(b"/", _ALL_BELOW, struct.pack("QQQQ", _READ_ONLY, 0, 0, 0)):
        return False
    return all(_set_attributes(os.fsencode(folder), 0, struct.pack("QQQQ", 0, _READ_ONLY, 0, 0)) for folder in writable)


def _set_attributes(place: bytes, flags: int, attributes: bytes) -> bool:
    return bool(_libc().syscall(_MOUNT_SETATTR, _HERE, place, flags, attributes, len(attributes)) == 0)


def _landlock(writable: Sequence[str]) -> set[str]:
    """Refuse every writing outside some folders from now on; return what is enforced, nothing where the kernel does not know it."""
    libc = _libc()
    version = libc.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return set()
    handled = _WRITE | _CHANGE_FOLDERS | (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    attributes = struct.pack("QQQ", handled, 0, 3)[: 8 if version < 4 else 16 if version < 6 else 24]
    rules = libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if rules < 0:
        return set()
    try:
        for place, rights in [*((folder, handled) for folder in writable), ("/dev/null", handled & (_WRITE | _TRUNCATE))]:
            target = os.open(place, os.O_PATH)
            try:
                if libc.syscall(_ADD_RULE, rules, 1, struct.pack("=Qi", rights, target), 0) != 0:
                    return set()
            finally:
                os.close(target)
        _prctl(_NO_NEW_RIGHTS, 1)
        if libc.syscall(_RESTRICT_SELF, rules, 0) != 0:
            return set()
    except OSError:
        return set()
    finally:
        os.close(rules)
    # Before its third version it lets an existing file be cut short.
    return {"files"} if version >= 3 else set()


def _refuse_sockets(allowed: Sequence[int]) -> bool:
    """Refuse, from now on and in every process below, each new socket but those of some families; False where that cannot be asked.

    Two ends that are already connected (`socketpair`) stay so, but those of datagrams, which can be sent elsewhere. Keys that the kernel
    keeps for a user are refused: they would be there for the next build. A program made for another machine's calls is ended: its numbers
    mean something else.
    """
    if platform.machine() not in _MACHINES or sys.byteorder != "little":
        return False
    machine, new_socket, new_pair, keys = _MACHINES[platform.machine()]
    # Each step names the steps to jump over when it holds and when it does not; the last two are the answers.
    families = [(_IS, len(allowed) - place, 0, family) for place, family in enumerate(allowed)]
    n_families, refused = len(families), (_CALLS_IN_A_RING, *keys)
    steps = [
        (_LOAD, 0, 0, _MACHINE),
        (_IS, 1, 0, machine),
        (_RETURN, 0, 0, _ENDED),
        (_LOAD, 0, 0, _CALL),
        (_IS_AT_LEAST, 0, 1, _SECOND_NUMBERING),
        (_RETURN, 0, 0, _ENDED),
        *((_IS, len(refused) - place + n_families + 5, 0, call) for place, call in enumerate(refused)),
        (_IS, 0, 3, new_pair),
        (_LOAD, 0, 0, _SECOND_ARGUMENT),
        (_KEEP_BITS, 0, 0, _KIND_OF_SOCKET),
        (_IS, n_families + 3, n_families + 2, socket.SOCK_STREAM),
        (_IS, 0, n_families + 2, new_socket),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        *families,
        (_RETURN, 0, 0, _REFUSED),
        (_RETURN, 0, 0, _ALLOWED),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code)))
    _prctl(_NO_NEW_RIGHTS, 1)
    return bool(_libc().prctl(_FILTER_CALLS, ctypes.c_ulong(_OF_CALLS), program, ctypes.c_ulong(0), ctypes.c_ulong(0)) == 0)


def _drop_rights() -> None:
    """Give up root's rights over the system, in a namespace or not, so that nothing above can be undone."""
    _prctl(_NO_NEW_RIGHTS, 1)
    for capability in range(64):
        if capability not in _KEPT_CAPABILITIES:
            _prctl(_DROP_CAPABILITY, capability)
    kept = sum(1 << capability for capability in _KEPT_CAPABILITIES)
    header = struct.pack("Ii", 0x20080522, 0)
    data = ctypes.create_string_buffer(24)
    libc = _libc()
    if libc.capget(header, data) == 0:
        low_effective, low_permitted, _, *_ = struct.unpack("6I", data.raw)
        libc.capset(header, struct.pack("6I", low_effective & kept, low_permitted & kept, 0, 0, 0, 0))


def _unshare(flag: int) -> bool:
    return bool(_libc().unshare(flag) == 0)


def _prctl(option: int, value: int) -> None:
    _libc().prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
