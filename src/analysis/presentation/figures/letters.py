"""How wide words are, and how they are broken or cut to fit."""

from __future__ import annotations

import warnings
from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font

from analysis.presentation.escaping import plain

FONT = "DejaVu Sans"
"""What matplotlib brings with it, hence the same everywhere; wider than Inter, hence what fits here fits there."""


@lru_cache(maxsize=2)
def _font(*, bold: bool) -> FT2Font:
    return get_font(findfont(FontProperties(family=FONT, weight="bold" if bold else "normal")))


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text in pixels, as wide as the widest font it may be shown in."""
    font = _font(bold=bold)
    font.set_size(size, 72)
    with warnings.catch_warnings():
        # A letter that this font lacks is drawn by the reader's own font.
        warnings.simplefilter("ignore")
        font.set_text(text, 0.0)
    return float(font.get_width_height()[0]) / 64


def wrapped(text: str, size: float, width: float, *, most: int | None = None) -> list[str]:
    """Return a text in lines no wider than `width` pixels, broken at ordinary spaces only; the last of `most` lines is cut with « … »."""
    lines: list[str] = []
    line = ""
    for word in plain(text).split(" "):
        longer = f"{line} {word}".strip()
        if line and text_width(longer, size) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    lines.append(line)
    if most is not None and len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [cut(each, size, width) for each in lines]


def cut(text: str, size: float, width: float) -> str:
    """Return a text that fits, cut with « … » when it must be."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
