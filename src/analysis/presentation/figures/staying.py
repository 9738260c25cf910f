"""Who is employed at each follow-up, who still is, and how long first jobs last: curves with bands."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.languages import Bilingual, Language, filled
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.month_curves import Axis, MonthCurve, Point, curves_height, paint_curves
from analysis.presentation.figures.paper import Words, figure, without_cases
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.marks import symbol_of
from analysis.presentation.numbers import format_interval, format_number, format_share
from analysis.presentation.released import Result, results, source_line
from analysis.presentation.tables.cells import in_words

_TABLE = Bilingual("Les nombres sont dans le tableau du même chapitre.", "The numbers are in the table of the same chapter.")
_FROM_ENTRY = Bilingual("Mois depuis l'entrée", "Months since entry")
_EMPLOYMENT_SUBTITLE = Bilingual(
    "Part en emploi à chaque suivi, parmi les personnes dont la situation est connue, et intervalle à 95 %",
    "Share employed at each follow-up, among people whose situation is known, and 95% interval",
)
_EMPLOYMENT_BOTH = Bilingual(
    "À {months} mois, {answers} des personnes jointes disent être en emploi; les fichiers en trouvent {files}",
    "At {months} months, {answers} of people reached say they are employed; the files find {files}",
)
_EMPLOYMENT_ONE = Bilingual(
    "À {months} mois, {share} des personnes connues sont en emploi", "At {months} months, {share} of people known are employed"
)
_EMPLOYMENT_NEUTRAL = Bilingual("Part en emploi à chaque suivi", "Share employed at each follow-up")
_CURVES = Bilingual(
    "Courbes de parts de 0 à 100 % selon le nombre de mois; une bande claire donne l'intervalle.",
    "Curves of shares from 0 to 100% by number of months; a light band gives the interval.",
)


def employment(
    answers: ReleasedTable,
    files: ReleasedTable | None = None,
    *,
    language: Language,
    label: str = "fig-employment",
    caption: str | None = None,
) -> FigureDisplay:
    """Return the share employed at each follow-up, by what people answered and by administrative files where `files` was read in them."""
    both = [answers, *([files] if files is not None and _source(files) != _source(answers) else [])]
    drawn = [MonthCurve(label_of(table, "source", _source(table), language), _points(table, "employed_at_wave", "wave")) for table in both]
    shares = [_last_together(drawn, place) for place in range(len(drawn))]
    message = _EMPLOYMENT_NEUTRAL[language]
    last = next((share for share in shares if share is not None), None)
    if len(shares) == 2 and shares[0] is not None and shares[1] is not None:
        texts = [format_share(one[1], language, 0) for one in (shares[0], shares[1])]
        months = format_number(shares[0][0], language)
        message = in_words(_EMPLOYMENT_BOTH, language, months=months, answers=texts[0], files=texts[1])
    elif last is not None:
        message = in_words(_EMPLOYMENT_ONE, language, months=format_number(last[0], language), share=format_share(last[1], language, 0))
    return _figure(
        label, caption or message, _EMPLOYMENT_SUBTITLE, message, answers, drawn=drawn, axis=Axis(_FROM_ENTRY[language]), language=language
    )


def _source(table: ReleasedTable) -> str:
    return next((str(code) for code in table.frame["source"].unique()), "")


def _last_together(drawn: Sequence[MonthCurve], place: int) -> tuple[float, float] | None:
    """Return the last month at which every curve has a value, and the value of one."""
    months = [
        point.month
        for point in drawn[place].points
        if all(any(p.month == point.month and p.value is not None for p in c.points) for c in drawn)
    ]
    if not months:
        return None
    value = next(point.value for point in drawn[place].points if point.month == months[-1])
    return months[-1], value or 0.0


_KEPT_SUBTITLE = Bilingual(
    "Personnes en emploi au suivi de {first} mois : part encore en emploi à chaque suivi, et intervalle à 95 %",
    "People employed at the {first}-month follow-up: share still employed at each follow-up, and 95% interval",
)
_KEPT = Bilingual(
    "{months} mois après l'entrée, {share} ({interval}) des personnes en emploi à {first} mois le sont encore",
    "{months} months after entry, {share} ({interval}) of those employed at {first} months still are",
)
_KEPT_NEUTRAL = Bilingual("Part encore en emploi à chaque suivi", "Share still employed at each follow-up")


def still_employed(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "fig-still-employed",
    caption: str | None = None,
) -> FigureDisplay:
    """Return the share still employed at each follow-up of those employed at the first: one curve, or one a group of the table."""
    # The labels of a table of waves name them all, the first one too.
    first_wave = min((int(code) for code in table.labels.get("wave", {}) if code.isdigit()), default=0)
    by = next((name for name in table.dimensions if name != "wave"), None)
    codes = [TOTAL] if by is None else [code for code in dict.fromkeys(row.where[by] for row in results(table)) if code != TOTAL]
    start = Point(float(first_wave), 1.0)
    drawn = []
    for code in codes:
        points = _points(table, "still_employed", "wave", {} if by is None else {by: code})
        if any(point.value is not None for point in points):
            drawn.append(MonthCurve("" if by is None else label_of(table, by, code, language), [start, *points]))
    message = (
        _message(table, "still_employed", "wave", (_KEPT, _KEPT_NEUTRAL), language, first=first_wave)
        if by is None
        else _KEPT_NEUTRAL[language]
    )
    said = label_of(table, "source", _source(table), language, inside=True)
    subtitle = Bilingual(*(f"{filled(text, first=first_wave)}, {said}" for text in (_KEPT_SUBTITLE.fr, _KEPT_SUBTITLE.en)))
    return _figure(
        label, caption or message, subtitle, message, table, drawn=drawn[:3], axis=Axis(_FROM_ENTRY[language]), language=language
    )


_JOBS_SUBTITLE = Bilingual(
    "Premiers emplois trouvés dans les fichiers administratifs : part qui dure plus longtemps (Kaplan–Meier), intervalle à 95 %",
    "First jobs found in administrative files: share lasting longer (Kaplan–Meier), 95% interval",
)
_JOBS = Bilingual(
    "{share} ({interval}) des premiers emplois durent plus de {months} mois",
    "{share} ({interval}) of first jobs last more than {months} months",
)
_JOBS_NEUTRAL = Bilingual("Durée des premiers emplois", "How long first jobs last")
_SINCE_JOB = Bilingual("Mois depuis le début de l'emploi", "Months since the job began")
_FOLLOWED = Bilingual("Emplois suivis jusque-là", "Jobs followed so far")


def jobs(table: ReleasedTable, *, language: Language, label: str = "fig-jobs", caption: str | None = None) -> FigureDisplay:
    """Return the share of first jobs that last longer than each printed month, as steps, with how many are followed below."""
    rows = {(row.indicator, row.where["month"]): row for row in results(table)}
    points = _points(table, "still_in_job", "month")
    followed = [_number(rows.get(("at_risk", f"{point.month:g}")), language) for point in points]
    is_known = any(point.value is not None for point in points)
    drawn = [MonthCurve("", [Point(0.0, 1.0), *points], ["", *followed])] if is_known else []
    message = _message(table, "still_in_job", "month", (_JOBS, _JOBS_NEUTRAL), language, at="12")
    axis = Axis(_SINCE_JOB[language], _FOLLOWED[language], is_steps=True)
    return _figure(label, caption or message, _JOBS_SUBTITLE, message, table, drawn=drawn, axis=axis, language=language)


def _number(row: Result | None, language: Language) -> str:
    if row is None:
        return ""
    return format_number(row.value, language) if row.value is not None else (symbol_of(row.absence, language) if row.absence else "–")


def _points(table: ReleasedTable, indicator: str, dimension: str, where: dict[str, str] | None = None) -> list[Point]:
    chosen = {name: TOTAL for name in table.dimensions if name != dimension} | (where or {})
    return [
        Point(float(row.where[dimension]), row.value, row.low, row.high)
        for row in results(table)
        if row.indicator == indicator and all(row.where[name] == code for name, code in chosen.items())
    ]


def _message(
    table: ReleasedTable,
    indicator: str,
    dimension: str,
    texts: tuple[Bilingual, Bilingual],
    language: Language,
    *,
    at: str = "",
    **values: object,
) -> str:
    """Say the last value shown (or that of one month) with its interval; neutral when none is."""
    said, neutral = texts
    shown = [
        row
        for row in results(table)
        if row.indicator == indicator and row.value is not None and row.low is not None and row.high is not None
    ]
    chosen = next((row for row in shown if row.where[dimension] == at), shown[-1] if shown else None)
    if chosen is None or chosen.value is None or chosen.low is None or chosen.high is None:
        return in_words(neutral, language)
    interval = format_interval(chosen.low, chosen.high, chosen.unit, language, 0)
    return in_words(
        said, language, months=chosen.where[dimension], share=format_share(chosen.value, language, 0), interval=interval, **values
    )


def _figure(
    label: str,
    caption: str,
    subtitle: Bilingual,
    message: str,
    table: ReleasedTable,
    *,
    drawn: Sequence[MonthCurve],
    axis: Axis,
    language: Language,
) -> FigureDisplay:
    words = Words(
        caption,
        in_words(subtitle, language),
        source_line(table, language),
        f"{in_words(_CURVES, language)} {message}. {in_words(_TABLE, language)}",
    )
    if not any(point.value is not None for curve in drawn for point in curve.points):
        return without_cases(label, words, language)
    return figure(label, words, lambda width: curves_height(drawn, width), lambda sheet: paint_curves(sheet, drawn, axis, language))
