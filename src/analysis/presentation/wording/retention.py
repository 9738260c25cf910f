"""What is known of who stays in employment, what two groups show side by side, and what young cohorts may come to."""

from __future__ import annotations

from math import fsum

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TextDisplay
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.numbers import format_gap, format_interval, format_number, format_points, format_share, is_share
from analysis.presentation.released import Result, results
from analysis.presentation.tables.retention import difference_decimals
from analysis.presentation.typography import NO_BREAK_SPACE
from analysis.presentation.wording.sentences import paragraph, say

_AT_LAST = Bilingual(
    "Au suivi de {months} mois, {share} ({interval}) des {n} personnes dont la situation est connue sont en emploi; "
    "pour toute la cohorte échue, la part est entre {low} et {high}, quoi que les autres soient devenues.",
    "At the {months}-month follow-up, {share} ({interval}) of the {n} people whose situation is known are employed; "
    "for the whole cohort due, the share is between {low} and {high}, whatever became of the others.",
)
_KEPT = Bilingual(
    "Parmi les personnes en emploi au premier suivi, {share} ({interval}) le sont encore à {months} mois.",
    "Among people employed at the first follow-up, {share} ({interval}) still are at {months} months.",
)
_MONTHS = Bilingual(
    "De l'entrée au dernier suivi, les personnes connues à chaque suivi passent en moyenne {months} mois en emploi ({interval}).",
    "From entry to the last follow-up, people known at every follow-up spend {months} months in employment on average ({interval}).",
)
_JOB_MONTHS = Bilingual(
    "Sur 24 mois, un premier emploi dure en moyenne {months} mois ({interval}).",
    "Out of 24 months, a first job lasts {months} months on average ({interval}).",
)
_NOT_DUE = Bilingual("Aucun suivi n'est encore échu.", "No follow-up is due yet.")
_NOBODY = Bilingual("Aucun suivi n'est à faire : il n'y a personne à suivre.", "No follow-up is to be made: there is nobody to follow.")
_NOT_SHOWN = Bilingual("Aucune de ces parts ne peut être montrée.", "Not one of these shares can be shown.")


def retention(
    employment: ReleasedTable,
    kept: ReleasedTable,
    months: ReleasedTable | None = None,
    job_months: ReleasedTable | None = None,
    *,
    language: Language,
) -> TextDisplay:
    """Return one paragraph: who is employed at the last follow-up shown and between which bounds, who still is, and for how many months."""
    said = []
    at_wave = [row for row in results(employment) if row.indicator == "employed_at_wave" and _is_everyone(row, "wave")]
    shown = [row for row in at_wave if row.value is not None]
    if shown:
        last = shown[-1]
        low, high = last.number("lowest"), last.number("highest")
        said.append(
            say(
                _AT_LAST,
                language,
                months=last.where["wave"],
                share=format_share(last.value or 0.0, language, 0),
                interval=_interval(last, language),
                n=format_number(last.denominator or 0.0, language),
                low=format_share(low or 0.0, language, 0),
                high=format_share(high or 0.0, language, 0),
            )
        )
    still = [row for row in results(kept) if _is_everyone(row, "wave") and row.value is not None and row.low is not None]
    if still:
        share = format_share(still[-1].value or 0.0, language, 0)
        said.append(say(_KEPT, language, months=still[-1].where["wave"], share=share, interval=_interval(still[-1], language)))
    for table, text in ((months, _MONTHS), (job_months, _JOB_MONTHS)):
        row = next((one for one in results(table) if one.is_total and one.value is not None), None) if table is not None else None
        if row is not None:
            said.append(say(text, language, months=format_number(row.value or 0.0, language, 1), interval=_interval(row, language, 1)))
    if not said:
        later = fsum(row.number("n_not_due") or 0.0 for row in at_wave)
        is_hidden = any(row.absence is not None and row.absence.value == "hidden" for row in at_wave)
        said.append(say(_NOT_SHOWN if is_hidden else _NOT_DUE if later else _NOBODY, language))
    return paragraph(said)


def _is_everyone(row: Result, dimension: str) -> bool:
    return all(code == TOTAL for name, code in row.where.items() if name != dimension)


def _interval(row: Result, language: Language, decimals: int = 0) -> str:
    if row.low is None or row.high is None:
        return {"fr": "sans intervalle", "en": "no interval"}[language]
    return format_interval(row.low, row.high, row.unit, language, decimals)


