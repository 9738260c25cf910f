"""A sheet of paper in CSS pixels that becomes an SVG: text stays text, ink follows the page, the same drawing gives the same bytes.

Everything is placed by hand in pixels from the top left corner, hence letters have the size they are given (12 px at least) and a
figure can be drawn for a telephone as well as for a page. Colours are chosen for a white and for a dark ground alike.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import floor, log10
from typing import Any, Literal

import matplotlib as mpl
from lxml import etree
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch, Polygon, Rectangle

from analysis.presentation.escaping import plain

INK = "#010203"
"""Becomes `currentColor`: the figure takes the ink of the page, light or dark."""
BLUE = "#0072b2"
VERMILLION = "#d55e00"
"""The two Okabe–Ito colours that keep a contrast of 3 to 1 on white and on #14171c (a test measures it)."""
FAINT = 0.16
"""Opacity of grids and bands of ink."""
SOFT = 0.78
"""Opacity of secondary text: 4.5 to 1 on both grounds."""

WIDE = 720
NARROW = 340
TEXT = 13.0
SMALL = 12.0

Anchor = Literal["start", "middle", "end"]
_ALIGN = {"start": "left", "middle": "center", "end": "right"}
_FONT = "DejaVu Sans"
"""What matplotlib brings with it, hence the same everywhere; wider than Inter, hence what fits here fits there."""
_FAMILY = "Inter, 'Helvetica Neue', Arial, sans-serif"
_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?\d+\.\d{3,}")


@lru_cache(maxsize=2)
def _font(*, bold: bool) -> FT2Font:
    return get_font(findfont(FontProperties(family=_FONT, weight="bold" if bold else "normal")))


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


@dataclass(frozen=True, slots=True)
class Scale:
    """Values to pixels, in a straight line."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the pixel of a value; values outside the scale are held at its ends."""
        span = self.high - self.low
        share = 0.5 if span == 0 else (min(max(value, self.low), self.high) - self.low) / span
        return self.start + share * (self.end - self.start)


def round_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return at most about `most` round values (1, 2, 2.5 or 5 times a power of ten) from `low` to `high`."""
    span = max(high - low, 1e-12)
    power = 10.0 ** _floor_log10(span / most)
    step = next(power * times for times in (1, 2, 2.5, 5, 10, 20) if span / (power * times) <= most)
    first = -int(-low // step) if low % step else int(low // step)
    ticks = []
    at = first
    while at * step <= high + step * 1e-9:
        ticks.append(round(at * step, 10))
        at += 1
    return ticks


def _floor_log10(value: float) -> int:
    return floor(log10(value))


def tick_decimals(ticks: Sequence[float], *, percent: bool) -> int:
    """Return how many decimals the ticks of an axis need, as percentages or as they are."""
    scaled = [tick * (100 if percent else 1) for tick in ticks]
    return next((decimals for decimals in range(4) if all(abs(tick - round(tick, decimals)) < 1e-9 for tick in scaled)), 3)


class Drawing:
    """One figure being drawn; nothing outside it is touched but matplotlib's settings while it is written."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        self._figure.patch.set_visible(False)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._axes.set_axis_off()
        self._axes.set_autoscale_on(False)

    def _add(self, patch: Patch) -> None:
        patch.set_clip_on(False)
        self._axes.add_patch(patch)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = TEXT,
        anchor: Anchor = "start",
        bold: bool = False,
        colour: str = INK,
        opacity: float = 1.0,
    ) -> None:
        """Write one line whose baseline is at `y`; never read as mathematics."""
        self._axes.text(
            x,
            y,
            plain(text),
            fontsize=max(size, SMALL),
            ha=_ALIGN[anchor],
            va="baseline",
            color=colour,
            alpha=opacity,
            fontweight="bold" if bold else "normal",
            parse_math=False,
            family=_FONT,
        )

    def line(
        self,
        points: Sequence[tuple[float, float]],
        *,
        width: float = 1.0,
        colour: str = INK,
        opacity: float = 1.0,
        dashes: tuple[float, float] | None = None,
    ) -> None:
        """Draw a line through points."""
        line = Line2D([x for x, _ in points], [y for _, y in points], lw=width, color=colour, alpha=opacity, solid_capstyle="butt")
        if dashes:
            line.set_linestyle((0, dashes))
        line.set_clip_on(False)
        self._axes.add_line(line)

    def circle(self, x: float, y: float, radius: float, *, colour: str = BLUE, hollow: bool = False) -> None:
        """Draw a dot, full or hollow."""
        self._add(Circle((x, y), radius, facecolor="none" if hollow else colour, edgecolor=colour, lw=2.0 if hollow else 0.5))

    def polygon(self, points: Sequence[tuple[float, float]], *, colour: str = INK, opacity: float = 1.0, outline: bool = False) -> None:
        """Fill (or outline) a polygon."""
        self._add(
            Polygon(
                points, closed=True, facecolor="none" if outline else colour, edgecolor=colour if outline else "none", alpha=opacity, lw=1.5
            )
        )

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        colour: str = BLUE,
        opacity: float = 1.0,
        outline: bool = False,
        line_width: float = 1.0,
        hatch: str | None = None,
    ) -> None:
        """Fill (or outline, or hatch) a rectangle."""
        hollow = outline or hatch is not None
        self._add(
            Rectangle(
                (x, y),
                width,
                height,
                facecolor="none" if hollow else colour,
                edgecolor=colour if hollow else "none",
                alpha=opacity,
                lw=line_width,
                hatch=hatch,
            )
        )

    def to_svg(self, label: str, title: str, description: str) -> str:
        """Return the figure as one `<svg>` element whose ids begin with its label, named and described for who cannot see it."""
        stream = io.BytesIO()
        settings: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": label, "path.simplify": False, "hatch.linewidth": 1.0}
        with mpl.rc_context(settings), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            FigureCanvasSVG(self._figure).print_svg(  # type: ignore[no-untyped-call]
                stream, metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
            )
        return _finished(stream.getvalue(), label, _Said(title, description), (self.width, self.height))


