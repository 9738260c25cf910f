"""What a report notebook's kernel does before its first cell: stay off the network, and say errors in a form that can be shown safely."""

from __future__ import annotations

import socket
import traceback
from pathlib import Path
from typing import Any

ERROR_MIME = "application/vnd.bilan.error+json"

MESSAGES_WITHOUT_VALUES = (
    "NameError",
    "ImportError",
    "ModuleNotFoundError",
    "AttributeError",
    "SyntaxError",
    "IndentationError",
    "TypeError",
)
"""Unknown errors whose message speaks of the code; any other message may hold a person's value and is not repeated."""


def prepare_kernel() -> None:
    """Set up the running IPython kernel."""
    from IPython import get_ipython  # noqa: PLC0415

    shell = get_ipython()
    shell.set_custom_exc((Exception,), _report_error)
    _stay_offline()


def error_payload(error: BaseException) -> dict[str, Any]:
    """Return what may be said of an error: a user error in both languages, any other by its type and the places it went through."""
    from analysis.core.errors import UserError  # noqa: PLC0415

    if isinstance(error, UserError):
        return {
            "kind": "user",
            "type": type(error).__name__,
            "exit_code": int(error.exit_code),
            "fr": error.text("fr"),
            "en": error.text("en"),
        }
    frames = [
        [_shown_file(frame.filename), frame.lineno, frame.name]
        for frame in traceback.extract_tb(error.__traceback__)
        if "IPython" not in Path(frame.filename).parts
    ]
    name = type(error).__name__
    said = str(error).splitlines() if name in MESSAGES_WITHOUT_VALUES else []
    return {"kind": "unknown", "type": name, "last_line": said[-1][:300] if said else "", "frames": frames}


def _report_error(shell: Any, kind: type[BaseException], error: BaseException, tb: Any, tb_offset: int | None = None) -> list[str]:
    from IPython.display import display  # noqa: PLC0415

    display({ERROR_MIME: error_payload(error), "text/plain": kind.__name__}, raw=True)  # type: ignore[no-untyped-call]
    lines = [kind.__name__]
    shell._showtraceback(kind, error, lines)
    return lines


def _shown_file(name: str) -> str:
    parts = Path(name).parts
    if any(part.startswith("ipykernel_") for part in parts):
        return "<cell>"
    for root in ("site-packages", "src"):
        if root in parts:
            return "/".join(parts[len(parts) - parts[::-1].index(root) :])
    return parts[-1] if parts else name


def _stay_offline() -> None:
    """Refuse connections to other machines; the kernel itself speaks to its parent through another library."""
    connect = socket.socket.connect

    def connect_here_only(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and str(address[0]) not in ("127.0.0.1", "::1", "localhost"):
            raise OSError("a report notebook does not use the network")
        connect(self, address)

    socket.socket.connect = connect_here_only  # type: ignore[method-assign, assignment]
