"""Spaces and signs as each language's typography asks, and nothing that breaks between a number and its unit.

Decided once (docs/decisions/0050): U+202F between groups of three digits in French, U+00A0 before %, $ and « : » and inside « »,
no space before ; ! and ? (Québec usage), U+2212 for a minus sign, an en dash between the ends of an English range.
"""

from __future__ import annotations

import re

from analysis.core.languages import Language

NO_BREAK_SPACE = "\u00a0"
NARROW_NO_BREAK_SPACE = "\u202f"
MINUS = "\u2212"

_BEFORE_COLON = re.compile(r"(?<=[\w»)\]%$]) :(?=\s|$)")
_BEFORE_HIGH_MARKS = re.compile(r"[ \u00a0\u202f]+([;!?])(?=\s|$)")
_AFTER_OPENING = re.compile(r"«[ \u00a0\u202f]*")
_BEFORE_CLOSING = re.compile(r"[ \u00a0\u202f]*»")
_NUMBER_AND_SIGN = re.compile(r"(?<=\d) (?=[%$])")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
# A number holds on to what it counts, not to a small word that joins it to another.
_NUMBER_AND_WORD = re.compile(r"(?<=\d) (?!(?:sur|ou|et|pour|de|à|en|of|or|and|for|to|in)\b)(?=[^\W\d_]{2,})")


def typeset(text: str, language: Language) -> str:
    """Return a sentence of ours with its no-break spaces put in; running it twice changes nothing.

    Only for wording that this package wrote: what an agency typed is shown as it was typed.
    """
    text = _APOSTROPHE.sub("’", text)
    if language == "fr":
        text = _BEFORE_COLON.sub(f"{NO_BREAK_SPACE}:", text)
        text = _BEFORE_HIGH_MARKS.sub(r"\1", text)
        text = _AFTER_OPENING.sub(f"«{NO_BREAK_SPACE}", text)
        text = _BEFORE_CLOSING.sub(f"{NO_BREAK_SPACE}»", text)
        text = _NUMBER_AND_SIGN.sub(NO_BREAK_SPACE, text)
    return _NUMBER_AND_WORD.sub(NO_BREAK_SPACE, text)


def listed(words: list[str], language: Language) -> str:
    """Return « a, b et c » or "a, b and c"; an empty list gives an empty text."""
    if len(words) <= 1:
        return "".join(words)
    joint = {"fr": " et ", "en": " and "}[language]
    return ", ".join(words[:-1]) + joint + words[-1]
