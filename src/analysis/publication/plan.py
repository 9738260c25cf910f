"""The plan of a build: its chapters in order, with everything that could be wrong in what was written found before a kernel starts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.core.errors import DefinitionError, NotebookError, Problem
from analysis.core.languages import LANGUAGES, Bilingual, Language, did_you_mean
from analysis.publication.book import Book
from analysis.publication.notebooks import NOT_PUBLISHED, Notebook, read_notebook
from analysis.publication.parameters import declared_parameters, parameter_problems
from analysis.publication.request import BuildRequest, shown_path
from analysis.publication.syntax import markdown_problems

PAGES_OF_OURS = ("index", "search", "open-data", "sheets", "report")
"""Names of pages that the build makes itself."""

_SAFE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class ChapterPlan:
    """A chapter to be made.

    `page` is the name of its page without ending, the same in both languages; the first chapter is the site's `index`.
    A sheet is made as a chapter is, and has the name of its subject (`about`); many have the same notebook.
    """

    notebook: Notebook
    page: str
    part: str | None
    parameters: Mapping[str, object]
    about: Bilingual | None = None

    @property
    def stem(self) -> str:
        """The notebook's name without ending, or a sheet's page: what its intermediate files are called by."""
        return self.notebook.stem if self.about is None else self.page

    def parameters_in(self, language: Language, run_file: str) -> dict[str, object]:
        """Return every value that papermill injects."""
        return {"run_file": run_file, "language": language, **self.parameters}


@dataclass(frozen=True, slots=True)
class Plan:
    """The chapters of a build, in the run's order, and the sheets beside them."""

    chapters: tuple[ChapterPlan, ...]
    sheets: tuple[ChapterPlan, ...] = ()

    def chapter(self, stem: str) -> ChapterPlan:
        """Return the chapter made from a notebook."""
        return next(chapter for chapter in self.chapters if chapter.stem == stem)


def make_plan(request: BuildRequest, book: Book) -> Plan:
    """Return the plan of a build.

    Raises
    ------
    DefinitionError
        When the run names an unknown notebook or parameter, or gives a value of the wrong type; it lists the notebooks' own faults too.
    NotebookError
        When only notebooks are at fault: no `parameters` cell, a language missing, syntax that one of the renderers would not understand.
    """
    of_run = _request_problems(request)
    of_notebooks: list[Problem] = []
    chapters: list[ChapterPlan] = []
    known = {path.stem: path for folder in request.project.chapter_folders for path in sorted(folder.glob("*.ipynb"))}
    for wanted in request.chapters:
        if wanted.notebook not in known:
            of_run.append(_unknown_notebook(request, wanted.notebook, sorted(known)))
            continue
        path = known[wanted.notebook]
        shown = shown_path(path, request.project.root)
        try:
            notebook = read_notebook(path, shown)
        except NotebookError as error:
            of_notebooks += error.problems
            continue
        if path.parent != request.project.chapter_folders[0]:
            notebook = notebook.for_report()
        declared, faults = declared_parameters(notebook, shown)
        of_notebooks += faults
        if not faults:
            of_run += parameter_problems(wanted.notebook, declared, wanted.parameters, request.run_file_name)
        of_run += _missing_parts(request, wanted.notebook, notebook)
        of_notebooks += _language_problems(notebook, request.languages, shown)
        of_notebooks += markdown_problems(notebook, shown)
        page = "index" if not chapters else wanted.notebook
        chapters.append(ChapterPlan(notebook, page, book.parts.get(wanted.notebook), dict(wanted.parameters)))
    sheets = _sheets(request, of_run, of_notebooks)
    if of_run:
        raise DefinitionError([*of_run, *of_notebooks])
    if of_notebooks:
        raise NotebookError(of_notebooks)
    return Plan(tuple(chapters), sheets)


def _missing_parts(request: BuildRequest, chapter: str, notebook: Notebook) -> list[Problem]:
    """Return a problem for each part of a run that a chapter cannot be written without, and that this run does not name."""
    return [
        Problem(
            request.run_file_name,
            Bilingual(
                f"le chapitre « {chapter} » demande {part}, que l'exécution ne nomme pas",
                f'the chapter "{chapter}" needs {part}, which the run does not name',
            ),
            Bilingual("Il ne pourrait pas être écrit.", "It could not be written."),
            Bilingual(f"Ajoutez « {part}: NOM », ou retirez le chapitre.", f'Add "{part}: NAME", or remove the chapter.'),
        )
        for part in notebook.needs
        if part not in request.parts_given
    ]


