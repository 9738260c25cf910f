"""Where the same data told in two languages differ: the first place, without any value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual, Language

_IN: Mapping[Language, Bilingual] = {"fr": Bilingual("en français", "in French"), "en": Bilingual("en anglais", "in English")}


def first_difference(one: Mapping[str, Any], two: Mapping[str, Any], languages: tuple[Language, Language]) -> Bilingual | None:
    """Return in words where two payloads of open data first differ in columns, rows or what is not text; None when they do not."""
    names = [str(entry["name"]) for entry in one["fields"]]
    others = [str(entry["name"]) for entry in two["fields"]]
    if names != others:
        in_one = ", ".join(sorted(set(names) ^ set(others)))
        if not in_one:
            return Bilingual("les colonnes ne sont pas dans le même ordre", "the columns are not in the same order")
        return Bilingual(f"des colonnes ne sont que dans une langue, {in_one}", f"columns are in one language only, {in_one}")
    if len(one["rows"]) != len(two["rows"]):
        (first, n_one), (second, n_two) = zip(languages, (len(one["rows"]), len(two["rows"])), strict=True)
        return Bilingual(f"{n_one} lignes ({first}) et {n_two} ({second})", f"{n_one} rows ({first}) and {n_two} ({second})")
    kinds = [entry["type"] for entry in one["fields"]]
    places = [
        (row, names[column])
        for row, (ours, theirs) in enumerate(zip(one["rows"], two["rows"], strict=True), start=1)
        for column, kind in enumerate(kinds)
        # Not a number differs from itself, and would be refused for ever.
        if kind not in ("string", "any") and repr(ours[column]) != repr(theirs[column])
    ]
    if not places:
        return None
    row, column = places[0]
    more = len(places) - 1
    fr, en = f"ligne {row}, colonne {column}", f"row {row}, column {column}"
    if more:
        fr, en = (
            f"{fr}, et {more} autre{'s' if more > 1 else ''} endroit{'s' if more > 1 else ''}",
            f"{en}, and {more} other place{'s' if more > 1 else ''}",
        )
    return Bilingual(fr, en)


def unequal_numbers(name: str, difference: Bilingual, cells: Mapping[Language, int], where: str) -> Problem:
    """Return the problem of data that differ between languages: where, in which cell of each language, what happens now, what to do."""
    places = Bilingual(
        ", ".join(f"[{cell}] {_IN[language].fr}" for language, cell in cells.items()),
        ", ".join(f"[{cell}] {_IN[language].en}" for language, cell in cells.items()),
    )
    return Problem(
        where,
        Bilingual(
            f"les données {name} n'ont pas les mêmes nombres dans les deux langues\u00a0: {difference.fr} (cellules\u00a0: {places.fr})",
            f"the data {name} do not hold the same numbers in both languages: {difference.en} (cells: {places.en})",
        ),
        Bilingual(
            "Les deux langues disent le même bilan; ce que ce carnet avait donné n'est pas gardé.",
            "Both languages tell the same report; what this notebook had given is not kept.",
        ),
        Bilingual(
            "Relancez la même commande\u00a0: le carnet sera exécuté de nouveau dans les deux langues. Si le refus revient, ce que cette "
            "cellule calcule dépend de la langue, de l'ordre des lignes ou du hasard\u00a0: corrigez-le là.",
            "Run the same command again: the notebook will be executed again in both languages. If the refusal comes back, what this cell "
            "computes depends on the language, on the order of rows or on chance: mend it there.",
        ),
    )
