"""Figures of released values, as SVG whose text is text, each with its message and its text alternative."""

from analysis.presentation.figures.attainment import attainment

__all__ = ["attainment"]
