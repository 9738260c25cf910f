"""Definition files read strictly: YAML 1.2 without its surprises, every problem of a file at once, each with its line.

A definition is reviewed by people who read it as text, so nothing in it may mean other than what it says: no duplicate keys, tags, anchors,
aliases or merge keys, and no unquoted `yes`, `on`, `1:20` or `0012`, which some YAML readers turn into true, true, 80 and 10.
"""

from __future__ import annotations

import json
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from analysis.core.definition_messages import validation_problems
from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual
from analysis.core.located_tree import LocatedTree, file_shown
from analysis.core.yaml_events import EventReader

LARGEST_FILE = 2_000_000
"""Bytes. The largest real framework has less than a tenth of this."""

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Located(Generic[M]):
    """A model with the tree it was read from, for checks that must name lines."""

    model: M
    tree: LocatedTree


def load_model(path: Path, model: type[M]) -> M:
    """Return the model that a definition file describes.

    Types are strict: a number in quotes is text, `1` is not true. Dates are written `2024-04-01`.

    Raises
    ------
    DefinitionError
        With every problem of the file at once; `where` is `file:line`.
    """
    return load_located(path, model).model


def load_located(path: Path, model: type[M]) -> Located[M]:
    """Return the model that a definition file describes, with its lines; see `load_model`."""
    tree = load_tree(path)
    try:
        # JSON is pydantic's strict way in: texts become dates, enumerations and tuples, but never numbers or booleans.
        return Located(model.model_validate_json(json.dumps(tree.value), strict=True), tree)
    except ValidationError as error:
        raise DefinitionError(validation_problems(error, model, tree)) from None


def load_tree(path: Path) -> LocatedTree:
    """Return the content of a definition file with its lines.

    Raises
    ------
    DefinitionError
        With every problem of the file at once (a fault of syntax hides what follows it).
    """
    reader = EventReader(file_shown(path), _read_text(path))
    root = reader.read()
    if reader.problems or root is None:
        raise DefinitionError(reader.problems)
    return LocatedTree(path, root)


def _refuse(where: str, what: Bilingual, why: Bilingual | None = None, todo: Bilingual | None = None) -> DefinitionError:
    return DefinitionError(Problem(where, what, why, todo))


def _read_text(path: Path) -> str:
    where = file_shown(path)
    check_name = Bilingual("Vérifiez le nom et le dossier.", "Check its name and folder.")
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode) and not stat.S_ISDIR(state.st_mode):
            raise _refuse(
                where,
                Bilingual("ce n'est pas un fichier ordinaire", "this is no ordinary file"),
                Bilingual("Un tube ou un appareil pourrait ne jamais finir de se lire.", "A pipe or a device might never end."),
                check_name,
            )
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise _refuse(where, Bilingual("fichier introuvable", "file not found"), None, check_name) from None
    except IsADirectoryError:
        raise _refuse(where, Bilingual("c'est un dossier, pas un fichier", "this is a folder, not a file"), None, check_name) from None
    except OSError:
        raise _refuse(
            where,
            Bilingual("fichier impossible à lire", "file cannot be read"),
            Bilingual("Le système en refuse l'accès.", "The system refuses access to it."),
            Bilingual("Vérifiez les droits de lecture du fichier.", "Check the permission to read the file."),
        ) from None
    if len(content) > LARGEST_FILE:
        raise _refuse(
            where,
            Bilingual("fichier de plus de 2 Mo", "file larger than 2 MB"),
            Bilingual("Une définition est relue par des personnes.", "A definition is reviewed by people."),
            Bilingual("Vérifiez qu'il s'agit bien d'une définition, ou divisez-la.", "Check that it really is a definition, or split it."),
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _refuse(
            f"{where}:{line}",
            Bilingual("caractères qui ne sont pas de l'UTF-8", "characters that are not UTF-8"),
            Bilingual("Les accents seraient remplacés par d'autres signes.", "Accents would turn into other characters."),
            Bilingual("Enregistrez le fichier en UTF-8.", "Save the file as UTF-8."),
        ) from None
    return text
