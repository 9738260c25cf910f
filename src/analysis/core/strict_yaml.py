"""Definition files read strictly: YAML 1.2 without its surprises, every problem of a file at once, each with its line.

A definition is reviewed by people who read it as text, so nothing in it may mean other than what it says: no duplicate keys, tags, anchors,
aliases or merge keys, and no unquoted `yes`, `on`, `1:20` or `0012`, which some YAML readers turn into true, true, 80 and 10.
The events of the parser are read one by one (never a constructor of objects), so a hostile file can only be refused.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from analysis.core.definition_messages import shown, syntax_problem, validation_problems
from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual

LARGEST_FILE = 2_000_000
"""Bytes. The largest real framework has less than a tenth of this."""

DEEPEST = 40
"""Levels of nesting. Conditions of real frameworks have less than ten."""

M = TypeVar("M", bound=BaseModel)

Step = str | int
"""One step down a tree: a key of a mapping or an index of a list."""


@dataclass(slots=True)
class Node:
    """A value of the file with its line; the children of mappings and lists are nodes themselves."""

    line: int
    value: str | int | float | bool | dict[str, Node] | list[Node] | None
    key_lines: dict[str, int] = field(default_factory=dict)

    def plain(self) -> Any:
        """Return the value without its lines."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value


@dataclass(frozen=True, slots=True)
class LocatedTree:
    """What a file says, and the line on which it says it."""

    path: Path
    root: Node

    @property
    def value(self) -> Any:
        """The content as plain dictionaries, lists and scalars."""
        return self.root.plain()

    def line(self, *steps: Step) -> int:
        """Return the line of a place (that of its key in a mapping), or of the deepest part of the way that exists."""
        node, line = self.root, self.root.line
        for step in steps:
            if isinstance(node.value, dict) and step in node.value:
                line = node.key_lines[str(step)]
                node = node.value[str(step)]
            elif isinstance(node.value, list) and isinstance(step, int) and 0 <= step < len(node.value):
                node = node.value[step]
                line = node.line
            else:
                break
        return line

    def where(self, *steps: Step) -> str:
        """Return a place as people write it: `params/frameworks/x.yaml:12`."""
        return f"{file_shown(self.path)}:{self.line(*steps)}"


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
    reader = _Reader(file_shown(path), _read_text(path))
    root = reader.read()
    if reader.problems or root is None:
        raise DefinitionError(reader.problems)
    return LocatedTree(path, root)


