"""The rules of a framework: what a service, a participation or an agreement may be; each of a closed kind, with its number and source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual
from analysis.frameworks.numbers import Number, Unit
from analysis.frameworks.sources import SourceReference


class RuleKind(StrEnum):
    """What a rule asks. A new kind is a new word here, with the code that checks it."""

    FEWER_THAN_HOURS = "fewer_than_hours"
    MORE_THAN_HOURS = "more_than_hours"
    AT_MOST_HOURS = "at_most_hours"
    AT_LEAST_HOURS_A_WEEK = "at_least_hours_a_week"
    MORE_THAN_HOURS_A_WEEK = "more_than_hours_a_week"
    HOURS_A_WEEK = "hours_a_week"
    """Exactly so many hours a week."""
    NO_MINIMUM_HOURS_A_WEEK = "no_minimum_hours_a_week"
    AT_MOST_WEEKS = "at_most_weeks"
    WEEKS = "weeks"
    """So many weeks; a usual length when the rule says that it can be prolonged."""
    DETAILED_CONTRACT_BEYOND_WEEKS = "detailed_contract_beyond_weeks"
    MONTHS = "months"
    """So many months."""
    AT_MOST_MONTHS = "at_most_months"
    MONTHS_BETWEEN = "months_between"
    AT_LEAST_MONTHS_BETWEEN_PARTICIPATIONS = "at_least_months_between_participations"
    AGE_BETWEEN = "age_between"
    """In full years, both ends included."""
    AT_MOST_DOLLARS_A_PARTICIPANT = "at_most_dollars_a_participant"
    AT_LEAST_DAYS_BEFORE_SIGNATURE = "at_least_days_before_signature"
    NO_START_BEFORE_SIGNATURE = "no_start_before_signature"


@dataclass(frozen=True, slots=True)
class RuleNumbers:
    """How many numbers a kind of rule has and their unit."""

    unit: Unit | None
    n_numbers: int


RULE_NUMBERS: dict[RuleKind, RuleNumbers] = {
    RuleKind.FEWER_THAN_HOURS: RuleNumbers(Unit.HOURS, 1),
    RuleKind.MORE_THAN_HOURS: RuleNumbers(Unit.HOURS, 1),
    RuleKind.AT_MOST_HOURS: RuleNumbers(Unit.HOURS, 1),
    RuleKind.AT_LEAST_HOURS_A_WEEK: RuleNumbers(Unit.HOURS, 1),
    RuleKind.MORE_THAN_HOURS_A_WEEK: RuleNumbers(Unit.HOURS, 1),
    RuleKind.HOURS_A_WEEK: RuleNumbers(Unit.HOURS, 1),
    RuleKind.NO_MINIMUM_HOURS_A_WEEK: RuleNumbers(None, 0),
    RuleKind.AT_MOST_WEEKS: RuleNumbers(Unit.WEEKS, 1),
    RuleKind.WEEKS: RuleNumbers(Unit.WEEKS, 1),
    RuleKind.DETAILED_CONTRACT_BEYOND_WEEKS: RuleNumbers(Unit.WEEKS, 1),
    RuleKind.MONTHS: RuleNumbers(Unit.MONTHS, 1),
    RuleKind.AT_MOST_MONTHS: RuleNumbers(Unit.MONTHS, 1),
    RuleKind.MONTHS_BETWEEN: RuleNumbers(Unit.MONTHS, 2),
    RuleKind.AT_LEAST_MONTHS_BETWEEN_PARTICIPATIONS: RuleNumbers(Unit.MONTHS, 1),
    RuleKind.AGE_BETWEEN: RuleNumbers(Unit.YEARS, 2),
    RuleKind.AT_MOST_DOLLARS_A_PARTICIPANT: RuleNumbers(Unit.DOLLARS, 1),
    RuleKind.AT_LEAST_DAYS_BEFORE_SIGNATURE: RuleNumbers(Unit.DAYS, 1),
    RuleKind.NO_START_BEFORE_SIGNATURE: RuleNumbers(None, 0),
}
"""What each kind of rule needs: `number` alone, `number` and `upper`, or neither."""


class Rule(Part):
    """One rule: what it is about, its kind, its number, and where it is written.

    A rule with numbers has its source in them; a rule without number names its own.
    """

    name: str
    label: Bilingual
    concerns: Literal["participation", "participant", "work_placement", "agreement", "management_cycle", "cost"]
    kind: RuleKind
    services: tuple[str, ...] = ()
    """Services of the framework's catalogue; none means every service."""
    number: Number | None = None
    upper: Number | None = None
    """The higher of the two numbers of a kind that has two."""
    exception: Bilingual | None = None
    """When the rule does not hold."""
    source: SourceReference | None = None
