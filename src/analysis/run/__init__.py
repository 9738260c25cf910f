"""What a notebook opens: a run, and everything it can release."""

from __future__ import annotations

from analysis.run.opening import Run, open_run

__all__ = ["Run", "open_run"]