def file_shown(path: Path) -> str:
    """Return a path as messages show it: relative to where one stands if it is below, with `/`."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def _refuse(where: str, what: Bilingual, why: Bilingual | None = None, todo: Bilingual | None = None) -> DefinitionError:
    return DefinitionError(Problem(where, what, why, todo))


def _read_text(path: Path) -> str:
    where = file_shown(path)
    check_name = Bilingual("Vérifiez le nom et le dossier.", "Check its name and folder.")
    try:
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


_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_LONGEST_NUMBER = 40

_NULLS = {"", "null", "Null", "NULL", "~"}
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def _surprise(pattern: str, fr: str, en: str) -> tuple[re.Pattern[str], Bilingual]:
    return re.compile(pattern), Bilingual(fr, en)


_SURPRISES = (
    _surprise(
        r"(?i:yes|no|on|off|y|n)",
        "certains lecteurs YAML y voient vrai ou faux, d'autres un mot",
        "some YAML readers take it for true or false, others for a word",
    ),
    _surprise(
        r"[-+]?[0-9]+(:[0-9]+)+(\.[0-9]*)?",
        "certains lecteurs YAML y voient un nombre en base 60 (1:20 devient 80)",
        "some YAML readers take it for a number in base 60 (1:20 becomes 80)",
    ),
    _surprise(
        r"[-+]?0[0-9_]+|[-+]?0[oOxXbB][0-9a-fA-F_]+",
        "certains lecteurs YAML y voient un nombre en base 8, 16 ou 2 (0012 devient 10)",
        "some YAML readers take it for a number in base 8, 16 or 2 (0012 becomes 10)",
    ),
    _surprise(
        r"[-+]?[0-9][0-9]*_[0-9_]*(\.[0-9_]*)?|[-+]?0[0-9]+\.[0-9]*|[-+]?\.[0-9]+([eE][-+]?[0-9]+)?|[-+]?[0-9]+\.([eE][-+]?[0-9]+)?",
        "certains lecteurs YAML y voient un nombre, d'autres un texte",
        "some YAML readers take it for a number, others for text",
    ),
    _surprise(
        r"[-+]?\.(?i:inf)|\.(?i:nan)",
        "ce n'est pas un nombre qu'une définition peut contenir",
        "this is not a number that a definition can hold",
    ),
)

_QUOTE = Bilingual(
    "Mettez la valeur entre guillemets, ou écrivez true, false ou un nombre ordinaire.",
    "Put the value in quotes, or write true, false or an ordinary number.",
)


class _Reader:
    """Turns the events of the parser into nodes and notes what a definition may not hold."""

    def __init__(self, where: str, text: str) -> None:
        self._where = where
        self._text = text
        self.problems: list[Problem] = []

    def _note(self, line: int, what: Bilingual, why: Bilingual | None = None, todo: Bilingual | None = None) -> None:
        self.problems.append(Problem(f"{self._where}:{line}", what, why, todo))

    def read(self) -> Node | None:
        """Return the root of the document, or None when syntax or emptiness leaves none."""
        from ruamel.yaml import YAML  # noqa: PLC0415 -- only those who read definitions pay for it
        from ruamel.yaml.error import YAMLError  # noqa: PLC0415 -- only those who read definitions pay for it

        parser = YAML(typ="safe", pure=True)
        builder = _Builder(self._note)
        n_documents = 0
        try:
            for event in parser.parse(self._text):
                kind = type(event).__name__
                line = event.start_mark.line + 1
                if kind == "DocumentStartEvent":
                    n_documents += 1
                    if n_documents > 1:
                        self._note(
                            line,
                            Bilingual("un deuxième document commence ici (---)", "a second document starts here (---)"),
                            Bilingual("Un fichier contient une seule définition.", "A file holds one definition."),
                            Bilingual("Faites-en un autre fichier.", "Make another file of it."),
                        )
                        break
                    if event.version or event.tags:
                        self._note(
                            line,
                            Bilingual("une directive YAML (%)", "a YAML directive (%)"),
                            Bilingual("Les définitions sont toutes en YAML 1.2.", "All definitions are in YAML 1.2."),
                            Bilingual("Supprimez la directive.", "Delete the directive."),
                        )
                elif not builder.take(kind, event, line):
                    break
        except YAMLError as error:
            self.problems.append(syntax_problem(self._where, error))
            return None
        except RecursionError:
            builder.note_too_deep(1)
            return None
        if builder.root is None and not self.problems:
            self._note(
                1,
                Bilingual("fichier vide", "empty file"),
                None,
                Bilingual("Écrivez-y la définition, ou supprimez le fichier.", "Write the definition in it, or delete the file."),
            )
        return builder.root


class _Builder:
    """Assembles nodes with a stack of its own, so that nesting cannot exhaust Python's."""

    def __init__(self, note: Callable[..., None]) -> None:
        self._note = note
        self._open: list[tuple[Node, list[tuple[str | None, int]]]] = []
        self.root: Node | None = None

    def note_too_deep(self, line: int) -> None:
        """Note that the nesting is deeper than any definition needs."""
        self._note(
            line,
            Bilingual(f"plus de {DEEPEST} niveaux d'imbrication", f"more than {DEEPEST} levels of nesting"),
            Bilingual("Personne ne pourrait relire cette définition.", "Nobody could review this definition."),
            Bilingual("Simplifiez la définition.", "Simplify the definition."),
        )

    def take(self, kind: str, event: Any, line: int) -> bool:
        """Use one event; False when reading further makes no sense."""
        if kind == "AliasEvent":
            self._note(line, *_ALIAS)
            self._place(Node(line, None), key=None)
        elif kind == "ScalarEvent":
            self._refuse_marks(event, line)
            self._scalar(event, line)
        elif kind in {"MappingStartEvent", "SequenceStartEvent"}:
            self._refuse_marks(event, line)
            if len(self._open) >= DEEPEST:
                self.note_too_deep(line)
                return False
            self._open.append((Node(line, {} if kind == "MappingStartEvent" else []), []))
        elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
            self._place(self._open.pop()[0], key=None)
        return True

    def _refuse_marks(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            self._note(line, *_ANCHOR)
        if event.tag is not None:
            self._note(line, *_TAG)

    def _scalar(self, event: Any, line: int) -> None:
        text = str(event.value)
        if event.style is not None:
            self._place(Node(line, text), key=text)
            return
        for pattern, why in _SURPRISES:
            if pattern.fullmatch(text):
                self._note(line, Bilingual(f"« {shown(text)} » sans guillemets", f'"{shown(text)}" without quotes'), _sentence(why), _QUOTE)
                self._place(Node(line, text), key=text)
                return
        value: str | int | float | bool | None = text
        if text in _NULLS:
            value = None
        elif text in _BOOLEANS:
            value = _BOOLEANS[text]
        elif len(text) <= _LONGEST_NUMBER and _INTEGER.fullmatch(text):
            value = int(text)
        elif len(text) <= _LONGEST_NUMBER and _DECIMAL.fullmatch(text) and math.isfinite(float(text)):
            value = float(text)
        self._place(Node(line, value), key=text if value is not None and not isinstance(value, bool) else None)

    def _place(self, node: Node, key: str | None) -> None:
        """Put a finished node where it belongs; in a mapping it is a key or the value of the key before it."""
        if not self._open:
            self.root = node
            return
        parent, pending = self._open[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif not pending:
            self._check_key(parent, node, key)
            pending.append((key, node.line))
        else:
            name, line = pending.pop()
            if name is not None and isinstance(parent.value, dict) and name not in parent.value:
                parent.value[name] = node
                parent.key_lines[name] = line

    def _check_key(self, parent: Node, node: Node, key: str | None) -> None:
        if key == "<<":
            self._note(node.line, *_MERGE)
        elif key is None:
            self._note(
                node.line,
                Bilingual("une clé qui n'est pas un mot", "a key that is not a word"),
                Bilingual("On ne pourrait pas la nommer dans un message.", "A message could not name it."),
                Bilingual("Écrivez un nom, entre guillemets au besoin.", "Write a name, in quotes if need be."),
            )
        elif key in parent.key_lines:
            first = parent.key_lines[key]
            self._note(
                node.line,
                Bilingual(
                    f"la clé « {shown(key)} » est déjà à la ligne {first}",
                    f'the key "{shown(key)}" is already on line {first}',
                ),
                Bilingual("Une des deux valeurs serait perdue en silence.", "One of the two values would be lost in silence."),
                Bilingual("Gardez-en une seule.", "Keep only one of them."),
            )


def _sentence(text: Bilingual) -> Bilingual:
    return Bilingual(f"{text.fr[0].upper()}{text.fr[1:]}.", f"{text.en[0].upper()}{text.en[1:]}.")


_MARK_TODO = Bilingual("Écrivez la valeur en toutes lettres à chaque endroit.", "Write the value out in each place.")
_MARK_WHY = Bilingual(
    "Une définition se lit à l'endroit où elle est écrite, sans renvoi.",
    "A definition is read where it is written, without cross-references.",
)
_ANCHOR = (Bilingual("une ancre YAML (&)", "a YAML anchor (&)"), _MARK_WHY, _MARK_TODO)
_ALIAS = (Bilingual("un alias YAML (*)", "a YAML alias (*)"), _MARK_WHY, _MARK_TODO)
_MERGE = (Bilingual("une clé de fusion (<<)", "a merge key (<<)"), _MARK_WHY, _MARK_TODO)
_TAG = (
    Bilingual("une étiquette YAML (!)", "a YAML tag (!)"),
    Bilingual("Elle changerait le sens de la valeur.", "It would change the meaning of the value."),
    Bilingual("Supprimez l'étiquette, ou mettez la valeur entre guillemets.", "Delete the tag, or put the value in quotes."),
)

__all__ = [
    "Located", "LocatedTree", "Node", "Step", "file_shown", "load_located", "load_model", "load_tree",
]  # fmt: skip
