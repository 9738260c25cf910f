"""Digests that decide what has to be made again: of code, definitions, data, prose and look."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import analysis
from analysis.core.languages import Language
from analysis.core.provenance import digest_bytes, digest_file
from analysis.publication.book import DESCRIPTION
from analysis.publication.plan import ChapterPlan
from analysis.publication.request import BuildRequest, shown_path

PACKAGE = Path(analysis.__file__).resolve().parent
PRINTING = PACKAGE / "publication"
COMMANDS = PACKAGE / "cli"
EXECUTION_MODULES = ("execution.py", "papermill_worker.py", "forked_execution.py", "kernel_startup.py", "confinement.py")


def digest_of(value: Any) -> str:
    """Return a digest of a value that JSON can write; equal values give equal digests whatever the order of their keys."""
    return digest_bytes(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode())


def digest_files(files: Iterable[Path], root: Path) -> str:
    """Return a digest of some files: their names under a folder and their contents; a file that is absent counts as absent."""
    return digest_of([[shown_path(path, root), digest_file(path) if path.is_file() else None] for path in sorted(files)])


def digest_folder(folder: Path, pattern: str = "*") -> str:
    """Return a digest of the files of a folder, at any depth; caches of the interpreter do not count."""
    return digest_files((path for path in folder.rglob(pattern) if path.is_file() and "__pycache__" not in path.parts), folder)


class Fingerprints:
    """The digests of one build, each computed once."""

    def __init__(self, request: BuildRequest) -> None:
        self._request = request
        self._root = request.project.root
        self._executions: dict[tuple[str, Language], str] = {}

    @cached_property
    def measuring_code(self) -> str:
        """The rooms that a notebook can reach; the printing wing and the command line are not among them."""
        files = [path for path in PACKAGE.rglob("*.py") if not {PRINTING, COMMANDS} & set(path.parents)]
        return digest_files([*files, *(PRINTING / name for name in EXECUTION_MODULES)], PACKAGE)

    @cached_property
    def printing_code(self) -> str:
        """The printing wing."""
        return digest_folder(PRINTING, "*.py")

    @cached_property
    def lock(self) -> str:
        """The versions of everything the project stands on."""
        return digest_files([self._root / "uv.lock"], self._root)

    @cached_property
    def definitions(self) -> str:
        """The definition files and the run file."""
        return digest_files({*(path.resolve() for path in self._request.definition_files), self._request.run_file.resolve()}, self._root)

    @cached_property
    def look(self) -> str:
        """The theme and the description of the book."""
        return digest_of([digest_folder(self._root / "report"), digest_files([self._root / DESCRIPTION], self._root)])

    def execution(self, chapter: ChapterPlan, language: Language) -> str:
        """Everything that an executed notebook depends on; its prose is not part of it."""
        key = chapter.stem, language
        if key not in self._executions:
            self._executions[key] = digest_of(
                {
                    "code": chapter.notebook.code_digest(),
                    "parameters": chapter.parameters_in(language, self._request.run_file_name),
                    "store": self._request.store_digest,
                    "definitions": self.definitions,
                    "analysis": self.measuring_code,
                    "lock": self.lock,
                }
            )
        return self._executions[key]

    def build(self, chapters: Sequence[ChapterPlan], renderer: str) -> str:
        """Everything that a published folder depends on."""
        request = self._request
        return digest_of(
            {
                "chapters": [
                    [
                        chapter.page,
                        digest_file(chapter.notebook.path),
                        *(self.execution(chapter, language) for language in request.languages),
                    ]
                    for chapter in chapters
                ],
                "request": [
                    request.run_name,
                    [request.title.fr, request.title.en],
                    [request.fiscal_year_label.fr, request.fiscal_year_label.en],
                    request.languages,
                    request.made_up,
                    request.final,
                    request.identifier_patterns,
                ],
                "names": [[chapter.about.fr, chapter.about.en] for chapter in chapters if chapter.about],
                "renderer": renderer,
                "look": self.look,
                "printing": self.printing_code,
            }
        )
