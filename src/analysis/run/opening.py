"""A run as a notebook opens it: every method answers with a table that disclosure control has released."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.core.errors import DefinitionError, ExtractError, Problem
from analysis.core.languages import LANGUAGES, Bilingual, Language, did_you_mean
from analysis.core.periods import FiscalYear
from analysis.core.project import Project, find_project
from analysis.core.provenance import Provenance, digest_file
from analysis.frameworks.loading import load_framework
from analysis.frameworks.model import Framework
from analysis.run.facets import Facets
from analysis.run.preparation import PreparedRun, definition_files, prepare_run

if TYPE_CHECKING:
    from analysis.disclosure.policy import DisclosurePolicy
    from analysis.disclosure.table import ReleasedTable
    from analysis.extracts.store import Store
    from analysis.frameworks.run_file import RunFile
    from analysis.frameworks.worked_examples import WorkedExample
    from analysis.indicators.table import IndicatorTable


def open_run(run_file: str | Path, language: Language = "fr") -> Run:
    """Return a run ready to be questioned; its extracts are read first if they have not been, or have changed.

    Parameters
    ----------
    run_file
        A file of `params/runs/`, as a path from the project's root or from the current folder.
    language
        The language that labels and messages of this run are given in.

    Raises
    ------
    DefinitionError
        When the run file or something it names cannot be used.
    ExtractError
        When a file of the agency cannot be read at all.
    """
    if language not in LANGUAGES:
        raise DefinitionError(
            Problem(f"language={language}", Bilingual("langue inconnue", "unknown language"), todo=did_you_mean(language, LANGUAGES))
        )
    given = Path(run_file)
    project = find_project(given.resolve().parent if given.exists() else None)
    path = given if given.exists() else project.root / given
    if not path.is_file():
        known = [f"params/runs/{name.name}" for name in sorted(project.runs.glob("*.yaml"))]
        raise DefinitionError(
            Problem(
                str(run_file),
                Bilingual("ce fichier de publication n'existe pas", "this run file does not exist"),
                todo=did_you_mean(str(run_file), known),
            )
        )
    return Run(prepare_run(path, project), project, language)


class Run(Facets):
    """One fiscal year of one agency (or of official series), under the frameworks that its run file names.

    Nothing is computed before it is asked for. What a method returns is a `ReleasedTable`: it shows what it is and where it
    comes from, and `tables`, `figures` and `wording` turn it into something to read.
    """

    def __init__(self, prepared: PreparedRun, project: Project, language: Language) -> None:
        self._prepared = prepared
        self.project = project
        self.language: Language = language
        self._released: list[ReleasedTable] = []
        self._frameworks: dict[str, Framework] = {}

    @property
    def definition(self) -> RunFile:
        """What the run file says."""
        return self._prepared.definition

    @property
    def frameworks(self) -> tuple[str, ...]:
        """The names of the frameworks of this run."""
        return self.definition.frameworks

    def framework(self, name: str | Framework | None = None) -> Framework:
        """Return one framework of the run: the named one, or the first that counts participations (else the first).

        A `Framework` is returned as it is, so that every method here also takes a copy in which a researcher has changed something.
        """
        if isinstance(name, Framework):
            return name
        if name is None:
            return self.framework_where(lambda framework: bool(framework.cohorts)) or self._loaded(self.frameworks[0])
        if name not in self.frameworks:
            raise DefinitionError(
                Problem(
                    self.definition.name,
                    Bilingual(f"ce fichier de publication n'a pas de cadre {name}", f"this run has no framework {name}"),
                    todo=did_you_mean(name, self.frameworks),
                )
            )
        return self._loaded(name)

    def framework_where(self, holds: Callable[[Framework], bool]) -> Framework | None:
        """Return the first framework of the run, in its order, for which something holds; None when there is none."""
        return next((framework for name in self.frameworks if holds(framework := self._loaded(name))), None)

    def fiscal_year(self, framework: str | Framework | None = None) -> FiscalYear:
        """Return the fiscal year of the run, beginning in the month that the framework says."""
        return FiscalYear(self.definition.fiscal_year, self.framework(framework).fiscal_year_first_month)

    def release(self, table: IndicatorTable) -> ReleasedTable:
        """Return what may be shown of a table, under the policy that the run declares for what it counts."""
        from analysis.disclosure.release import release  # noqa: PLC0415

        others = {subject.value: self._policy(subject.value) for subject in set(table.subjects.values())}
        released = release(table, self._policy(table.subject.value), others)
        self._released.append(released)
        return released

    @property
    def released(self) -> tuple[ReleasedTable, ...]:
        """Every table released so far, in order: what the suppression log of this notebook is made of."""
        return tuple(self._released)

    def quality(self) -> ReleasedTable:
        """Return rows read, accepted and refused by table, and the reasons of refusal."""
        from analysis.indicators.quality import quality  # noqa: PLC0415

        return self.release(quality(self._stores[0]))

    def attrition(self, framework: str | Framework | None = None) -> ReleasedTable:
        """Return how many participations each rule of each cohort kept and removed."""
        from analysis.indicators.attrition import attrition  # noqa: PLC0415

        return self.release(attrition(self._persons, self.framework(framework), self.fiscal_year(framework), self.definition.as_of))

    def follow_up_states(self, framework: str | Framework | None = None) -> ReleasedTable:
        """Return how many participations stand in each follow-up state at each wave."""
        from analysis.indicators.attrition import follow_up_states  # noqa: PLC0415

        return self.release(follow_up_states(self._persons, self.framework(framework), self.fiscal_year(framework), self.definition.as_of))

    def indicators(
        self, by: Sequence[str] = (), framework: str | Framework | None = None, names: Sequence[str] | None = None, years_before: int = 0
    ) -> ReleasedTable:
        """Return the indicators of a framework, by any declared dimension, each held to its standard or to the year's target.

        Parameters
        ----------
        names
            Some of the framework's indicators; None for all.
        years_before
            0 for the run's fiscal year, 1 for the year before, and so on.
        """
        from analysis.accountability.standards import hold_to_standards  # noqa: PLC0415
        from analysis.indicators.computing import compute  # noqa: PLC0415

        chosen = self.framework(framework)
        if not chosen.indicators:
            raise DefinitionError(_without_indicators(chosen))
        year = self.fiscal_year(framework).previous(years_before)
        store = self._store_for(chosen)
        # Most frameworks of persons read no official series: the definitions of series are loaded only for those that do.
        reads_series = any(indicator.measure is not None and indicator.measure.kind == "series" for indicator in chosen.indicators)
        definitions = self.official.definitions if reads_series else None
        computed = compute(store, chosen, year, as_of=self.definition.as_of, by=tuple(by), indicators=names, definitions=definitions)
        held = hold_to_standards(computed, chosen, year)
        if self.definition.targets and chosen.name in self.targets.frameworks and year.start_year == self.targets.definition.fiscal_year:
            from analysis.accountability.targets import hold_to_targets  # noqa: PLC0415

            held = hold_to_targets(held, chosen, self.targets.definition, year.last_day)
        return self.release(held)

    def performance(self, framework: str | Framework | None = None) -> ReleasedTable:
        """Return each indicator of a framework with its interval, its standard, the gap and the verdict."""
        return self.indicators(framework=framework)

    def earlier_performance(self, years: int = 2, framework: str | Framework | None = None) -> dict[FiscalYear, ReleasedTable]:
        """Return the indicators of the fiscal years before the run's, oldest first: what a small three-year line is drawn from."""
        year = self.fiscal_year(framework)
        return {year.previous(before): self.indicators(framework=framework, years_before=before) for before in range(years, 0, -1)}

    def score(self, by: Sequence[str] = (), framework: str | Framework | None = None) -> ReleasedTable:
        """Return the score of a framework by indicator, by dimension and overall, under each capping rule."""
        from analysis.accountability.scoring import score  # noqa: PLC0415

        return self.release(
            score(self._persons, self.framework(framework), self.fiscal_year(framework), self.definition.as_of, by=tuple(by))
        )

    def worked_examples(self, framework: str | Framework | None = None) -> tuple[WorkedExample, ...]:
        """Return the cases worked out by hand for each indicator of a framework, in the framework's order."""
        from analysis.frameworks.worked_examples import load_worked_examples  # noqa: PLC0415

        chosen = self.framework(framework)
        return load_worked_examples(self.project.worked_examples, chosen)

    @property
    def policy(self) -> DisclosurePolicy:
        """The policy under which tables of persons are released."""
        return self._policy("persons")

    def release_log(self) -> dict[str, ReleasedTable]:
        """Return, by name, the tables of persons that the chapters of this report show, released again: what a suppression log lists.

        Empty for a run without participations.
        """
        if not self.has_table("participations"):
            return {}
        from analysis.run.release_log import released_for_log  # noqa: PLC0415

        return {name[self.language]: table for name, table in released_for_log(self).items()}

    @cached_property
    def provenance(self) -> Provenance:
        """The files that the run has read and the definitions that it applies, each with its digest."""
        first, *others = (store.provenance for store in self._stores)
        for other in others:
            first = first.joined_with(other)
        definitions = tuple(
            (str(path.relative_to(self.project.root)) if path.is_relative_to(self.project.root) else path.name, digest_file(path))
            for path in definition_files(self._prepared, self.project)
        )
        return replace(first, definitions=tuple(dict.fromkeys((*first.definitions, *definitions))))

    @property
    def versions(self) -> dict[str, str]:
        """The versions of the software that counts, estimates and draws."""
        names = ("bilan-emploi", "duckdb", "ibis-framework", "pandas", "scipy", "statsmodels", "matplotlib", "great-tables", "papermill")
        return {name: version(name) for name in names}

    def has_table(self, table: str) -> bool:
        """Say whether an extract of the run gives a canonical table."""
        return any(store.has(table) for store in self._stores)

    def store_with(self, table: str) -> Store:
        """Return the store that holds a canonical table: for exploring, never for a page.

        Raises
        ------
        ExtractError
            When no extract of the run gives that table.
        """
        for store in self._stores:
            if store.has(table):
                return store
        given = sorted({name for store in self._stores for name in store.tables})
        raise ExtractError(
            Problem(
                self.definition.name,
                Bilingual(f"aucun extrait ne donne la table {table}", f"no extract gives the table {table}"),
                Bilingual(f"Cette publication a : {', '.join(given)}.", f"This run has: {', '.join(given)}."),
                Bilingual(
                    "Ajoutez un extrait qui la contient, ou retirez le chapitre.", "Add an extract that holds it, or remove the chapter."
                ),
            )
        )

    def _loaded(self, name: str) -> Framework:
        if name not in self._frameworks:
            self._frameworks[name] = load_framework(self.project.frameworks / f"{name}.yaml")
        return self._frameworks[name]

    @cached_property
    def _stores(self) -> tuple[Store, ...]:
        from analysis.extracts.store import open_store  # noqa: PLC0415

        return tuple(open_store(path) for path in self._prepared.stores)

    @property
    def _persons(self) -> Store:
        return self.store_with("participations")

    @property
    def _series(self) -> Store:
        return self.store_with("series")

    def _store_for(self, framework: Framework) -> Store:
        """Return the store that gives the most of the tables that a framework's indicators read, the first of equals."""
        from analysis.indicators.computing import tables_read  # noqa: PLC0415

        wanted = tables_read(framework)
        return max(self._stores, key=lambda store: sum(store.has(name) for name in wanted))

    def _policy(self, subject: str) -> DisclosurePolicy:
        from analysis.disclosure.policy import load_policy  # noqa: PLC0415

        return load_policy(self.project.disclosure / f"{getattr(self.definition.disclosure, subject)}.yaml")

    def __repr__(self) -> str:
        return f"<Run {self.definition.name}: {', '.join(self.frameworks)}; fiscal year {self.definition.fiscal_year}>"


def _without_indicators(framework: Framework) -> Problem:
    return Problem(
        framework.name,
        Bilingual("ce cadre n'a aucun indicateur", "this framework has no indicator"),
        Bilingual("Il ne contient que des services, des règles et du financement.", "It only holds services, rules and funding."),
        Bilingual(f"Lisez-le avec : bilan frameworks show {framework.name}.", f"Read it with: bilan frameworks show {framework.name}."),
    )
