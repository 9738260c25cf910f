"""The relative change of an indicator from the year before."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.indicators.grouping import moved_forward
from analysis.indicators.table import IndicatorTable, Note


def change_rows(now: IndicatorTable, before: IndicatorTable) -> pd.DataFrame:
    """Return, for each group of this year, the difference over last year's value: numerator, denominator and value of the change.

    Parameters
    ----------
    now, before
        One indicator in two consecutive fiscal years, by the same dimensions. A month is compared with the same month.

    Notes
    -----
    A group that had no value last year, or a value of zero, has no change: note `no_cases`.
    """
    by = list(now.dimensions)
    earlier = before.frame[[*by, "value", "note"]].rename(columns={"value": "value_before", "note": "note_before"})
    for name in by:
        earlier[name] = [moved_forward(name, code) for code in earlier[name]]
    rows = now.frame[[*by, "value", "note"]]
    rows = rows.merge(earlier, on=by, how="left") if by else pd.concat([rows, earlier], axis=1)
    usable = rows["value_before"].ne(0) & rows["value_before"].notna() & rows["value"].notna()
    difference = rows["value"] - rows["value_before"]
    result = rows[by].copy()
    result["numerator"] = difference.where(usable)
    result["denominator"] = rows["value_before"].where(usable)
    result["value"] = (difference / rows["value_before"].where(usable)).astype(float)
    for name in ("n_missing", "interval_low", "interval_high"):
        result[name] = np.nan
    result["interval_method"] = np.where(usable, "none_change", "none")
    # What kept one of the two years from having a value keeps the change from having one.
    reason = rows["note"].where(rows["note"].ne(Note.COMPUTED.value), rows["note_before"].fillna(Note.NO_CASES.value))
    reason = reason.where(reason.ne(Note.COMPUTED.value), Note.NO_CASES.value)
    result["note"] = np.where(usable, Note.COMPUTED.value, reason)
    return result
