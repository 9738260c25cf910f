"""Tables of released values and of definitions, each ready for a page in French or in English."""

from analysis.presentation.tables.results import by_group, performance

__all__ = ["by_group", "performance"]