_HOLDS_ZERO = Bilingual(
    "{measure} : {first} contre {second}; la différence ({difference}) est entre {low} et {high} et peut être nulle.",
    "{measure}: {first} against {second}; the difference ({difference}) is between {low} and {high} and may be nil.",
)
_APART = Bilingual(
    "{measure} : {first} contre {second}; la différence ({difference}) est entre {low} et {high}.",
    "{measure}: {first} against {second}; the difference ({difference}) is between {low} and {high}.",
)
_SIDES = Bilingual("{first}, puis {second}.", "{first}, then {second}.")
_NO_DIFFERENCE = Bilingual("Aucune de ces différences ne peut être montrée.", "Not one of these differences can be shown.")


def compared(table: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return one paragraph: each measure in both groups, the difference and its interval, and whether it may be nil."""
    rows: dict[str, dict[str, Result]] = {}
    for row in results(table):
        rows.setdefault(row.where["measure"], {})[row.where["side"]] = row
    said = []
    for measure, found in rows.items():
        first, second, difference = found.values()
        if difference.value is None or difference.low is None or difference.high is None or first.value is None or second.value is None:
            continue
        text = _HOLDS_ZERO if difference.low <= 0 <= difference.high else _APART
        numbers = {
            "first": _plain(first.value, first, language),
            "second": _plain(second.value, second, language),
            **{
                name: _gap(value, difference, language)
                for name, value in (("difference", difference.value), ("low", difference.low), ("high", difference.high))
            },
        }
        said.append(say(text, language, measure=label_of(table, "measure", measure, language), **numbers))
    if not said:
        return paragraph([say(_NO_DIFFERENCE, language)])
    sides = list(next(iter(rows.values())))
    names = [label_of(table, "side", side, language, inside=bool(at)) for at, side in enumerate(sides[:2])]
    return paragraph([say(_SIDES, language, first=names[0], second=names[1]), *said])


def _plain(value: float, row: Result, language: Language) -> str:
    return format_share(value, language, 0) if is_share(row.unit) else format_number(value, language, 1)


def _gap(value: float, row: Result, language: Language) -> str:
    if is_share(row.unit):
        return f"{format_points(value, language, difference_decimals(row, 0), unit=False)}{NO_BREAK_SPACE}pt"
    return format_gap(value, row.unit, language, difference_decimals(row, 1))


_PREDICTED = Bilingual(
    "Trimestres d'entrée qui n'ont pas atteint {months} mois et dont la part en emploi y est prévue : {n}, de {low} à {high}, chacune avec "
    "son intervalle.",
    "Quarters of entry that have not reached {months} months and whose share employed then is predicted: {n}, from {low} to {high}, each "
    "with its interval.",
)
_TESTED = Bilingual(
    "Refaites pour les trimestres mûrs, {held} prévisions sur {n} avaient un intervalle qui contenait la valeur venue; elles s'en "
    "écartaient en moyenne de {error}, contre {unchanged} en supposant que rien ne change.",
    "Made again for mature quarters, {held} of {n} predictions had an interval that held the value that came; they were off by {error} on "
    "average, against {unchanged} by supposing that nothing changes.",
)
_NOTHING_TO_PREDICT = Bilingual(
    "Aucune valeur ne peut être prévue : il faut au moins trois trimestres d'entrée arrivés au dernier suivi.",
    "No value can be predicted: at least three quarters of entry must have reached the last follow-up.",
)
_NOT_TESTED = Bilingual("Aucune prévision passée ne peut être vérifiée encore.", "No past prediction can be checked yet.")


def young_cohorts(cohorts: ReleasedTable, past: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return one paragraph: what the young quarters are predicted to come to, and how right such predictions were of mature ones."""
    predicted = [row for row in results(cohorts) if row.indicator == "predicted" and row.value is not None]
    said = []
    if predicted:
        shares = [row.value or 0.0 for row in predicted]
        ends = [format_share(end, language, 0) for end in (min(shares), max(shares))]
        months = predicted[0].where["wave"]
        said.append(say(_PREDICTED, language, n=format_number(len(predicted), language), months=months, low=ends[0], high=ends[1]))
    else:
        said.append(say(_NOTHING_TO_PREDICT, language))
    whole = {row.indicator: row for row in results(past) if row.is_total}
    held, error, unchanged = (whole.get(name) for name in ("covered", "mean_error", "unchanged_error"))
    if held is not None and held.value is not None and error is not None and unchanged is not None:
        counts = {"held": format_number(held.numerator or 0.0, language), "n": format_number(held.denominator or 0.0, language)}
        errors = {
            name: format_points(row.value or 0.0, language, 1).removeprefix("+")
            for name, row in (("error", error), ("unchanged", unchanged))
        }
        said.append(say(_TESTED, language, **counts, **errors))
    else:
        said.append(say(_NOT_TESTED, language))
    return paragraph(said)
