"""The agreements as the agency's files give them: dates, service, amounts, targets and reports; and the periods they are grouped by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from analysis.core.languages import Bilingual
from analysis.core.periods import add_months
from analysis.extracts.leaving_the_engine import ordered_records

if TYPE_CHECKING:
    from analysis.extracts.store import Store


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement; what its file leaves empty is None."""

    agreement_id: str
    provider_id: str
    start: date
    end: date
    contracted_intake: int
    service: str | None = None
    program: str | None = None
    financing: str | None = None
    maximum_amount: float | None = None
    general_costs: float | None = None
    consulted_from: date | None = None
    consulted_to: date | None = None
    signed: date | None = None
    risk_level: str | None = None
    previous_agreement_id: str | None = None
    is_consortium: bool = False

    @property
    def n_days(self) -> int:
        """How many days it lasts, both ends included."""
        return (self.end - self.start).days + 1

    @property
    def period(self) -> str:
        """Its first and last day, which agreements of one cycle share: `2024-07-01/2025-06-30`."""
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    @property
    def quarters(self) -> tuple[tuple[date, date], ...]:
        """The first and last day of each of its quarters, counted from its own first day; the last one ends with it."""
        found: list[tuple[date, date]] = []
        first = self.start
        while first <= self.end:
            following = add_months(self.start, 3 * (len(found) + 1))
            found.append((first, min(following - timedelta(days=1), self.end)))
            first = following
        return tuple(found)

    def is_in_force(self, first: date, last: date) -> bool:
        """Say whether it was in force on some day from `first` to `last`."""
        return self.start <= last and self.end >= first


@dataclass(frozen=True, slots=True)
class ReportReceived:
    """One report that a provider owed, and the day on which it was received; None when it was not by the day of observation."""

    agreement_id: str
    kind: str
    period_start: date
    period_end: date
    received: date | None


@dataclass(frozen=True, slots=True)
class AgreementTarget:
    """What an agreement expects of one indicator, before and after its revision."""

    agreement_id: str
    indicator: str
    initial: float
    revised: float | None = None
    revised_on: date | None = None
    revision_reason: str | None = None

    def in_force(self, day: date) -> float:
        """Return the target in force on a day."""
        is_revised = self.revised is not None and self.revised_on is not None and self.revised_on <= day
        return float(self.revised) if is_revised and self.revised is not None else self.initial


@dataclass(frozen=True, slots=True)
class Register:
    """Every agreement, in the order of their first day and name, with what hangs on them."""

    agreements: tuple[Agreement, ...]
    reports: tuple[ReportReceived, ...]
    targets: tuple[AgreementTarget, ...]
    provider_names: dict[str, str]

    def __getitem__(self, agreement_id: str) -> Agreement:
        return {agreement.agreement_id: agreement for agreement in self.agreements}[agreement_id]

    def in_force(self, first: date, last: date) -> tuple[Agreement, ...]:
        """Return the agreements in force on some day of a period."""
        return tuple(agreement for agreement in self.agreements if agreement.is_in_force(first, last))

    def names(self, agreements: Iterable[Agreement]) -> dict[str, Bilingual]:
        """Return what each agreement is called on a page: its provider's name and its number."""
        made = {}
        for agreement in agreements:
            name = self.provider_names.get(agreement.provider_id, agreement.provider_id)
            made[agreement.agreement_id] = Bilingual(f"{name} ({agreement.agreement_id})", f"{name} ({agreement.agreement_id})")
        return made


def read_register(store: Store, as_of: date) -> Register:
    """Return the agreements of a store; nothing that was received or revised after the day of observation is known."""
    rows = _rows(store, "agreements")
    agreements = [
        Agreement(
            row["agreement_id"], row["provider_id"], row["start_date"], row["end_date"], row["contracted_intake"], row["service"],
            row["program"], row["financing"], row["maximum_amount"], row["general_costs"], row["consultation_start_date"],
            row["consultation_end_date"], row["signed_date"], row["risk_level"], row["previous_agreement_id"], bool(row["is_consortium"]),
        )
        for row in rows
    ]  # fmt: skip
    reports = [
        ReportReceived(
            row["agreement_id"], row["kind"], row["period_start"], row["period_end"],
            row["received_date"] if row["received_date"] is not None and row["received_date"] <= as_of else None,
        )
        for row in _rows(store, "agreement_reports")
    ]  # fmt: skip
    targets = [
        AgreementTarget(
            row["agreement_id"], row["indicator"], float(row["target"]), row["revised_target"],
            row["revised_date"] if row["revised_date"] is not None and row["revised_date"] <= as_of else None, row["revision_reason"],
        )
        for row in _rows(store, "agreement_targets")
    ]  # fmt: skip
    return Register(
        tuple(sorted(agreements, key=lambda item: (item.start, item.agreement_id))),
        tuple(sorted(reports, key=lambda item: (item.agreement_id, item.kind, item.period_end))),
        tuple(sorted(targets, key=lambda item: (item.agreement_id, item.indicator))),
        {row["provider_id"]: row["provider_name"] for row in _rows(store, "providers")},
    )


def _rows(store: Store, name: str) -> list[dict[str, Any]]:
    """Return the rows of a small table; none when the agency does not give it."""
    return ordered_records(store.table(name)) if store.has(name) else []
