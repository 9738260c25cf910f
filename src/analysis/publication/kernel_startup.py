"""What a report notebook's process does before its first cell: nobody to ask, no network, errors in a form that can be shown safely.

An author's own session in JupyterLab never comes here: it shows the whole text of every error.
"""

from __future__ import annotations

import builtins
import errno
import gc
import getpass
import io
import linecache
import re
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

import analysis

ERROR_MIME = "application/vnd.bilan.error+json"

_PACKAGE = Path(analysis.__file__).resolve().parent
_CELL = re.compile(r"<ipython-input-|ipykernel_")
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_SAID_BY_NAME = ("NameError", "AttributeError", "ModuleNotFoundError")
"""Errors about a name: it is repeated when the cell's own text holds it, and is then no person's value."""


class NobodyToAskError(RuntimeError):
    """A cell asked something, and nobody is there to answer."""


class OfflineError(OSError):
    """A cell tried to reach another machine."""


_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("asks", ("NobodyToAskError", "StdinNotImplementedError", "BdbQuit")),
    ("network", ("OfflineError",)),
    ("memory", ("MemoryError", "ArrowMemoryError", "OutOfMemoryException")),
    ("interrupt", ("KeyboardInterrupt",)),
    ("exit", ("SystemExit",)),
)
"""Errors that have a message of their own."""


class _NobodyToAsk(io.TextIOBase):
    """A standard input that answers at once that nobody is there."""

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> NoReturn:
        _refuse_to_ask()

    def readline(self, size: int = -1, /) -> NoReturn:  # type: ignore[override]
        _refuse_to_ask()

    def readlines(self, hint: int = -1, /) -> NoReturn:
        _refuse_to_ask()

    def __next__(self) -> NoReturn:
        _refuse_to_ask()

    @property
    def buffer(self) -> _NobodyToAsk:
        return self

    def fileno(self) -> int:
        return 0


def _refuse_to_ask(*_: object, **__: object) -> NoReturn:
    raise NobodyToAskError("a report notebook has nobody to ask")


def prepare_kernel() -> None:
    """Set up the running IPython kernel."""
    from IPython import get_ipython  # noqa: PLC0415

    shell = get_ipython()
    shell.set_custom_exc((Exception,), _report_error)
    _ask_nobody(shell)
    _stay_offline()
    # Expressions of the engine are made of very many small objects, few of them in circles: looking for those is a tenth of the work.
    gc.set_threshold(50_000, 20, 50)
    # An interruption of the build reaches the build alone; here it would look like the notebook's own.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _ask_nobody(shell: Any) -> None:
    builtins.input = _refuse_to_ask
    getpass.getpass = _refuse_to_ask
    getpass.unix_getpass = _refuse_to_ask  # type: ignore[attr-defined, unused-ignore]
    sys.stdin = _NobodyToAsk()
    sys.breakpointhook = _refuse_to_ask
    # A debugger reads where `input` reads, or from a terminal.
    import pdb  # noqa: PLC0415

    pdb.Pdb.interaction = _refuse_to_ask  # type: ignore[method-assign]
    shell.debugger = _refuse_to_ask
    for name in ("debug", "pdb"):
        shell.register_magic_function(_refuse_to_ask, magic_name=name)
    for name in ("exit", "quit"):
        shell.user_ns[name] = shell.user_ns_hidden[name] = sys.exit


