"""What people typed (a name, a title, a reason) made ready to be shown: on one line, of letters that exist, in its own reading direction.

Nothing here knows HTML, Markdown or Typst: it is what all of them are given.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
_UNSEEN = re.compile(r"[\u200b\u2060\ufeff]")
"""Letters without width, which say where a line may or may not break: their absence is not seen."""
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_SUSPECT = re.compile(r"[^\x20-\x7e\xa0-\u036f\u1e00-\u1fff\u2010-\u2027\u202f-\u205e\u20a0-\u22ff]")
_MISSING = "\ufffd"

_RTL = "\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RTL_RUN = re.compile(f'[{_RTL}](?:[^<>&\\[\\]"\\\\{{}}#*_`A-Za-z\\xc0-\\u024f\\u2066-\\u2069]*[{_RTL}])?')


def one_line(text: object) -> str:
    """Return a text on one line that can be written anywhere.

    A mark that turns the reading direction is shown by its number (`‹U+202E›`) and turns nothing; a control, half of a letter or
    what is no letter is shown as `�`. Everything else stays, letter for letter.
    """
    plain = _UNSEEN.sub("", _SPACES.sub(" ", str(text)))
    plain = _TURNING.sub(lambda found: numbered(found[0]), plain)
    return _SUSPECT.sub(lambda found: found[0] if _is_letter(found[0]) else _MISSING, plain).strip()


@lru_cache(maxsize=4096)
def _is_letter(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cs") and ord(letter) & 0xFFFE != 0xFFFE and not "\ufdd0" <= letter <= "\ufdef"


def numbered(letters: str) -> str:
    """Return letters that cannot be shown by their numbers, which tell two names apart and can be looked up: `‹U+4E2D U+6587›`."""
    return f"‹{' '.join(f'U+{ord(letter):04X}' for letter in letters)}›"


def isolated(text: str, before: str = "\u2068", after: str = "\u2069") -> str:
    """Return a text in which each stretch written from right to left stands apart: what follows it (a number, a bracket) keeps its place.

    The marks around it are Unicode's own unless others are given, such as the tags of `<bdi>`.
    """
    return _RTL_RUN.sub(lambda found: f"{before}{found[0]}{after}", text)
