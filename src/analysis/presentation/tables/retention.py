"""Who stays in employment: at each follow-up, from one to the next, in the first job, and two groups side by side."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, column_title, label_of
from analysis.presentation.numbers import format_gap, format_interval, format_number, format_value, is_share, rounded
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import decimals_by_unit, in_words
from analysis.presentation.tables.shown import released_display
from analysis.presentation.typography import NO_BREAK_SPACE

DIFFERENCE = "difference"
_ROWS = dict[str, dict[str, Result]]


def by_code(table: ReleasedTable, dimension: str) -> _ROWS:
    """Return the rows of everyone by their code in one dimension, then by indicator, in the order of the table."""
    found: _ROWS = {}
    for row in results(table):
        if all(code == TOTAL for name, code in row.where.items() if name != dimension):
            found.setdefault(row.where[dimension], {})[row.indicator] = row
    return found


def with_interval(row: Result | None, language: Language, decimals: Mapping[Unit, int]) -> Cell:
    """Return a value with its interval in lighter type after it."""
    if row is None:
        return Cell("–")
    if row.value is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    text = format_value(row.value, row.unit, language, decimals[row.unit])
    if row.low is None or row.high is None:
        return Cell(text)
    return Cell(text, light=format_interval(row.low, row.high, row.unit, language, decimals[row.unit]))


def by_source(text: Bilingual, table: ReleasedTable, language: Language) -> str:
    """Return a title followed by where employment was read."""
    found = [str(code) for code in table.frame["source"].unique() if code]
    said = label_of(table, "source", found[0], language, inside=True) if found else ""
    return ", ".join(part for part in (in_words(text, language), said) if part)


_UNKNOWN = Bilingual("non connues : {n}", "not known: {n}")


def counts(row: Result | None, language: Language) -> Cell:
    """Return a numerator over its denominator, and how many are not known when some are."""
    if row is None or row.denominator is None or row.numerator is None:
        return absent(row.absence, language) if row is not None and row.absence else Cell("–")
    slash = f"{NO_BREAK_SPACE}/{NO_BREAK_SPACE}"
    text = f"{format_number(row.numerator, language)}{slash}{format_number(row.denominator, language)}"
    return Cell(text, light=in_words(_UNKNOWN, language, n=format_number(row.n_missing, language)) if row.n_missing else "")


def difference_decimals(row: Result, decimals: int) -> int:
    """Return the decimals of a difference: one more where rounding would print an end as 0 that is not."""
    scale = 100 if is_share(row.unit) else 1
    ends = [end for end in (row.low, row.high) if end]
    return decimals + any(rounded(end * scale, decimals) == 0 for end in ends)


_EMPLOYMENT = Bilingual("Personnes en emploi à chaque suivi", "People employed at each follow-up")
_EMPLOYMENT_HEADINGS = {
    "wave": Bilingual("Suivi", "Follow-up"),
    "employed_at_wave": Bilingual("En emploi et intervalle à 95 %", "Employed and 95% interval"),
    "counts": Bilingual("En emploi / situation connue", "Employed / situation known"),
    "bounds": Bilingual("Toute la cohorte : au moins, au plus", "Whole cohort: at least, at most"),
    "every": Bilingual("En emploi à chaque suivi jusque-là", "Employed at every follow-up so far"),
    "returned": Bilingual("De nouveau en emploi après une perte", "Employed again after a loss"),
}
_BOUNDS_NOTE = Bilingual(
    "au moins, au plus : parts entre lesquelles se trouve celle de toute la cohorte échue, si aucune des personnes dont on ne sait "
    "rien, ou toutes, étaient en emploi",
    "at least, at most: shares between which that of the whole cohort due lies, if none of the people of whom nothing is known, or all of "
    "them, were employed",
)
_NOT_DUE = Bilingual("{n} suivis à {months} mois pas encore échus", "{n} follow-ups at {months} months not yet due")


def employment(table: ReleasedTable, *, language: Language, label: str = "tbl-employment", caption: str | None = None) -> TableDisplay:
    """Return one row a follow-up: employed, counts, bounds, employed at every one so far, employed again after a loss."""
    rows = by_code(table, "wave")
    columns = [
        Column(key, in_words(text, language), "name" if key == "wave" else "number", 10 if key == "wave" else 18)
        for key, text in _EMPLOYMENT_HEADINGS.items()
    ]
    kinds = ("employed_at_wave", "employed_at_every_wave", "returned")
    decimals = {name: decimals_by_unit(found[name] for found in rows.values() if name in found) for name in kinds}
    lines, later = [], []
    for code, found in rows.items():
        at = found["employed_at_wave"]
        every, again = found["employed_at_every_wave"], found.get("returned")
        lines.append(
            Row(
                (
                    Cell(label_of(table, "wave", code, language)),
                    with_interval(at, language, decimals["employed_at_wave"]),
                    counts(at, language),
                    _bounds(at, language),
                    _of(every, language, decimals["employed_at_every_wave"]),
                    _of(again, language, decimals["returned"]),
                )
            )
        )
        n_later = at.number("n_not_due")
        if n_later:
            later.append(in_words(_NOT_DUE, language, n=format_number(n_later, language), months=code))
    notes = [("", in_words(_BOUNDS_NOTE, language)), *([("", "; ".join(later))] if later else [])]
    return released_display(
        table, columns, lines, caption=caption or by_source(_EMPLOYMENT, table, language), label=label, language=language, notes=notes
    )


def _bounds(row: Result, language: Language) -> Cell:
    low, high = row.number("lowest"), row.number("highest")
    if low is None or high is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    return Cell(format_interval(low, high, row.unit, language, 0), is_light=True)


def _of(row: Result | None, language: Language, decimals: Mapping[Unit, int]) -> Cell:
    """Return a share with its numerator and denominator in lighter type."""
    if row is None or row.value is None:
        return absent(row.absence, language) if row is not None and row.absence else Cell("–")
    slash = f"{NO_BREAK_SPACE}/{NO_BREAK_SPACE}"
    counts = f"{format_number(row.numerator or 0.0, language)}{slash}{format_number(row.denominator or 0.0, language)}"
    return Cell(format_value(row.value, row.unit, language, decimals[row.unit]), light=counts)


_LOSSES = Bilingual(
    "Emplois perdus entre deux suivis, et personnes encore en emploi", "Jobs lost between follow-ups, and people still employed"
)
_LOSSES_HEADINGS = {
    "wave": Bilingual("Suivi", "Follow-up"),
    "lost_in_interval": Bilingual("Emploi perdu depuis le suivi précédent", "Job lost since the follow-up before"),
    "counts": Bilingual("Pertes / en emploi jusque-là et revues", "Losses / employed so far and seen again"),
    "still_employed": Bilingual("Encore en emploi et intervalle à 95 %", "Still employed and 95% interval"),
}
_LOSSES_NOTE = Bilingual(
    "de ceux qui étaient en emploi au premier suivi; une personne qu'on ne revoit pas au bout d'un intervalle n'y est pas comptée, et la "
    "colonne de droite se sert de ce qu'on en sait plus tard",
    "of those employed at the first follow-up; a person not seen at the end of an interval is not counted in it, and the column on the "
    "right uses what is known of them later",
)


def losses(
    lost: ReleasedTable, kept: ReleasedTable, *, language: Language, label: str = "tbl-losses", caption: str | None = None
) -> TableDisplay:
    """Return one row a follow-up after the first: who lost the job since the one before, and who still has one."""
    by_wave, still = by_code(lost, "wave"), by_code(kept, "wave")
    columns = [
        Column(key, in_words(text, language), "name" if key == "wave" else "number", 12 if key == "wave" else 26)
        for key, text in _LOSSES_HEADINGS.items()
    ]
    decimals = decimals_by_unit(found["lost_in_interval"] for found in by_wave.values())
    still_decimals = decimals_by_unit(found["still_employed"] for found in still.values())
    lines = [
        Row(
            (
                Cell(label_of(lost, "wave", code, language)),
                with_interval(found["lost_in_interval"], language, decimals),
                counts(found["lost_in_interval"], language),
                with_interval(still.get(code, {}).get("still_employed"), language, still_decimals),
            )
        )
        for code, found in by_wave.items()
    ]
    text = caption or by_source(_LOSSES, lost, language)
    return released_display(
        lost, columns, lines, caption=text, label=label, language=language, notes=(("", in_words(_LOSSES_NOTE, language)),)
    )


_JOBS = Bilingual("Premiers emplois qui durent plus longtemps", "First jobs that last longer")
_JOBS_HEADINGS = {
    "month": Bilingual("Depuis le début de l'emploi", "Since the job began"),
    "still_in_job": Bilingual("Dure encore et intervalle à 95 %", "Still lasting and 95% interval"),
    "at_risk": Bilingual("Emplois suivis jusque-là", "Jobs followed so far"),
}


def jobs(table: ReleasedTable, *, language: Language, label: str = "tbl-jobs", caption: str | None = None) -> TableDisplay:
    """Return one row a printed month: the share of first jobs that last longer, and how many are followed so far."""
    rows = by_code(table, "month")
    columns = [Column(key, in_words(text, language), "name" if key == "month" else "number", 30) for key, text in _JOBS_HEADINGS.items()]
    decimals = decimals_by_unit(found["still_in_job"] for found in rows.values())
    lines = []
    for code, found in rows.items():
        followed = found["at_risk"]
        number = format_number(followed.value, language) if followed.value is not None else None
        last = Cell(number) if number is not None else (absent(followed.absence, language) if followed.absence else Cell("–"))
        lines.append(Row((Cell(label_of(table, "month", code, language)), with_interval(found["still_in_job"], language, decimals), last)))
    return released_display(table, columns, lines, caption=caption or in_words(_JOBS, language), label=label, language=language)


_COMPARED = Bilingual("{first} et {second} : rester en emploi", "{first} and {second}: staying in employment")
_COMPARED_NOTE = Bilingual(
    "la différence dit ce qui distingue deux groupes, non d'où cela vient; un intervalle qui contient 0 laisse ouvert s'il y en a une",
    "the difference says what sets two groups apart, not where it comes from; an interval that holds 0 leaves open whether there is one",
)
_P_VALUE = Bilingual("log-rank : p = {p}", "log-rank: p = {p}")


def compared(table: ReleasedTable, *, language: Language, label: str = "tbl-compared", caption: str | None = None) -> TableDisplay:
    """Return one row a measure: its value in each of two groups with its interval, and their difference."""
    rows: dict[str, dict[str, Result]] = {}
    for row in results(table):
        rows.setdefault(row.where["measure"], {})[row.where["side"]] = row
    sides = list(dict.fromkeys(row.where["side"] for row in results(table)))
    names = [label_of(table, "side", side, language) for side in sides]
    columns = [
        Column("measure", column_title("measure", language), "name", 34),
        *(Column(f"side-{at}", name, "number", 22) for at, name in enumerate(names)),
    ]
    lines = []
    for measure, found in rows.items():
        decimals = decimals_by_unit(found.values())
        cells = [
            with_interval(found[side], language, decimals) if side != DIFFERENCE else _difference(found[side], language, decimals)
            for side in sides
        ]
        name = label_of(table, "measure", measure, language)
        lines.append(Row((Cell(name), *cells)))
    text = caption or in_words(_COMPARED, language, first=names[0], second=label_of(table, "side", sides[1], language, inside=True))
    return released_display(
        table, columns, lines, caption=text, label=label, language=language, notes=(("", in_words(_COMPARED_NOTE, language)),)
    )


def _difference(row: Result, language: Language, decimals: Mapping[Unit, int]) -> Cell:
    if row.value is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    places = difference_decimals(row, decimals.get(row.unit, 0))
    text = format_gap(row.value, row.unit, language, places)
    text = f"{text}{NO_BREAK_SPACE}pt" if is_share(row.unit) else text
    if row.low is None or row.high is None:
        return Cell(text)
    joint = {"fr": " à ", "en": " to "}[language]
    light = joint.join(format_gap(end, row.unit, language, places) for end in (row.low, row.high))
    p_value = row.number("p_value")
    if p_value is not None:
        light += f"; {in_words(_P_VALUE, language, p=_p(p_value, language))}"
    return Cell(text, light=light)


def _p(value: float, language: Language) -> str:
    return (
        f"<{NO_BREAK_SPACE}{format_number(0.001, language, 3)}"
        if value < 0.001
        else format_number(value, language, 2 if value >= 0.1 else 3)
    )
