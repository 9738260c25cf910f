"""Satisfaction on a page: how many are satisfied of those who answered, how many were asked, participants beside employers, and change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, column_title, label_of
from analysis.presentation.numbers import format_interval, format_number, format_points, format_share
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import decimals_by_unit, in_words, value_cell
from analysis.presentation.tables.shown import released_display
from analysis.presentation.typography import NO_BREAK_SPACE

SURVEY = Bilingual("Sondage", "Survey")
SATISFIED = Bilingual("Réponses de 4 ou 5 et intervalle à 95 %", "Answers of 4 or 5 and 95% interval")
COUNTS = Bilingual("Satisfaits / réponses", "Satisfied / answers")
ASKED = Bilingual("Sondés", "Asked")
RESPONSE = Bilingual("Ont répondu", "Answered")
OUTSIDE = Bilingual(
    "la part porte sur les réponses de 1 à 5; qui n'a pas répondu n'y est pas, et se lit dans la dernière colonne",
    "the share is one of answers from 1 to 5; those who did not answer are not in it, and are read in the last column",
)
NOBODY_ASKED = Bilingual("personne n'a été sondé", "nobody was asked")
NOBODY_ANSWERED = Bilingual("aucune réponse", "no answer")


def satisfaction(
    table: ReleasedTable,
    *,
    language: Language,
    survey: str | None = None,
    label: str = "tbl-satisfaction",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a survey; of a table by a grouping, one row a group of the survey named."""
    dimension = next((name for name in table.dimensions if name != "survey"), None)
    if dimension is None:
        rows = list(results(table))
        names = [label_of(table, "survey", row.where["survey"], language) for row in rows]
        heading, title = in_words(SURVEY, language), in_words(Bilingual("Satisfaction par sondage", "Satisfaction by survey"), language)
    else:
        chosen = survey or results(table)[0].where["survey"]
        rows = sorted(of_survey(table, chosen), key=lambda row: row.where[dimension] == TOTAL)
        names = [label_of(table, dimension, row.where[dimension], language) for row in rows]
        heading = column_title(dimension, language)
        title = f"{label_of(table, 'survey', chosen, language)}, {_BY[language]} {heading.lower()}"
    columns = [
        Column("name", heading, "name", 26),
        Column("satisfied", in_words(SATISFIED, language), "number", 20),
        Column("counts", in_words(COUNTS, language), "number", 16),
        Column("asked", in_words(ASKED, language), "number", 10),
        Column("response", in_words(RESPONSE, language), "number", 16),
    ]
    decimals = decimals_by_unit(rows)
    made = [
        Row(
            (
                named_cell(name, row, language),
                share_cell(row, language, decimals),
                fraction_cell(row, language),
                *response_cells(row, language),
            ),
            is_total=dimension is not None and row.where[dimension] == TOTAL,
        )
        for name, row in zip(names, rows, strict=True)
    ]
    notes = [("", in_words(OUTSIDE, language))]
    if dimension == "group":
        overlap = Bilingual("une personne peut être de plusieurs groupes", "a person may be in several groups")
        notes.append(("", in_words(overlap, language)))
    return released_display(
        table, columns, made, caption=caption or with_period(title, language, fiscal_year), label=label, language=language, notes=notes
    )


_BY = {"fr": "par", "en": "by"}


