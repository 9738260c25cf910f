"""What results are held to, as figures name it: a standard of the framework, or a target of the year."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.core.languages import Bilingual
from analysis.disclosure.table import ReleasedTable


@dataclass(frozen=True, slots=True)
class HeldTo:
    """What results are held to, as the figure names it."""

    all_met: Bilingual
    some_met: Bilingual
    some_met_surely: Bilingual
    some_not_met: Bilingual
    neutral: Bilingual
    nothing: Bilingual
    subtitle: Bilingual
    mark: Bilingual
    heading: Bilingual
    what: Bilingual
    ends: Bilingual
    name: Bilingual
    above: Bilingual
    below: Bilingual
    hollow: Bilingual
    own: Bilingual


STANDARD = HeldTo(
    all_met=Bilingual(
        "Les {n} indicateurs jugés atteignent leur norme, intervalle compris",
        "All {n} judged indicators meet their standard, interval included",
    ),
    some_met=Bilingual(
        "{k} indicateurs sur {n} atteignent leur norme, intervalle compris",
        "{k} of {n} indicators meet their standard, interval included",
    ),
    some_met_surely=Bilingual(
        "{m} indicateurs sur {n} atteignent leur norme, dont {k} intervalle compris",
        "{m} of {n} indicators meet their standard, {k} of them interval included",
    ),
    some_not_met=Bilingual(
        "{k} indicateurs sur {n} n'atteignent pas leur norme, intervalle compris",
        "{k} of {n} indicators do not meet their standard, interval included",
    ),
    neutral=Bilingual("Résultats des indicateurs par rapport à leur norme", "Results of the indicators against their standard"),
    nothing=Bilingual("Aucun résultat à comparer à sa norme", "No result to hold to its standard"),
    subtitle=Bilingual(
        "Résultat en pourcentage de la norme de chaque indicateur, avec intervalle à 95 %{period}",
        "Result as a percentage of each indicator's standard, with 95% interval{period}",
    ),
    mark=Bilingual("norme = 100", "standard = 100"),
    heading=Bilingual("Norme", "Standard"),
    what=Bilingual(
        "Un point et son intervalle par indicateur; la norme de chacun vaut 100 sur l'échelle; du plus grand écart au plus petit.",
        "One dot and its interval for each indicator; the standard of each is 100 on the scale; from the largest gap to the smallest.",
    ),
    ends=Bilingual(
        "En tête : {first}, {result} pour une norme de {standard}; en fin : {last}, {last_result} pour une norme de {last_standard}.",
        "First: {first}, {result} for a standard of {standard}; last: {last}, {last_result} for a standard of {last_standard}.",
    ),
    name=Bilingual("norme", "standard"),
    above=Bilingual(
        "{name} : l'intervalle est tout entier au-dessus de la norme dans {k} des {n} {many}",
        "{name}: the interval is entirely above the standard in {k} of {n} {many}",
    ),
    below=Bilingual(
        "{name} : l'intervalle est tout entier sous la norme dans {k} des {n} {many}",
        "{name}: the interval is entirely below the standard in {k} of {n} {many}",
    ),
    hollow=Bilingual("Point creux : norme non atteinte, intervalle compris.", "Hollow dot: standard not met, interval included."),
    own=Bilingual("Trait vertical : la norme de chaque ligne.", "Upright bar: the standard of each line."),
)
TARGET = HeldTo(
    all_met=Bilingual(
        "Les {n} indicateurs jugés atteignent leur cible, intervalle compris",
        "All {n} judged indicators meet their target, interval included",
    ),
    some_met=Bilingual(
        "{k} indicateurs sur {n} atteignent leur cible, intervalle compris", "{k} of {n} indicators meet their target, interval included"
    ),
    some_met_surely=Bilingual(
        "{m} indicateurs sur {n} atteignent leur cible, dont {k} intervalle compris",
        "{m} of {n} indicators meet their target, {k} of them interval included",
    ),
    some_not_met=Bilingual(
        "{k} indicateurs sur {n} n'atteignent pas leur cible, intervalle compris",
        "{k} of {n} indicators do not meet their target, interval included",
    ),
    neutral=Bilingual("Résultats des indicateurs par rapport à leur cible", "Results of the indicators against their target"),
    nothing=Bilingual("Aucun résultat à comparer à sa cible", "No result to hold to its target"),
    subtitle=Bilingual(
        "Résultat en pourcentage de la cible de chaque indicateur, avec intervalle à 95 % et marge de tolérance en clair{period}",
        "Result as a percentage of each indicator's target, with 95% interval and tolerance as a light band{period}",
    ),
    mark=Bilingual("cible = 100", "target = 100"),
    heading=Bilingual("Cible", "Target"),
    what=Bilingual(
        "Un point et son intervalle par indicateur; la cible de chacun vaut 100 sur l'échelle; du plus grand écart au plus petit.",
        "One dot and its interval for each indicator; the target of each is 100 on the scale; from the largest gap to the smallest.",
    ),
    ends=Bilingual(
        "En tête : {first}, {result} pour une cible de {standard}; en fin : {last}, {last_result} pour une cible de {last_standard}.",
        "First: {first}, {result} for a target of {standard}; last: {last}, {last_result} for a target of {last_standard}.",
    ),
    name=Bilingual("cible", "target"),
    above=Bilingual(
        "{name} : l'intervalle est tout entier au-dessus de la cible dans {k} des {n} {many}",
        "{name}: the interval is entirely above the target in {k} of {n} {many}",
    ),
    below=Bilingual(
        "{name} : l'intervalle est tout entier sous la cible dans {k} des {n} {many}",
        "{name}: the interval is entirely below the target in {k} of {n} {many}",
    ),
    hollow=Bilingual("Point creux : cible non atteinte, intervalle compris.", "Hollow dot: target not met, interval included."),
    own=Bilingual("Trait vertical : la cible de chaque ligne.", "Upright bar: the target of each line."),
)


def held_to(table: ReleasedTable) -> HeldTo:
    """Return the words of a table held to its targets when it has any, else those of standards."""
    return TARGET if "initial_target" in table.derived and bool(table.frame["initial_target"].notna().any()) else STANDARD
