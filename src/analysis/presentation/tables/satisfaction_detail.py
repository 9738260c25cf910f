"""What stands behind a satisfaction result: who answered, each provider beside the others, the several questions, unusual answers."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, column_title, label_of
from analysis.presentation.numbers import format_interval, format_number, format_share
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import decimals_by_unit, in_words
from analysis.presentation.tables.satisfaction import (
    COUNTS,
    SATISFIED,
    fraction_cell,
    named_cell,
    of_survey,
    response_cells,
    share_cell,
    with_period,
)
from analysis.presentation.tables.shown import released_display


def satisfaction_response(
    table: ReleasedTable,
    *,
    language: Language,
    survey: str | None = None,
    label: str = "tbl-satisfaction-response",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return who answered and who is satisfied by what is known of employment, and the share with response evened out as the last row."""
    chosen = survey or _first_survey(table)
    response = {row.where["outcome"]: row for row in of_survey(table, chosen, "response_share")}
    satisfied = {row.where["outcome"]: row for row in of_survey(table, chosen, "satisfied_share")}
    evened = next(iter(of_survey(table, chosen, "reweighted_share")), None)
    columns = [
        Column("outcome", in_words(Bilingual("Situation d'emploi", "Employment status"), language), "name", 28),
        Column(
            "response",
            in_words(Bilingual("Ont répondu, en part des sondés", "Answered, as a share of those asked"), language),
            "number",
            22,
        ),
        Column("asked", in_words(Bilingual("Réponses / sondés", "Answers / asked"), language), "number", 16),
        Column("satisfied", in_words(SATISFIED, language), "number", 22),
        Column("counts", in_words(COUNTS, language), "number", 16),
    ]
    by_response = decimals_by_unit(response.values())
    by_satisfied = decimals_by_unit([*satisfied.values(), *([evened] if evened else [])])
    rows = []
    for code in sorted(response, key=lambda code: (code == TOTAL, list(response).index(code))):
        first, second = response[code], satisfied[code]
        cells = (
            share_cell(first, language, by_response), fraction_cell(first, language),
            share_cell(second, language, by_satisfied), fraction_cell(second, language),
        )  # fmt: skip
        rows.append(Row((Cell(label_of(table, "outcome", code, language)), *cells), is_total=code == TOTAL))
    if evened is not None and rows:
        name = in_words(Bilingual("Ensemble, si tous avaient répondu autant", "All, had everyone answered as often"), language)
        rows.append(Row((Cell(name), Cell("–"), Cell("–"), share_cell(evened, language, by_satisfied), Cell("–")), is_total=True))
    note = Bilingual(
        "la dernière ligne donne à chaque situation son poids parmi les sondés; elle ne corrige que ce que la situation d'emploi explique",
        "the last row gives each status its weight among those asked; it corrects only what employment status explains",
    )
    title = in_words(Bilingual("Qui a répondu, selon la situation d'emploi", "Who answered, by employment status"), language)
    survey_name = label_of(table, "survey", chosen, language)
    return released_display(
        table,
        columns,
        rows,
        caption=caption or with_period(f"{title}, {_inside(survey_name)}", language, fiscal_year),
        label=label,
        language=language,
        notes=(("", in_words(note, language)),),
    )


def satisfaction_providers(
    table: ReleasedTable,
    *,
    language: Language,
    survey: str | None = None,
    label: str = "tbl-satisfaction-providers",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
    years: int = 1,
) -> TableDisplay:
    """Return each provider's share as it is and drawn towards the others; providers whose row is hidden are counted in a note."""
    chosen = survey or results(table)[0].where["survey"]
    dimension = next(name for name in table.dimensions if name != "survey")
    rows = of_survey(table, chosen)
    kept = [row for row in rows if row.where[dimension] != TOTAL and (row.value is not None or row.denominator == 0)]
    n_hidden = sum(row.where[dimension] != TOTAL for row in rows) - len(kept)
    columns = [
        Column("name", column_title(dimension, language), "name", 26),
        Column("satisfied", in_words(SATISFIED, language), "number", 20),
        Column("counts", in_words(COUNTS, language), "number", 14),
        Column(
            "drawn",
            in_words(Bilingual("Part rapprochée des autres et intervalle", "Share drawn towards the others and interval"), language),
            "number",
            20,
        ),
        Column("asked", in_words(Bilingual("Sondés", "Asked"), language), "number", 9),
        Column("response", in_words(Bilingual("Ont répondu", "Answered"), language), "number", 12),
    ]
    decimals = decimals_by_unit(rows)
    made = []
    for row in sorted(kept, key=lambda row: (-(row.denominator or 0.0), row.where[dimension])) + [
        row for row in rows if row.where[dimension] == TOTAL
    ]:
        name = named_cell(label_of(table, dimension, row.where[dimension], language), row, language)
        cells = (share_cell(row, language, decimals), fraction_cell(row, language), _drawn(row, language), *response_cells(row, language))
        made.append(Row((name, *cells), is_total=row.where[dimension] == TOTAL))
    notes = [("", in_words(_DRAWN, language))]
    if n_hidden:
        notes.append(("[c]", in_words(_HIDDEN, language, n=format_number(n_hidden, language))))
    title = in_words(Bilingual("Satisfaction par fournisseur", "Satisfaction by provider"), language)
    survey_name = _inside(label_of(table, "survey", chosen, language))
    return released_display(
        table,
        columns,
        made,
        caption=caption or with_period(f"{title}, {survey_name}", language, fiscal_year, years),
        label=label,
        language=language,
        notes=notes,
    )


