"""Framework × cohort × grouping → `IndicatorTable`: the engine counts, pandas explains."""
