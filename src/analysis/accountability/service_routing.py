"""Which employment service a planned intervention belongs to, by duration, intensity, approach, age and need."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Service(StrEnum):
    """Services of the 2019 guide, and what fits none of them."""

    UNIT = "unit"
    JOB_SEARCH_CLUB = "club"
    SPECIALISED = "specialised"
    SPECIALISED_DISABLED = "disabled"
    SPECIALISED_YOUTH = "youth"
    PREPARATION_PROJECT = "ppe"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned with a person: hours in all and a week, by group or not, and what is known of the person."""

    total_hours: float
    weekly_hours: float
    weeks: float
    is_by_group: bool
    age: int
    is_ready_for_work: bool
    is_disabled: bool


@dataclass(frozen=True, slots=True)
class RoutingRules:
    """The limits of the guide.

    A plan of exactly `limit_hours` is under neither measure: the guide writes « less than » and « more than ».
    """

    limit_hours: float
    project_weekly_hours: float
    club_weeks: float
    club_weekly_hours: float
    youth_from: int
    youth_to: int


def route_service(plan: Plan, rules: RoutingRules) -> Service:
    """Return the service that a plan belongs to.

    Above the limit of hours only a preparation project fits, by group and with its weekly intensity. Below it, a plan of the club's weeks
    and hours is a club; then a unit service for who is ready for work, and the specialised services by need: disability, then age.
    """
    if plan.total_hours >= rules.limit_hours:
        is_project = plan.total_hours > rules.limit_hours and plan.is_by_group and plan.weekly_hours >= rules.project_weekly_hours
        return Service.PREPARATION_PROJECT if is_project else Service.NEITHER
    if plan.is_by_group and plan.weeks == rules.club_weeks and plan.weekly_hours == rules.club_weekly_hours:
        return Service.JOB_SEARCH_CLUB
    if plan.is_ready_for_work:
        return Service.UNIT
    if plan.is_disabled:
        return Service.SPECIALISED_DISABLED
    is_young = rules.youth_from <= plan.age <= rules.youth_to
    return Service.SPECIALISED_YOUTH if is_young else Service.SPECIALISED
