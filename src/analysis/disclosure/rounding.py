"""Conventional rounding of what is published, on top of suppression: it adds doubt and takes none away."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.frameworks.numbers import Unit


def round_counts(frame: pd.DataFrame, base: int, revealing: tuple[str, ...]) -> pd.DataFrame:
    """Return a released frame whose counts are rounded to the nearest multiple of `base`.

    Halves go up. A value that is a count is rounded; a share or a ratio is computed again from its rounded parts, so that it says
    no more than they do. Other values (means, medians) lose their sum and keep their value. Intervals and the numbers of revealing derived
    columns are emptied: unrounded, they would give the counts back. Each count is rounded on its own, so rounded parts need not
    add up to the rounded total.
    """
    frame = frame.copy()
    unit = frame["unit"].to_numpy()
    numerator, denominator = (frame[name].astype(float) for name in ("numerator", "denominator"))
    is_divided = np.isin(unit, [Unit.SHARE.value, Unit.RATIO.value])
    is_statistic = np.isin(
        unit, [known.value for known in (Unit.INDICATORS, Unit.POINTS, Unit.DAYS, Unit.MONTHS, Unit.HOURS, Unit.DOLLARS, Unit.YEARS)]
    )
    scale = (frame["value"] * denominator / numerator).where(numerator > 0, 1.0)
    frame["denominator"] = _to_multiple(denominator, base)
    frame["numerator"] = _to_multiple(numerator, base).mask(is_statistic)
    frame["n_missing"] = _to_multiple(frame["n_missing"].astype(float), base)
    has_value = frame["value"].notna()
    again = frame["numerator"] / frame["denominator"].where(frame["denominator"] > 0) * scale.round(6)
    counted = _to_multiple(frame["value"].astype(float), base)
    frame["value"] = frame["value"].where(is_statistic, again.where(is_divided, counted)).where(has_value)
    for column in ("interval_low", "interval_high", *revealing):
        if pd.api.types.is_numeric_dtype(frame[column].dtype):
            frame[column] = np.nan
    return frame


def _to_multiple(column: pd.Series, base: int) -> pd.Series:
    return pd.Series(np.floor(column / base + 0.5) * base)
