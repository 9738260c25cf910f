"""A sheet of paper in CSS pixels that becomes an SVG: text stays text, ink follows the page, the same drawing gives the same bytes.

Everything is placed by hand in pixels from the top left corner, hence letters have the size they are given (12 px at least) and a
figure can be drawn for a telephone as well as for a page.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch, Polygon, Rectangle

from analysis.presentation.escaping import plain
from analysis.presentation.figures.inks import BLUE, INK, SMALL, TEXT
from analysis.presentation.figures.letters import FONT
from analysis.presentation.figures.svg import Said, finished_svg

Anchor = Literal["start", "middle", "end"]
_ALIGN = {"start": "left", "middle": "center", "end": "right"}


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
            family=FONT,
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

    def area(self, points: Sequence[tuple[float, float]], *, colour: str = BLUE, opacity: float = 0.2) -> None:
        """Fill the shape that some points surround."""
        self._add(Polygon(list(points), closed=True, facecolor=colour, edgecolor="none", alpha=opacity, lw=0))

    def to_svg(self, label: str, title: str, description: str) -> str:
        """Return the figure as one `<svg>` element whose ids begin with its label, named and described for who cannot see it."""
        stream = io.BytesIO()
        settings: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": label, "path.simplify": False, "hatch.linewidth": 1.0}
        with mpl.rc_context(settings), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            FigureCanvasSVG(self._figure).print_svg(  # type: ignore[no-untyped-call]
                stream, metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
            )
        return finished_svg(stream.getvalue(), label, Said(title, description), (self.width, self.height))
