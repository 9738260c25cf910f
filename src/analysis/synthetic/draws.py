"""Random numbers that belong to a row, not to the moment they are drawn.

Every named stream is a counter-based generator (Philox): the number of a row is a function of the seed, the name of the stream and the
position of the row. The same agency is therefore the same bytes whether it is made in one block or in a thousand, and adding a stream
changes no other one.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr, ndtri

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Days = NDArray[np.int32]
"""Days since 1 January 1970."""

STEP = 4
"""Philox gives its numbers by four: a block of rows starts at a multiple of it."""

# Quantiles of the normal law at 0 and 1 are infinite: uniforms are kept this far from both.
_EDGE = 2.0**-53


@dataclass(frozen=True, slots=True)
class Draws:
    """All the random numbers of one agency."""

    seed: int

    def uniform(self, stream: str, first: int, size: int) -> Floats:
        """Return the uniform numbers (0 ≤ u < 1) of the rows `first` to `first + size - 1` in one stream.

        Raises
        ------
        ValueError
            If `first` is not a multiple of `STEP`.
        """
        if first % STEP:
            raise ValueError(f"a block starts at a multiple of {STEP}")
        sequence = np.random.SeedSequence([self.seed, zlib.crc32(stream.encode())])
        key = sequence.generate_state(2, np.uint64)
        bits = np.random.Philox(key=key, counter=np.array([first // STEP, 0, 0, 0], dtype=np.uint64))
        return np.random.Generator(bits).random(size)

    def normal(self, stream: str, first: int, size: int) -> Floats:
        """Return standard normal numbers for the same rows."""
        return normal_quantile(self.uniform(stream, first, size))


def normal_quantile(uniforms: Floats) -> Floats:
    """Return the standard normal quantiles of uniform numbers, finite even at 0."""
    return np.asarray(ndtri(np.maximum(uniforms, _EDGE)), dtype=np.float64)


def normal_share(quantiles: Floats) -> Floats:
    """Return the share of the standard normal law below each number."""
    return np.asarray(ndtr(quantiles), dtype=np.float64)


def logistic(log_odds: Floats) -> Floats:
    """Return the probabilities of some log-odds."""
    return np.asarray(expit(log_odds), dtype=np.float64)


def log_odds(probability: float) -> float:
    """Return the log-odds of one probability strictly between 0 and 1."""
    return float(np.log(probability / (1.0 - probability)))


def choose(uniforms: Floats, shares: Floats | tuple[float, ...]) -> Integers:
    """Return, for each uniform number, the index of the category it falls in; shares need not add up to 1."""
    ends = np.cumsum(np.asarray(shares, dtype=np.float64))
    found = np.searchsorted(ends / ends[-1], uniforms, side="right")
    return np.minimum(found, len(ends) - 1).astype(np.int64)


def from_quantiles(uniforms: Floats, table: tuple[tuple[float, float], ...]) -> Floats:
    """Return values whose law is given by some of its quantiles, straight lines between them."""
    shares, values = zip(*table, strict=True)
    return np.asarray(np.interp(uniforms, shares, values), dtype=np.float64)