def _sheets(request: BuildRequest, of_run: list[Problem], of_notebooks: list[Problem]) -> tuple[ChapterPlan, ...]:
    """Return the plan of the sheets, each kind's notebook read and checked once; what is wrong is added to the two lists."""
    notebooks: dict[str, Notebook] = {}
    for kind, sheet in {sheet.kind: sheet for sheet in request.sheets}.items():
        path = request.project.sheet_notebooks / f"{kind}.ipynb"
        shown = shown_path(path, request.project.root)
        try:
            notebook = read_notebook(path, shown)
        except NotebookError as error:
            of_notebooks += error.problems
            continue
        declared, faults = declared_parameters(notebook, shown)
        of_notebooks += faults
        if not faults:
            of_run += parameter_problems(kind, declared, sheet.parameters, request.run_file_name)
        of_notebooks += _language_problems(notebook, request.languages, shown)
        of_notebooks += markdown_problems(notebook, shown)
        notebooks[kind] = notebook
    return tuple(
        ChapterPlan(notebooks[sheet.kind], sheet.page, None, dict(sheet.parameters), sheet.name)
        for sheet in request.sheets
        if sheet.kind in notebooks
    )


def _request_problems(request: BuildRequest) -> list[Problem]:
    where = request.run_file_name
    problems = []
    if not _SAFE_NAME.fullmatch(request.run_name):
        problems.append(
            Problem(
                where,
                Bilingual("le nom de l'exécution n'est pas un nom simple", "the run's name is not a plain name"),
                Bilingual("Il nomme un dossier.", "It names a folder."),
                Bilingual(
                    "Lettres minuscules, chiffres, «\u00a0_\u00a0» et «\u00a0-\u00a0».", "Use lower-case letters, digits, `_` and `-`."
                ),
            )
        )
    if not request.chapters:
        problems.append(Problem(where, Bilingual("aucun chapitre demandé", "no chapter is asked for")))
    names = [chapter.notebook for chapter in request.chapters]
    problems += [
        Problem(
            where,
            Bilingual(f"le carnet {name} est demandé deux fois", f"the notebook {name} is asked for twice"),
            Bilingual("Ses tableaux et figures porteraient les mêmes noms.", "Its tables and figures would have the same names."),
            Bilingual("Gardez une seule mention.", "Keep one of them."),
        )
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    problems += [
        Problem(where, Bilingual(f"`{name}` est le nom d'une page de la publication", f"`{name}` is the name of a page of the publication"))
        for name in sorted(set(names[1:]) & set(PAGES_OF_OURS))
    ]
    unknown = [language for language in request.languages if language not in LANGUAGES]
    if unknown or not request.languages or len(set(request.languages)) < len(request.languages):
        problems.append(
            Problem(
                where,
                Bilingual(
                    "les langues demandées ne sont pas une liste de «\u00a0fr\u00a0» et «\u00a0en\u00a0»",
                    "the languages asked for are not a list of `fr` and `en`",
                ),
            )
        )
    return problems


def _unknown_notebook(request: BuildRequest, name: str, known: list[str]) -> Problem:
    folder = "notebooks/report/"
    return Problem(
        request.run_file_name,
        Bilingual(f"carnet inconnu\u00a0: {name}", f"unknown notebook: {name}"),
        Bilingual(f"Les chapitres sont les carnets de {folder}", f"Chapters are the notebooks of {folder}"),
        did_you_mean(name, known) if known else Bilingual(f"Le dossier {folder} est vide.", f"The folder {folder} is empty."),
    )


def _language_problems(notebook: Notebook, languages: tuple[Language, ...], shown: str) -> list[Problem]:
    problems = []
    for cell in notebook.cells:
        if cell.kind != "markdown" or NOT_PUBLISHED in cell.tags:
            continue
        if len(cell.tags & set(LANGUAGES)) != 1:
            problems.append(
                Problem(
                    f"{shown} [{cell.number}]",
                    Bilingual(
                        "cette cellule de texte n'a pas une langue et une seule", "this text cell does not have exactly one language"
                    ),
                    Bilingual("La construction ne garde qu'une langue par page.", "The build keeps one language a page."),
                    Bilingual(
                        "Étiquetez-la `fr` ou `en` (ou `remove-cell` si elle n'est pas à publier).",
                        "Tag it `fr` or `en` (or `remove-cell` if it is not to be published).",
                    ),
                )
            )
    counts = {language: len(notebook.markdown_cells(language)) for language in LANGUAGES}
    if counts["fr"] != counts["en"]:
        problems.append(
            Problem(
                shown,
                Bilingual(
                    f"{counts['fr']} cellules de texte en français, {counts['en']} en anglais",
                    f"{counts['fr']} text cells in French, {counts['en']} in English",
                ),
                Bilingual("Chaque texte existe dans les deux langues.", "Each text exists in both languages."),
                Bilingual("Écrivez la cellule qui manque à côté de l'autre.", "Write the missing cell next to the other."),
            )
        )
    for language in languages:
        if notebook.title(language) is None:
            name = {"fr": Bilingual("en français", "in French"), "en": Bilingual("en anglais", "in English")}[language]
            problems.append(
                Problem(
                    shown,
                    Bilingual(f"le chapitre n'a pas de titre {name.fr}", f"the chapter has no title {name.en}"),
                    Bilingual(
                        "Le titre d'un chapitre est son premier «\u00a0# Titre {#sec-nom}\u00a0».",
                        "A chapter's title is its first `# Title {#sec-name}`.",
                    ),
                )
            )
    return problems
