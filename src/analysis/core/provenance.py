"""Where a figure comes from: the inputs, definitions and steps that made it, by their digests."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.core.languages import Bilingual


def digest_bytes(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file, read in blocks so that its size does not matter."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Provenance:
    """What stands behind a table: a name people recognise, whether it is made up, and the digests of what it was made from.

    `inputs` and `definitions` are pairs of a name and a SHA-256. `made_up` is true when any input is invented data;
    it can only spread: combining a real and a made-up source gives a made-up result.
    """

    source: Bilingual
    made_up: bool
    inputs: tuple[tuple[str, str], ...] = ()
    definitions: tuple[tuple[str, str], ...] = ()
    steps: tuple[str, ...] = field(default=())

    def after(self, step: str) -> Provenance:
        """Return the same provenance with one more step at its end."""
        return replace(self, steps=(*self.steps, step))

    def joined_with(self, other: Provenance) -> Provenance:
        """Return the provenance of a result made from both."""
        return Provenance(
            source=self.source
            if self.source == other.source
            else Bilingual(f"{self.source.fr}; {other.source.fr}", f"{self.source.en}; {other.source.en}"),
            made_up=self.made_up or other.made_up,
            inputs=tuple(dict.fromkeys((*self.inputs, *other.inputs))),
            definitions=tuple(dict.fromkeys((*self.definitions, *other.definitions))),
            steps=tuple(dict.fromkeys((*self.steps, *other.steps))),
        )
