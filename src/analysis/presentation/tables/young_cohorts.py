"""Quarters of entry, wave after wave: what is known of each, what the young ones may come to, and how right such predictions were."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.marks import Absence
from analysis.presentation.numbers import format_number, format_points
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import decimals_by_unit, in_words
from analysis.presentation.tables.retention import by_source, counts, with_interval
from analysis.presentation.tables.shown import released_display
from analysis.presentation.typography import NO_BREAK_SPACE

_COHORTS = Bilingual("Part en emploi par trimestre d'entrée, connue et prévue", "Share employed by quarter of entry, known and predicted")
_ENTERED = Bilingual("Trimestre d'entrée", "Quarter of entry")
_PREDICTED = Bilingual("Prévu à {months} mois, intervalle de prévision à 95 %", "Predicted at {months} months, 95% prediction interval")
_SHARE = Bilingual("Part en emploi", "Share employed")
_NOT_YET = Bilingual("à venir", "to come")
_COHORTS_NOTE = Bilingual(
    "à venir : le suivi n'est pas échu pour tout le trimestre; une prévision part du dernier suivi connu, en clair sous elle",
    "to come: the follow-up is not due for the whole quarter; a prediction starts from the last follow-up known, in lighter type below it",
)
_NO_PREDICTION = Bilingual("pas de prévision", "no prediction")
_FROM = Bilingual("{interval}; depuis {months} mois", "{interval}; from {months} months")


def young_cohorts(table: ReleasedTable, *, language: Language, label: str = "tbl-cohorts", caption: str | None = None) -> TableDisplay:
    """Return one row a quarter of entry: the share employed at each wave with its counts, and the share predicted at the last one."""
    rows = results(table)
    known = {(row.where["entered"], row.where["wave"]): row for row in rows if row.indicator == "employed_at_wave"}
    predicted = {row.where["entered"]: row for row in rows if row.indicator == "predicted"}
    quarters = sorted(dict.fromkeys(row.where["entered"] for row in rows))
    waves = sorted(dict.fromkeys(row.where["wave"] for row in rows), key=int)
    columns = [
        Column("entered", in_words(_ENTERED, language), "name", 28),
        *(Column(f"wave-{wave}", label_of(table, "wave", wave, language), "number", 11) for wave in waves),
    ]
    columns.append(
        Column("predicted", in_words(_PREDICTED, language, months=waves[-1]) if waves else in_words(_SHARE, language), "number", 20)
    )
    decimals = decimals_by_unit(known.values())
    lines = [
        Row(
            (
                Cell(label_of(table, "entered", quarter, language)),
                *(_known(known.get((quarter, wave)), language, decimals) for wave in waves),
                _predicted(predicted.get(quarter), language),
            )
        )
        for quarter in quarters
    ]
    text = caption or by_source(_COHORTS, table, language)
    return released_display(
        table, columns, lines, caption=text, label=label, language=language, notes=(("", in_words(_COHORTS_NOTE, language)),)
    )


def _known(row: Result | None, language: Language, decimals: Mapping[Unit, int]) -> Cell:
    if row is None:
        return Cell(in_words(_NOT_YET, language), is_light=True)
    cell = with_interval(row, language, decimals)
    if row.value is None:
        return cell
    slash = f"{NO_BREAK_SPACE}/{NO_BREAK_SPACE}"
    return Cell(cell.text, light=f"{format_number(row.numerator or 0.0, language)}{slash}{format_number(row.denominator or 0.0, language)}")


def _predicted(row: Result | None, language: Language) -> Cell:
    if row is None:
        return Cell("–")
    if row.value is None:
        hidden = row.absence is Absence.HIDDEN
        return absent(Absence.HIDDEN, language) if hidden else Cell(in_words(_NO_PREDICTION, language), is_light=True)
    cell = with_interval(row, language, decimals_by_unit([row]))
    return Cell(cell.text, light=in_words(_FROM, language, interval=cell.light, months=row.derived.get("from_wave")))


_PAST = Bilingual(
    "Prévisions refaites pour les trimestres mûrs, sans ce qui en est venu depuis",
    "Predictions made again for mature quarters, without what came of them since",
)
_PAST_HEADINGS = {
    "wave": Bilingual("Prévu depuis le suivi de", "Predicted from the follow-up at"),
    "covered": Bilingual("Intervalles qui contenaient la valeur venue", "Intervals that held the value that came"),
    "counts": Bilingual("Contenaient / prévisions", "Held / predictions"),
    "mean_error": Bilingual("Écart absolu moyen (points de pourcentage)", "Mean absolute error (percentage points)"),
    "unchanged_error": Bilingual(
        "Le même si rien ne changeait (points de pourcentage)", "The same had nothing changed (percentage points)"
    ),
}


def past_predictions(
    table: ReleasedTable, *, language: Language, label: str = "tbl-past-predictions", caption: str | None = None
) -> TableDisplay:
    """Return one row a wave predicted from: how many intervals held what came, and the mean absolute error beside that of no change."""
    rows: dict[str, dict[str, Result]] = {}
    for row in results(table):
        rows.setdefault(row.where["wave"], {})[row.indicator] = row
    columns = [Column(key, in_words(text, language), "name" if key == "wave" else "number", 20) for key, text in _PAST_HEADINGS.items()]
    decimals = decimals_by_unit(found["covered"] for found in rows.values())

    def points(row: Result) -> Cell:
        if row.value is None:
            return absent(row.absence, language) if row.absence else Cell("–")
        return Cell(format_points(row.value, language, 1, unit=False).removeprefix("+"))

    lines = [
        Row(
            (
                Cell(label_of(table, "wave", code, language)),
                with_interval(found["covered"], language, decimals),
                counts(found["covered"], language),
                points(found["mean_error"]),
                points(found["unchanged_error"]),
            ),
            is_total=code == TOTAL,
        )
        for code, found in rows.items()
    ]
    return released_display(table, columns, lines, caption=caption or in_words(_PAST, language), label=label, language=language)