def error_payload(error: BaseException, source: str = "") -> dict[str, Any]:
    """Return what may be said of an error: a user error of ours in both languages, any other by its type and the places it went through.

    Parameters
    ----------
    source
        The text of the cell: names that it holds may be repeated.
    """
    from analysis.core.errors import UserError  # noqa: PLC0415
    from analysis.core.known_errors import known_name, nearest_known_name  # noqa: PLC0415

    frames = traceback.extract_tb(error.__traceback__)
    if isinstance(error, UserError) and type(error).__module__ == "analysis.core.errors" and not (frames and _is_cell(frames[-1].filename)):
        return {
            "kind": "user",
            "type": type(error).__name__,
            "exit_code": int(error.exit_code),
            "fr": error.text("fr"),
            "en": error.text("en"),
        }
    kind = type(error)
    name = nearest_known_name(kind)
    lines = [frame.lineno for frame in frames if _is_cell(frame.filename)]
    said: dict[str, Any] = {
        "kind": next((told for told, names in _KINDS if name in names or kind.__name__ in names), "unknown"),
        "type": name,
        "derived": known_name(kind) is None,
        "line": lines[-1] if lines else getattr(error, "lineno", None) if isinstance(error, SyntaxError) else None,
        "name": _name_in(source, error) if name in _SAID_BY_NAME else "",
        "frames": [place for frame in frames if (place := _place(frame)) is not None],
    }
    if isinstance(error, OSError) and error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        said["kind"] = "write"
    if isinstance(error, OSError) and error.errno in (errno.EAFNOSUPPORT, errno.ENETUNREACH):
        said["kind"] = "network"
    if isinstance(error, SystemExit):
        code = error.code
        said["code"] = code if type(code) is int and -256 < code < 256 else 0 if code is None else 1
    return said


def _name_in(source: str, error: BaseException) -> str:
    name = getattr(error, "name", None)
    return name if isinstance(name, str) and name in set(_IDENTIFIER.findall(source)) else ""


def _is_cell(name: str) -> bool:
    return bool(_CELL.search(name))


def _place(frame: traceback.FrameSummary) -> list[Any] | None:
    """Return the file and line of a frame, with its function when the project's own text on disk has it; None when no file holds it."""
    if _is_cell(frame.filename):
        return ["<cell>", frame.lineno, ""]
    file = Path(frame.filename)
    if "IPython" in file.parts or not file.is_file():
        return None
    if _PACKAGE in file.parents:
        name = frame.name if f"def {frame.name}(" in "".join(linecache.getlines(frame.filename)) else ""
        return [file.relative_to(_PACKAGE.parent).as_posix(), frame.lineno, name]
    if "site-packages" in file.parts:
        place = len(file.parts) - file.parts[::-1].index("site-packages")
        return ["/".join(file.parts[place:]), frame.lineno, ""]
    return None


def _report_error(shell: Any, kind: type[BaseException], error: BaseException, tb: Any, tb_offset: int | None = None) -> list[str]:
    from IPython.display import display  # noqa: PLC0415

    payload = error_payload(error)
    display({ERROR_MIME: payload, "text/plain": payload["type"]}, raw=True)  # type: ignore[no-untyped-call]
    shell._showtraceback(kind, error, [payload["type"]])
    return [payload["type"]]


def _stay_offline() -> None:
    """Refuse to reach other machines, by any call of Python's own; the kernel itself speaks to its parent through another library."""
    families = (socket.AF_INET, socket.AF_INET6)

    def is_elsewhere(given: socket.socket, address: Any) -> bool:
        return given.family in families and str(address[0]) not in ("127.0.0.1", "::1", "localhost")

    def refusing(name: str, place: int) -> None:
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, *arguments: Any) -> Any:
            # `sendto` has its address last, `sendmsg` fourth.
            address = arguments[place] if len(arguments) > max(place, 0) else None
            if address is not None and is_elsewhere(self, address):
                raise OfflineError("a report notebook does not use the network")
            return original(self, *arguments)

        setattr(socket.socket, name, guarded)

    for name, place in (("connect", 0), ("connect_ex", 0), ("sendto", -1), ("sendmsg", 3)):
        refusing(name, place)
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
        original = getattr(socket, name)

        def guarded(host: Any, *arguments: Any, original: Any = original, **named: Any) -> Any:
            if host not in (None, "", "127.0.0.1", "::1", "localhost", "0.0.0.0", "::"):  # noqa: S104 - compared, never bound
                raise OfflineError("a report notebook does not use the network")
            return original(host, *arguments, **named)

        setattr(socket, name, guarded)
