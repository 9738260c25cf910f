"""Money is added in whole cents and divided once: the order in which an engine gives its groups never shows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pytest

from analysis.core.periods import FiscalYear
from analysis.indicators.spending import spending_of_accounts
from analysis.indicators.table import TOTAL

REGIONS = [f"{number:02d}" for number in range(1, 18)]


class _Accounts:
    """A store that holds nothing but entries of costs."""

    def __init__(self, entries: pd.DataFrame) -> None:
        self._entries = entries

    def table(self, name: str) -> Any:
        assert name == "costs"
        return ibis.memtable(self._entries)


def entries(seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    n = 400
    return pd.DataFrame(
        {
            "month": [date(2024, 4 + int(month), 1) for month in random.integers(0, 9, n)],
            "region": random.choice(REGIONS, n),
            "amount": random.integers(1, 1_000_000, n) / 100,
        }
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_entries_and_groups_never_shows_in_a_sum_of_money(seed: int) -> None:
    made = entries(seed)
    sums = [
        spending_of_accounts(_Accounts(made.sample(frac=1, random_state=order)), FiscalYear(2024), date(2025, 9, 30), ["region"])  # type: ignore[arg-type]
        for order in range(6)
    ]
    assert all(list(other.items()) == list(sums[0].items()) for other in sums)
    # The exact sum, by another way: decimals of the standard library.
    assert sums[0][TOTAL,] == float(sum((Decimal(f"{amount:.2f}") for amount in made.amount), Decimal(0)))
