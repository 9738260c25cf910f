"""How long notebooks take, from one build to the next, and the time that is left."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from math import fsum
from pathlib import Path

from analysis.publication.progress import Progress
from analysis.publication.whole_files import write_whole


class Durations:
    """How long each notebook took the last time it ran."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._seconds: dict[str, float] = {
                str(name): float(value) for name, value in json.loads(path.read_text(encoding="utf-8")).items()
            }
        except (OSError, ValueError, AttributeError, TypeError):
            self._seconds = {}

    def of(self, stem: str) -> float:
        """Return the seconds of a notebook, 0 when it was never timed."""
        return self._seconds.get(stem, 0.0)

    def knows(self, stem: str) -> bool:
        """Return whether a notebook was ever timed."""
        return stem in self._seconds

    def average(self, stems: Iterable[str]) -> float | None:
        """Return the mean seconds of those that were timed, None when none was."""
        known = [self._seconds[stem] for stem in stems if stem in self._seconds]
        return fsum(known) / len(known) if known else None

    def note(self, stem: str, seconds: float) -> None:
        """Keep how long a notebook took."""
        self._seconds[stem] = round(seconds, 2)

    def save(self) -> None:
        """Write the durations for the next build."""
        write_whole(self._path, json.dumps(self._seconds, sort_keys=True))


class NotebookCount:
    """How many notebooks are done, and the time left as their earlier durations say."""

    def __init__(self, progress: Progress, durations: Durations, stems: list[str], jobs: int) -> None:
        self._progress = progress
        self._durations = durations
        self._stems = frozenset(stems)
        self._left = list(stems)
        self._total = len(stems)
        self._jobs = max(1, min(jobs, len(stems) or 1))
        self._lock = threading.Lock()
        if stems:
            progress.advance(0, self._total, self._seconds_left())

    def one_more(self, stem: str, seconds: float) -> None:
        """Count a notebook as done and show the time left."""
        with self._lock:
            self._durations.note(stem, seconds)
            self._left.remove(stem)
            self._progress.advance(self._total - len(self._left), self._total, self._seconds_left())

    def _seconds_left(self) -> float | None:
        average = self._durations.average(self._stems)
        if average is None:
            return None
        # A notebook never timed is taken for an average one.
        return fsum(self._durations.of(stem) if self._durations.knows(stem) else average for stem in self._left) / self._jobs
