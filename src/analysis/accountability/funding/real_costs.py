"""Financing by real costs: eligible spending with its vouchers, up to the maximum of the agreement."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Expense:
    """One expense: its line, its dollars, and whether a voucher supports it."""

    line: str
    amount: Decimal
    has_voucher: bool


@dataclass(frozen=True, slots=True)
class RealCosts:
    """What a real-costs agreement pays, and what it does not and why; each expense is in exactly one of the three lists."""

    accepted: tuple[Expense, ...]
    ineligible: tuple[Expense, ...]
    without_voucher: tuple[Expense, ...]
    maximum: Decimal

    @property
    def supported(self) -> Decimal:
        """Eligible spending with vouchers."""
        return sum((expense.amount for expense in self.accepted), Decimal(0))

    @property
    def payment(self) -> Decimal:
        """What is paid: supported spending, at most the maximum."""
        return min(self.supported, self.maximum)


def real_costs(expenses: Iterable[Expense], eligible_lines: Collection[str], maximum: Decimal) -> RealCosts:
    """Return what an agreement pays of its expenses; a line that is not eligible is refused whether or not it has a voucher.

    Raises
    ------
    ValueError
        For a negative amount or maximum.
    """
    expenses = tuple(expenses)
    if maximum < 0 or any(expense.amount < 0 for expense in expenses):
        raise ValueError("amounts are not negative")
    eligible = [expense for expense in expenses if expense.line in eligible_lines]
    return RealCosts(
        accepted=tuple(expense for expense in eligible if expense.has_voucher),
        ineligible=tuple(expense for expense in expenses if expense.line not in eligible_lines),
        without_voucher=tuple(expense for expense in eligible if not expense.has_voucher),
        maximum=maximum,
    )
