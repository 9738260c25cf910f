"""What the measures, denominators and situations of those who stay in employment are called, by where employment was read."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from analysis.core.languages import Bilingual
from analysis.evaluation.rows import EVERYONE, interval_label, months_label
from analysis.evaluation.wave_patterns import State
from analysis.indicators.table import SMALLEST, TOTAL

if TYPE_CHECKING:
    from analysis.evaluation.wave_patterns import Patterns

EXITS = {"training": State.TRAINING, "neither": State.NEITHER}
"""What people who lose their job are found in at the next wave."""
LABELS: dict[str, Bilingual] = {
    "employed_at_wave": Bilingual("en emploi au suivi", "employed at the follow-up"),
    "employed_at_every_wave": Bilingual("en emploi à chaque suivi jusque-là", "employed at every follow-up so far"),
    "kept_since_first": Bilingual("toujours en emploi depuis le premier suivi", "employed ever since the first follow-up"),
    "returned": Bilingual("de nouveau en emploi après une perte", "employed again after a loss"),
    "lost_in_interval": Bilingual("emploi perdu depuis le suivi précédent", "job lost since the follow-up before"),
    "still_employed": Bilingual("encore en emploi", "still employed"),
    "months_in_employment": Bilingual("mois en emploi", "months in employment"),
    "left_for": Bilingual("sortie de l'emploi, incidence cumulée", "leaving employment, cumulative incidence"),
    "n_in_state": Bilingual("participations", "participations"),
    "n_moves": Bilingual("participations", "participations"),
}
_DENOMINATORS: dict[str, Bilingual] = {
    "answered": Bilingual("personnes jointes au suivi", "people reached at the follow-up"),
    "answered_all": Bilingual("personnes jointes à chaque suivi jusque-là", "people reached at every follow-up so far"),
    "employed_at_first": Bilingual(
        "personnes en emploi au premier suivi et jointes à chaque suivi depuis",
        "people employed at the first follow-up and reached at every one since",
    ),
    "had_lost": Bilingual(
        "personnes jointes deux suivis de suite, sans emploi au premier des deux après en avoir eu un",
        "people reached at two follow-ups in a row, without a job at the first of them after having had one",
    ),
    "at_risk": Bilingual(
        "personnes en emploi à chaque suivi jusqu'au précédent, et jointes à celui-ci",
        "people employed at every follow-up up to the one before, and reached at this one",
    ),
    "due": Bilingual("participations dont le suivi est échu", "participations whose follow-up is due"),
    "both_due": Bilingual("participations dont les deux suivis sont échus", "participations whose two follow-ups are due"),
    "answered_whole": Bilingual("personnes jointes à chaque suivi du calendrier", "people reached at every follow-up of the calendar"),
    SMALLEST: Bilingual("plus petit compte dont la valeur est faite", "smallest of the counts that the value is made of"),
}
_OF_FILES: dict[str, Bilingual] = {
    "answered": Bilingual("personnes que les fichiers connaissent ce jour-là", "people whom the files know on that day"),
    "answered_all": Bilingual(
        "personnes que les fichiers connaissent à chaque suivi jusque-là", "people whom the files know at every one so far"
    ),
    "employed_at_first": Bilingual(
        "personnes en emploi au premier suivi et connues des fichiers à chaque suivi depuis",
        "people employed at the first follow-up and known to the files at every one since",
    ),
    "had_lost": Bilingual(
        "personnes connues deux suivis de suite, sans emploi au premier des deux après en avoir eu un",
        "people known at two follow-ups in a row, without a job at the first of them after having had one",
    ),
    "at_risk": Bilingual(
        "personnes en emploi à chaque suivi jusqu'au précédent, et connues à celui-ci",
        "people employed at every follow-up up to the one before, and known at this one",
    ),
    "answered_whole": Bilingual("personnes connues à chaque suivi du calendrier", "people known at every follow-up of the calendar"),
}
"""What the denominators are called where employment is read in administrative files."""
STATE_LABELS: dict[str, Bilingual] = {
    "enough_hours": Bilingual("en emploi, {hours} h ou plus par semaine", "employed, {hours} hours a week or more"),
    "fewer_hours": Bilingual("en emploi, moins de {hours} h ou heures non dites", "employed, under {hours} hours or hours not said"),
    "training": Bilingual("aux études ou en formation, sans emploi", "in training or education, without a job"),
    "neither": Bilingual("ni en emploi ni aux études", "neither employed nor in training"),
    "not_known": Bilingual("non connu", "not known"),
    "employed": Bilingual("en emploi", "employed"),
    "not_employed": Bilingual("sans emploi", "not employed"),
}


def labels(patterns: Patterns) -> dict[str, dict[str, Bilingual]]:
    """Return what the codes of every table about waves are called."""
    hours = "" if patterns.least_hours is None else f"{patterns.least_hours:g}"
    named = {code: text.filled(hours=hours) for code, text in STATE_LABELS.items()}
    if patterns.least_hours is None:
        named["enough_hours"] = Bilingual("en emploi", "employed")
    waves = {str(months): months_label(months) for months in patterns.waves}
    steps = {f"{begin}-{end}": interval_label(begin, end) for begin, end in pairwise(patterns.waves)}
    denominators = _DENOMINATORS | (_OF_FILES if patterns.source == "files" else {})
    found = {
        "indicator": dict(LABELS), "denominator_name": denominators, "wave": waves, "state": named, "interval": steps,
        "from": dict(named), "to": dict(named), "exit": {name: named[name] for name in EXITS},
    }  # fmt: skip
    return found | ({patterns.by: dict(patterns.labels) | {TOTAL: EVERYONE}} if patterns.by else {})
