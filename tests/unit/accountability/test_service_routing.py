"""Plans are routed by the limits that the 2019 guide writes, boundaries included."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.accountability.service_routing import Plan, RoutingRules, Service, route_service

RULES = RoutingRules(limit_hours=180, project_weekly_hours=20, club_weeks=3, club_weekly_hours=30, youth_from=18, youth_to=29)
SHORT = Plan(100, 5, 20, is_by_group=False, age=40, is_ready_for_work=False, is_disabled=False)
LONG = Plan(500, 20, 25, is_by_group=True, age=40, is_ready_for_work=False, is_disabled=False)


@pytest.mark.parametrize(
    ("plan", "service"),
    [
        (SHORT, Service.SPECIALISED),
        (replace(SHORT, is_ready_for_work=True), Service.UNIT),
        (replace(SHORT, is_disabled=True), Service.SPECIALISED_DISABLED),
        (replace(SHORT, age=18), Service.SPECIALISED_YOUTH),
        (replace(SHORT, age=29), Service.SPECIALISED_YOUTH),
        (replace(SHORT, age=30), Service.SPECIALISED),
        (replace(SHORT, age=17), Service.SPECIALISED),
        (replace(SHORT, total_hours=90, weekly_hours=30, weeks=3, is_by_group=True), Service.JOB_SEARCH_CLUB),
        (LONG, Service.PREPARATION_PROJECT),
        (replace(LONG, weekly_hours=19.9), Service.NEITHER),
        (replace(LONG, is_by_group=False), Service.NEITHER),
        (replace(LONG, total_hours=180), Service.NEITHER),
        (replace(LONG, total_hours=180.5), Service.PREPARATION_PROJECT),
        (replace(SHORT, total_hours=179.5), Service.SPECIALISED),
    ],
)
def test_a_plan_goes_where_the_guide_says(plan: Plan, service: Service) -> None:
    """Guide des mesures et des services d'emploi, 5.1, sections 3.2, 3.3 and 3.5.2."""
    assert route_service(plan, RULES) is service
