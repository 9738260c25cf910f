"""Beyond what a value is not believed: the built-in limits, those that a codebook says instead, and the checks that name them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from analysis.core.languages import Bilingual
from analysis.extracts.codebook_definition import Plausible
from analysis.extracts.tables.model import Column, ColumnType, Duration, Quantity

BUILT_IN = Plausible(
    births_from=date(1915, 1, 1),
    age_at_least=14,
    dates_from=date(1971, 1, 1),
    dates_to=date(2075, 12, 31),
    weekly_hours_at_most=Decimal(100),
    hours_at_most=Decimal(5_000),
    participation_days_at_most=3_653,
    person_amounts_at_most=Decimal(500_000),
    amounts_at_most=Decimal(1_000_000_000),
    counts_at_most=1_000_000,
)
"""Wide enough for any agency we know, and narrow enough for the dates that stand for "unknown": 1900, 1970-01-01, 2099, 9999."""

_MOST: dict[Quantity, tuple[str, Bilingual]] = {
    Quantity.WEEKLY_HOURS: ("weekly_hours_at_most", Bilingual("heures par semaine", "hours a week")),
    Quantity.HOURS: ("hours_at_most", Bilingual("heures", "hours")),
    Quantity.PERSON_AMOUNT: ("person_amounts_at_most", Bilingual("$ pour une personne", "$ for one person")),
    Quantity.AMOUNT: ("amounts_at_most", Bilingual("$", "$")),
    Quantity.COUNT: ("counts_at_most", Bilingual("en nombre", "in number")),
}


@dataclass(frozen=True, slots=True)
class LimitCheck:
    """The reason, the SQL that is true of a value beyond a limit, and the limit in words."""

    reason: str
    fails: str
    limit: Bilingual


def limits_of(*said: Plausible | None) -> Plausible:
    """Return the limits that hold: for each, what the first says that says anything, or else what is built in."""
    chosen = BUILT_IN.model_dump()
    for plausible in reversed(said):
        if plausible is not None:
            chosen |= plausible.model_dump(exclude_none=True)
    return Plausible.model_construct(**chosen)


def column_limits(column: Column, limits: Plausible, as_of: date | None) -> Iterator[LimitCheck]:
    """Yield the checks of one column of a table; what is impossible, or not yet come, has other reasons."""
    name = column.name
    if column.quantity is Quantity.BIRTH:
        yield from _birth_limits(name, limits, as_of)
    elif column.type is ColumnType.DATE:
        start, end = limits.dates_from, limits.dates_to
        beyond = [f"({name} >= DATE '1900-01-01' AND {name} < DATE '{start}')"]
        if as_of is None or column.may_be_planned:
            beyond.append(f"({name} <= DATE '2199-12-31' AND {name} > DATE '{end}')")
        yield LimitCheck("implausible_date", " OR ".join(beyond), Bilingual(f"du {start} au {end}", f"from {start} to {end}"))
    elif column.quantity is not None:
        field, unit = _MOST[column.quantity]
        most = getattr(limits, field)
        possible = f" AND {name} <= {column.most}" if column.most is not None else ""
        words = Bilingual(f"au plus {_written(most, chr(160))} {unit.fr}", f"at most {_written(most, ',')} {unit.en}")
        yield LimitCheck("implausible_number", f"{name} > {most}{possible}", words)


def _birth_limits(name: str, limits: Plausible, as_of: date | None) -> Iterator[LimitCheck]:
    start, years = limits.births_from, limits.age_at_least
    words = Bilingual(f"naissance à partir du {start}", f"births from {start}")
    yield LimitCheck("implausible_date", f"{name} >= DATE '1900-01-01' AND {name} < DATE '{start}'", words)
    if as_of is not None and years:
        latest = f"(DATE '{as_of}' - INTERVAL {years} YEAR)"
        words = Bilingual(f"au moins {years} ans le {as_of}", f"at least {years} years on {as_of}")
        yield LimitCheck("implausible_date", f"{name} > {latest} AND {name} <= DATE '{as_of}'", words)


def duration_limit(duration: Duration, limits: Plausible) -> LimitCheck:
    """Return the check of the days between two dates of a row."""
    days = limits.participation_days_at_most
    return LimitCheck(
        "implausible_duration",
        f"{duration.last} - {duration.first} > {days}",
        Bilingual(f"au plus {_written(days or 0, chr(160))} jours", f"at most {_written(days or 0, ',')} days"),
    )


def bounds(column: Column) -> Bilingual:
    """Return the bounds of a number that hold for ever, in words."""
    if column.most is None:
        return Bilingual(f"au moins {column.least:g}", f"at least {column.least:g}")
    return Bilingual(f"de {column.least or 0:g} à {column.most:g}", f"from {column.least or 0:g} to {column.most:g}")


def _written(number: Decimal | int, separator: str) -> str:
    return f"{number:,}".replace(",", separator)
