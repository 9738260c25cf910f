"""Every framework of a folder: by name, and by the day and the jurisdiction in which it is in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.core.located_tree import file_shown
from analysis.frameworks.loading import load_framework
from analysis.frameworks.model import Framework


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The frameworks of a folder, in the order of their names."""

    folder: Path
    frameworks: tuple[Framework, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which `get` finds them."""
        return tuple(framework.name for framework in self.frameworks)

    def __iter__(self) -> Iterator[Framework]:
        return iter(self.frameworks)

    def path(self, name: str) -> Path:
        """Return the file of a framework.

        Raises
        ------
        DefinitionError
            When there is none of that name, with the near matches.
        """
        return self.folder / f"{self.get(name).name}.yaml"

    def get(self, name: str) -> Framework:
        """Return the framework of a name.

        Raises
        ------
        DefinitionError
            When there is none, with the near matches.
        """
        for framework in self.frameworks:
            if framework.name == name:
                return framework
        raise DefinitionError(
            Problem(
                file_shown(self.folder),
                Bilingual(f"aucun cadre ne s'appelle « {name} »", f'no framework is called "{name}"'),
                Bilingual("Un cadre est un fichier de ce dossier.", "A framework is a file of this folder."),
                did_you_mean(name, self.names)
                if self.frameworks
                else Bilingual("Le dossier n'en contient aucun.", "The folder holds none."),
            )
        )

    def in_force(self, day: date, jurisdiction: str | None = None) -> tuple[Framework, ...]:
        """Return the frameworks in force on a day, both ends included, of one jurisdiction (`ca-qc`) or of all."""
        return tuple(
            framework
            for framework in self.frameworks
            if framework.in_force_from <= day
            and (framework.in_force_until is None or day <= framework.in_force_until)
            and (jurisdiction is None or framework.jurisdiction.code == jurisdiction)
        )


def open_catalogue(folder: Path) -> Catalogue:
    """Return every framework of a folder (its `.yaml` files, not those of its subfolders).

    Raises
    ------
    DefinitionError
        With the problems of all files together, or when the folder does not exist.
    """
    if not folder.is_dir():
        raise DefinitionError(
            Problem(
                file_shown(folder),
                Bilingual("dossier des cadres introuvable", "folder of frameworks not found"),
                Bilingual("Chaque cadre en est un fichier.", "Each framework is one of its files."),
                Bilingual("Vérifiez le chemin.", "Check the path."),
            )
        )
    frameworks: list[Framework] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            frameworks.append(load_framework(path))
        except DefinitionError as error:
            problems.extend(error.problems)
    if problems:
        raise DefinitionError(problems)
    return Catalogue(folder, tuple(frameworks))
