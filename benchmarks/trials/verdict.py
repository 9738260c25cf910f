"""How a trial ended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """A trial: its seed, the kind of mutation, how it ended (`accepted`, `refused`…) and what should not have been (none when it survived).

    Each failure starts with its kind and a colon: `lost`, `changed`, `traceback`, `abort`, `memory`, `time`, `person`, `long`…
    """

    seed: int
    kind: str
    what: str
    outcome: str
    failures: tuple[str, ...] = ()
