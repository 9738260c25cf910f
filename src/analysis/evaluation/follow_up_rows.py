"""The rows and tables of the follow-up: counts out of a whole, and what names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from analysis.core.languages import Bilingual
from analysis.core.provenance import Provenance
from analysis.frameworks.numbers import Unit
from analysis.indicators.table import SMALLEST, TOTAL, IndicatorTable, Subject
from analysis.indicators.value_rows import Row, frame_of, methods_in, value_row

Place = Mapping[str, str]
SMALLEST_LABEL = Bilingual("plus petit des comptes dont la valeur est faite", "smallest of the counts that the value is made of")
ALL = Bilingual("Ensemble", "All")


def count_row(indicator: str, place: Place, counts: tuple[float, float], denominator: str, unit: Unit = Unit.PARTICIPATIONS) -> Row:
    """Return a count out of a whole; without an interval, since everybody was counted."""
    count, whole = counts
    return value_row(indicator, place, (count, whole, denominator), unit, value=count, n_missing=0.0)


def follow_up_table(
    rows: Sequence[Row],
    provenance: Provenance,
    *,
    dimensions: tuple[str, ...],
    additive: tuple[str, ...] = (),
    labels: Mapping[str, Mapping[str, Bilingual]],
    revealing: tuple[str, ...] = (),
) -> IndicatorTable:
    """Return the table of some rows, in the order of its indicators; `revealing` names derived columns that the rows hold."""
    frame = frame_of(rows, dimensions, revealing)
    present = set(frame["indicator"])
    known = dict(labels)
    known["indicator"] = {name: label for name, label in labels["indicator"].items() if name in present}
    known["denominator_name"] = {**labels["denominator_name"], SMALLEST: SMALLEST_LABEL}
    known["interval_method"] = methods_in(frame)
    return IndicatorTable(
        frame=frame,
        subject=Subject.PERSONS,
        provenance=provenance,
        dimensions=dimensions,
        additive=additive,
        derived=revealing,
        revealing=revealing,
        labels=known,
    )


def wave_labels(months: Iterable[int]) -> dict[str, Bilingual]:
    """Return what waves are called, by their code."""
    return {
        str(number): Bilingual(f"{number} mois", f"{number} months") if number != 1 else Bilingual("1 mois", "1 month") for number in months
    } | {TOTAL: ALL}