def satisfaction_answers(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-satisfaction-answers",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return the five answers of each survey with their counts, and those who did not answer apart."""
    by_survey: dict[str, dict[tuple[str, str], Result]] = {}
    for row in results(table):
        by_survey.setdefault(row.where["survey"], {})[row.indicator, row.where["answer"]] = row
    answers = ("1", "2", "3", "4", "5")
    silent = in_words(Bilingual("Sans réponse", "No answer"), language)
    columns = [
        Column("survey", in_words(SURVEY, language), "name", 28),
        *(Column(f"answer_{code}", label_of(table, "answer", code, language), "number", 12) for code in answers),
        Column("silent", silent, "number", 14),
    ]
    rows = []
    for survey, found in by_survey.items():
        cells = [_of_all(found["answers", code], language) for code in answers]
        asked = found["asked", TOTAL]
        silence = Cell("–") if asked.denominator is None or not asked.denominator else _count(asked.n_missing, asked.denominator, language)
        cells.append(absent(asked.absence, language) if asked.absence and asked.denominator is None else silence)
        rows.append(Row((Cell(label_of(table, "survey", survey, language)), *cells)))
    note = Bilingual(
        "les cinq parts sont celles des réponses; la dernière est celle des sondés",
        "the five shares are of answers; the last is of those asked",
    )
    title = in_words(Bilingual("Réponses de 1 à 5 par sondage", "Answers from 1 to 5 by survey"), language)
    return released_display(
        table,
        columns,
        rows,
        caption=caption or with_period(title, language, fiscal_year),
        label=label,
        language=language,
        notes=(("", in_words(note, language)),),
    )


def satisfaction_respondents(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-satisfaction-respondents",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return participants beside employers on each occasion, and the difference in percentage points with its interval."""
    by_occasion: dict[str, dict[str, Result]] = {}
    for row in results(table):
        by_occasion.setdefault(row.where["occasion"], {})[row.indicator] = row
    columns = [
        Column("occasion", in_words(Bilingual("Moment", "Occasion"), language), "name", 24),
        Column("participants", in_words(Bilingual("Participants satisfaits", "Participants satisfied"), language), "number", 24),
        Column("employers", in_words(Bilingual("Employeurs satisfaits", "Employers satisfied"), language), "number", 24),
        Column(
            "difference", in_words(Bilingual("Écart (points) et intervalle", "Difference (points) and interval"), language), "number", 24
        ),
    ]
    decimals = decimals_by_unit([row for row in results(table) if row.indicator != "participants_less_employers"])
    rows = []
    for occasion, found in by_occasion.items():
        shares = [_with_counts(found.get(name), language, decimals) for name in ("participants_satisfied", "employers_satisfied")]
        cells = (*shares, points_cell(found.get("participants_less_employers"), language))
        rows.append(Row((Cell(label_of(table, "occasion", occasion, language)), *cells)))
    title = in_words(Bilingual("Participants et employeurs", "Participants and employers"), language)
    return released_display(
        table, columns, rows, caption=caption or with_period(title, language, fiscal_year), label=label, language=language
    )


def satisfaction_change(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-satisfaction-change",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
    years: int = 1,
) -> TableDisplay:
    """Return start and later: all who answered, then those who answered both times, with their change."""
    columns = [
        Column("who", in_words(Bilingual("Répondants", "Respondents"), language), "name", 30),
        Column("start", in_words(Bilingual("Satisfaits au début", "Satisfied at the start"), language), "number", 20),
        Column("later", in_words(Bilingual("Satisfaits plus tard", "Satisfied later"), language), "number", 20),
        Column("change", in_words(Bilingual("Changement (points) et intervalle", "Change (points) and interval"), language), "number", 24),
    ]
    rows = []
    everyone = Bilingual("{who}, toutes les réponses", "{who}, all answers")
    same = Bilingual("{who}, qui ont répondu aux deux moments", "{who} who answered on both occasions")
    for respondent, found in pairs_of(table).items():
        who = label_of(table, "respondent", respondent, language)
        shown = [row for row in (found.start, found.later) if row is not None]
        decimals = decimals_by_unit(shown)
        all_cells = [_with_counts(row, language, decimals) for row in (found.start, found.later)]
        rows.append(Row((Cell(in_words(everyone, language, who=who)), *all_cells, Cell("–"))))
        cells = [_margin(part, found.total, language) for part in (found.start_of_same, found.later_of_same)]
        rows.append(Row((Cell(in_words(same, language, who=who)), *cells, points_cell(found.change, language))))
    note = Bilingual(
        "le changement n'est calculé que chez qui a répondu aux deux moments; toutes les réponses ensemble mêlent un "
        "changement et un changement de répondants",
        "change is computed only among those who answered on both occasions; all answers together mix a change and a change of respondents",
    )
    title = in_words(Bilingual("Du début à douze mois ou au retrait", "From the start to twelve months or withdrawal"), language)
    return released_display(
        table,
        columns,
        rows,
        caption=caption or with_period(title, language, fiscal_year, years),
        label=label,
        language=language,
        notes=(("", in_words(note, language)),),
    )


class Pairs:
    """The rows of one kind of respondent in a table of change; those that are not there are None."""

    def __init__(self, rows: Iterable[Result]) -> None:
        found = {(row.indicator, row.where["at_start"], row.where["later"]): row for row in rows}
        self.start = found.get(("start_of_all", TOTAL, TOTAL))
        self.later = found.get(("later_of_all", TOTAL, TOTAL))
        self.total = found.get(("pairs", TOTAL, TOTAL))
        self.start_of_same = found.get(("pairs", "satisfied", TOTAL))
        self.later_of_same = found.get(("pairs", TOTAL, "satisfied"))
        self.change = found.get(("paired_change", TOTAL, TOTAL))


def pairs_of(table: ReleasedTable) -> Mapping[str, Pairs]:
    """Return the rows of a table of change by kind of respondent."""
    by_respondent: dict[str, list[Result]] = {}
    for row in results(table):
        by_respondent.setdefault(row.where["respondent"], []).append(row)
    return {respondent: Pairs(rows) for respondent, rows in by_respondent.items()}


def of_survey(table: ReleasedTable, survey: str, indicator: str | None = None) -> list[Result]:
    """Return the rows of one survey, of one indicator if asked."""
    return [row for row in results(table) if row.where["survey"] == survey and indicator in (None, row.indicator)]


def with_period(title: str, language: Language, fiscal_year: FiscalYear | None, years: int = 1) -> str:
    """Return a title with its fiscal year, or with the first and the last of those put together."""
    if fiscal_year is None:
        return title
    if years == 1:
        return f"{title}, {fiscal_year.label(language)}"
    between = Bilingual("de {first} à {last}", "{first} to {last}")
    first, last = fiscal_year.previous(years - 1).label(language), fiscal_year.label(language)
    return f"{title}, {in_words(between, language, first=first, last=last)}"


def named_cell(name: str, row: Result, language: Language) -> Cell:
    """Return the name of a group, and that nobody was asked or nobody answered where it is so."""
    if row.absence is not None and row.number("n_asked") is not None and row.denominator == 0:
        return Cell(name, light=in_words(NOBODY_ANSWERED if row.number("n_asked") else NOBODY_ASKED, language))
    return Cell(name)


def share_cell(row: Result, language: Language, decimals: Mapping[Unit, int]) -> Cell:
    """Return a share with its interval in lighter type."""
    cell = value_cell(row, language, decimals)
    if row.value is None or row.low is None or row.high is None:
        return cell
    return Cell(cell.text, light=format_interval(row.low, row.high, row.unit, language, decimals[row.unit]))


def fraction_cell(row: Result, language: Language) -> Cell:
    """Return « numerator / denominator »."""
    if row.numerator is None or row.denominator is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    slash = f"{NO_BREAK_SPACE}/{NO_BREAK_SPACE}"
    return Cell(f"{format_number(row.numerator, language)}{slash}{format_number(row.denominator, language)}")


def response_cells(row: Result, language: Language) -> Sequence[Cell]:
    """Return how many were asked, and how many of them answered with their share."""
    asked, share = row.number("n_asked"), row.number("response_share")
    if asked is None or row.denominator is None:
        cell = absent(row.absence, language) if row.absence else Cell("–")
        return cell, cell
    answered = Cell(format_number(row.denominator, language), light="" if share is None else format_share(share, language, 0))
    return Cell(format_number(asked, language)), answered


def points_cell(row: Result | None, language: Language) -> Cell:
    """Return a difference of shares in percentage points with its interval."""
    if row is None:
        return Cell("–")
    if row.value is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    light = "" if row.low is None or row.high is None else points_interval(row.low, row.high, language)
    return Cell(format_points(row.value, language, 1, unit=False), light=light)


def points_interval(low: float, high: float, language: Language) -> str:
    """Return « −3,8 à +3,0 » in percentage points."""
    joint = {"fr": " à ", "en": " to "}[language]
    return f"{format_points(low, language, 1, unit=False)}{joint}{format_points(high, language, 1, unit=False)}"


def _with_counts(row: Result | None, language: Language, decimals: Mapping[Unit, int]) -> Cell:
    if row is None:
        return Cell("–")
    cell = value_cell(row, language, decimals)
    return cell if row.value is None else Cell(cell.text, light=fraction_cell(row, language).text)


def _margin(part: Result | None, total: Result | None, language: Language) -> Cell:
    """Return a share of those who answered twice, from two counts that are shown."""
    if part is None or total is None or part.value is None or not total.value:
        absence = next((row.absence for row in (part, total) if row is not None and row.absence), None)
        return absent(absence, language) if absence else Cell("–")
    slash = f"{NO_BREAK_SPACE}/{NO_BREAK_SPACE}"
    counts = f"{format_number(part.value, language)}{slash}{format_number(total.value, language)}"
    return Cell(format_share(part.value / total.value, language, 1 if total.value >= 200 else 0), light=counts)


def _count(n: float | None, of: float, language: Language) -> Cell:
    return Cell("–") if n is None else Cell(format_number(n, language), light=format_share(n / of, language, 0))


def _of_all(row: Result, language: Language) -> Cell:
    if row.value is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    return _count(row.value, row.denominator or 1.0, language)
