"""What a build is asked for, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from analysis.core.languages import Bilingual, Language
from analysis.core.project import Project

RendererChoice = Literal["auto", "quarto", "pandoc"]
Renderer = Literal["quarto", "pandoc"]


@dataclass(frozen=True, slots=True)
class ChapterRequest:
    """A notebook of `notebooks/report/`, by its name without ending, and the values a run gives to its parameters."""

    notebook: str
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetRequest:
    """One page about one region, provider or agreement, made by the notebook of its kind in `notebooks/sheets/`.

    `name` is what the subject is called by people: it stands in the page's title, and is only ever text.
    """

    kind: str
    page: str
    name: Bilingual
    parameters: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """Everything a build needs to know; it reads nothing else but the project's own files.

    Attributes
    ----------
    run_name
        Names the folder of intermediate files; lower-case letters, digits, `_` and `-`.
    store_digest
        Changes when the data that the notebooks read change.
    definition_files
        Every file of definitions that the notebooks' results depend on.
    out
        The published folder, replaced in one step.
    notebook_time_limit
        Seconds that one notebook may take.
    identifier_patterns
        Regular expressions of what identifies a person in the extracts; none may match anything published.
    sheets
        Pages beside the book, in the order in which the list of sheets names them.
    parts_given
        Optional parts that the run file names (`targets`, `plan`): a chapter that needs another is refused before anything is executed.
    """

    project: Project
    run_file: Path
    run_name: str
    title: Bilingual
    fiscal_year_label: Bilingual
    languages: tuple[Language, ...]
    chapters: tuple[ChapterRequest, ...]
    made_up: bool
    store_digest: str
    definition_files: tuple[Path, ...]
    out: Path
    renderer: RendererChoice = "auto"
    jobs: int = 1
    final: bool = False
    notebook_time_limit: float = 600
    identifier_patterns: tuple[str, ...] = ()
    sheets: tuple[SheetRequest, ...] = ()
    parts_given: frozenset[str] = frozenset()

    @property
    def run_file_name(self) -> str:
        """The run file as notebooks and readers know it: relative to the project's root when it is inside."""
        return shown_path(self.run_file, self.project.root)


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did."""

    out: Path
    renderer: Renderer
    n_executed: int
    n_reused: int
    seconds: float
    unchanged: bool = False
    warnings: tuple[Bilingual, ...] = ()

    def text(self, language: Language) -> str:
        """Return what happened, in two or three lines."""
        engine = {"quarto": "Quarto", "pandoc": "Pandoc + Typst"}[self.renderer]
        seconds = f"{self.seconds:.1f}"
        if language == "fr":
            seconds = seconds.replace(".", ",")
            head = "Rien n'a changé" if self.unchanged else "Rapport publié"
            lines = [
                f"{head}\u00a0: {self.out}",
                f"Carnets exécutés\u00a0: {self.n_executed}; repris\u00a0: {self.n_reused}. "
                f"Rendu\u00a0: {engine}. Durée\u00a0: {seconds}\u00a0s.",
            ]
            mark = "Avertissement\u00a0:"
        else:
            head = "Nothing has changed" if self.unchanged else "Report published"
            lines = [
                f"{head}: {self.out}",
                f"Notebooks executed: {self.n_executed}; reused: {self.n_reused}. Rendered by {engine}. Time: {seconds} s.",
            ]
            mark = "Warning:"
        return "\n".join([*lines, *(f"{mark} {warning[language]}" for warning in self.warnings)])


def shown_path(path: Path, root: Path) -> str:
    """Return a path as it may be printed: relative to the project's root, or its name alone when it is elsewhere."""
    resolved = path.resolve()
    return resolved.relative_to(root.resolve()).as_posix() if resolved.is_relative_to(root.resolve()) else path.name