@dataclass(frozen=True, slots=True)
class _Said:
    """What a figure says to who cannot see it."""

    title: str
    description: str


def _finished(raw: bytes, label: str, said: _Said, size: tuple[float, float]) -> str:
    root = etree.fromstring(raw, etree.XMLParser(remove_comments=True, remove_blank_text=True, resolve_entities=False, no_network=True))
    for element in root.findall(_SVG + "metadata"):
        root.remove(element)
    for style in list(root.iter(_SVG + "style")):
        # A style element inside an inlined figure would speak to the whole page.
        parent = style.getparent()
        parent.remove(style)
        if parent.tag == _SVG + "defs" and len(parent) == 0:
            parent.getparent().remove(parent)
    _rename_ids(root, label)
    _unwrapped(root)
    for element in root.iter():
        for name in ("style", "fill", "stroke"):
            value = element.get(name)
            if value:
                value = value.replace(INK, "currentColor").replace(f"'{_FONT}'", _FAMILY)
                element.set(name, value.replace("font-weight: 700", "font-weight: 600"))
        if (element.get("transform") or "").startswith("rotate(-0 "):
            del element.attrib["transform"]
        for name in ("x", "y", "d", "transform", "points"):
            value = element.get(name)
            if value:
                element.set(name, _NUMBER.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), value))
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("viewBox", f"0 0 {size[0]:g} {size[1]:g}")
    root.set("class", "bilan-figure")
    root.set("role", "img")
    root.set("stroke-linejoin", "round")
    root.set("fill", "currentColor")
    root.set("aria-labelledby", f"{label}-title {label}-description")
    for at, (tag, text) in enumerate((("title", said.title), ("desc", said.description))):
        element = etree.Element(_SVG + tag, attrib={"id": f"{label}-{'title' if tag == 'title' else 'description'}"})
        element.text = plain(text)
        root.insert(at, element)
    etree.cleanup_namespaces(root)
    return f"{etree.tostring(root, encoding='unicode')}\n"


def _unwrapped(root: etree._Element) -> None:
    """Take away the groups that say nothing."""
    for group in reversed(list(root.iter(_SVG + "g"))):
        if not group.attrib:
            parent = group.getparent()
            at = parent.index(group)
            parent[at : at + 1] = list(group)


def _rename_ids(root: etree._Element, label: str) -> None:
    """Keep only the ids something refers to, and make them the figure's own: several figures share one page."""
    text = etree.tostring(root, encoding="unicode")
    used = set(re.findall(r"url\(#([^)]+)\)", text)) | set(re.findall(r'href="#([^"]+)"', text))
    names: dict[str, str] = {}
    for element in root.iter():
        found = element.get("id")
        if found is None:
            continue
        if found in used:
            names[found] = f"{label}-{len(names) + 1}"
            element.set("id", names[found])
        else:
            del element.attrib["id"]
    for element in root.iter():
        for attribute, value in element.attrib.items():
            if attribute in (_XLINK, "href"):
                element.set(attribute, "#" + names.get(value[1:], value[1:]))
            elif "url(#" in value:
                element.set(attribute, re.sub(r"url\(#([^)]+)\)", lambda found: f"url(#{names[found[1]]})", value))
