"""Financing by lump sum (forfait): so much for each client served, and what is taken back when fewer are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Recovery(StrEnum):
    """What happens to the lump sum of clients who were planned and not served: the sources do not say, so it is a parameter."""

    CLIENTS_SERVED = "clients_served"
    """Paid for each client served, up to the number planned."""
    BELOW_TOLERANCE = "below_tolerance"
    """Paid in full when the share served is at least the tolerance; otherwise for each client served."""
    NONE = "none"
    """Paid as planned."""


@dataclass(frozen=True, slots=True)
class LumpSum:
    """What a lump-sum agreement pays, in dollars: what was planned, what is earned, what is recovered."""

    planned: Decimal
    earned: Decimal

    @property
    def recovered(self) -> Decimal:
        """What is taken back."""
        return self.planned - self.earned


def lump_sum(planned_clients: int, served_clients: int, rate: Decimal, recovery: Recovery, tolerance: Decimal = Decimal(1)) -> LumpSum:
    """Return what an agreement pays for the clients it served; clients above the plan are not paid.

    Parameters
    ----------
    rate
        Dollars a client.
    tolerance
        Share of the plan (0–1) from which nothing is recovered, for `BELOW_TOLERANCE`.

    Raises
    ------
    ValueError
        For a negative number of clients or rate.
    """
    if min(planned_clients, served_clients) < 0 or rate < 0:
        raise ValueError("clients and rate are not negative")
    planned = planned_clients * rate
    paid_clients = min(planned_clients, served_clients)
    keeps_all = recovery is Recovery.NONE or (recovery is Recovery.BELOW_TOLERANCE and served_clients >= tolerance * planned_clients)
    return LumpSum(planned, planned if keeps_all else paid_clients * rate)
