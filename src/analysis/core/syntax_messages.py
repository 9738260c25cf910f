"""What stops a text from being YAML, in plain French and English: the parser's own sentences are never shown."""

from __future__ import annotations

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual

_LONGEST_SHOWN = 60


def shown(value: object) -> str:
    """Return a value fit for a message: short, on one line, without characters that act on a terminal."""
    text = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in str(value))
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


_SYNTAX = (
    ("mapping values are not allowed", Bilingual("un « : » à un endroit où il n'a pas de sens", 'a ":" where it has no meaning'),
     Bilingual("Mettez le texte entre guillemets s'il contient « : », et vérifiez le retrait de la ligne.",
               'Put the text in quotes if it contains ":", and check how far the line is indented.')),
    ("'\\t'", Bilingual("une tabulation au début d'une ligne", "a tab at the start of a line"),
     Bilingual("Remplacez les tabulations par des espaces.", "Replace tabs by spaces.")),
    ("cannot start any token",
     Bilingual("une valeur qui commence par un signe réservé (%, @, `)", "a value that starts with a reserved sign (%, @, `)"),
     Bilingual("Mettez la valeur entre guillemets.", "Put the value in quotes.")),
    ("unexpected end of stream", Bilingual("un guillemet ouvert n'est jamais fermé", "a quote is opened and never closed"),
     Bilingual("Fermez le guillemet.", "Close the quote.")),
    ("expected <block end>", Bilingual("une ligne n'est pas en retrait comme ses voisines", "a line is not indented like its neighbours"),
     Bilingual("Alignez la ligne sur celles du même niveau.", "Align the line with those of the same level.")),
    ("could not find expected ':'", Bilingual("une clé sans « : »", 'a key without ":"'),
     Bilingual("Écrivez « : » après la clé.", 'Write ":" after the key.')),
    ("escape character", Bilingual("une suite « \\… » inconnue entre guillemets doubles", 'an unknown "\\…" sequence inside double quotes'),
     Bilingual("Utilisez des guillemets simples.", "Use single quotes.")),
    ("expected ',' or", Bilingual("un crochet ou une accolade n'est pas fermé", "a bracket or a brace is not closed"),
     Bilingual("Fermez-le, ou séparez les éléments par des virgules.", "Close it, or separate the items by commas.")),
)  # fmt: skip


def syntax_problem(where: str, error: Exception) -> Problem:
    """Return what stops a text from being YAML, at its line."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = f"{where}:{mark.line + 1}" if mark is not None else where
    said = str(getattr(error, "problem", "") or "")
    for part, what, todo in _SYNTAX:
        if part in said:
            return Problem(place, what, None, todo)
    if mark is None:
        return Problem(
            place,
            Bilingual("un caractère invisible interdit", "a forbidden invisible character"),
            Bilingual("Un caractère de commande peut cacher du texte.", "A control character can hide text."),
            Bilingual("Supprimez-le.", "Delete it."),
        )
    return Problem(
        place,
        Bilingual("ce n'est pas du YAML à partir d'ici", "this is not YAML from here on"),
        None,
        Bilingual("Vérifiez le retrait, les guillemets et les « : ».", 'Check the indentation, the quotes and the ":".'),
    )
