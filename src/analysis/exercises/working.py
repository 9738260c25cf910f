"""What the arithmetic of a case gives for one learner's numbers: answers, usual mistakes, steps, and what there is to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from analysis.core.languages import Bilingual, Language
from analysis.exercises.variants import Variant
from analysis.frameworks.numbers import Unit

Show = Callable[[Language], Any]
"""Makes a display object in one language."""
Tool = Callable[[Language, Mapping[str, Decimal]], Any]
"""Makes a display object in one language from the values that a learner has changed."""


@dataclass(frozen=True, slots=True)
class Worked:
    """A case worked out.

    Attributes
    ----------
    answers
        By question: a Decimal, the name of a choice, a frozenset of names, or rows of cells by name. Open questions have none.
    mistakes
        By question, then by mistake: the wrong answer that it gives. A mistake that happens to give the right answer is left out.
    steps
        By question: how the answer is found, one sentence a step.
    shown
        By name: tables, figures and sentences that a notebook can show.
    tools
        By name: what a learner can try out with other values, and the unit of each value that it takes.
    """

    answers: Mapping[str, Any]
    mistakes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    steps: Mapping[str, tuple[Bilingual, ...]] = field(default_factory=dict)
    shown: Mapping[str, Show] = field(default_factory=dict)
    tools: Mapping[str, Tool] = field(default_factory=dict)
    tool_units: Mapping[str, Mapping[str, Unit]] = field(default_factory=dict)


class CaseModule(Protocol):
    """What a module of `exercises/cases/` offers, under the name of its case file."""

    def work_out(self, variant: Variant, material: Path) -> Worked:
        """Return the case worked out for one learner's numbers; `material` holds the definitions it may need (`frameworks/`)."""
        ...


def case_module(name: str) -> CaseModule:
    """Return the arithmetic of a case: the module of its name (the case file was read first, so the name is a known one)."""
    return cast(CaseModule, import_module(f"analysis.exercises.cases.{name}"))
