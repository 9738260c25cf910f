"""What the checks of a framework file have found, each at its line."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.core.located_tree import LocatedTree, Step
from analysis.core.syntax_messages import shown


class Findings:
    """Collects the problems of one file and hands them over in the order of its lines."""

    def __init__(self, tree: LocatedTree) -> None:
        self._tree = tree
        self._found: list[tuple[int, Problem]] = []

    def note(self, place: tuple[Step, ...], what: Bilingual, why: Bilingual | None = None, todo: Bilingual | None = None) -> None:
        """Note a problem at a place of the file (`("indicators", 3, "wave")`)."""
        self._found.append((self._tree.line(*place), Problem(self._tree.where(*place), what, why, todo)))

    def note_unknown(self, place: tuple[Step, ...], thing: Bilingual, name: str, known: Iterable[str]) -> None:
        """Note a name that nothing in the file or the vocabulary bears, with the near matches."""
        known = sorted(set(known))
        todo = did_you_mean(name, known) if known else Bilingual("Le fichier n'en déclare aucun.", "The file declares none.")
        self.note(place, Bilingual(f"{thing.fr} « {shown(name)} » n'existe pas", f'{thing.en} "{shown(name)}" does not exist'), None, todo)

    def note_repeats(self, place: tuple[Step, ...], names: Iterable[str], key: str = "name") -> None:
        """Note each name that a list bears twice, at its second place."""
        first: dict[str, int] = {}
        for index, name in enumerate(names):
            if name in first:
                line = self._tree.line(*place, first[name], key)
                self.note(
                    (*place, index, key),
                    Bilingual(f"« {name} » est déjà à la ligne {line}", f'"{name}" is already on line {line}'),
                    Bilingual("Un nom ne désigne qu'une chose.", "A name stands for one thing."),
                    Bilingual("Changez l'un des deux noms.", "Change one of the two names."),
                )
            first.setdefault(name, index)

    def raise_if_any(self) -> None:
        """Raise one error with every problem found; do nothing when there is none.

        Raises
        ------
        DefinitionError
            With the problems in the order of their lines.
        """
        if self._found:
            raise DefinitionError(problem for _, problem in sorted(self._found, key=lambda item: item[0]))
