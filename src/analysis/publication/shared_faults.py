"""Faults between pages: the page that shows one is not always the page that it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.core.errors import Problem


@dataclass(frozen=True, slots=True)
class SharedProblem(Problem):
    """A problem of a page with what another holds or should hold: a reference to nothing, a label used twice."""
