"""A call in a copy of this process, with its time and memory measured, so that an abort is a result and not the end of the trials."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MEMORY_BOUND = 2 * 2**30
"""Bytes that no file may make the reading hold."""
TIME_BOUND = 120


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call returned, or how it ended: `fault` names the way (`abort`, `time`, `memory`, `traceback`)."""

    value: Any = None
    fault: str | None = None
    detail: str = ""


def bounded(call: Callable[[], Any]) -> Outcome:
    """Return what a call returns (as JSON has it), or how its process ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _answer(call, writing)
    os.close(writing)
    parts: list[bytes] = []
    left = TIME_BOUND
    while left > 0:
        ready, _, _ = select.select([reading], [], [], 1.0)
        if not ready:
            left -= 1
            continue
        part = os.read(reading, 1 << 20)
        if not part:
            break
        parts.append(part)
    os.close(reading)
    if left <= 0:
        os.kill(child, signal.SIGKILL)
    _, status, usage = os.wait4(child, 0)
    if left <= 0:
        return Outcome(fault="time", detail=f"more than {TIME_BOUND} s")
    if usage.ru_maxrss * 1024 > MEMORY_BOUND:
        return Outcome(fault="memory", detail=f"{usage.ru_maxrss / 2**20:.1f} GB")
    text = b"".join(parts).decode()
    if not text:
        return Outcome(fault="abort", detail=f"ended with {os.waitstatus_to_exitcode(status)}")
    answer = json.loads(text)
    return Outcome(answer.get("value"), answer.get("fault"), answer.get("detail", ""))


def _answer(call: Callable[[], Any], writing: int) -> None:
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    try:
        answer = {"value": call()}
    except BaseException:
        kind, error, tb = sys.exc_info()
        last = traceback.extract_tb(tb)[-1]
        answer = {"fault": "traceback", "detail": f"{kind.__name__ if kind else ''} {str(error)[:200]} at {last.filename}:{last.lineno}"}
    with os.fdopen(writing, "wb") as stream:
        stream.write(json.dumps(answer).encode())
    os._exit(0)
