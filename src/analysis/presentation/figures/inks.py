"""The few colours, opacities and sizes of every figure, chosen for a white and for a dark ground alike."""

from __future__ import annotations

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
