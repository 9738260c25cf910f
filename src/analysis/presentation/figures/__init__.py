"""Figures of released values, as SVG whose text is text, each with its message and its text alternative."""

from analysis.presentation.figures.agreement_attainment import agreement_attainment
from analysis.presentation.figures.agreement_calendar import agreement_calendar
from analysis.presentation.figures.attainment import attainment
from analysis.presentation.figures.attrition import attrition
from analysis.presentation.figures.cash_flow import cash_flow, risk_by_size
from analysis.presentation.figures.cohort_fan import cohort_fan
from analysis.presentation.figures.control_chart import control_chart
from analysis.presentation.figures.estimates import balance, estimates
from analysis.presentation.figures.follow_up import follow_up_flow
from analysis.presentation.figures.funding_steps import funding_steps
from analysis.presentation.figures.lost import lost
from analysis.presentation.figures.monthly import monthly_series
from analysis.presentation.figures.positions import positions
from analysis.presentation.figures.projection import year_end_fan
from analysis.presentation.figures.ranks import rank_intervals
from analysis.presentation.figures.refusals import refusals
from analysis.presentation.figures.regions import by_region
from analysis.presentation.figures.response_patterns import response_patterns
from analysis.presentation.figures.satisfaction_answers import satisfaction_answers
from analysis.presentation.figures.satisfaction_change import satisfaction_change
from analysis.presentation.figures.satisfaction_providers import satisfaction_providers
from analysis.presentation.figures.second_source import employment_by_source
from analysis.presentation.figures.situations import situations
from analysis.presentation.figures.staying import employment, jobs, still_employed
from analysis.presentation.figures.strategies import strategies
from analysis.presentation.figures.tile_map import tile_map
from analysis.presentation.figures.waits import waits
from analysis.presentation.figures.waterfall import score_waterfall
from analysis.presentation.figures.what_moves import what_moves

__all__ = [
    "agreement_attainment",
    "agreement_calendar",
    "attainment",
    "attrition",
    "balance",
    "by_region",
    "cash_flow",
    "cohort_fan",
    "control_chart",
    "employment",
    "employment_by_source",
    "estimates",
    "follow_up_flow",
    "funding_steps",
    "jobs",
    "lost",
    "monthly_series",
    "positions",
    "rank_intervals",
    "refusals",
    "response_patterns",
    "risk_by_size",
    "satisfaction_answers",
    "satisfaction_change",
    "satisfaction_providers",
    "score_waterfall",
    "situations",
    "still_employed",
    "strategies",
    "tile_map",
    "waits",
    "what_moves",
    "year_end_fan",
]
