"""A framework in which one thing is otherwise: what a researcher changes to see what moves. The file of the framework stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.frameworks.conditions import Condition
from analysis.frameworks.indicators import MissingCountsAs
from analysis.frameworks.measures import Share
from analysis.frameworks.model import Framework

_CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)


def with_outcome(
    framework: Framework, indicator: str, *, numerator: Mapping[str, Any] | None = None, missing_counts_as: str | None = None
) -> Framework:
    """Return a copy of a framework in which a share is defined otherwise; what is not given stays.

    Parameters
    ----------
    numerator
        Who has the outcome, written as in a framework file: `{"field": "employed_at_wave", "is": True}`.
    missing_counts_as
        What becomes of those whose outcome is not known: `excluded`, `not_met` or `met`.

    Raises
    ------
    DefinitionError
        When the framework has no share of that name, or no such rule for missing outcomes.
    ValueError
        When the condition is not one.
    """
    shares = {item.name: item for item in framework.indicators if isinstance(item.measure, Share)}
    if indicator not in shares:
        raise DefinitionError(_unknown(framework.name, indicator, Bilingual("la part", "the share"), shares))
    changes: dict[str, Any] = {}
    if numerator is not None:
        measure = shares[indicator].measure
        assert isinstance(measure, Share)  # noqa: S101 - chosen just above
        changes["measure"] = measure.model_copy(update={"numerator": _CONDITION.validate_python(dict(numerator))})
    if missing_counts_as is not None:
        rules = {rule.value: rule for rule in MissingCountsAs}
        if missing_counts_as not in rules:
            raise DefinitionError(_unknown(framework.name, missing_counts_as, Bilingual("la règle", "the rule"), rules))
        changes["missing_counts_as"] = rules[missing_counts_as]
    changed = (item.model_copy(update=changes) if item.name == indicator else item for item in framework.indicators)
    return framework.model_copy(update={"indicators": tuple(changed)})


def with_window(framework: Framework, months: int, *, days_before: int | None = None, days_after: int | None = None) -> Framework:
    """Return a copy of a framework in which contacts count at one follow-up from so many days before its day to so many after.

    Raises
    ------
    DefinitionError
        When the framework has no follow-up at that many months.
    """
    calendar = framework.follow_up
    known = {str(wave.months): wave for wave in calendar.waves} if calendar is not None else {}
    if calendar is None or str(months) not in known:
        raise DefinitionError(_unknown(framework.name, str(months), Bilingual("le suivi à", "the follow-up at"), known))
    changes = {name: days for name, days in (("days_before", days_before), ("days_after", days_after)) if days is not None}
    waves = tuple(wave.model_copy(update=changes) if wave.months == months else wave for wave in calendar.waves)
    return framework.model_copy(update={"follow_up": calendar.model_copy(update={"waves": waves})})


def _unknown(framework: str, name: str, kind: Bilingual, known: Mapping[str, Any]) -> Problem:
    return Problem(
        framework,
        Bilingual(f"ce cadre n'a pas {kind.fr} {name}", f"this framework does not have {kind.en} {name}"),
        todo=did_you_mean(name, known) if known else None,
    )
