"""What an agency says of its year, as tables: services, strategies, evaluations, risks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from analysis.core.languages import Bilingual, Language
from analysis.frameworks.year_plan import EvaluationKind, StrategyState, YearPlan
from analysis.presentation.display import TableDisplay
from analysis.presentation.numbers import format_day
from analysis.presentation.sheet import Cell, Column, Row, Sheet
from analysis.presentation.tables.cells import in_words
from analysis.presentation.tables.definitions import sheet_data
from analysis.presentation.typography import typeset

STATE_WORDS = {
    StrategyState.NOT_STARTED: ("○", Bilingual("pas commencée", "not started")),
    StrategyState.ON_TRACK: ("►", Bilingual("en cours", "on track")),
    StrategyState.DELAYED: ("◆", Bilingual("en retard", "delayed")),
    StrategyState.DONE: ("✓", Bilingual("réalisée", "done")),
    StrategyState.ABANDONED: ("✗", Bilingual("abandonnée", "abandoned")),
}
"""The shape and the word of each state."""
KIND_WORDS = {
    EvaluationKind.RELATIVE_PERFORMANCE: Bilingual("performance relative", "relative performance"),
    EvaluationKind.FORMATIVE: Bilingual("formative", "formative"),
    EvaluationKind.SUMMATIVE: Bilingual("sommative", "summative"),
    EvaluationKind.SATISFACTION: Bilingual("satisfaction", "satisfaction"),
}
_NOT_SAID = Bilingual("aucun état donné", "no status given")
_UNDER_WAY = Bilingual("en cours", "under way")
_COMPLETED = Bilingual("terminée", "completed")
_LATE = Bilingual("en retard", "delayed")
_DUE = Bilingual("prévue pour le {day}", "due {day}")


def services(plan: YearPlan, *, language: Language, label: str = "tbl-services", caption: str | None = None) -> TableDisplay:
    """Return the services of the agency: what each is and whom it is for."""
    columns = _columns(
        language,
        ("service", Bilingual("Service", "Service"), 24),
        ("description", Bilingual("Ce qu'il offre", "What it gives"), 44),
        ("for_whom", Bilingual("Pour qui", "For whom"), 32),
    )
    rows = [Row((_cell(item.label, language), _cell(item.description, language), _cell(item.for_whom, language))) for item in plan.services]
    return _display(
        plan,
        columns,
        rows,
        caption or in_words(Bilingual("Services de l'agence", "Services of the agency"), language),
        label,
        language=language,
    )


def risks(plan: YearPlan, *, language: Language, label: str = "tbl-risks", caption: str | None = None) -> TableDisplay:
    """Return the main risks to the results and what was done about each."""
    columns = _columns(
        language,
        ("risk", Bilingual("Risque", "Risk"), 50),
        ("response", Bilingual("Réponse", "Response"), 50),
    )
    rows = [Row((_cell(risk.label, language), _cell(risk.response, language))) for risk in plan.context.risks]
    title = Bilingual("Principaux risques et réponses", "Main risks and responses")
    return _display(plan, columns, rows, caption or in_words(title, language), label, language=language)


def strategies(
    plan: YearPlan, *, language: Language, as_of: date | None = None, label: str = "tbl-strategies", caption: str | None = None
) -> TableDisplay:
    """Return one row a strategy: what was planned, by whom and for when, and how it stood last (by the year's end when no day is given)."""
    day = as_of or plan.year.last_day
    columns = _columns(
        language,
        ("strategy", Bilingual("Stratégie", "Strategy"), 24),
        ("planned", Bilingual("Ce qui était prévu", "What was planned"), 30),
        ("due", Bilingual("Échéance", "Due"), 14),
        ("state", Bilingual("Dernier état", "Last status"), 16),
        ("note", Bilingual("Ce qui a été fait", "What was done"), 28),
    )
    rows = []
    for item in plan.strategies:
        status = item.status_on(day)
        state, note = Cell(in_words(_NOT_SAID, language)), Cell("–")
        if status is not None:
            symbol, word = STATE_WORDS[status.state]
            state = Cell(in_words(word, language), light=format_day(status.day, language), symbol=symbol)
            note = _cell(status.note, language)
        name = Cell(typeset(item.label[language], language), light=typeset(item.responsible[language], language))
        rows.append(Row((name, _cell(item.planned, language), Cell(format_day(item.due, language)), state, note)))
    title = Bilingual("Stratégies de l'année et dernier état de chacune", "Strategies of the year and the last status of each")
    return _display(plan, columns, rows, caption or in_words(title, language), label, language=language)


def evaluations(
    plan: YearPlan, *, language: Language, as_of: date | None = None, label: str = "tbl-evaluations", caption: str | None = None
) -> TableDisplay:
    """Return one row an evaluation: its kind, whether it is completed by a day, its main results and what they do not allow to say."""
    columns = _columns(
        language,
        ("evaluation", Bilingual("Évaluation", "Evaluation"), 24),
        ("kind", Bilingual("Type", "Kind"), 12),
        ("state", Bilingual("État", "Status"), 17),
        ("results", Bilingual("Principaux résultats", "Main results"), 28),
        ("limits", Bilingual("Limites", "Limits"), 22),
    )
    rows = []
    for item in plan.evaluations:
        done = item.completed is not None and (as_of is None or item.completed <= as_of)
        if done and item.completed is not None and item.main_results is not None and item.limits is not None:
            state = Cell(in_words(_COMPLETED, language), light=format_day(item.completed, language), symbol="✓")
            said = (_cell(item.main_results, language), _cell(item.limits, language))
        else:
            late = as_of is not None and item.due < as_of
            due = in_words(_DUE, language, day=format_day(item.due, language))
            state = Cell(in_words(_LATE if late else _UNDER_WAY, language), light=due, symbol="◆" if late else "…")
            said = (Cell("–"), Cell("–"))
        rows.append(Row((_cell(item.title, language), Cell(in_words(KIND_WORDS[item.kind], language)), state, *said)))
    title = Bilingual("Évaluations et leurs principaux résultats", "Evaluations and their main results")
    return _display(plan, columns, rows, caption or in_words(title, language), label, language=language)


def _cell(text: Bilingual, language: Language) -> Cell:
    return Cell(typeset(text[language], language))


def _columns(language: Language, *titles: tuple[str, Bilingual, int]) -> tuple[Column, ...]:
    return tuple(
        Column(key, in_words(title, language), "name" if at == 0 else "text", width) for at, (key, title, width) in enumerate(titles)
    )


def _display(
    plan: YearPlan, columns: Sequence[Column], rows: Sequence[Row], caption: str, label: str, *, language: Language
) -> TableDisplay:
    source = typeset(plan.agency[language], language)
    made_up = Bilingual(" Données inventées.", " Made-up data.")[language] if plan.made_up else ""
    foot = in_words(Bilingual("Source : {source}.", "Source: {source}."), language, source=source) + made_up
    rows = rows or [Row((Cell(in_words(Bilingual("Rien à montrer", "Nothing to show"), language)), *(Cell("–") for _ in columns[1:])))]
    data = {**sheet_data(columns, rows, label, caption, source), "made_up": plan.made_up}
    return TableDisplay(label, Sheet(language, caption, tuple(columns), tuple(rows), (), foot, data))
