"""A run: which frameworks are applied to which extracts, for which fiscal year, in which languages, under which release policy.

`params/runs/*.yaml` is what both wings read: the measuring wing to know what to count, the printing wing to know what to print.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from analysis.core.definition_part import Part
from analysis.core.errors import DefinitionError, ProblemList
from analysis.core.languages import Bilingual, Language, did_you_mean
from analysis.core.project import Project
from analysis.core.strict_yaml import load_model

SheetKind = Literal["region", "provider", "agreement"]


class RunExtract(Part):
    """One folder of files of an agency, and the codebook that reads it."""

    folder: str
    """Relative to the project's root, or absolute."""
    codebook: str


class RunDisclosure(Part):
    """The release policy by what a table counts."""

    persons: str
    records: str
    official: str


class RunChapter(Part):
    """A notebook of `notebooks/report/` or `notebooks/exercises/`, with values for its parameters if it needs others than its own."""

    notebook: str
    parameters: dict[str, str | int | float | bool] = Field(default_factory=dict)


class RunFile(Part):
    """What `params/runs/<name>.yaml` says."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Bilingual
    description: Bilingual
    fiscal_year: int = Field(ge=1990, le=2100)
    as_of: date
    """The day on which it is decided which follow-ups were due."""
    made_up: bool
    frameworks: tuple[str, ...] = Field(min_length=1)
    extracts: tuple[RunExtract, ...] = Field(min_length=1)
    disclosure: RunDisclosure
    languages: tuple[Language, ...] = Field(min_length=1)
    chapters: tuple[RunChapter, ...] = Field(min_length=1)
    sheets: tuple[SheetKind, ...] = ()
    """The kinds of sheets, one page a region, a provider or an agreement: notebooks of `notebooks/sheets/`."""
    targets: str | None = None
    """The targets of the fiscal year: a file of `params/targets/`."""
    schedule: str | None = None
    """The schedule of payments for results: a file of `params/schedules/`."""
    agreement_rules: str | None = None
    """The framework whose rules of financing the agreements follow (lump sums, real costs): a file of `params/frameworks/`."""
    plan: str | None = None
    """What the agency says of its year: a file of `params/plans/`."""
    satisfaction: str = "standard"
    """What is chosen in measuring satisfaction: a file of `params/satisfaction/`."""
    identifier_patterns: tuple[str, ...] = ()
    """Regular expressions of what identifies a person in these extracts; the build refuses a page where one matches."""


def load_run(path: Path, project: Project) -> RunFile:
    """Return a run file whose every name exists in the project.

    Raises
    ------
    DefinitionError
        With every problem of the file: what is misspelt in it, and each framework, codebook, policy, notebook or folder that it
        names and that is not there.
    """
    run = load_model(path, RunFile)
    problems = ProblemList(DefinitionError)
    where = _shown(path, project.root)
    expected_name = path.stem
    if run.name != expected_name:
        problems.add(
            where,
            Bilingual(
                f"`name` vaut {run.name}, le fichier s'appelle {expected_name}", f"`name` is {run.name}, the file is {expected_name}"
            ),
            Bilingual("Le rapport est publié sous le nom du fichier.", "The report is published under the file's name."),
            Bilingual(f"Écrivez `name: {expected_name}`.", f"Write `name: {expected_name}`."),
        )
    _check_names(problems, where, Bilingual("cadre", "framework"), run.frameworks, project.frameworks)
    _check_names(problems, where, Bilingual("guide de codification", "codebook"), _codebooks(run), project.codebooks)
    policies = (run.disclosure.persons, run.disclosure.records, run.disclosure.official)
    _check_names(problems, where, Bilingual("politique de diffusion", "release policy"), policies, project.disclosure)
    _check_names(problems, where, Bilingual("fichier de cibles", "targets file"), [run.targets] if run.targets else [], project.targets)
    schedules = [run.schedule] if run.schedule else []
    _check_names(problems, where, Bilingual("barème de paiements", "payment schedule"), schedules, project.schedules)
    rules = [run.agreement_rules] if run.agreement_rules else []
    _check_names(problems, where, Bilingual("cadre", "framework"), rules, project.frameworks)
    _check_names(problems, where, Bilingual("plan", "plan"), [run.plan] if run.plan else [], project.plans)
    choices = [run.satisfaction] if "satisfaction" in run.model_fields_set else []
    _check_names(problems, where, Bilingual("choix de satisfaction", "choices for satisfaction"), choices, project.satisfaction)
    notebooks = [chapter.notebook for chapter in run.chapters]
    _check_names(problems, where, Bilingual("carnet", "notebook"), notebooks, *project.chapter_folders)
    _check_repeats(problems, where, Bilingual("cadre", "framework"), run.frameworks)
    _check_repeats(problems, where, Bilingual("carnet", "notebook"), notebooks)
    _check_repeats(problems, where, Bilingual("langue", "language"), run.languages)
    _check_names(problems, where, Bilingual("fiche", "sheet"), run.sheets, project.sheet_notebooks)
    _check_repeats(problems, where, Bilingual("fiche", "sheet"), run.sheets)
    for pattern in run.identifier_patterns:
        if not _is_regular_expression(pattern):
            problems.add(
                where,
                Bilingual(
                    f"`identifier_patterns` : {pattern} n'est pas une expression régulière",
                    f"`identifier_patterns`: {pattern} is not a regular expression",
                ),
                todo=Bilingual("Corrigez-la ou enlevez-la.", "Correct it or take it out."),
            )
    for extract in run.extracts:
        folder = project.root / extract.folder
        if not folder.is_dir():
            problems.add(
                where,
                Bilingual(f"le dossier {extract.folder} n'existe pas", f"the folder {extract.folder} does not exist"),
                Bilingual("Sans ses fichiers, rien ne peut être compté.", "Without its files nothing can be counted."),
                Bilingual(
                    "Placez-y les fichiers, ou corrigez `folder` (chemin relatif à la racine du projet).",
                    "Put the files there, or correct `folder` (a path relative to the project's root).",
                ),
            )
    problems.raise_if_any()
    return run


def _is_regular_expression(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _codebooks(run: RunFile) -> list[str]:
    return [extract.codebook for extract in run.extracts]


def _check_names(problems: ProblemList, where: str, kind: Bilingual, names: Iterable[str], *folders: Path) -> None:
    files = [path for folder in folders if folder.is_dir() for path in folder.iterdir()]
    known = sorted(path.stem for path in files if path.suffix in (".yaml", ".ipynb"))
    shown = ", ".join(f"{folder.parent.name}/{folder.name}/" for folder in folders)
    for name in dict.fromkeys(names):
        if name not in known:
            problems.add(
                where,
                Bilingual(f"{kind.fr} inconnu : {name}", f"unknown {kind.en}: {name}"),
                Bilingual(f"Les fichiers connus sont ceux de {shown}.", f"The known ones are the files of {shown}."),
                did_you_mean(name, known) if known else Bilingual("Ce dossier n'en contient aucun.", "The folder holds none."),
            )


def _check_repeats(problems: ProblemList, where: str, kind: Bilingual, names: Iterable[str]) -> None:
    names = list(names)
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.add(
            where,
            Bilingual(f"{kind.fr} nommé deux fois : {name}", f"{kind.en} named twice: {name}"),
            todo=Bilingual("Gardez une seule mention.", "Keep one of them."),
        )


def _shown(path: Path, root: Path) -> str:
    resolved = path.resolve()
    return str(resolved.relative_to(root)) if resolved.is_relative_to(root) else path.name
