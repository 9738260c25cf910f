"""What a build says while it works: one line a step, and while notebooks run, how many are done and the time left."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Protocol, TextIO

from analysis.core.languages import Bilingual, Language


class Progress(Protocol):
    """Listens to a build; may be called from several threads."""

    def say(self, message: Bilingual) -> None:
        """Take note of a step."""

    def advance(self, done: int, total: int, seconds_left: float | None) -> None:
        """Take note of executed notebooks; `seconds_left` is None until an earlier duration is known."""


class SilentProgress:
    """Says nothing."""

    def say(self, message: Bilingual) -> None:
        """Do nothing."""

    def advance(self, done: int, total: int, seconds_left: float | None) -> None:
        """Do nothing."""


@dataclass
class TerminalProgress:
    """Writes lines in one language; on a terminal the count of notebooks stays on one line."""

    language: Language
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    _counting: bool = False

    def say(self, message: Bilingual) -> None:
        """Write the step on its own line."""
        self._end_of_count()
        self.stream.write(message[self.language] + "\n")
        self.stream.flush()

    def advance(self, done: int, total: int, seconds_left: float | None) -> None:
        """Write how many notebooks are done and the time left."""
        line = count_line(done, total, seconds_left)[self.language]
        if self.stream.isatty():
            self.stream.write(f"\r\x1b[K{line}")
            self._counting = done < total
            if not self._counting:
                self.stream.write("\n")
        else:
            self.stream.write(line + "\n")
        self.stream.flush()

    def _end_of_count(self) -> None:
        if self._counting:
            self.stream.write("\n")
            self._counting = False


def count_line(done: int, total: int, seconds_left: float | None) -> Bilingual:
    """Return « Carnets : 3 de 14, encore 12 s environ »."""
    french, english = f"Carnets\u00a0: {done} de {total}", f"Notebooks: {done} of {total}"
    if seconds_left is None or done == total:
        return Bilingual(french, english)
    minutes, seconds = divmod(max(1, round(seconds_left)), 60)
    left = f"{minutes}\u00a0min {seconds:02d}\u00a0s" if minutes else f"{seconds}\u00a0s"
    return Bilingual(f"{french}, encore {left} environ", f"{english}, about {left} left")
