"""Formulas in words, for a person who hears the PDF: enough TeX for the methods that the report states, the source otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable

from analysis.core.languages import Bilingual, Language, filled

_SIGNS = {
    r"\times": Bilingual("fois", "times"),
    r"\cdot": Bilingual("fois", "times"),
    r"\pm": Bilingual("plus ou moins", "plus or minus"),
    r"\leq": Bilingual("inférieur ou égal à", "less than or equal to"),
    r"\le": Bilingual("inférieur ou égal à", "less than or equal to"),
    r"\geq": Bilingual("supérieur ou égal à", "greater than or equal to"),
    r"\ge": Bilingual("supérieur ou égal à", "greater than or equal to"),
    r"\neq": Bilingual("différent de", "not equal to"),
    r"\approx": Bilingual("environ", "approximately"),
    r"\sum": Bilingual("somme de", "sum of"),
    r"\min": Bilingual("minimum de", "minimum of"),
    r"\max": Bilingual("maximum de", "maximum of"),
    "=": Bilingual("égale", "equals"),
    "+": Bilingual("plus", "plus"),
    "-": Bilingual("moins", "minus"),
    "/": Bilingual("sur", "over"),
    "<": Bilingual("inférieur à", "less than"),
    ">": Bilingual("supérieur à", "greater than"),
}
_FRACTION = Bilingual("{0} sur {1}", "{0} over {1}")
_ROOT = Bilingual("racine de {0}", "square root of {0}")
_HAT = Bilingual("{0} chapeau", "{0} hat")
_BAR = Bilingual("{0} barre", "{0} bar")
_POWER = Bilingual("{0} exposant {1}", "{0} to the power {1}")
_INDEX = Bilingual("{0} indice {1}", "{0} sub {1}")
_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|[{}^_]|\d+(?:[.,]\d+)?|[^\s\\]")


def spoken_formula(tex: str, language: Language) -> str:
    """Return a formula in words."""
    tokens = _TOKEN.findall(tex)
    said, _ = _sequence(tokens, 0, language, until=None)
    return re.sub(r"\s+", " ", said).strip() or tex.strip()


def _sequence(tokens: list[str], at: int, language: Language, until: str | None) -> tuple[str, int]:
    said: list[str] = []
    while at < len(tokens) and tokens[at] != until:
        if tokens[at] in "^_":
            template = _POWER if tokens[at] == "^" else _INDEX
            argument, at = _next_argument(tokens, at + 1, language)
            base = said.pop() if said else ""
            said.append(filled(template[language], base, argument))
        else:
            word, at = _argument(tokens, at, language)
            if word:
                said.append(word)
    return " ".join(said), at


def _argument(tokens: list[str], at: int, language: Language) -> tuple[str, int]:
    token = tokens[at]
    if token == "{":  # noqa: S105 - a sign of a formula
        said, end = _sequence(tokens, at + 1, language, until="}")
        return said, end + 1
    if token in (r"\frac", r"\dfrac", r"\tfrac"):
        first, at = _next_argument(tokens, at + 1, language)
        second, at = _next_argument(tokens, at, language)
        return filled(_FRACTION[language], first, second), at
    wrappers: dict[str, Callable[[str], str]] = {
        r"\sqrt": lambda said: filled(_ROOT[language], said),
        r"\hat": lambda said: filled(_HAT[language], said),
        r"\bar": lambda said: filled(_BAR[language], said),
        r"\text": str,
        r"\mathrm": str,
        r"\operatorname": str,
    }
    if token in wrappers:
        inner, end = _next_argument(tokens, at + 1, language)
        joined = inner.replace(" ", "") if token in (r"\text", r"\mathrm", r"\operatorname") else inner
        return wrappers[token](joined), end
    if token in _SIGNS:
        return _SIGNS[token][language], at + 1
    if token in (r"\left", r"\right", r"\,", r"\;", r"\ ", r"\!", "}"):
        return "", at + 1
    return token.lstrip("\\"), at + 1


def _next_argument(tokens: list[str], at: int, language: Language) -> tuple[str, int]:
    return _argument(tokens, at, language) if at < len(tokens) else ("", at)
