"""Where a project's folders are: found from the place one stands in, never configured globally."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual
from analysis.core.ownership import OwnFile


@dataclass(frozen=True, slots=True)
class Project:
    """The folders of one checkout."""

    root: Path

    @property
    def frameworks(self) -> Path:
        """One YAML a framework."""
        return self.root / "params" / "frameworks"

    @property
    def codebooks(self) -> Path:
        """One YAML a kind of extract."""
        return self.root / "params" / "codebooks"

    @property
    def series(self) -> Path:
        """What is known of official series: which parts add up, from which day they mean something else."""
        return self.root / "params" / "series" / "official.yaml"

    @property
    def response_rates(self) -> Path:
        """What each outcome of a follow-up is in a response rate."""
        return self.root / "params" / "follow_up" / "response_rates.yaml"

    @property
    def report_criteria(self) -> Path:
        """What makes a good annual report, as the auditor general says it."""
        return self.root / "params" / "criteria" / "quebec_auditor_general.yaml"

    @property
    def worked_examples(self) -> Path:
        """One folder a framework, one YAML an indicator: tests, and a part of the report."""
        return self.root / "tests" / "spec"

    @property
    def disclosure(self) -> Path:
        """One YAML a release policy."""
        return self.root / "params" / "disclosure"

    @property
    def runs(self) -> Path:
        """One YAML a run."""
        return self.root / "params" / "runs"

    @property
    def targets(self) -> Path:
        """One YAML a year's targets."""
        return self.root / "params" / "targets"

    @property
    def schedules(self) -> Path:
        """One YAML a schedule of payments, supplied by whoever funds."""
        return self.root / "params" / "schedules"

    @property
    def satisfaction(self) -> Path:
        """One YAML a set of choices in measuring satisfaction."""
        return self.root / "params" / "satisfaction"

    @property
    def plans(self) -> Path:
        """One YAML an agency's year: mission, services, strategies, evaluations, reliability statement."""
        return self.root / "params" / "plans"

    @property
    def commentary(self) -> Path:
        """The explanations of gaps that people write: one folder a run."""
        return self.root / "report" / "commentary"

    @property
    def cases(self) -> Path:
        """One YAML a case study: its numbers, questions, hints and rubrics."""
        return self.root / "params" / "cases"

    @property
    def sessions(self) -> Path:
        """One YAML a day of training: what comes when."""
        return self.root / "params" / "sessions"

    @property
    def notebooks(self) -> Path:
        """Where chapters, starting points and exercises are."""
        return self.root / "notebooks"

    @property
    def chapter_folders(self) -> tuple[Path, ...]:
        """Where the chapters of a report are looked for: its own notebooks, then the case studies."""
        return self.notebooks / "report", self.notebooks / "exercises"

    @property
    def sheet_notebooks(self) -> Path:
        """One notebook a kind of sheet: it makes the page of each region, of each provider, and so on."""
        return self.notebooks / "sheets"

    @property
    def published(self) -> Path:
        """One folder a published run."""
        return self.root / "published"

    @property
    def stores(self) -> Path:
        """What builds keep between them (ignored by git; safe to delete)."""
        return self.root / ".store"

    def own_file(self, path: Path, kind: str) -> OwnFile:
        """Return a file of some kind that a command makes for people; the stores remember what was written there."""
        return OwnFile(path, self.stores / "_written", kind)


def find_project(start: Path | None = None) -> Project:
    """Return the project around a folder: the nearest one upwards that holds `_quarto.yml` and `params/`.

    Raises
    ------
    DefinitionError
        When there is none.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "_quarto.yml").is_file() and (folder / "params").is_dir():
            return Project(folder)
    raise DefinitionError(
        Problem(
            str(start),
            Bilingual("aucun projet bilan ici ni au-dessus", "no bilan project here or above"),
            Bilingual(
                "Un projet se reconnaît à son fichier _quarto.yml et à son dossier params/.",
                "A project is known by its file _quarto.yml and its folder params/.",
            ),
            Bilingual("Placez-vous dans le dossier du projet.", "Go to the project's folder."),
        )
    )
