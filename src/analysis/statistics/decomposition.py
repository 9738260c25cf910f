"""A change between two rates, split into what comes from who is counted (mix) and what comes from their rates.

Kitagawa (1955), « Components of a Difference Between Two Rates », JASA 50: 1168–1194; Das Gupta (1993), *Standardization and
Decomposition of Rates: A User's Manual*, U.S. Bureau of the Census, P23-186. Effects are symmetric in the two populations, add up exactly
to the change, and change sign when the populations are exchanged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Effects:
    """What each group brings to the change of the whole, in the unit of the rates."""

    mix: FloatArray
    rate: FloatArray

    @property
    def total(self) -> float:
        """The change of the whole."""
        return float(self.mix.sum() + self.rate.sum())


def mix_and_rates(sizes: tuple[FloatArray, FloatArray], rates: tuple[FloatArray, FloatArray]) -> Effects:
    """Return the mix and the rate effect of each group between a first and a second population.

    Parameters
    ----------
    sizes
        How many are in each group, before and after: any scale.
    rates
        The rate of each group, before and after. A group that is empty in one population has the rate of the other there (NaN is allowed):
        all it changes is the mix.

    Raises
    ------
    ValueError
        If a population is empty.
    """
    before, after = _shares(sizes)
    first, second = _filled(sizes, rates)
    # Departures from the mean rate: a group that grows takes its place from the others, and the effects still add up to the same.
    middle = (first + second) / 2
    mean = float(((before + after) / 2) @ middle)
    return Effects((after - before) * (middle - mean), (before + after) / 2 * (second - first))


def mix_of_two(sizes: tuple[FloatArray, FloatArray], rates: tuple[FloatArray, FloatArray]) -> tuple[float, float, float]:
    """Return the effect of the first variable's mix, of the second's, and of rates, in a table crossed by two variables (Das Gupta, ch. 5).

    Parameters
    ----------
    sizes, rates
        Two-way tables, before and after: the first variable in rows, the second in columns.
    """
    shares = _shares(sizes)
    first, second = _filled(sizes, rates)
    factors = [_factors(share) for share in shares]
    middle = (first + second) / 2
    (row_before, column_before), (row_after, column_after) = factors
    by_row = float((middle * (column_before + column_after) / 2 * (row_after - row_before)).sum())
    by_column = float((middle * (row_before + row_after) / 2 * (column_after - column_before)).sum())
    return by_row, by_column, float(((shares[0] + shares[1]) / 2 * (second - first)).sum())


def _factors(share: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the two factors whose product is the share of each cell: each holds the part of one variable, given the other."""
    rows, columns = share.sum(axis=1, keepdims=True), share.sum(axis=0, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        of_row = np.nan_to_num(np.sqrt(share / columns * rows))
        of_column = np.nan_to_num(np.sqrt(share / rows * columns))
    return of_row, of_column


def _shares(sizes: tuple[FloatArray, FloatArray]) -> tuple[FloatArray, FloatArray]:
    before, after = (np.asarray(size, dtype=float) for size in sizes)
    if before.sum() <= 0 or after.sum() <= 0:
        raise ValueError("an empty population has no rate to take apart")
    return before / before.sum(), after / after.sum()


def _filled(sizes: tuple[FloatArray, FloatArray], rates: tuple[FloatArray, FloatArray]) -> tuple[FloatArray, FloatArray]:
    first = np.where(sizes[0] > 0, rates[0], np.where(sizes[1] > 0, rates[1], 0.0))
    second = np.where(sizes[1] > 0, rates[1], np.where(sizes[0] > 0, rates[0], 0.0))
    return np.asarray(first, dtype=float), np.asarray(second, dtype=float)
