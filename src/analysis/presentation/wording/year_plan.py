"""What an agency says of its year, in its own words, and the statement on the reliability of its data."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Literal

from analysis.core.languages import Bilingual, Language
from analysis.frameworks.year_plan import StrategyState, YearPlan
from analysis.presentation.display import TextDisplay
from analysis.presentation.numbers import format_day
from analysis.presentation.tables.year_plan import STATE_WORDS
from analysis.presentation.typography import typeset
from analysis.presentation.wording.sentences import Counted, paragraph, say

Said = Literal["mission", "mandate", "external", "internal", "capacity", "outlook", "reliability", "reliability_limits"]

_STRATEGIES = Counted(
    Bilingual("Le plan de l'année compte {n} stratégie.", "The year's plan has {n} strategy."),
    Bilingual("Le plan de l'année compte {n} stratégies.", "The year's plan has {n} strategies."),
)
_STATES = Bilingual("Dernier état au {day} : {states}.", "Last status on {day}: {states}.")
_STATE = Bilingual("{word}, {n}", "{word}, {n}")
_COMPLETED = Counted(
    Bilingual("{n} évaluation est terminée sur {of} prévues.", "{n} of {of} planned evaluations is completed."),
    Bilingual("{n} évaluations sont terminées sur {of} prévues.", "{n} of {of} planned evaluations are completed."),
)
_SIGNED = Bilingual("{responsible}, le {day}.", "{responsible}, {day}.")
_NOT_SIGNED = Bilingual(
    "Cette déclaration n'est pas encore signée; {responsible} doit le faire avant la version finale.",
    "This statement is not signed yet; {responsible} must do so before the final version.",
)
_FILED = Bilingual(
    "Le rapport devait être remis au plus tard le {due}; il l'a été le {filed}.",
    "The report was due by {due}; it was handed over on {filed}.",
)
_TO_FILE = Bilingual("Le rapport doit être remis au plus tard le {due}.", "The report is due by {due}.")


def in_own_words(plan: YearPlan, *, said: Said, language: Language) -> TextDisplay:
    """Return one of the texts of the plan as it was written: `mission`, `mandate`, `external`, `internal` and so on."""
    texts = {
        "mission": plan.mission,
        "mandate": plan.mandate,
        "external": plan.context.external,
        "internal": plan.context.internal,
        "capacity": plan.context.capacity,
        "outlook": plan.context.outlook,
        "reliability": plan.reliability.statement,
        "reliability_limits": plan.reliability.limits,
    }
    return paragraph([typeset(texts[said][language], language)])


def strategies(plan: YearPlan, *, language: Language, as_of: date | None = None) -> TextDisplay:
    """Return how many strategies stand in each state by a day, and how many evaluations are completed."""
    day = as_of or plan.year.last_day
    counts = Counter(status.state for item in plan.strategies if (status := item.status_on(day)))
    said = [_STRATEGIES.say(len(plan.strategies), language)]
    states = [say(_STATE, language, word=STATE_WORDS[state][1][language], n=counts[state]) for state in StrategyState if counts[state]]
    if states:
        said.append(say(_STATES, language, day=format_day(day, language), states="; ".join(states)))
    if plan.evaluations:
        completed = sum(item.completed is not None and item.completed <= day for item in plan.evaluations)
        said.append(_COMPLETED.say(completed, language, of=len(plan.evaluations)))
    return paragraph(said)


def signature(plan: YearPlan, *, language: Language) -> TextDisplay:
    """Return who answers for the statement of reliability and when they signed it, and when the report was due and handed over."""
    responsible = plan.reliability.responsible[language]
    signed, filing = plan.reliability.signed, plan.filing
    if signed is None:
        inside = responsible[:1].lower() + responsible[1:]
        said = [say(_NOT_SIGNED, language, responsible=inside)]
    else:
        said = [say(_SIGNED, language, responsible=responsible, day=format_day(signed, language))]
    due = format_day(filing.due, language)
    if filing.filed is None:
        said.append(say(_TO_FILE, language, due=due))
    else:
        said.append(say(_FILED, language, due=due, filed=format_day(filing.filed, language)))
    return paragraph(said)
