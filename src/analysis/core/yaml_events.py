"""From the text of a YAML file to nodes with lines: what a definition may hold, and nothing else.

The events of the parser are read one by one (never a constructor of objects), so a hostile file can only be refused.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual
from analysis.core.located_tree import Node
from analysis.core.syntax_messages import shown, syntax_problem

DEEPEST = 40
"""Levels of nesting. Conditions of real frameworks have less than ten."""


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


class EventReader:
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
        self._seen: dict[int, dict[str, int]] = {}
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
        if text == "<<":
            self._note(line, *_MERGE)
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
                self._seen.setdefault(id(parent), {})[_composed(name)] = line

    def _line_of(self, parent: Node, key: str) -> int | None:
        """Return the line on which a mapping already has a key, or one that looks the same: a letter and its accent are one character."""
        seen = self._seen.setdefault(id(parent), {})
        return seen.get(_composed(key))

    def _check_key(self, parent: Node, node: Node, key: str | None) -> None:
        if key is None:
            self._note(
                node.line,
                Bilingual("une clé qui n'est pas un mot", "a key that is not a word"),
                Bilingual("On ne pourrait pas la nommer dans un message.", "A message could not name it."),
                Bilingual("Écrivez un nom, entre guillemets au besoin.", "Write a name, in quotes if need be."),
            )
        elif (first := self._line_of(parent, key)) is not None:
            self._note(
                node.line,
                Bilingual(
                    f"la clé « {shown(key)} » est déjà à la ligne {first}",
                    f'the key "{shown(key)}" is already on line {first}',
                ),
                Bilingual("Une des deux valeurs serait perdue en silence.", "One of the two values would be lost in silence."),
                Bilingual("Gardez-en une seule.", "Keep only one of them."),
            )


def _composed(key: str) -> str:
    return key if key.isascii() else unicodedata.normalize("NFC", key)


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
