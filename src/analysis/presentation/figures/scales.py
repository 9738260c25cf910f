"""Values placed along an axis: a straight scale and its round ticks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10


@dataclass(frozen=True, slots=True)
class Scale:
    """Values to pixels, in a straight line."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the pixel of a value; values outside the scale are held at its ends."""
        span = self.high - self.low
        share = 0.5 if span == 0 else (min(max(value, self.low), self.high) - self.low) / span
        return self.start + share * (self.end - self.start)


def round_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return at most about `most` round values (1, 2, 2.5 or 5 times a power of ten) from `low` to `high`."""
    span = max(high - low, 1e-12)
    power = 10.0 ** _floor_log10(span / most)
    step = next(power * times for times in (1, 2, 2.5, 5, 10, 20) if span / (power * times) <= most)
    first = -int(-low // step) if low % step else int(low // step)
    ticks = []
    at = first
    while at * step <= high + step * 1e-9:
        ticks.append(round(at * step, 10))
        at += 1
    return ticks


def _floor_log10(value: float) -> int:
    return floor(log10(value))


def tick_decimals(ticks: Sequence[float], *, percent: bool) -> int:
    """Return how many decimals the ticks of an axis need, as percentages or as they are."""
    scaled = [tick * (100 if percent else 1) for tick in ticks]
    return next((decimals for decimals in range(4) if all(abs(tick - round(tick, decimals)) < 1e-9 for tick in scaled)), 3)
