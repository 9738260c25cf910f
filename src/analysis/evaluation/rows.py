"""The rows that answers about what became of people are made of, and the table that holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.core.languages import Bilingual
from analysis.indicators.results import INTERVAL_METHODS
from analysis.indicators.table import TOTAL, VALUE_COLUMNS, IndicatorTable, Subject

if TYPE_CHECKING:
    from analysis.extracts.store import Store

EVERYONE = Bilingual("Ensemble", "All")
SOURCES = {
    "answers": Bilingual("selon ce que les personnes jointes ont répondu", "by what the people reached answered"),
    "files": Bilingual("selon les fichiers administratifs", "by administrative files"),
}
"""Where employment is read."""
METHODS: dict[str, Bilingual] = {
    "log_log": Bilingual("intervalle log(−log) à 95 %, erreur de Greenwood", "95% log(−log) interval, Greenwood's error"),
    "interval_censored": Bilingual(
        "intervalle log(−log) à 95 %, courbe de Turnbull (pertes connues entre deux suivis)",
        "95% log(−log) interval, Turnbull's curve (losses known between two follow-ups)",
    ),
    "log_log_incidence": Bilingual(
        "intervalle log(−log) à 95 % d'une incidence cumulée", "95% log(−log) interval of a cumulative incidence"
    ),
    "restricted_mean": Bilingual("intervalle à 95 % de l'aire sous la courbe", "95% interval of the area under the curve"),
    "welch": Bilingual("intervalle à 95 % d'une différence de deux moyennes", "95% interval of a difference of two means"),
    "difference_of_curves": Bilingual("intervalle à 95 % d'une différence de deux courbes", "95% interval of a difference of two curves"),
    "difference_of_areas": Bilingual(
        "intervalle à 95 % d'une différence de deux aires sous la courbe", "95% interval of a difference of two areas under curves"
    ),
    "resampling": Bilingual("intervalle de prévision à 95 %, par rééchantillonnage", "95% prediction interval, by resampling"),
}
"""What the interval methods of this room are called, beside those of the indicators."""


def smallest_count(exits: Iterable[float], at_risk: Iterable[float]) -> float:
    """Return the smallest count that a product of shares gives away: those who left in an interval, or those who did not.

    Nobody leaving where somebody could is an answer about each of them: it counts as the smallest number of persons there is.
    """
    counts = [count for out, risk in zip(exits, at_risk, strict=True) if risk > 0 for count in (out, risk - out)]
    return max(min(counts), 1.0) if counts else 0.0


def table(
    store: Store,
    rows: Sequence[dict[str, Any]],
    dimensions: tuple[str, ...],
    labels: Mapping[str, Mapping[str, Bilingual]],
    step: str,
    *,
    subject: Subject = Subject.PERSONS,
    additive: tuple[str, ...] = (),
    derived: tuple[str, ...] = (),
    source: str = "",
) -> IndicatorTable:
    """Return rows as a table of persons; every derived column is emptied where its row is hidden.

    `source` is where employment was read, `answers` or `files`: the same in every row.
    """
    frame = pd.DataFrame(rows, columns=["indicator", *dimensions, *VALUE_COLUMNS, *derived]).assign(source=source)
    methods = {code: (METHODS.get(code) or INTERVAL_METHODS[code]) for code in sorted(set(frame["interval_method"]))}
    everyone = {name: dict(labels.get(name, {})) | {TOTAL: EVERYONE} for name in dimensions}
    return IndicatorTable(
        frame=frame,
        subject=subject,
        provenance=store.provenance.after(step),
        dimensions=dimensions,
        additive=additive,
        derived=derived,
        revealing=derived,
        labels=dict(labels) | everyone | {"interval_method": methods, "source": SOURCES},
    )


def months_label(months: int) -> Bilingual:
    """Return what a wave is called."""
    return Bilingual(f"{months} mois", f"{months} month{'' if months == 1 else 's'}")


def interval_label(begin: int, end: int) -> Bilingual:
    """Return what the time between two waves is called."""
    return Bilingual(f"de {begin} à {end} mois", f"from {begin} to {end} months")