_DRAWN = Bilingual(
    "la part rapprochée tient compte du peu de réponses d'un fournisseur : moins il en a, plus elle s'approche de "
    "l'ensemble; ordre du nombre de réponses, qui n'est pas un rang",
    "the share drawn towards the others allows for how few answers a provider has: the fewer, the nearer to all; in the "
    "order of the number of answers, which is not a rank",
)
_HIDDEN = Bilingual(
    "fournisseurs masqués, trop peu de réponses satisfaites ou non satisfaites : {n}; ceux qui restent ont plus souvent "
    "des réponses insatisfaites",
    "providers hidden, with too few satisfied or dissatisfied answers: {n}; those left have dissatisfied answers more often",
)


def satisfaction_questions(
    table: ReleasedTable,
    *,
    language: Language,
    survey: str | None = None,
    label: str = "tbl-satisfaction-questions",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return each question's share of answers 4–5 and what it brings, then the mean of all and Cronbach's alpha."""
    chosen = survey or _first_survey(table)
    rows = of_survey(table, chosen)
    asked = [row for row in rows if row.indicator == "question_satisfied"]
    columns = [
        Column("question", in_words(Bilingual("Question", "Question"), language), "name", 26),
        Column("satisfied", in_words(SATISFIED, language), "number", 22),
        Column("counts", in_words(COUNTS, language), "number", 18),
        Column("rest", in_words(Bilingual("Corrélation avec les autres", "Correlation with the others"), language), "number", 18),
        Column("without", in_words(Bilingual("Alpha sans elle", "Alpha without it"), language), "number", 16),
    ]
    decimals = decimals_by_unit(asked)
    made = []
    for row in asked:
        derived = [_plain(row, name, language) for name in ("rest_correlation", "alpha_without")]
        name = Cell(label_of(table, "question", row.where["question"], language))
        made.append(Row((name, share_cell(row, language, decimals), fraction_cell(row, language), *derived)))
    for row in rows:
        if row.indicator in ("index_mean", "alpha") and asked:
            n = (
                ""
                if row.denominator is None
                else in_words(Bilingual("n = {n}", "n = {n}"), language, n=format_number(row.denominator, language))
            )
            cells = (_two_decimals(row, language), Cell(n or "–"), Cell("–"), Cell("–"))
            made.append(Row((Cell(label_of(table, "indicator", row.indicator, language)), *cells), is_total=True))
    title = in_words(Bilingual("Les questions une à une", "Question by question"), language)
    survey_name = _inside(label_of(table, "survey", chosen, language)) if chosen else ""
    return released_display(
        table,
        columns,
        made,
        caption=caption or with_period(f"{title}, {survey_name}" if survey_name else title, language, fiscal_year),
        label=label,
        language=language,
        nothing=Bilingual("Aucune question n'a été posée séparément", "No question was asked separately"),
    )


def unusual_answers(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-unusual-answers",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
    years: int = 1,
) -> TableDisplay:
    """Return what is pointed out of providers whose row may be shown: what, how many answers of how many, and the rate of chance finds."""
    kept = [row for row in results(table) if row.derived.get("is_pointed_out") == "yes" and row.value is not None]
    columns = [
        Column("provider", column_title("provider_id", language), "name", 28),
        Column("what", in_words(Bilingual("Ce qui sort de l'ordinaire", "What is unusual"), language), "text", 30),
        Column("counts", in_words(Bilingual("Réponses concernées / examinées", "Answers concerned / examined"), language), "number", 22),
        Column("rate", in_words(Bilingual("Taux de fausses découvertes", "False discovery rate"), language), "number", 20),
    ]
    rows = [
        Row(
            (
                Cell(label_of(table, "provider_id", row.where["provider_id"], language)),
                Cell(label_of(table, "indicator", row.indicator, language)),
                fraction_cell(row, language),
                Cell(_rate(row, language)),
            )
        )
        for row in sorted(kept, key=lambda row: (row.where["provider_id"], row.indicator))
    ]
    note = Bilingual(
        "inhabituel ne veut pas dire fautif : une séance où chacun répond sur place, ou un service très apprécié, le serait aussi",
        "unusual does not mean wrong: a session in which everyone answers on the spot, or a service that people like a great "
        "deal, would be too",
    )
    title = in_words(Bilingual("Réponses qui sortent de l'ordinaire", "Unusual answers"), language)
    return released_display(
        table,
        columns,
        rows,
        caption=caption or with_period(title, language, fiscal_year, years),
        label=label,
        language=language,
        notes=(("", in_words(note, language)),),
        nothing=Bilingual("Rien à signaler parmi ce qui peut être montré", "Nothing to point out among what may be shown"),
    )


def _first_survey(table: ReleasedTable) -> str:
    return next((row.where["survey"] for row in results(table)), "")


def _inside(name: str) -> str:
    return name[:1].lower() + name[1:]


def _drawn(row: Result, language: Language) -> Cell:
    value, low, high = (row.number(name) for name in ("shrunken", "shrunken_low", "shrunken_high"))
    if value is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    light = "" if low is None or high is None else format_interval(low, high, row.unit, language, 0)
    return Cell(format_share(value, language, 0), light=light)


def _plain(row: Result, column: str, language: Language) -> Cell:
    value = row.number(column)
    if value is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    return Cell(format_number(value, language, 2))


def _two_decimals(row: Result, language: Language) -> Cell:
    if row.value is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    light = "" if row.low is None or row.high is None else format_interval(row.low, row.high, row.unit, language, 2)
    return Cell(format_number(row.value, language, 2), light=light)


def _rate(row: Result, language: Language) -> str:
    rate = row.number("discovery_rate")
    if rate is None:
        return "–"
    small = Bilingual("moins de {limit}", "under {limit}")
    limit = 0.001
    return in_words(small, language, limit=format_share(limit, language, 1)) if rate < limit else format_share(rate, language, 1)
