"""The targeted indicators of a run, held to their targets and released: what the chapters on results ask for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.frameworks.target_loading import load_targets

if TYPE_CHECKING:
    from analysis.disclosure.table import ReleasedTable
    from analysis.frameworks.targets import Targets
    from analysis.run.opening import Run


class YearTargets:
    """What was expected of the year, and how each targeted indicator stands beside it."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._known: dict[tuple[tuple[str, ...], str], ReleasedTable] = {}

    @cached_property
    def definition(self) -> Targets:
        """The targets of the year, as their file says them.

        Raises
        ------
        DefinitionError
            When the run names no targets file, or one that cannot be used.
        """
        name = self._run.definition.targets
        if name is None:
            raise DefinitionError(
                Problem(
                    self._run.definition.name,
                    Bilingual("ce fichier de publication ne nomme pas de cibles", "this run names no targets"),
                    Bilingual("Un chapitre veut tenir des résultats contre leurs cibles.", "A chapter holds results to their targets."),
                    Bilingual(
                        "Ajoutez `targets: NOM` (un fichier de params/targets/), ou retirez le chapitre.",
                        "Add `targets: NAME` (a file of params/targets/), or remove the chapter.",
                    ),
                )
            )
        frameworks = {framework: self._run.framework(framework) for framework in self._run.frameworks}
        return load_targets(self._run.project.targets / f"{name}.yaml", frameworks)

    @property
    def frameworks(self) -> tuple[str, ...]:
        """The frameworks of the run that the file sets targets for, in the order of the run file."""
        named = {item.framework for item in self.definition.targets}
        return tuple(name for name in self._run.frameworks if name in named)

    def indicators(self, framework: str | None = None) -> tuple[str, ...]:
        """Return the targeted indicators of a framework (the first with targets when not given), in its order."""
        return tuple(item.name for item in self._run.framework(framework or self.frameworks[0]).indicators if item.is_targeted)

    def results(self, by: Sequence[str] = (), framework: str | None = None) -> ReleasedTable:
        """Return each targeted indicator with its targets, its attainment, its gap and where it stands.

        Parameters
        ----------
        by
            `region` or `office` for the other two levels; any other dimension has results without targets.
        framework
            One of `frameworks`; the first when not given.
        """
        chosen = framework or self.frameworks[0]
        # Explanations and the checklist ask for the same tables again: each is counted once.
        asked = (tuple(by), chosen)
        if asked not in self._known:
            self._known[asked] = self._run.indicators(by=by, framework=chosen, names=self.indicators(chosen))
        return self._known[asked]

    def earlier(self, framework: str | None = None, years: int = 2) -> dict[FiscalYear, ReleasedTable]:
        """Return the same indicators in the fiscal years before, oldest first: what a small three-year line is drawn from."""
        chosen = framework or self.frameworks[0]
        year, names = self._run.fiscal_year(chosen), self.indicators(chosen)
        return {
            year.previous(before): self._run.indicators(framework=chosen, names=names, years_before=before)
            for before in range(years, 0, -1)
        }
