"""What a model or a calibration looks at in each row: columns of numbers, or some characteristics that each have a few levels.

Characteristics are kept as codes. A million rows of fifteen characteristics then take a few bytes each, where a column a level would take
hundreds, and the cross-products that a fit needs are counts of pairs of levels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from analysis.statistics.intervals import FloatArray


class Design(Protocol):
    """The rows of a matrix X that is never written out: what is asked of it are products."""

    @property
    def n_rows(self) -> int:
        """How many rows X has."""
        ...

    @property
    def n_columns(self) -> int:
        """How many columns X has."""
        ...

    def times(self, coefficients: FloatArray) -> FloatArray:
        """Return Xβ."""
        ...

    def sums(self, weights: FloatArray) -> FloatArray:
        """Return X′w: each column added up over the rows."""
        ...

    def cross_product(self, weights: FloatArray) -> FloatArray:
        """Return X′ diag(w) X."""
        ...

    def rows(self, chosen: npt.NDArray[Any]) -> Design:
        """Return the design of some of the rows."""
        ...


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of numbers, an intercept among them where one is wanted."""

    matrix: FloatArray

    @property
    def n_rows(self) -> int:
        """How many rows X has."""
        return int(self.matrix.shape[0])

    @property
    def n_columns(self) -> int:
        """How many columns X has."""
        return int(self.matrix.shape[1])

    def times(self, coefficients: FloatArray) -> FloatArray:
        """Return Xβ."""
        return np.asarray(self.matrix @ coefficients, dtype=np.float64)

    def sums(self, weights: FloatArray) -> FloatArray:
        """Return X′w."""
        return np.asarray(self.matrix.T @ weights, dtype=np.float64)

    def cross_product(self, weights: FloatArray) -> FloatArray:
        """Return X′ diag(w) X."""
        return np.asarray(self.matrix.T @ (self.matrix * weights[:, None]), dtype=np.float64)

    def rows(self, chosen: npt.NDArray[Any]) -> Columns:
        """Return the design of some of the rows."""
        return Columns(self.matrix[chosen])


@dataclass(frozen=True, slots=True)
class Factors:
    """An intercept, then one column of 0 and 1 for each level of each characteristic: no level is left out.

    The columns of a characteristic add up to the intercept, so coefficients are not unique; what they predict is.

    Parameters
    ----------
    codes
        One array of small integers a characteristic: the level of each row, from 0.
    n_levels
        How many levels each characteristic has.
    """

    codes: tuple[npt.NDArray[Any], ...]
    n_levels: tuple[int, ...]
    size: int

    @property
    def n_rows(self) -> int:
        """How many rows X has."""
        return self.size

    @property
    def n_columns(self) -> int:
        """How many columns X has."""
        return 1 + sum(self.n_levels)

    @property
    def rank(self) -> int:
        """How many columns do not repeat others: the intercept, and the levels of each characteristic but one."""
        return 1 + sum(n - 1 for n in self.n_levels)

    @property
    def starts(self) -> tuple[int, ...]:
        """The first column of each characteristic."""
        return tuple(int(start) for start in 1 + np.concatenate([[0], np.cumsum(self.n_levels[:-1], dtype=np.int64)])[: len(self.n_levels)])

    def times(self, coefficients: FloatArray) -> FloatArray:
        """Return Xβ."""
        total = np.full(self.size, coefficients[0])
        for codes, start, n in zip(self.codes, self.starts, self.n_levels, strict=True):
            total += coefficients[start : start + n][codes]
        return total

    def sums(self, weights: FloatArray) -> FloatArray:
        """Return X′w."""
        parts = [np.array([weights.sum()])]
        parts += [np.bincount(codes, weights, n) for codes, n in zip(self.codes, self.n_levels, strict=True)]
        return np.concatenate(parts)

    def cross_product(self, weights: FloatArray) -> FloatArray:
        """Return X′ diag(w) X: weighted counts of pairs of levels."""
        product = np.zeros((self.n_columns, self.n_columns))
        product[0] = product[:, 0] = self.sums(weights)
        named = list(zip(self.codes, self.starts, self.n_levels, strict=True))
        for place, (codes, start, n) in enumerate(named):
            inside = slice(start, start + n)
            product[inside, inside] = np.diag(product[0, inside])
            for other, other_start, m in named[:place]:
                pairs = np.bincount(codes * np.int32(m) + other, weights, n * m).reshape(n, m)
                product[inside, other_start : other_start + m] = pairs
                product[other_start : other_start + m, inside] = pairs.T
        return product

    def rows(self, chosen: npt.NDArray[Any]) -> Factors:
        """Return the design of some of the rows."""
        codes = tuple(codes[chosen] for codes in self.codes)
        return Factors(codes, self.n_levels, int(np.arange(self.size)[chosen].size))


def solved(matrix: FloatArray, right: FloatArray) -> FloatArray:
    """Return a solution of a symmetric system whatever columns repeat each other, exact to about ten digits."""
    scale = np.sqrt(np.maximum(np.diag(matrix), 0.0))
    scale = np.where(scale > 0, scale, 1.0)
    # A whisper on the diagonal chooses among the solutions; a decomposition that finds the shortest one costs ten times more.
    scaled = matrix / np.outer(scale, scale) + 1e-11 * np.eye(len(matrix))
    try:
        found = np.linalg.solve(scaled, right / scale) / scale
    except np.linalg.LinAlgError:
        found = inverse(matrix) @ right
    return np.asarray(found, dtype=np.float64)


def inverse(matrix: FloatArray) -> FloatArray:
    """Return the pseudo-inverse of a symmetric matrix: directions in which nothing is known are left at 0."""
    scale = np.sqrt(np.maximum(np.diag(matrix), 0.0))
    scale = np.where(scale > 0, scale, 1.0)
    values, vectors = np.linalg.eigh(matrix / np.outer(scale, scale))
    kept = values > max(values.max(initial=0.0), 0.0) * 1e-10
    turned = vectors[:, kept] / scale[:, None]
    return np.asarray((turned / values[kept]) @ turned.T, dtype=np.float64)
