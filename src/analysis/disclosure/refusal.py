"""What is said when a table cannot be released: where, what, why, what to do, in both languages, and never a count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual, did_you_mean

_SHOWN = 5

Place = tuple[str, tuple[tuple[str, str], ...]]
"""An indicator, and a code in each dimension."""


def place(source: str, indicator: str, codes: Iterable[tuple[str, str]] = ()) -> str:
    """Return where in a table: its source, the indicator, the group."""
    group = ", ".join(f"{dimension}={code}" for dimension, code in codes)
    return " · ".join(part for part in (source, indicator, group) if part)


def subject_not_covered(source: str, subject: str, policy: str, subjects: Sequence[str]) -> Problem:
    """Say that a policy is not for tables of this kind."""
    known = ", ".join(subjects)
    return Problem(
        source,
        Bilingual(
            f"la politique {policy} ne diffuse pas de tableau de nature « {subject} »",
            f"policy {policy} does not release a table whose subject is {subject!r}",
        ),
        Bilingual(f"Elle est écrite pour : {known}.", f"It is written for: {known}."),
        Bilingual(
            "Nommez dans le fichier d’exécution une politique faite pour cette sorte de tableau.",
            "Name in the run file a policy made for this kind of table.",
        ),
    )


def unknown_note(source: str, indicator: str, note: str, known: Iterable[str]) -> Problem:
    """Say that a row's note is not one that release understands."""
    return Problem(
        place(source, indicator),
        Bilingual(f"note inconnue : « {note} »", f"unknown note: {note!r}"),
        Bilingual(
            "Une case dont on ne sait pas pourquoi elle est vide n’est pas publiée.",
            "A cell is not published when it is not known why it is empty.",
        ),
        did_you_mean(note, known),
    )


def unknown_unit(source: str, indicator: str, unit: str, known: Iterable[str]) -> Problem:
    """Say that nobody can tell what an indicator counts."""
    return Problem(
        place(source, indicator),
        Bilingual(f"unité inconnue : « {unit} »", f"unknown unit: {unit!r}"),
        Bilingual("L’unité dit de quoi le nombre est un compte.", "The unit says what the number is a count of."),
        did_you_mean(unit, known),
    )


def not_judged(source: str, indicator: str, n_rows: int) -> Problem:
    """Say that rows have a value but no count to judge it by."""
    return Problem(
        place(source, indicator),
        Bilingual(f"valeur sans compte de personnes : {n_rows} ligne(s)", f"a value without a count of persons: {n_rows} row(s)"),
        Bilingual(
            "Sans dénominateur, on ne peut savoir si le groupe est assez grand pour être montré.",
            "Without a denominator nobody can tell whether the group is large enough to be shown.",
        ),
        Bilingual(
            "Calculez le dénominateur de cet indicateur, ou retirez-le du tableau.",
            "Compute the denominator of this indicator, or leave it out of the table.",
        ),
    )


def not_counts(source: str, indicator: str, n_rows: int) -> Problem:
    """Say that counts are negative or infinite."""
    return Problem(
        place(source, indicator),
        Bilingual(f"compte négatif ou infini : {n_rows} ligne(s)", f"a negative or infinite count: {n_rows} row(s)"),
        Bilingual("Un compte de personnes est un nombre fini, zéro ou plus.", "A count of persons is a finite number, zero or more."),
        Bilingual("Revoyez la mesure de cet indicateur.", "Review the measure of this indicator."),
    )


def repeated_rows(source: str, indicator: str, n_rows: int) -> Problem:
    """Say that a group has several rows."""
    return Problem(
        place(source, indicator),
        Bilingual(f"plusieurs lignes pour un même groupe : {n_rows} de trop", f"several rows for one group: {n_rows} too many"),
        Bilingual("La même case aurait deux réponses.", "The same cell would have two answers."),
        Bilingual(
            "Ajoutez au tableau la dimension qui distingue ces lignes, ou additionnez-les.",
            "Add to the table the dimension that tells these rows apart, or add them up.",
        ),
    )


def parts_do_not_add_up(source: str, places: Sequence[Place]) -> list[Problem]:
    """Say, for the first few, that parts do not make their whole."""
    problems = [
        Problem(
            place(source, indicator, codes),
            Bilingual("les parties ne font pas le total", "the parts do not make the total"),
            Bilingual(
                "On ne peut protéger une case contre des soustractions dont on ne connaît pas les termes.",
                "A cell cannot be protected from subtractions whose terms are not known.",
            ),
            Bilingual(
                "Ajoutez la ligne des personnes qui manquent (« inconnu »), ou ne déclarez pas cette dimension comme additive.",
                "Add the row of the missing persons (unknown), or do not declare this dimension as additive.",
            ),
        )
        for indicator, codes in places[:_SHOWN]
    ]
    return [*problems, *_and_more(source, len(places) - _SHOWN)]


def too_many_dimensions(source: str, dimensions: Sequence[str], most: int) -> Problem:
    """Say that more dimensions add up than can be protected together."""
    named = ", ".join(dimensions)
    return Problem(
        source,
        Bilingual(
            f"{len(dimensions)} dimensions additives à la fois ({named}); au plus {most}",
            f"{len(dimensions)} additive dimensions at once ({named}); at most {most}",
        ),
        Bilingual(
            "Chaque dimension ajoute des totaux d’où soustraire; au-delà, presque tout serait masqué et rien ne serait vérifié à temps.",
            "Each dimension adds totals to subtract from; beyond that nearly everything would be hidden and nothing checked in time.",
        ),
        Bilingual("Faites plusieurs tableaux de moins de dimensions.", "Make several tables of fewer dimensions."),
    )


def too_many_cells(source: str, n_cells: int, most: int) -> Problem:
    """Say that a table has more cells than can be protected and checked."""
    return Problem(
        source,
        Bilingual(f"{n_cells} cases à protéger ensemble; au plus {most}", f"{n_cells} cells to protect together; at most {most}"),
        Bilingual(
            "La protection et sa vérification ne finiraient pas en un temps raisonnable.",
            "Protection and its check would not end in a reasonable time.",
        ),
        Bilingual(
            "Demandez moins d’indicateurs, de groupes ou de périodes à la fois.",
            "Ask for fewer indicators, groups or periods at once.",
        ),
    )


def not_protected(source: str, places: Sequence[Place], width: int) -> list[Problem]:
    """Say, for the first few, that a small count could still be worked out."""
    problems = [
        Problem(
            place(source, indicator, codes),
            Bilingual(
                "un petit compte se laisserait retrouver, même en masquant d’autres cases",
                "a small count could be worked out, even with other cells hidden",
            ),
            Bilingual(
                f"Les totaux publiés ne laissent pas un doute d’au moins {width} personne(s).",
                f"The published totals do not leave a doubt of at least {width} person(s).",
            ),
            Bilingual(
                "Regroupez des catégories, ou retirez cette dimension du tableau.",
                "Merge categories, or leave this dimension out of the table.",
            ),
        )
        for indicator, codes in places[:_SHOWN]
    ]
    return [*problems, *_and_more(source, len(places) - _SHOWN)]


def _and_more(source: str, n_more: int) -> list[Problem]:
    if n_more <= 0:
        return []
    return [Problem(source, Bilingual(f"et {n_more} autre(s) du même genre", f"and {n_more} more of the same kind"))]
