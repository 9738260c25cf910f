"""Case studies: one master notebook each, versions for learners, trainers and paper, answers checked without a network."""

from __future__ import annotations

from analysis.exercises.case import Case
from analysis.exercises.opening import open_case

__all__ = ["Case", "open_case"]
